import { pino } from 'pino';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { readConfig } from '../../src/app/config.ts';
import { startGateway } from '../../src/app/gateway.ts';
import { openDatabase } from '../../src/app/open-database.ts';
import { playConversation } from '../../src/cli/conversation.ts';
import { verifyChains } from '../../src/ledger/chain/verify.ts';
import { sealBatch } from '../../src/parties/access-log/seal.ts';
import { verifyAccessLog } from '../../src/parties/access-log/verify.ts';
import { createStaffKey } from '../../src/parties/credentials/api-keys.ts';
import { localCall } from '../../src/parties/principal.ts';
import { openStore } from '../../src/store/database.ts';
import { openKeys } from '../parties/access-log/support.ts';
import { makeDatabase, makeEmptyDatabase, type TestDatabase } from '../support/database.ts';
import { testEnvironment } from '../support/gateway.ts';
import { macsOf } from '../support/macs.ts';
import { startProcess } from '../support/process.ts';

const silent = pino({ level: 'silent' });
const databases: TestDatabase[] = [];
let made: TestDatabase;
beforeEach(async () => {
  made = await makeDatabase();
  databases.push(made);
});
afterEach(async () => {
  for (const { drop } of databases.splice(0)) await drop();
});

async function empty(): Promise<TestDatabase> {
  const database = await makeEmptyDatabase();
  databases.push(database);
  return database;
}

/** As the role of the tests, which owns the database. */
async function administer(url: string, ...statements: string[]): Promise<void> {
  const store = openStore({ url, size: 1 });
  try {
    for (const statement of statements) await store.pool.query(statement);
  } finally {
    await store.close();
  }
}

const nameOf = (url: string) => new URL(url).pathname.slice(1);
const alter = (url: string, setting: string) => `alter database ${nameOf(url)} set ${setting}`;
const alterRole = (url: string, setting: string) =>
  `alter role ijw in database ${nameOf(url)} set ${setting}`;

/** A whole conversation on this database, and then the ledger and the access log are sound. */
async function expectConversation(url: string): Promise<void> {
  const gateway = await startGateway(readConfig(testEnvironment(url)), silent);
  try {
    const { store, address = '' } = gateway;
    const { key } = await createStaffKey(
      store.db,
      await macsOf(store.db),
      localCall('test'),
      'administrator',
    );
    const statuses: string[] = [];
    const story = await playConversation(address, key, (step) => statuses.push(step.statusAtEnd));
    expect(statuses).toEqual(Array.from({ length: 14 }, () => 'delivered'));
    expect(story.entries.length).toBeGreaterThan(3);
    const parties = await fetch(`${address}/v1/parties`, {
      headers: { Authorization: `Bearer ${key}` },
    });
    expect(parties.status).toBe(200);
    const keys = await openKeys(store);
    const ledger = await verifyChains(store.pool, keys);
    expect(ledger.sound).toBe(true);
    expect(ledger.entries).toBeGreaterThan(0);
    while (await sealBatch(store.pool, keys));
    expect(await verifyAccessLog(store.pool, keys)).toMatchObject({ sound: true });
  } finally {
    await gateway.stop();
  }
}

/** What a database may impose, and would change an answer, or that there is one. */
const hostile: Readonly<Record<string, string>> = {
  DateStyle: "'German, DMY'",
  IntervalStyle: "'sql_standard'",
  TimeZone: "'Pacific/Auckland'",
  client_encoding: "'LATIN1'",
  bytea_output: "'escape'",
  extra_float_digits: '-15',
  standard_conforming_strings: 'off',
  array_nulls: 'off',
  quote_all_identifiers: 'on',
  transform_null_equals: 'on',
  row_security: 'on',
  gin_fuzzy_search_limit: '1',
  default_transaction_isolation: "'serializable'",
  default_transaction_deferrable: 'on',
  client_min_messages: "'debug5'",
  statement_timeout: "'1s'",
  lock_timeout: "'1s'",
  idle_in_transaction_session_timeout: "'1s'",
  idle_session_timeout: "'1s'",
  transaction_timeout: "'1s'",
  synchronous_commit: 'off',
};
/** The same for what only changes how fast it is, and is left to who keeps the database. */
const harmless: Readonly<Record<string, string>> = {
  plan_cache_mode: "'force_generic_plan'",
  jit: 'on',
  enable_indexscan: 'off',
  enable_bitmapscan: 'off',
  enable_hashjoin: 'off',
  check_function_bodies: 'off',
  xmloption: "'document'",
  lc_numeric: "'C'",
  default_toast_compression: "'pglz'",
  work_mem: "'64kB'",
  application_name: "'somebody'",
};

