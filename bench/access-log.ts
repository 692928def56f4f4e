import { randomUUID } from 'node:crypto';
import { logSources } from '../src/messages/views/log-sources.ts';
import { entryOf } from '../src/parties/access-log/entry.ts';
import type { LogPage, LogViewer } from '../src/parties/access-log/filter.ts';
import { noteAccess } from '../src/parties/access-log/note.ts';
import { listAccess } from '../src/parties/access-log/read.ts';
import { sealBatch } from '../src/parties/access-log/seal.ts';
import { verifyAccessLog } from '../src/parties/access-log/verify.ts';
import type { Store } from '../src/store/database.ts';
import { MasterKey } from '../src/store/keys/encryption.ts';
import { KeyRing } from '../src/store/keys/keys.ts';
import { load, percentile } from './load.ts';
import { signedRows, signedRowsSql } from './log-rows.ts';
import { type Servers, startServers } from './region.ts';
import { printTable, rate, verdict } from './table.ts';

const sizes = [10_000, 1_000_000];
/** Cost of a page of the largest log over that of the smallest. */
const mark = 5;
const rounds = 5;
const pagesPerRound = 40;
const parties = 300;

/** One of the parties, of which 14 are gemeenten. */
const codeOf = (number: number) =>
  number < 14 ? String(300 + number).padStart(4, '0') : String(10_000_000 + number);

/**
 * What the access log costs as it grows: a row that is written, rows that are sealed, and pages that are
 * read, by an auditor and by parties with many and with few rows.
 */
export async function benchAccessLog(): Promise<void> {
  console.log('\nThe access log');
  await using servers = await startServers();
  const logs: { size: number; store: Store; keys: KeyRing; costs: Map<string, number[]> }[] = [];
  for (const size of sizes) logs.push(await fill(servers, size));
  for (let round = 0; round < rounds; round++)
    for (const log of logs)
      for (const [name, viewer, filter] of questions) {
        const began = performance.now();
        for (let page = 0; page < pagesPerRound; page++)
          await listAccess(log.store.pool, logSources, viewer, { ...filter, limit: 100 });
        const costs = log.costs.get(name) ?? [];
        costs.push((performance.now() - began) / pagesPerRound);
        log.costs.set(name, costs);
      }
  const costOf = (log: (typeof logs)[number] | undefined, name: string) =>
    percentile(log?.costs.get(name) ?? [], 0.5);
  printTable(
    ['ms a page of 100', ...sizes.map((size) => `${size} rows`), 'ratio'],
    questions.map(([name]) => [
      name,
      ...logs.map((log) => costOf(log, name).toFixed(2)),
      (costOf(logs.at(-1), name) / costOf(logs[0], name)).toFixed(2),
    ]),
  );
  const worst = Math.max(
    ...questions.map(([name]) => costOf(logs.at(-1), name) / costOf(logs[0], name)),
  );
  verdict('a page of the largest log over one of the smallest, at worst', worst, mark, 'most');
  await measureWrites(logs.at(-1) as (typeof logs)[number]);
}

const busy = codeOf(0);
const quiet = codeOf(parties - 1);
const questions: readonly (readonly [name: string, LogViewer, Omit<LogPage, 'limit'>])[] = [
  ['auditor, all', null, {}],
  ['auditor, one action', null, { action: 'break-glass' }],
  ['busy party', [busy], {}],
  ['quiet party', [quiet], {}],
  ['quiet party, one action', [quiet], { action: 'read-content' }],
];

/** Rows as they come: mostly reads of content, unevenly over the parties; one in a thousand is rare. */
async function fill(servers: Servers, size: number) {
  const store = await servers.emptyDatabase(`access_log_${size}`);
  const keys = await KeyRing.open(store.db, new MasterKey(Buffer.alloc(32, 1)));
  const began = performance.now();
  let sealed = 0;
  let sealing = 0;
  for (let done = 0; done < size; done += 10_000) {
    const actions = Array.from({ length: 10_000 }, (_, n) =>
      n % 1000 === 0 ? ('break-glass' as const) : ('read-content' as const),
    );
    const { values, signedOn } = signedRows(keys.rows, actions);
    await store.pool.query(
      `insert into access_log_fresh (id, action, actor, role, actor_party, party, counterparty,
        message_id, address, request_id, signed_on, mac)
      select id, action, 'ijw_0123456789ab', 'party', gemeente, gemeente, aanbieder,
        gen_random_uuid(), '192.0.2.1', gen_random_uuid()::text, $5::date, mac
      from ${signedRowsSql}, lateral (
        select ($4::text[])[1 + floor(14 * power(random(), 2))::int + n * 0] as gemeente,
          ($4::text[])[15 + floor(${parties - 14} * power(random(), 2))::int + n * 0] as aanbieder
      ) picked`,
      [...values, Array.from({ length: parties }, (_, number) => codeOf(number)), signedOn],
    );
    const from = performance.now();
    for (let batch = await sealBatch(store.pool, keys); batch; ) {
      sealed += batch.rowCount;
      batch = await sealBatch(store.pool, keys);
    }
    sealing += performance.now() - from;
  }
  await store.pool.query('analyze access_log');
  const seconds = (performance.now() - began) / 1000;
  console.log(
    `${size} rows, sealed at ${rate((sealed / sealing) * 1000)} rows/s, made in ${seconds.toFixed(1)} s`,
  );
  return { size, store, keys, costs: new Map<string, number[]>() };
}

async function measureWrites({ store, keys }: { store: Store; keys: KeyRing }): Promise<void> {
  const credential = { name: 'ijw_0123456789ab', keyId: null };
  const principal = { role: 'party', credential, party: busy, actsFor: [busy] } as const;
  const call = { principal, address: '192.0.2.1', requestId: randomUUID() };
  const wish = { counterparty: quiet, messageId: randomUUID() };
  const measured = await load(16, 1, 3, () =>
    noteAccess(store.pool, keys.rows, entryOf(call, 'read-content', wish)),
  );
  console.log(
    `written by 16 at a time: ${rate(measured.count / measured.seconds)} rows/s, p99 ${percentile(measured.latencies, 0.99).toFixed(1)} ms, each a commit`,
  );
  while (await sealBatch(store.pool, keys));
  const began = performance.now();
  const { rows, sound } = await verifyAccessLog(store.pool, keys);
  const seconds = (performance.now() - began) / 1000;
  console.log(`verified: ${rate(rows / seconds)} rows/s (${sound ? 'sound' : 'NOT SOUND'})`);
}
