import pg from 'pg';
import { countMessages } from '../src/operations/overview.ts';
import { viewQueue } from '../src/operations/queue-view.ts';
import { countAges } from '../src/region/terms/ageing.ts';
import { countTerms } from '../src/region/terms/counts.ts';
import { Bell } from '../src/store/bell.ts';
import { defaultSeconds, openStore } from '../src/store/database.ts';
import { MasterKey } from '../src/store/keys/encryption.ts';
import { KeyRing } from '../src/store/keys/keys.ts';
import { limitsOfLongWork } from '../src/store/session.ts';
import { type Case, casesOf, lists, type Parts, pageItems, termDay } from './lists/cases.ts';
import { fillLists, forgetStatistics, parties } from './lists/fill.ts';
import { type Reads, readsOf } from './lists/reads.ts';
import { startServers } from './region.ts';
import { printTable, verdict } from './table.ts';

/** Pages' worth of rows that a page may read. */
const mark = 5;

/** What Postgres knows of the tables, and whether it plans for the values or for any. */
const knowledge = ['stale', 'none', 'fresh'] as const;
const planModes = ['force_custom_plan', 'force_generic_plan'] as const;

/** The worst of a case, over all that Postgres may know and how it may plan. */
interface Worst {
  readonly one: Case;
  readonly reads: Reads;
  readonly when: string;
}

/**
 * What pages of lists read: of every list, with every filter, for values that most rows have, that few
 * have, and that none has. Counted are the rows and index entries that the scans of all statements of the
 * call looked at, but those of the catalogue of products; a page's worth is 100, the number of items unless
 * told.
 */
export async function benchLists(rows: number): Promise<void> {
  console.log(`\nLists: what a page of ${pageItems} reads of ${rows} rows`);
  await using servers = await startServers();
  const store = await servers.emptyDatabase('lists');
  // A million rows take longer than a statement of the gateway may.
  const patient = openStore({ url: store.url, size: 2, limits: limitsOfLongWork(defaultSeconds) });
  const { pool } = patient;
  const keys = await KeyRing.open(store.db, new MasterKey(Buffer.alloc(32, 1)));
  const bell = await Bell.open(
    store,
    async () => new Map(),
    () => undefined,
  );
  const began = performance.now();
  try {
    await fillLists(pool, rows);
    console.log(`filled in ${((performance.now() - began) / 1000).toFixed(0)} s`);
    const worst = new Map<string, Worst>();
    for (const known of knowledge) {
      if (known === 'none') await forgetStatistics(pool);
      if (known === 'fresh') await pool.query('vacuum analyze');
      for (const mode of planModes)
        await measure(store.url, mode, { keys, bell }, (one, reads) => {
          const name = `${one.list.route} ${one.list.caller} ${one.name}`;
          if ((worst.get(name)?.reads.rows ?? -1) < reads.rows)
            worst.set(name, { one, reads, when: `${known}, ${mode.slice(6, -5)}` });
        });
    }
    print([...worst.values()]);
    await measureCounts(store.url);
  } finally {
    await bell.close();
    await patient.close();
  }
  console.log(`in all ${((performance.now() - began) / 1000).toFixed(0)} s`);
}

async function measure(
  url: string,
  mode: (typeof planModes)[number],
  parts: Parts,
  found: (one: Case, reads: Reads) => void,
): Promise<void> {
  await using session = await openSession(url, mode);
  for (const list of lists)
    for (const one of casesOf(list))
      found(
        one,
        await readsOf(session.client, (pool) => list.ask(pool, one.query as never, parts)),
      );
}

async function openSession(url: string, mode: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`set plan_cache_mode = ${mode}`);
  return { client, [Symbol.asyncDispose]: () => client.end() };
}

/** Each list with one filter or none, and of two filters the pair that reads most. */
function print(all: readonly Worst[]): void {
  const shown = [
    ...Map.groupBy(all, ({ one }) => `${one.list.route} ${one.list.caller}`).values(),
  ].flatMap((of) => {
    const isPair = ({ one }: Worst) => one.name.includes(', ');
    const [pair] = of.filter(isPair).toSorted((a, b) => b.reads.rows - a.reads.rows);
    return [...of.filter((worst) => !isPair(worst)), ...(pair ? [pair] : [])];
  });
  printTable(
    ['list', 'for', 'filter', 'rows', "pages' worth", 'blocks', 'ms', 'worst when', 'verdict'],
    shown.map(({ one, reads, when }) => [
      one.list.route,
      one.list.caller,
      one.name,
      String(Math.round(reads.rows)),
      (reads.rows / pageItems).toFixed(2),
      String(reads.blocks),
      reads.milliseconds.toFixed(1),
      when,
      reads.rows / pageItems <= mark ? 'reached' : 'NOT REACHED',
    ]),
  );
  const worst = all.reduce((a, b) => (a.reads.rows >= b.reads.rows ? a : b));
  const beyond = all.filter(({ reads }) => reads.rows / pageItems > mark);
  for (const { one, reads, when } of beyond)
    console.log(
      `beyond: ${one.list.route}, ${one.list.caller}, ${one.name}: ${reads.rows} (${when})`,
    );
  verdict(
    `pages' worth of rows that a page reads, at worst of ${all.length} cases`,
    worst.reads.rows / pageItems,
    mark,
    'most',
  );
}

/** These are no lists: they look at a bounded number of rows of each status, and say when that is not all. */
async function measureCounts(url: string): Promise<void> {
  await using session = await openSession(url, 'auto');
  for (const [name, ask] of [
    ['GET /v1/operations/counts', (pool: pg.Pool) => countMessages(pool, {})],
    ['GET /v1/operations/queue', (pool: pg.Pool) => viewQueue(pool)],
    [
      'GET /v1/terms/ageing, busy party',
      (pool: pg.Pool) => countAges(pool, { as: 'party', codes: [parties.busy] }, {}, termDay),
    ],
    [
      'GET /v1/terms/ageing, contract manager',
      (pool: pg.Pool) => {
        const viewer = { as: 'contract-manager', codes: [parties.gemeente] } as const;
        return countAges(pool, viewer, { party: parties.quiet }, termDay);
      },
    ],
    [
      'GET /v1/terms/counts, operator',
      (pool: pg.Pool) =>
        countTerms(pool, { as: 'operator' }, { from: '2026-01', until: '2027-12' }),
    ],
  ] as const) {
    const { rows, milliseconds } = await readsOf(session.client, ask);
    console.log(`${name}: ${Math.round(rows)} rows, ${milliseconds.toFixed(0)} ms`);
  }
}