test('whatever a database imposes, a session is as the gateway says', async () => {
  const { url } = made;
  const plain = openStore({ url, size: 1 });
  const settingsOf = async (store: typeof plain) => {
    const { rows } = await store.pool.query<{ name: string; setting: string }>(
      'select name, setting from pg_settings where name = any($1)',
      [Object.keys(hostile)],
    );
    return Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
  };
  const right = await settingsOf(plain);
  await plain.close();
  const known = Object.entries(hostile).filter(([name]) => name in right);
  expect(known.length).toBeGreaterThan(18);
  for (const [name, value] of known) {
    await administer(url, alter(url, `${name} = ${value}`));
    const store = openStore({ url, size: 1 });
    expect(await settingsOf(store), name).toEqual(right);
    await store.close();
    await administer(url, `alter database ${nameOf(url)} reset ${name}`);
  }
});

test('on a database with every hostile setting at once a conversation passes, and all is sound', async () => {
  const { url } = made;
  const all = Object.entries({ ...hostile, ...harmless });
  const release = openStore({ url, size: 1 });
  const { rows } = await release.pool.query('select name from pg_settings');
  await release.close();
  const known = new Set(rows.map(({ name }) => name));
  await administer(
    url,
    ...all
      .filter(([name]) => known.has(name))
      .map(([name, value], place) => (place % 2 ? alter : alterRole)(url, `${name} = ${value}`)),
  );
  await expectConversation(url);
});

test('tables are in a schema of their own when the role has one, and nothing is made elsewhere', async () => {
  const { url } = await empty();
  await administer(url, 'create schema "Jeugd hulp"', 'drop schema public');
  await administer(url, alterRole(url, 'search_path = "Jeugd hulp"'));
  await expectConversation(url);
  const store = openStore({ url, size: 1 });
  try {
    const { rows } = await store.pool.query(
      `select distinct nspname from pg_class join pg_namespace n on n.oid = relnamespace
      where relkind in ('r', 'p', 'S') and nspname !~ '^(pg_|information_schema)'`,
    );
    expect(rows).toEqual([{ nspname: 'Jeugd hulp' }]);
    // Its functions find them, too.
    await store.pool.query("select access_log_drop_month('2020-01-01')");
    await store.pool.query('select access_log_open_months()');
  } finally {
    await store.close();
  }
});

test('with two roles the runtime uses the schema of the owner, whatever its own path says', async () => {
  const { url } = await empty();
  await administer(url, 'create schema jeugd', alterRole(url, 'search_path = jeugd'));
  const runtime = new URL(inject('runtimePostgresUrl'));
  runtime.pathname = `/${nameOf(url)}`;
  const config = readConfig({
    ...testEnvironment(runtime.href),
    MIGRATION_DATABASE_URL: url,
  });
  const { store, leave } = await openDatabase(config, silent);
  try {
    expect((await store.pool.query('select from message')).rowCount).toBe(0);
    await store.pool.query('select access_log_open_months()');
  } finally {
    await leave();
  }
});

test('somebody else of the same name in the path, or in a temporary table, is not believed', async () => {
  const { url } = made;
  await administer(
    url,
    "create function public.now() returns timestamptz language sql as $$ select timestamptz '2001-01-01' $$",
    'create schema other',
    'create table other.party (code text)',
    alter(url, 'search_path = public, pg_catalog, other'),
  );
  const store = openStore({ url, size: 1 });
  try {
    const { rows } = await store.pool.query("select now() > '2020-01-01' as right");
    expect(rows).toEqual([{ right: true }]);
    await store.pool.query('create temporary table party (a int)');
    expect((await store.pool.query('select code from party')).rowCount).toBe(0);
  } finally {
    await store.close();
  }
});

