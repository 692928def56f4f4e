import { followTerms } from '../src/region/terms/follow.ts';
import { numberEvents } from '../src/store/events/number.ts';
import { children } from '../test/ledger/past/write.ts';
import { allocation, type Filled, fillLedger, partiesOf } from './ledger-fill.ts';
import { type Post, Stepper } from './ledger-steps.ts';
import { parentOf, processorSecondsOf } from './proc.ts';
import { startServers } from './region.ts';
import { printTable, verdict } from './table.ts';

/** Allocations in the ledger: as many have a start to come. */
const allocations = 10_000;
/** Of each of three types. */
const perRound = 300;
const rounds = 3;
/** Messages whose step is done at the same time. */
const lanes = 4;
/** What terms may cost of what the step of a message costs, at most. */
const mark = 1 / 20;

/** What terms cost beside the steps of the messages that they follow from, in processor time of Node and Postgres. */
export async function benchTerms(): Promise<void> {
  console.log(
    `\nTerms beside the steps of messages: JW305, JW315 and JW301, with ${allocations} allocations in the ledger`,
  );
  await using servers = await startServers();
  await using stepper = await Stepper.open(await servers.emptyDatabase('terms'));
  const bsns = children(6000);
  const count = { count: allocations, bsns: bsns.slice(0, 2000) };
  const filled = await fillLedger(stepper.store, stepper.keys, count, () => {});
  const newcomers = bsns.slice(2000);
  let used = 0;
  let next = 900_000_000;
  const newcomer = () => ({ ...partiesOf(newcomers.length), bsn: newcomers.pop() ?? '' });
  const posts = (): Post[] =>
    Array.from({ length: perRound }, () => [
      stepper.started(filled[used++] as Filled),
      stepper.requested(newcomer()),
      stepper.allocated(newcomer(), [allocation(next++)]),
    ]).flat();
  const clock = await clockOf(stepper);
  await clock(() => catchUp(stepper));
  await stepAll(stepper, posts());
  await catchUp(stepper);
  await stepper.store.pool.query('analyze');
  const rows: { steps: Cost; terms: Cost; messages: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    const ids = await keepAll(stepper, posts());
    const steps = await clock(() => stepThose(stepper, ids));
    while ((await numberEvents(stepper.store.pool)) > 0);
    const terms = await clock(() => followAll(stepper));
    rows.push({ steps, terms, messages: ids.length });
  }
  const ms = (value: number, messages: number) => ((1000 * value) / messages).toFixed(3);
  printTable(
    ['ms per message', 'step, processor', 'step, clock', 'terms, processor', 'terms, clock'],
    rows.map(({ steps, terms, messages }, n) => [
      `round ${n + 1}`,
      ms(steps.processor, messages),
      ms(steps.clock, messages),
      ms(terms.processor, messages),
      ms(terms.clock, messages),
    ]),
  );
  const ratios = rows.map(({ steps, terms }) => terms.processor / steps.processor);
  verdict('terms over the steps they follow, processor', median(ratios), mark, 'most');
}

interface Cost {
  /** Seconds of the processor, of this process and of Postgres. */
  readonly processor: number;
  /** Seconds that passed. */
  readonly clock: number;
}

/** Measures what work costs. */
async function clockOf({
  store,
}: Stepper): Promise<(work: () => Promise<unknown>) => Promise<Cost>> {
  const { rows } = await store.pool.query<{ pid: number }>('select pg_backend_pid() as pid');
  const server = await parentOf(rows[0]?.pid ?? 0);
  const processor = async () => (await processorSecondsOf(server)) + seconds(process.cpuUsage());
  return async (work) => {
    const [before, began] = [await processor(), performance.now()];
    await work();
    return { processor: (await processor()) - before, clock: (performance.now() - began) / 1000 };
  };
}

function seconds({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1_000_000;
}

async function catchUp(stepper: Stepper): Promise<void> {
  while ((await numberEvents(stepper.store.pool)) > 0);
  await followAll(stepper);
}

async function followAll({ store, keys, inspections }: Stepper): Promise<void> {
  const parts = {
    ...{ pool: store.pool, keys, inspections, keptMonths: 36 },
    calendar: { equalised: new Set<string>() },
    onUnreadable: () => {
      throw new Error('Something cannot be read.');
    },
  };
  while (await followTerms(parts));
}

async function keepAll(stepper: Stepper, posts: readonly Post[]): Promise<string[]> {
  const ids: string[] = [];
  for (const post of posts) ids.push(await stepper.keep(post));
  return ids;
}

async function stepThose(stepper: Stepper, ids: readonly string[]): Promise<void> {
  const waiting = ids.values();
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (const id of waiting) await stepper.step(id);
    }),
  );
}

async function stepAll(stepper: Stepper, posts: readonly Post[]): Promise<void> {
  await stepThose(stepper, await keepAll(stepper, posts));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
