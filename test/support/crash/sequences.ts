import { setImmediate as settled, setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '../../../src/problem.ts';
import { Random } from '../generate/random.ts';
import { jw316, newIdentificatie } from '../messages.ts';
import type { Gateway } from './gateway.ts';
import { children, refusal, request } from './lives.ts';
import type { Fault } from './process.ts';
import type { RequestFault } from './stage.ts';
import { Turns } from './turns.ts';
import { aanbieder, gemeente, type World } from './world.ts';

/** What may happen next, and how often it is chosen over the others. */
interface Move {
  readonly name: string;
  readonly weight: number;
  readonly happen: () => Promise<void> | void;
}

/** Most requests break no rule. */
const sound = [undefined, undefined, undefined, undefined];

const longest = 500;
const mostSteps = 50;

/**
 * One sequence of chances: an api process and two workers, whose statements happen one at a time in
 * any order, while jobs come late, twice or never, and processes die. In the end all is started anew
 * and comes to rest.
 *
 * @returns the violations, none if all is well
 */
export async function playSequence(world: World, seed: number): Promise<string[]> {
  await world.reset();
  const sequence = new Sequence(world, new Random(seed));
  await sequence.play();
  await world.resume();
  return [...sequence.surprises, ...(await world.violations())];
}

class Sequence {
  /** Failures that the test did not make. */
  readonly surprises: string[] = [];
  readonly #world: World;
  readonly #random: Random;
  readonly #turns = new Turns();
  /** The api process and the two workers; who died is replaced. */
  readonly #gateways: Gateway[] = [];
  readonly #running = new Set<Promise<void>>();
  /** Retours that are still to be posted, to requests that got a 202. */
  readonly #unanswered: string[] = [];
  /** Whether the gateway answers in the name of the gemeente. */
  readonly #byGateway: boolean;
  /** Messages that will still be posted. */
  #requests: number;

  constructor(world: World, random: Random) {
    this.#world = world;
    this.#random = random;
    this.#requests = 2 + random.below(3);
    this.#byGateway = random.chance(0.4);
  }

  async play(): Promise<void> {
    if (this.#byGateway) await this.#world.letAnswer('gateway');
    for (let place = 0; place < 3; place++) this.#gateways.push(this.#start());
    for (let made = 0; made < mostSteps; made++) await this.#choose(this.#possible());
    // What is under way ends, well or not; only then everything stops.
    for (let made = 0; this.#running.size > 0; made++) {
      if (made > longest) throw new Error('a sequence does not end');
      if (this.#turns.waiting.length > 0)
        await this.#turns.give(this.#random.below(this.#turns.waiting.length));
      else await Promise.race([...this.#running, sleep(100)]);
    }
  }

  #start(): Gateway {
    return this.#world.start({ turns: this.#turns });
  }

  /** The process in this place that lives. */
  #at(place: number): Gateway {
    let gateway = this.#gateways[place] as Gateway;
    if (gateway.process.dead) {
      gateway = this.#start();
      this.#gateways[place] = gateway;
    }
    return gateway;
  }

  readonly #api = (): Gateway => this.#at(0);
  readonly #worker = (): Gateway => this.#at(1 + this.#random.below(2));

  async #choose(possible: readonly Move[]): Promise<void> {
    let left = this.#random.next() * possible.reduce((sum, choice) => sum + choice.weight, 0);
    const chosen = possible.find((choice) => {
      left -= choice.weight;
      return left < 0;
    });
    if (chosen) this.#world.trace.push(chosen.name);
    await chosen?.happen();
    await settled(); // What has begun waits for its first turn now.
  }

  #possible(): Move[] {
    const world = this.#world;
    const found: Move[] = [
      { name: 'relay', weight: 1, happen: () => this.#begin(this.#worker().relayRound()) },
      { name: 'time passes', weight: 1, happen: () => world.passTime() },
      { name: 'operators', weight: 0.5, happen: () => this.#begin(this.#worker().runnerRound()) },
      { name: 'acknowledge', weight: 1, happen: () => this.#acknowledge() },
      { name: 'a process dies', weight: 0.3, happen: () => this.#die() },
      { name: 'defect on or off', weight: 0.4, happen: () => this.#toggleDefect() },
      { name: 'replay', weight: 0.3, happen: () => this.#begin(world.replay(this.#api)) },
      { name: 'dismiss', weight: 0.2, happen: () => this.#dismiss() },
      { name: 'redeliver', weight: 0.2, happen: () => this.#redeliver() },
    ];
    if (this.#turns.waiting.length > 0) {
      found.push({ name: 'a statement', weight: 12, happen: () => this.#statement() });
      found.push({ name: 'a statement breaks', weight: 0.8, happen: () => this.#statement(true) });
    }
    if (world.announced.length > 0) {
      found.push({ name: 'a job', weight: 4, happen: () => this.#job() });
      found.push({ name: 'Redis is lost', weight: 0.3, happen: () => world.loseAnnouncements() });
    }
    if (this.#requests > 0)
      found.push({ name: 'a request', weight: 3, happen: () => this.#request() });
    if (this.#unanswered.length > 0)
      found.push({ name: 'a retour', weight: 2, happen: () => this.#retour() });
    return found;
  }

  /** Lets something go on by itself, one statement at each of its turns. */
  #begin(work: Promise<unknown>): void {
    const running = work
      .catch((error) => void this.surprises.push(`surprise: ${error?.code} ${error?.message}`))
      .then(() => void this.#running.delete(running));
    this.#running.add(running);
  }

  async #statement(breaks = false): Promise<void> {
    const place = this.#random.below(this.#turns.waiting.length);
    const process = this.#turns.waiting[place];
    if (breaks && process) {
      const kind = this.#random.pick<Fault['kind']>(['crash', 'crash', 'lost connection']);
      const when = this.#random.pick(['before', 'after'] as const);
      // This one, or one after it: a transaction has several in one turn.
      const at = process.statements + (this.#random.chance(0.4) ? 1 : 2 + this.#random.below(14));
      process.fault = { at, when, kind };
    }
    await this.#turns.give(place);
  }

  /** Any of them, so some come late; some come twice. */
  #job(): void {
    const { announced } = this.#world;
    const place = this.#random.below(announced.length);
    const id = announced[place] as string;
    if (!this.#random.chance(0.25)) announced.splice(place, 1);
    this.#begin(this.#worker().step(id));
  }

  #request(): void {
    this.#requests -= 1;
    const identificatie = newIdentificatie();
    const fault = this.#random.pick<RequestFault | undefined>(['within', 'outside', ...sound]);
    const bytes = request(this.#random.pick(children), identificatie, fault);
    const posted = this.#world.post(this.#api, aanbieder, bytes);
    // What a retour of the fixtures can answer.
    const answerable = fault === undefined && !this.#byGateway;
    const header = { afzender: aanbieder, ontvanger: gemeente, identificatie };
    const retour = this.#random.chance(0.5) ? jw316(header) : refusal(identificatie);
    this.#begin(posted.then(() => void (answerable && this.#unanswered.push(retour))));
  }

  #retour(): void {
    const place = this.#random.below(this.#unanswered.length);
    const [bytes = ''] = this.#unanswered.splice(place, 1);
    this.#begin(this.#answer(bytes, true));
    // The same answer again, from an impatient back office.
    if (this.#random.chance(0.2)) this.#begin(this.#answer(bytes));
  }

  /** @param again another time, when what it answers is not in the mailbox yet */
  async #answer(bytes: string, again = false): Promise<void> {
    try {
      await this.#world.post(this.#api, gemeente, bytes);
    } catch (error) {
      const early = error instanceof Problem && error.code === 'not-delivered';
      if (!early) throw error;
      if (again) this.#unanswered.push(bytes);
    }
  }

  #acknowledge(): void {
    const party = this.#random.pick([gemeente, aanbieder]);
    this.#begin(this.#world.acknowledge(this.#api, party));
  }

  #redeliver(): void {
    this.#begin(this.#world.redeliver(this.#api, this.#random.pick([gemeente, aanbieder])));
  }

  #dismiss(): void {
    const { answers } = this.#world;
    if (answers.length === 0) return;
    this.#begin(this.#world.dismiss(this.#api, this.#random.pick(answers).id));
  }

  #die(): void {
    this.#at(this.#random.below(3)).process.dead = true;
  }

  #toggleDefect(): void {
    this.#world.defective = !this.#world.defective && this.#random.chance(0.5);
  }
}
