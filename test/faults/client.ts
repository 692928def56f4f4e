import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../support/generate/random.ts';
import type { Answer } from '../support/invariants.ts';
import type { Arrivals } from './arrivals.ts';
import type { Case, CaseMessage } from './cases.ts';
import type { Service } from './service.ts';

/** What was counted while it was stormy. */
export class Counts {
  readonly #counts = new Map<string, number>();

  add(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
  }

  get(what: string): number {
    return this.#counts.get(what) ?? 0;
  }

  toString(): string {
    return [...this.#counts]
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([what, count]) => `${what}: ${count}`)
      .join('\n');
  }
}

/** What those who post have in common. */
export interface Surroundings {
  readonly apis: readonly Service[];
  /** Authorization headers, by party. */
  readonly authorization: ReadonlyMap<string, string>;
  readonly arrivals: Arrivals;
  readonly counts: Counts;
  /** What senders were answered. */
  readonly answers: Answer[];
  /** Answers that no sensible client would understand. */
  readonly surprises: string[];
  /** When everybody gives up, in milliseconds since the epoch. */
  readonly giveUpAt: number;
}

/** Cases that a client has in hand at a time. */
const openCases = 16;
const patienceMs = 10_000;

/**
 * Works through cases as sensible software does: one message at a time; without an answer, or with
 * a 5xx, the same bytes again some time later at another process; a retour when its heenbericht has
 * arrived, and in a patient case also all else only when what came before it has.
 *
 * @param cases what is left to be done; shared by all clients
 */
export async function workThrough(
  cases: IterableIterator<Case>,
  around: Surroundings,
  random: Random,
): Promise<void> {
  const open: { readonly story: Case; next: number }[] = [];
  for (;;) {
    while (open.length < openCases) {
      const { value: story, done } = cases.next();
      if (done) break;
      open.push({ story, next: 0 });
    }
    if (open.length === 0) return;
    const ready = open.filter(({ story, next }) => isReady(story, next, around.arrivals));
    if (ready.length === 0) {
      if (Date.now() > around.giveUpAt) throw new Error('Cases wait for messages that never come.');
      await sleep(20);
      continue;
    }
    const chosen = random.pick(ready);
    const id = await post(chosen.story.messages[chosen.next] as CaseMessage, around, random);
    if (id === undefined) return;
    chosen.next += 1;
    if (chosen.next === chosen.story.messages.length) open.splice(open.indexOf(chosen), 1);
  }
}

function isReady({ messages, patient }: Case, next: number, arrivals: Arrivals): boolean {
  const before = messages[next - 1];
  if (!before) return true;
  const answers = messages[next]?.answers;
  return !(patient || answers) || arrivals.has(before.name);
}

/** @returns undefined when the gateway says something that cannot be */
async function post(
  message: CaseMessage,
  around: Surroundings,
  random: Random,
): Promise<string | undefined> {
  const { counts, answers, surprises } = around;
  const began = performance.now();
  for (let attempt = 0; Date.now() < around.giveUpAt; attempt++) {
    if (attempt > 0) {
      counts.add('retried');
      await sleep(Math.min(50 * 2 ** attempt, 2000) * (0.5 + random.next()));
    }
    const answer = await attemptOnce(message, around, random);
    if (!answer) continue;
    const { status, body } = answer;
    if (status === 202 || status === 200) {
      const { id } = JSON.parse(body);
      around.arrivals.name(id, message.name);
      answers.push({ bytes: message.name, id, status, began, answered: performance.now() });
      counts.add('posted');
      // From time to time something is posted again that was answered, as after a restored backup.
      if (random.chance(0.02)) await postAgain(message, around, random);
      return id;
    }
    if (status < 500 && status !== 429) {
      surprises.push(`${message.name} got ${status} ${JSON.parse(body).title}`);
      return undefined;
    }
  }
  surprises.push(`${message.name} was never answered`);
  return undefined;
}

async function postAgain(
  message: CaseMessage,
  around: Surroundings,
  random: Random,
): Promise<void> {
  const began = performance.now();
  const answer = await attemptOnce(message, around, random);
  if (!answer || answer.status >= 500) return;
  if (answer.status !== 200) around.surprises.push(`${message.name} again got ${answer.status}`);
  const { id } = JSON.parse(answer.body);
  around.answers.push({ bytes: message.name, id, status: 200, began, answered: performance.now() });
}

async function attemptOnce(
  { sender, bytes }: CaseMessage,
  { apis, authorization, counts }: Surroundings,
  random: Random,
): Promise<{ status: number; body: string } | undefined> {
  try {
    const response = await fetch(`${random.pick(apis).address}/v1/messages`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/xml',
        Authorization: authorization.get(sender) ?? '',
      },
      body: bytes,
      signal: AbortSignal.timeout(patienceMs),
    });
    const body = await response.text();
    counts.add(`POST ${response.status}`);
    return { status: response.status, body };
  } catch {
    counts.add('POST without an answer');
    return undefined;
  }
}
