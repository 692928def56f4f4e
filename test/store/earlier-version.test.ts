import pg from 'pg';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readConfig } from '../../src/app/config.ts';
import { openDatabase } from '../../src/app/open-database.ts';
import { FirstSigning } from '../../src/operations/integrity/signing.ts';
import { verifyRows } from '../../src/operations/integrity/verify-rows.ts';
import { listKeys } from '../../src/parties/credentials/api-keys.ts';
import { openStore } from '../../src/store/database.ts';
import { MasterKey } from '../../src/store/keys/encryption.ts';
import { KeyRing } from '../../src/store/keys/keys.ts';
import { signingParts } from '../../src/store/keys/row-mac.ts';
import { StartRefused } from '../../src/store/start-faults.ts';
import { makeEmptyDatabase, runtimeUrlOf, type TestDatabase } from '../support/database.ts';
import { testEncryptionKey } from '../support/encryption-key.ts';
import { migrateUpTo } from '../support/migrate-up-to.ts';

/*
 * What a process of an earlier version writes has no MAC and would not be believed: so the first start of
 * this version does not go on beside one.
 */

const sentence =
  'A process of an earlier version of the gateway is connected to this database. Stop all of them before the first start of this version: what they would write from then on is not signed. Nothing was changed.';

let database: TestDatabase;
beforeEach(async () => {
  database = await makeEmptyDatabase();
});
afterEach(() => database.drop());

async function migrated(last: string): Promise<void> {
  const store = openStore({ url: database.url, size: 2 });
  await migrateUpTo(store.db, last);
  await store.close();
}

const runtimeUrl = () => runtimeUrlOf(database.url);

/** A session as pools of an earlier version have it. */
async function earlier(connectionString: string, name = 'ijw-gateway'): Promise<pg.Client> {
  const client = new pg.Client({ connectionString, application_name: name });
  await client.connect();
  return client;
}

const start = (wait?: AbortSignal) =>
  openDatabase(
    readConfig({
      ...{ DATABASE_URL: runtimeUrl(), MIGRATION_DATABASE_URL: database.url },
      ENCRYPTION_KEY: 'ab'.repeat(32),
    }),
    pino({ level: 'silent' }),
    wait ? { wait } : {},
  );

async function lastMigration(): Promise<string> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query('select max(name) as name from kysely_migration');
  await client.end();
  return rows[0].name;
}

test.each([
  ['as the owner', () => database.url],
  ['as the role of the runtime', runtimeUrl],
])(
  'a process of 0.1.0 that is connected %s stops the first start, and changes nothing',
  async (_, url) => {
    await migrated('0023-last-error');
    const process = await earlier(url());
    const refused = start();
    await expect(refused).rejects.toThrow(StartRefused);
    await expect(refused).rejects.toThrow(sentence);
    // Also of who waits for a Postgres that is away: this does not heal by itself.
    await expect(start(AbortSignal.timeout(60_000))).rejects.toThrow(sentence);
    expect(await lastMigration()).toBe('0023-last-error');
    await process.end();
    const { store, leave } = await expectStart();
    expect((await store.pool.query('select from signing')).rowCount).toBe(signingParts.length);
    await leave();
    expect(await lastMigration()).not.toBe('0023-last-error');
  },
);

test('lists and records of 0.1.0 are signed by the first start; from then on all is well', async () => {
  await migrated('0023-last-error');
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(`
    insert into party (code, kind, name) values ('0363', 'gemeente', 'A'), ('12345678', 'aanbieder', 'B');
    insert into mailbox (party_code) select code from party;
    insert into api_key (id, role, prefix, key_hash, last_used_at) values
      (gen_random_uuid(), 'administrator', 'ijw_000000000001', 'x', '2026-01-31 09:00:00.12'),
      (gen_random_uuid(), 'administrator', 'ijw_000000000002', 'x', null);
    insert into agreed_product (municipality, provider, category, code)
      values ('0363', '12345678', '45', 'B09P');
    insert into spic (region, product_category, code, segment, profile, intensity, valid_from)
      values ('R', '45', 'B09P', 'B', '1', 'licht', '2020-01-01');
    insert into ledger_import (source_hash) values (sha256('one'));
    insert into forgetting (day, terms, messages, clients) values ('2026-01-31', '{}', 1, 1);
    insert into forgotten (day, id, kind) values
      ('2026-01-31', gen_random_uuid(), 'message'), ('2026-01-31', gen_random_uuid(), 'client');
    insert into operation (id, kind, reason, made_by, party_code, selection, message_count, request_hash)
      values (gen_random_uuid(), 'redelivery', 'why', 'test', '0363', '{"filter": {}}', 1, 'x');
    insert into operation_message (operation_id, ordinal, message_id, state)
      select id, 1, gen_random_uuid(), 'pending' from operation`);
  await client.end();
  const { store, openOwner, leave } = await expectStart();
  const keys = await KeyRing.open(store.db, MasterKey.parse(testEncryptionKey));
  const counts = {};
  const signing = new FirstSigning(openOwner, keys, {
    ...{ onWait: () => undefined, onError: (code) => expect.unreachable(code) },
    onSigned: (_part, rows) => Object.assign(counts, rows),
  });
  await signing.start(store);
  await expect.poll(() => signingParts.every((part) => keys.rows.isSigned(part))).toBe(true);
  expect(counts).toMatchObject({
    ...{ party: 2, api_key: 2, agreed_product: 1, spic: 1, ledger_import: 1, api_key_use: 1 },
    ...{ forgetting: 1, operation: 1 },
  });
  expect(await verifyRows(store.pool, keys)).toMatchObject({ sound: true, faults: [] });
  const used = (await listKeys(store.db, keys.rows, null)).map((key) => key.lastUsedAt);
  expect(used).toHaveLength(2);
  expect(used).toEqual(expect.arrayContaining([new Date('2026-01-31T09:00:00.120Z'), null]));
  await signing.stop();
  await leave();
});

test('beside a process in another database, and in one that is new, it starts', async () => {
  const other = await makeEmptyDatabase();
  const elsewhere = await earlier(other.url);
  const here = await earlier(database.url);
  await (await start()).leave();
  await here.end();
  await elsewhere.end();
  await other.drop();
});

test('a process of 1.0.0 stops the first start of this version too: it signs no findings', async () => {
  await migrated('0032-records');
  const process = await earlier(database.url, 'ijw-gateway work');
  await expect(start()).rejects.toThrow(sentence);
  expect(await lastMigration()).toBe('0032-records');
  await process.end();
  await (await expectStart()).leave();
  expect(await lastMigration()).not.toBe('0032-records');
});

test('later starts do not look: a process with that name is then none of an earlier version', async () => {
  await (await start()).leave();
  const somebody = await earlier(database.url);
  await (await start()).leave();
  await somebody.end();
});

/** Postgres sees a moment later that a session has ended. */
async function expectStart(): ReturnType<typeof start> {
  await expect
    .poll(async () => {
      const client = new pg.Client({ connectionString: database.url });
      await client.connect();
      const { rowCount } = await client.query(
        `select from pg_stat_activity
        where datname = current_database() and application_name in ('ijw-gateway', 'ijw-gateway work')`,
      );
      await client.end();
      return rowCount;
    })
    .toBe(0);
  return start();
}
