import { setTimeout as sleep } from 'node:timers/promises';
import { withKeys } from '../src/cli/session.ts';
import type { Post } from '../src/ledger/conversion/posts.ts';
import { conversionOf } from '../src/ledger/conversion/records.ts';
import type { MarkWish } from '../src/ledger/conversion/row.ts';
import { gemeenteNow } from '../src/messages/views/gemeente.ts';
import { localCall } from '../src/parties/principal.ts';
import { ConversionCommits } from '../src/region/conversion/committing.ts';
import { prepare, prepareParts } from '../src/region/conversion/prepare.ts';
import { gemeentenOnce } from '../src/region/conversion/send.ts';
import { Conversions } from '../src/region/conversion/views.ts';
import { buildBericht } from '../src/standard/messages/build.ts';
import { Bell } from '../src/store/bell.ts';
import type { Store } from '../src/store/database.ts';
import type { KeyRing } from '../src/store/keys/keys.ts';
import { Caller } from './caller.ts';
import { day, fillCare, fillContracts, rules } from './conversion-fill.ts';
import { makeParties, type PartyWithKey, region } from './parties.ts';
import { type GatewayProcess, startGatewayProcess } from './processes.ts';
import { printTable, verdict } from './table.ts';

/** Clients of Amsterdam, and of all fourteen gemeenten. */
const sizes = [2000, 20_000];
/** What sending them may take of what posting the same messages over HTTP takes, at most. */
const mark = 1.2;
/** Connections over which messages are posted. */
const connections = 64;
const call = localCall('bench');

/** How long a preview takes, with its memory; and a commit, beside posting the same messages over HTTP. */
export async function benchConversion(): Promise<void> {
  console.log(`\nConversion of running care to SPICs, of ${sizes.join(' and ')} clients`);
  const gateway = await startGatewayProcess({});
  try {
    const parties = await makeParties(gateway, region, 'gateway');
    process.env.DATA_DIR = gateway.dataDir;
    await withKeys((store, keys) => measure({ gateway, parties, store, keys }));
  } finally {
    delete process.env.DATA_DIR;
    await gateway.remove();
  }
}

interface Bench {
  readonly gateway: GatewayProcess;
  readonly parties: readonly PartyWithKey[];
  readonly store: Store;
  readonly keys: KeyRing;
}

async function measure(bench: Bench): Promise<void> {
  const { store, keys, parties, gateway } = bench;
  const codes = (kind: string) =>
    parties.filter((one) => one.kind === kind).map(({ code }) => code);
  const [gemeenten, aanbieders] = [codes('gemeente'), codes('aanbieder')];
  await fillContracts(store, keys, gemeenten, aanbieders);
  const rows: string[][] = [];
  let there = 0;
  let last = 0;
  for (const size of sizes) {
    await fillCare(store, keys, { from: there, count: size - there }, gemeenten, aanbieders);
    there = size;
    await store.pool.query('analyze');
    const before = await gateway.memory();
    const made = await preview(bench, gemeenten);
    last = made.number;
    rows.push([
      `preview of ${size}`,
      `${made.seconds.toFixed(1)} s`,
      `${Math.round(made.memory / 2 ** 20)} MiB`,
      `${Math.round((made.memory - before) / 2 ** 20)} MiB`,
    ]);
  }
  printTable(['', 'time', 'memory, most', 'more than before'], rows);
  await compare(bench, last, gemeenten);
}

async function preview(
  { store, keys, gateway }: Bench,
  gemeenten: readonly string[],
): Promise<{ number: number; seconds: number; memory: number }> {
  const conversions = new Conversions({ store, keys });
  const began = performance.now();
  const mapping = await rules();
  const { number } = await conversions.make(call, { day, gemeenten, mapping });
  let memory = 0;
  for (;;) {
    memory = Math.max(memory, await gateway.memory());
    const { items } = await conversions.list(call, { limit: 1 });
    if (items[0]?.state === 'ready') break;
    if (items[0]?.state === 'failed') throw new Error('The preview failed.');
    await sleep(100);
  }
  return { number, seconds: (performance.now() - began) / 1000, memory };
}

