import { setTimeout as sleep } from 'node:timers/promises';
import { verifyChains } from '../src/ledger/chain/verify.ts';
import { verifyRows } from '../src/operations/integrity/verify-rows.ts';
import { verifyAccessLog } from '../src/parties/access-log/verify.ts';
import { openStore, type Store } from '../src/store/database.ts';
import { joinEmbeddedPostgres } from '../src/store/embedded/embedded.ts';
import { MasterKey } from '../src/store/keys/encryption.ts';
import { KeyRing } from '../src/store/keys/keys.ts';
import { ownTree, run, startProcess, temporaryFolder } from './processes.ts';
import { printTable, rate } from './table.ts';
import { checkOut } from './tree.ts';
import type { UpgradeFill } from './upgrade-fill.ts';

const encryptionKey = '00'.repeat(31).concat('01');
/** How often it is looked how far things are, in milliseconds. */
const lookMs = 500;
/** Seconds in which a gateway starts, at most. */
const patience = 1800;

/** What a gateway does in the background after its first start on earlier data, by when it is done. */
const works = [
  [
    'messages and contents are signed and sealed anew',
    `select not exists (select from signing where state = 'unsigned') as done`,
  ],
  [
    'events of messages are there',
    'select finished_at is not null as done from event_reconstruction',
  ],
] as const;

/**
 * The first start of this version on what an earlier one left: how long until it serves, until all is done
 * that it does meanwhile, and how much memory that takes.
 *
 * @param commit of the earlier version
 * @param rows messages, and entries of the ledger
 */
export async function benchUpgrade(commit: string, rows: number): Promise<void> {
  const stopping = new AbortController();
  await using tree = await checkOut(commit, stopping.signal);
  console.log(`\nThe first start on ${rows} messages and as many entries of ${tree.title}`);
  await using opened = new AsyncDisposableStack();
  const folder = await temporaryFolder();
  opened.defer(folder.remove);
  const postgres = await joinEmbeddedPostgres({ dataDir: folder.path });
  opened.defer(() => postgres.leave());
  const server = openStore({ url: postgres.url, size: 1 });
  await server.pool.query('create database upgraded');
  await server.close();
  const url = new URL(postgres.url);
  url.pathname = '/upgraded';
  const filled = performance.now();
  const fill: UpgradeFill = { tree: tree.path, url: url.href, encryptionKey, count: rows };
  await run('./upgrade-fill.ts', fill, stopping.signal);
  console.log(`made in ${seconds(filled)} s`);

  const began = performance.now();
  const gateway = await startProcess(
    { DATABASE_URL: url.href, ENCRYPTION_KEY: encryptionKey, PORT: '0' },
    { folder: folder.path, tree: ownTree, patience },
  );
  opened.defer(() => gateway.stop());
  const lines = [['it serves', seconds(began)]];
  const store = openStore({ url: url.href, size: 1 });
  opened.defer(() => store.close());
  let memory = await gateway.memory();
  const left = new Map<string, string>(works);
  while (left.size > 0) {
    for (const [what, question] of left) {
      const { rows: answer } = await store.pool.query<{ done: boolean }>(question);
      if (!answer[0]?.done) continue;
      left.delete(what);
      lines.push([what, seconds(began)]);
    }
    memory = Math.max(memory, await gateway.memory());
    await sleep(lookMs);
  }
  printTable(['after the start', 'seconds'], lines);
  console.log(`memory at most: ${Math.round(memory / 2 ** 20)} MiB`);
  await verify(store);
}

/** What `npx ijw verify` does, and how fast. */
async function verify({ pool, db }: Store): Promise<void> {
  const keys = await KeyRing.open(db, MasterKey.parse(encryptionKey));
  const lines: string[][] = [];
  const timed = async (what: string, work: () => Promise<{ count: number; sound: boolean }>) => {
    const since = performance.now();
    const { count, sound } = await work();
    if (!sound) throw new Error(`Not as it was written: ${what}.`);
    const each = (1000 * count) / (performance.now() - since);
    lines.push([what, String(count), seconds(since), rate(each)]);
  };
  await timed('entries in chains', async () => {
    const { entries, sound } = await verifyChains(pool, keys);
    return { count: entries, sound };
  });
  await timed('rows of the access log', async () => {
    const { rows, sound } = await verifyAccessLog(pool, keys);
    return { count: rows, sound };
  });
  await timed('rows that are signed', async () => {
    const { rows, sound } = await verifyRows(pool, keys);
    return { count: Object.values(rows).reduce((sum, count) => sum + count, 0), sound };
  });
  printTable(['verified', 'how many', 'seconds', 'a second'], lines);
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(1);
}
