import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readConfig } from '../../src/app/config.ts';
import { openDatabase } from '../../src/app/open-database.ts';
import { verifyChains } from '../../src/ledger/chain/verify.ts';
import { entryOf } from '../../src/parties/access-log/entry.ts';
import { noteAccess } from '../../src/parties/access-log/note.ts';
import { sealBatch } from '../../src/parties/access-log/seal.ts';
import { verifyAccessLog } from '../../src/parties/access-log/verify.ts';
import { putParty } from '../../src/parties/directory/parties.ts';
import { localCall } from '../../src/parties/principal.ts';
import { forgetToday } from '../../src/retention/run.ts';
import { errorCode, openStore } from '../../src/store/database.ts';
import { runtimeRole } from '../../src/store/grants.ts';
import { MasterKey } from '../../src/store/keys/encryption.ts';
import { KeyRing } from '../../src/store/keys/keys.ts';
import { append } from '../ledger/support.ts';
import { noteSome } from '../parties/access-log/support.ts';
import { makeEmptyDatabase, runtimeUrlOf } from '../support/database.ts';

const ENCRYPTION_KEY = 'ab'.repeat(32);
let database: Awaited<ReturnType<typeof makeEmptyDatabase>>;
/** The database as the role that owns nothing. */
let runtimeUrl: string;
beforeEach(async () => {
  database = await makeEmptyDatabase();
  runtimeUrl = runtimeUrlOf(database.url);
});
afterEach(() => database.drop());

async function open(settings: Record<string, string>) {
  const lines: string[] = [];
  const logger = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) });
  const opened = await openDatabase(readConfig({ ENCRYPTION_KEY, ...settings }), logger);
  const said = lines.map((line) => JSON.parse(line).msg as string);
  // The Postgres of the tests does not flush to disk, and each start says so.
  return { ...opened, warnings: said.filter((line) => !line.startsWith('fsync')) };
}

const apart = () => ({ DATABASE_URL: runtimeUrl, MIGRATION_DATABASE_URL: database.url });

test('a role that owns nothing does what the gateway does, and cannot touch what was said', async () => {
  const { store, leave, warnings } = await open(apart());
  try {
    expect(warnings).toEqual([]);
    expect(await runtimeRole(store.pool)).toEqual({ role: 'ijw_runtime', mayAlter: false });
    const keys = await KeyRing.open(store.db, MasterKey.parse(ENCRYPTION_KEY));
    await putParty(store.db, keys.rows, localCall('test'), {
      ...{ code: '0363', kind: 'gemeente', name: 'Amsterdam', until: null, successor: null },
    });
    await append(store.pool, keys, '0363', 3);
    expect((await verifyChains(store.pool, keys)).sound).toBe(true);
    await store.pool.query("select nextval('message_acceptance')");
    for (const statement of [
      'alter table ledger_entry disable trigger all',
      'drop trigger ledger_entry_stays on ledger_entry',
      'create or replace function refuse_change() returns trigger language plpgsql as $$ begin return null; end $$',
      "set session_replication_role = 'replica'",
      'update ledger_entry set kind = kind',
      'delete from ledger_entry',
      'truncate ledger_entry',
      'drop table ledger_entry',
      'update ledger_checkpoint set number = 0',
      'delete from ledger_checkpoint',
      'delete from kysely_migration',
      'update kysely_migration set name = name',
      "update signing set state = 'unsigned', mac = null",
      'delete from signing',
      "insert into signing (part) values ('other')",
      'create table another (a int)',
      'create rule r as on insert to ledger_entry do instead nothing',
      'set role ijw',
      'update forgotten set id = id',
      'delete from forgotten',
      "select access_log_make_month('2020-01-01')",
      `drop table access_log_${new Date().toISOString().slice(0, 7).replace('-', '_')}`,
    ]) {
      const code = await store.pool.query(statement).then(() => 'done', errorCode);
      expect(code, statement).toBe('42501');
    }
  } finally {
    await leave();
  }
});

