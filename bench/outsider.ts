import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openStore } from '../src/store/database.ts';
import { joinEmbeddedPostgres } from '../src/store/embedded/embedded.ts';
import { MasterKey } from '../src/store/keys/encryption.ts';
import { KeyRing } from '../src/store/keys/keys.ts';
import { children, jw305, jw315 } from '../test/ledger/past/write.ts';
import { asked, start } from '../test/ledger/stories/conversation.ts';
import { Caller } from './caller.ts';
import { type Filled, fillLedger } from './ledger-fill.ts';
import { percentile } from './load.ts';
import { makeParties, type Party, region } from './parties.ts';
import { type GatewayProcess, startGatewayProcess } from './processes.ts';
import { printTable } from './table.ts';

/** How far the medians may be apart, as a part of one of them. */
const mark = 0.05;
/** Allocations in the ledger, three of each child: enough children for each call to have its own. */
const allocations = 13_500;
const warmUp = 30;
/** Of each series. */
const calls = 250;
const stranger: Party = { code: '87654321', kind: 'aanbieder', name: 'Stranger', weight: 1 };

/** The same twice, so that it shows how much they differ by themselves. */
const series = ['known', 'known again', 'unknown'] as const;
type Series = (typeof series)[number];

/** Somebody whom a call is about. */
type Child = Pick<Filled, 'gemeente' | 'bsn'> & { readonly number: string };

/**
 * Whether an aanbieder can find out by the time that an answer takes that a child whom it does not know is
 * helped by another, in the same gemeente: known and unknown children in alternation, in one run.
 */
export async function benchOutsider(): Promise<void> {
  console.log(
    '\nAn outsider, about children whom others know and about children whom nobody knows',
  );
  const gateway = await startGatewayProcess({});
  try {
    const pick = await fill(gateway);
    const gemeenten = region.filter(({ kind }) => kind === 'gemeente');
    const made = await makeParties(gateway, [...gemeenten, stranger], 'gateway');
    const key = made.at(-1)?.key ?? '';
    const rows: string[][] = [];
    const verdicts: string[] = [];
    for (const [name, ask] of Object.entries(questions(new Caller(gateway.address, 1), key))) {
      const taken = await measure(pick, ask);
      const [known, again, unknown] = series.map((one) => percentile(taken[one], 0.5)) as [
        number,
        number,
        number,
      ];
      const ratio = known / unknown;
      const noise = Math.abs(known / again - 1);
      const ms = (value: number) => value.toFixed(2);
      rows.push([name, ms(known), ms(again), ms(unknown), ratio.toFixed(3), noise.toFixed(3)]);
      const reached = Math.abs(ratio - 1) <= Math.max(mark, noise);
      verdicts.push(
        `${name}: known over unknown ${ratio.toFixed(3)}, within 0.95 to 1.05 or ${noise.toFixed(3)} of 1: ${reached ? 'reached' : 'NOT REACHED'}`,
      );
    }
    printTable(['ms, median', ...series, 'ratio', 'noise'], rows);
    for (const one of verdicts) console.log(one);
  } finally {
    await gateway.remove();
  }
}

/** Fills the ledger. @returns gives children, each once */
async function fill({ dataDir }: GatewayProcess): Promise<(of: Series) => Child> {
  const bsns = children(9000);
  const known = bsns.slice(0, allocations / 3);
  const postgres = await joinEmbeddedPostgres({ dataDir });
  const store = openStore({ url: postgres.url });
  try {
    const master = await readFile(join(dataDir, 'encryption.key'), 'utf8');
    const keys = await KeyRing.open(store.db, MasterKey.parse(master.trim()));
    const filled = await fillLedger(
      store,
      keys,
      { count: allocations, bsns: known },
      () => undefined,
    );
    await store.pool.query('vacuum analyze known_child');
    // The first of the three allocations of each.
    const there = filled
      .filter((_, index) => index % 3 === 0)
      .map(({ gemeente, bsn, product }) => ({ gemeente, bsn, number: product.toewijzingNummer }));
    const nowhere = bsns.slice(known.length).values();
    const left = there.values();
    return (of) => {
      const { value: child } = left.next();
      if (!child) throw new Error('There are too few children for so many calls.');
      if (of !== 'unknown') return child;
      // As the known one, but for who it is.
      const { value: bsn } = nowhere.next();
      return { gemeente: child.gemeente, bsn: bsn ?? '', number: `8${child.number.slice(1)}` };
    };
  } finally {
    await store.close();
    await postgres.leave();
  }
}

type Ask = (child: Child) => Promise<number>;

async function measure(pick: (of: Series) => Child, ask: Ask): Promise<Record<Series, number[]>> {
  const taken: Record<Series, number[]> = { known: [], 'known again': [], unknown: [] };
  for (let call = -warmUp; call < calls; call++)
    for (let turn = 0; turn < series.length; turn++) {
      // Forth and back, each as the first in turn: each comes as often after each of the others.
      const step = call % 2 === 0 ? turn : series.length - turn;
      const one = series[(step + Math.abs(call)) % series.length] as Series;
      const ms = await ask(pick(one));
      if (call >= 0) taken[one].push(ms);
    }
  return taken;
}

function questions(caller: Caller, key: string): Record<string, Ask> {
  const timed = async (
    status: number,
    method: string,
    path: string,
    body: string,
    type?: string,
  ) => {
    const began = performance.now();
    const answer = await caller.call(method, path, key, body, type);
    if (answer.status !== status) throw new Error(`${path}: ${answer.status}`);
    return { ms: performance.now() - began, began, answer };
  };
  const json = async (path: string, bsn: string) =>
    (await timed(200, 'POST', path, JSON.stringify({ bsn }), 'application/json')).ms;
  const about = ({ gemeente, bsn }: Child) => ({ gemeente, aanbieder: stranger.code, bsn });
  let references = 0;
  const request = (child: Child) =>
    jw315(about(child), '2024-02-05', asked(`R${++references}`)).toString();
  return {
    'search of the access log': ({ bsn }) => json('/v1/access-log/searches', bsn),
    'search of allocations': ({ bsn }) => json('/v1/allocations/searches', bsn),
    'dry run': async (child) => {
      const xml = jw305(about(child), '2024-03-05', start(child.number, '2024-03-04')).toString();
      return (await timed(200, 'POST', '/v1/validations', xml)).ms;
    },
    posting: async (child) => (await timed(202, 'POST', '/v1/messages', request(child))).ms,
    'posting, until it is judged': async (child) => {
      const { began, answer } = await timed(202, 'POST', '/v1/messages', request(child));
      await caller.call('GET', `${answer.headers.location}?waitSeconds=20`, key);
      return performance.now() - began;
    },
  };
}
