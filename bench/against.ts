import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GetLoad } from './get-load.ts';
import { type Measured, percentile } from './load.ts';
import type { PartyWithKey } from './parties.ts';
import type { PostLoad } from './post-load.ts';
import { ownTree, run, startGatewayProcess } from './processes.ts';
import { expectApproved, prepareSide, type Side, untilDone, waiting } from './side.ts';
import { printTable, rate, verdict } from './table.ts';
import { checkOut } from './tree.ts';

const mark = 0.9;
const connectionsOfPosts = [1, 16, 64];
const connectionsOfGets = 16;
/** Of the connections and of the load itself: the gateways have a whole round for theirs. */
const warmUpSeconds = 0.5;
/** After its steps: what it does by the clock with what came, such as the numbers of events, is of this turn too. */
const settleMs = 1200;

interface Options {
  readonly commit: string;
  readonly seconds: number;
  readonly rounds: number;
  readonly profile: string | undefined;
  /**
   * Only what has this text in its name and connections: `accepted, 1` is posts at 1 and at 16. What is
   * measured alone pays for no work that much before it left behind.
   */
  readonly only: string | undefined;
}

/** What is measured at both sides. */
interface Kind {
  readonly name: string;
  readonly connections: number;
  /** Whether the mark is for it; others are only shown. */
  readonly marked: boolean;
  readonly measure: (side: Side) => Promise<Measured>;
}

/** What one side did in one round. */
interface Turn {
  readonly perSecond: number;
  /** Processor time of the gateway and its Postgres for each, with the steps that follow. */
  readonly processorMs: number;
}

interface Turns {
  readonly before: Turn[];
  readonly now: Turn[];
}

/**
 * What the gateway of this tree does in a second beside that of an earlier commit, each with an
 * embedded Postgres of its own (fsync on), under the same load. A round measures each kind at both,
 * one right after the other, and the next round begins with the other one: other work of the machine
 * does hits both. Who is not measured runs on with nothing to do. Held by a signal it would find
 * itself a turn behind, and refuse callers as one that cannot keep up.
 *
 * What is done in a second is what counts. The processor time is beside it, since it varies far
 * less when others use the machine: where lowest and highest are far apart, believe that one.
 */
export async function benchAgainst(options: Options): Promise<void> {
  const stopping = new AbortController();
  const stop = () => stopping.abort(new Error('Stopped.'));
  // Not once: npm passes on what the terminal has sent already.
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, stop);
  try {
    await compare(options, stopping.signal);
  } catch (error) {
    // Suppressed: what was made could not all be removed.
    if (!stopping.signal.aborted || error instanceof SuppressedError) throw error;
    console.error('Stopped. What was made for it is removed.');
    process.exitCode = 130;
  } finally {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.off(name, stop);
  }
}

async function compare(options: Options, signal: AbortSignal): Promise<void> {
  await using tree = await checkOut(options.commit, signal);
  console.log(
    `\nBeside ${tree.title}\n${options.rounds} rounds of ${options.seconds} seconds, in alternation`,
  );
  await using gateways = new AsyncDisposableStack();
  const start = async (path: string, name: string): Promise<Side> => {
    const profile = options.profile && join(options.profile, name);
    const gateway = await startGatewayProcess({ tree: path, profile, apart: true });
    gateways.defer(gateway.remove);
    return prepareSide(gateway, signal);
  };
  const before = await start(tree.path, 'before');
  const now = await start(ownTree, 'now');
  const wanted = kindsOf(options.seconds, signal).filter(({ name, connections }) =>
    `${name}, ${connections}`.includes(options.only ?? ''),
  );
  const kinds = wanted.map((kind) => ({
    ...kind,
    turns: { before: [], now: [] } as Turns,
  }));
  // The first round warms up.
  for (let round = 0; round <= options.rounds; round++)
    for (const { measure, turns } of kinds) {
      const order = [
        { side: before, into: turns.before },
        { side: now, into: turns.now },
      ];
      for (const { side, into } of round % 2 === 0 ? order : order.toReversed()) {
        const turn = await take(side, measure, signal);
        if (round > 0) into.push(turn);
      }
    }
  for (const side of [before, now]) await expectApproved(side);
  report(kinds);
}