test('that role adds to the access log and its months, and can neither change nor end what is in it', async () => {
  const first = await open(apart());
  const keys = await KeyRing.open(first.store.db, MasterKey.parse(ENCRYPTION_KEY));
  await noteSome(first.store, 3, keys);
  await sealBatch(first.store.pool, keys);
  await first.leave();
  // The grants of a later start, too, when there are partitions.
  const { store, leave } = await open(apart());
  try {
    await noteSome(store, 2, keys);
    expect(await sealBatch(store.pool, keys)).toMatchObject({ batch: 2 });
    await store.pool.query('select access_log_open_months()');
    const thisMonth = `access_log_${new Date().toISOString().slice(0, 7).replace('-', '_')}`;
    const seals = thisMonth.replace('log_', 'log_seal_');
    for (const statement of [
      ...['access_log', 'access_log_seal', 'access_log_closed', thisMonth, seals].flatMap(
        (table) => [
          `delete from ${table}`,
          `truncate ${table}`,
          `alter table ${table} disable trigger all`,
          `drop table ${table}`,
        ],
      ),
      "update access_log set actor = 'somebody else'",
      // What waits to be sealed goes into the log, and nowhere else; and nobody holds it.
      'delete from access_log_fresh',
      'truncate access_log_fresh',
      'update access_log_fresh set noted_at = now()',
      'select from access_log_fresh for update',
      'insert into access_log select * from access_log',
      'insert into access_log_seal select * from access_log_seal',
      `insert into ${thisMonth} select * from ${thisMonth}`,
      "update access_log_seal set hash = ''",
      ...['access_log_head', 'chain_head'].flatMap((head) => [
        `delete from ${head}`,
        `truncate ${head}`,
      ]),
      "insert into access_log_head values (false, 0, '')",
      "insert into access_log_closed (month, row_count) values ('2019-01-01', 0)",
      `alter table access_log detach partition ${thisMonth}`,
      "select access_log_make_month('2019-01-01')",
      'create or replace function access_log_drop_month(month date) returns void language sql as $$ $$',
    ]) {
      const code = await store.pool.query(statement).then(() => 'done', errorCode);
      expect(code, statement).toBe('42501');
    }
    const month = `${new Date().toISOString().slice(0, 7)}-01`;
    const dropping = store.pool.query('select access_log_drop_month($1)', [month]);
    expect(await dropping.then(() => 'done', errorCode)).toBe('23001');
    expect(await verifyAccessLog(store.pool, keys)).toMatchObject({ sound: true, rows: 5 });
  } finally {
    await leave();
  }
});

test('a month of the access log is dropped when it is old: no younger one, and none before an older', async () => {
  const { store, leave } = await open(apart());
  const owner = openStore({ url: database.url, size: 1 });
  try {
    const keys = await KeyRing.open(store.db, MasterKey.parse(ENCRYPTION_KEY));
    const now = new Date();
    const month = (ago: number) =>
      new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - ago, 1));
    for (const ago of [20, 19, 12]) {
      await owner.pool.query('select access_log_make_month($1)', [month(ago).toISOString()]);
      await noteAccess(store.pool, keys.rows, entryOf(localCall('test'), 'read-content'));
      await sealBatch(store.pool, keys, month(ago));
    }
    const drop = (ago: number) =>
      store.pool
        .query('select access_log_drop_month($1)', [month(ago).toISOString()])
        .then(() => 'done', errorCode);
    // As long as an older month is there, or less than a year ago.
    expect([await drop(0), await drop(12), await drop(19)]).toEqual(Array(3).fill('23001'));
    const terms = { payloadDays: 365, refusedDays: 90, accessLogMonths: 13, ledgerYears: 20 };
    const report = await forgetToday({ pool: store.pool, keys, terms });
    const months = [20, 19].map((ago) => month(ago).toISOString().slice(0, 7));
    expect(report?.forgotten.accessLogMonths).toEqual(months);
    expect(await drop(12)).toBe('23001');
    const { rows } = await store.pool.query('select from access_log');
    expect(rows).toHaveLength(1);
  } finally {
    await owner.close();
    await leave();
  }
});

test('processes that start together with two roles agree, and later ones need no owner', async () => {
  const opened = await Promise.all(Array.from({ length: 4 }, () => open(apart())));
  for (const { leave } of opened) await leave();
  const later = await open({ DATABASE_URL: runtimeUrl });
  expect(later.warnings).toEqual([]);
  const keys = await KeyRing.open(later.store.db, MasterKey.parse(ENCRYPTION_KEY));
  await append(later.store.pool, keys, '0363', 1);
  await later.leave();
});

test('a gateway whose role owns the ledger says so at start', async () => {
  const { store, leave, warnings } = await open({ DATABASE_URL: database.url });
  expect(warnings).toEqual([expect.stringContaining('MIGRATION_DATABASE_URL')]);
  expect(await runtimeRole(store.pool)).toMatchObject({ mayAlter: true });
  await leave();
});

test('the owner alone names no database to run on', () => {
  const settings = { MIGRATION_DATABASE_URL: 'postgres://owner:secret@db/ijw' };
  expect(() => readConfig(settings)).toThrow(/DATABASE_URL is not/);
  expect(() => readConfig(settings)).not.toThrow(/secret/);
});