const open = (url: string) => openDatabase(readConfig(testEnvironment(url)), silent);

test('what cannot be set right is refused at the start, with a sentence', async () => {
  const { url } = await empty();
  const refused = async (where: string, sentence: RegExp) =>
    expect(open(where), String(sentence)).rejects.toThrow(sentence);
  const changed = (change: (other: URL) => void) => {
    const other = new URL(url);
    change(other);
    return other.href;
  };
  await refused(
    changed((other) => {
      other.password = 'wrong-one';
    }),
    /^Postgres cannot be asked \(28P01\)\. Postgres does not let the user of DATABASE_URL in/,
  );
  await refused(
    changed((other) => {
      other.password = '';
    }),
    /^Postgres cannot be asked \(NO_PASSWORD\)\. .*percent-encoded/,
  );
  await refused(
    changed((other) => {
      other.pathname = '/no_such_database';
    }),
    /\(3D000\)\. Postgres has no database of the name in DATABASE_URL/,
  );
  await refused(
    changed((other) => other.searchParams.set('sslmode', 'verify-full')),
    /\(NO_TLS\)\. DATABASE_URL asks for TLS/,
  );
  const runtime = new URL(inject('runtimePostgresUrl'));
  runtime.pathname = `/${nameOf(url)}`;
  await refused(
    runtime.href,
    /role of DATABASE_URL may not make them in the schema public\. As its owner: grant create/,
  );
  await administer(url, alterRole(url, 'search_path = nowhere'));
  await refused(url, /search_path of the role .* names no schema .* create schema ijw/);
  await administer(url, `alter role ijw in database ${nameOf(url)} reset search_path`);
  await administer(url, 'create view message as select 1 as a');
  await refused(url, /Migration 0001-first failed\. .*\(42P07\).* a schema of its own/);
  const latin = `${nameOf(url)}_latin`;
  await administer(url, `create database ${latin} template template0 encoding 'LATIN1' locale 'C'`);
  try {
    await refused(
      changed((other) => {
        other.pathname = `/${latin}`;
      }),
      /encoded in LATIN1, .* create database .* encoding 'UTF8'/,
    );
  } finally {
    await administer(url, `drop database ${latin} with (force)`);
  }
});

test('a database that only reads is no reason to write elsewhere or to stop, and is said', async () => {
  const { url } = made;
  await administer(url, alterRole(url, 'default_transaction_read_only = on'));
  await expect(open(url)).rejects.toThrow(/\(25006\)\. Postgres only reads: DATABASE_URL leads to/);
});

test('variables of libpq change nothing', async () => {
  const gateway = await startProcess({
    ...testEnvironment(made.url),
    ...{ PGOPTIONS: '-c DateStyle=German -c nonsense=1', PGHOST: '192.0.2.1', PGPORT: '1' },
    ...{ PGUSER: 'nobody', PGPASSWORD: 'wrong', PGDATABASE: 'nowhere', PGSSLMODE: 'verify-full' },
    ...{ PGAPPNAME: 'x', PGCLIENTENCODING: 'LATIN1', PGBINARY: '1', PGREPLICATION: 'database' },
    ...{ PGTZ: 'Pacific/Auckland', PGDATESTYLE: 'German', PGSSLNEGOTIATION: 'direct' },
  });
  try {
    const ready = async () => (await fetch(`${gateway.address}/health/ready`)).status;
    await expect.poll(ready, { timeout: 60_000 }).toBe(200);
    expect(await gateway.kill('SIGTERM')).toBe(0);
  } finally {
    await gateway.kill('SIGKILL');
  }
});

test('what else a URL may say to pg is without effect', async () => {
  const store = openStore({
    url: `${made.url}?binary=true&statement_timeout=1&replication=database&client_encoding=latin1`,
    size: 1,
  });
  try {
    const { rows } = await store.pool.query("select 1 as n, 'ë' as text, pg_sleep(0.05)");
    expect(rows[0]).toMatchObject({ n: 1, text: 'ë' });
  } finally {
    await store.close();
  }
});