async function take(side: Side, measure: Kind['measure'], signal: AbortSignal): Promise<Turn> {
  const from = await side.gateway.processorSeconds();
  const { count, seconds, all } = await measure(side);
  await untilDone(side.gateway, signal);
  await sleep(settleMs, undefined, { signal });
  const spent = (await side.gateway.processorSeconds()) - from;
  return { perSecond: count / seconds, processorMs: (1000 * spent) / all };
}

function kindsOf(seconds: number, signal: AbortSignal): Kind[] {
  const times = { warmUpSeconds, seconds };
  const posts = (connections: number): Kind => ({
    name: 'messages accepted',
    connections,
    marked: true,
    measure: ({ gateway: { address }, aanbieder, posted }) => {
      const load: PostLoad = { address, parties: [aanbieder, posted], connections, ...times };
      return run('./post-load.ts', load, signal);
    },
  });
  const gets = (
    name: string,
    { marked }: Pick<Kind, 'marked'>,
    of: (side: Side) => { readonly party: PartyWithKey; readonly paths: readonly string[] },
  ): Kind => ({
    name,
    connections: connectionsOfGets,
    marked,
    measure: (side) => {
      const { party, paths } = of(side);
      const { address } = side.gateway;
      const load: GetLoad = {
        address,
        key: party.key,
        paths,
        connections: connectionsOfGets,
        ...times,
      };
      return run('./get-load.ts', load, signal);
    },
  });
  const inbox = ['/v1/inbox?limit=100&waitSeconds=0'];
  return [
    ...connectionsOfPosts.map(posts),
    gets(`polls, 100 of ${waiting} that wait`, { marked: true }, ({ full }) => ({
      party: full,
      paths: inbox,
    })),
    gets('polls, nothing waits', { marked: true }, ({ empty }) => ({ party: empty, paths: inbox })),
    gets('contents read', { marked: false }, ({ full, contents }) => ({
      party: full,
      paths: contents,
    })),
  ];
}

function report(kinds: readonly (Kind & { readonly turns: Turns })[]): void {
  const compared = kinds.map((kind) => ({ ...kind, ...comparison(kind.turns) }));
  const ms = (value: number) => (Number.isNaN(value) ? '-' : value.toFixed(2));
  printTable(
    [
      '',
      'connections',
      'before/s',
      'now/s',
      'ratio',
      'lowest',
      'highest',
      'processor ms',
      'now',
      'ratio',
    ],
    compared.map(({ name, connections, before, now, ratio, ratios, processorRatio }) => [
      name,
      String(connections),
      rate(before.perSecond),
      rate(now.perSecond),
      ratio.toFixed(3),
      Math.min(...ratios).toFixed(2),
      Math.max(...ratios).toFixed(2),
      ms(before.processorMs),
      ms(now.processorMs),
      ms(processorRatio),
    ]),
  );
  console.log('Each figure is the median of its rounds; a ratio is now to before within a round.');
  for (const { marked, name, connections, ratio, processorRatio } of compared) {
    if (!marked) continue;
    const what = `${name} (connections: ${connections}), now to before`;
    verdict(what, ratio, mark);
    if (!Number.isNaN(processorRatio))
      verdict(`${what}, in processor time`, processorRatio, 1 / mark, 'most');
  }
}

function comparison(turns: Turns) {
  const ratiosOf = (figure: keyof Turn) =>
    turns.now.map((now, n) => now[figure] / (turns.before[n]?.[figure] ?? Number.NaN));
  const medianOf = (all: readonly Turn[]): Turn => ({
    perSecond: median(all.map((turn) => turn.perSecond)),
    processorMs: median(all.map((turn) => turn.processorMs)),
  });
  const ratios = ratiosOf('perSecond');
  return {
    before: medianOf(turns.before),
    now: medianOf(turns.now),
    ratio: median(ratios),
    ratios,
    processorRatio: median(ratiosOf('processorMs')),
  };
}

function median(figures: readonly number[]): number {
  return percentile(figures, 0.5);
}