/** Commits and posts in turns, each of another gemeente: of sizes that are like each other. */
async function compare(bench: Bench, number: number, gemeenten: readonly string[]): Promise<void> {
  const { store, keys } = bench;
  const conversions = new Conversions({ store, keys });
  const bell = await Bell.open(
    store,
    async () => new Map(),
    () => {},
  );
  const commits = new ConversionCommits({ store, keys, bell });
  await agree(bench, conversions, number);
  const rows: string[][] = [];
  const ratios: number[] = [];
  for (let at = 0; at + 1 < 8; at += 2) {
    const [one, other] = [gemeenten[at] as string, gemeenten[at + 1] as string];
    const began = performance.now();
    const { id } = await commits.commit(call, number, [one]);
    let sent = 0;
    for (;;) {
      const [commit] = (await commits.list(call, number)).filter((found) => found.id === id);
      const { waiting = 0, posting = 0, ...rest } = commit?.posts ?? {};
      sent = Object.values(rest).reduce((sum, count) => sum + count, 0);
      if (waiting + posting === 0) break;
      await sleep(20);
    }
    const committed = (performance.now() - began) / sent;
    await quiet(store);
    const messages = await messagesOf(bench, number, other);
    const key = bench.parties.find(({ code }) => code === other)?.key ?? '';
    const posted = (await post(bench.gateway, messages, key)) / messages.length;
    await quiet(store);
    ratios.push(committed / posted);
    rows.push([
      `round ${at / 2 + 1}`,
      `${sent} in ${committed.toFixed(2)} ms each`,
      `${messages.length} in ${posted.toFixed(2)} ms each`,
      (committed / posted).toFixed(2),
    ]);
  }
  printTable(['', 'committed', `posted, ${connections} connections`, 'ratio'], rows);
  await bell.close();
  const middle = ratios.toSorted((a, b) => a - b);
  const median = ((middle[1] ?? 0) + (middle[2] ?? 0)) / 2;
  verdict('commit over posting the same messages', median, mark, 'most');
}

async function agree({ store }: Bench, conversions: Conversions, number: number): Promise<void> {
  await conversions.share(call, number);
  const { rows } = await store.pool.query<{ number: number; gemeente: string; aanbieder: string }>(
    `select number, municipality as gemeente, provider as aanbieder from conversion_row
    where conversion_id = (select id from conversion where number = $1) and unmapped is null and holds = ''`,
    [number],
  );
  for (const side of ['gemeente', 'aanbieder'] as const)
    for (const [party, own] of Map.groupBy(rows, (row) => row[side])) {
      const wishes = own.map((row): MarkWish => ({ row: row.number, version: 1, mark: 'agreed' }));
      await conversions.mark(call, number, wishes, { side, party });
    }
}

/** The messages that a commit of a gemeente would send. */
async function messagesOf(
  { store, keys }: Bench,
  number: number,
  gemeente: string,
): Promise<Buffer[]> {
  const { rows: found } = await store.pool.query<{ id: string }>(
    'select id from conversion where number = $1',
    [number],
  );
  const conversion = await conversionOf(store.pool, keys.rows, found[0]?.id ?? '');
  const { rows } = await store.pool.query<Post>(
    `select gen_random_uuid() as id, '' as "commitId", one.conversion_id as "conversionId",
      one.number as "caseNumber", 'commit' as kind, one.municipality, one.provider, client_id as "clientId",
      array_agg(mine.number) as "rowNumbers", 'waiting' as step
    from conversion_case one
    join conversion_row mine on mine.conversion_id = one.conversion_id and mine.case_number = one.number
    where one.conversion_id = $1 and one.municipality = $2 group by one.conversion_id, one.number`,
    [conversion.id, gemeente],
  );
  const messages: Buffer[] = [];
  const once = gemeentenOnce(store.pool, (pool, code) => gemeenteNow(pool, keys.rows, code, day));
  for (let at = 0; at < rows.length; at += 64) {
    const parts = prepareParts(store.pool, keys, once, day);
    const some = rows.slice(at, at + 64);
    const { prepared } = await prepare(parts, conversion, 'commit', some, new Date());
    messages.push(...prepared.map(({ bericht }) => buildBericht(bericht)));
  }
  return messages;
}

/** @returns milliseconds */
async function post(
  { address }: GatewayProcess,
  messages: readonly Buffer[],
  key: string,
): Promise<number> {
  const caller = new Caller(address, connections);
  const waiting = messages.values();
  const began = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      for (const message of waiting) {
        const { status } = await caller.call('POST', '/v1/messages', key, message.toString());
        if (status !== 202) throw new Error(`The gateway answered ${status}.`);
      }
    }),
  );
  const taken = performance.now() - began;
  caller.end();
  return taken;
}

/** Waits until all messages are judged, and drafts are made. */
async function quiet({ pool }: Store): Promise<void> {
  for (;;) {
    const { rows } = await pool.query<{ busy: boolean }>(
      `select exists (select from message where status = 'received')
        or exists (select from conversion_post where step = 'sent' or (step = 'approved' and not drafted)) as busy`,
    );
    if (!rows[0]?.busy) return;
    await sleep(200);
  }
}
