import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyRows } from '../../src/operations/integrity/verify-rows.ts';
import { sealBatch } from '../../src/parties/access-log/seal.ts';
import { errorCode, openStore, type Store } from '../../src/store/database.ts';
import { grantRuntime } from '../../src/store/grants.ts';
import { MasterKey } from '../../src/store/keys/encryption.ts';
import { KeyRing } from '../../src/store/keys/keys.ts';
import { rotateMasterKey } from '../../src/store/keys/rotation.ts';
import { Commands } from '../support/commands.ts';
import { runtimeUrlOf } from '../support/database.ts';
import { startTestGateway, type TestGateway, testEncryptionKey } from '../support/gateway.ts';
import { dijk, house } from '../support/mandate-world.ts';
import { jw315 } from '../support/messages.ts';

/*
 * Rows from before a rotation of the master key are put back after it. The key of their MACs is another one and
 * stays the same: so what was signed before stays signed, and a MAC alone does not show that a row is old.
 */

const rotated = 'cd'.repeat(32);
const second = MasterKey.parse(rotated);

let gateway: TestGateway;
let owner: Store;
const office = '00000001234567890000';
let runtime: Store;
/** Ids of rows that were taken back, by table, and each as it was before that. */
const before = new Map<string, { readonly id: string; readonly row: object }>();
/** Data keys as they were wrapped before. */
let wrapped: ReadonlyMap<string, Buffer>;
let message: string;
const commands = new Commands();

beforeAll(async () => {
  gateway = await startTestGateway();
  const aanbieder = await gateway.party(dijk);
  const gemeente = await gateway.party('0363');
  await gateway.party(office, { kind: 'regional-office' });
  await gateway.party(house);
  message = (await aanbieder.post(jw315())).body.id;
  await aanbieder.settled(message);
  owner = openStore({ url: gateway.databaseUrl, size: 2 });

  const { administrator } = gateway;
  const path = `/v1/parties/${dijk}`;
  const key = (await administrator.send('POST', `${path}/api-keys`)).body.id;
  const wish = { mandatary: house, messageTypes: ['JW315'] };
  const mandate = (await aanbieder.send('POST', `${path}/mandates`, wish)).body.id;
  const designations = '/v1/parties/0363/designations';
  const designation = (await gemeente.send('POST', designations, { office })).body.id;
  for (const [table, id] of [
    ['api_key', key],
    ['mandate', mandate],
    ['designation', designation],
  ]) {
    const asked = `select to_jsonb(one) as row from ${table} one where id = $1`;
    before.set(table, { id, row: (await owner.pool.query(asked, [id])).rows[0].row });
  }
  const taken = await Promise.all([
    administrator.send('DELETE', `${path}/api-keys/${key}`),
    aanbieder.send('DELETE', `${path}/mandates/${mandate}`),
    gemeente.send('DELETE', `${designations}/${designation}`),
  ]);
  expect(taken.map(({ status }) => status)).toEqual([200, 200, 200]);
  await gateway.stop();

  const { rows } = await owner.pool.query('select id, wrapped from data_key');
  wrapped = new Map(rows.map((row) => [row.id, row.wrapped]));
  const previous = MasterKey.parse(testEncryptionKey);
  await rotateMasterKey(owner, { current: second, previous }, { settleMs: 0 });
  const url = runtimeUrlOf(gateway.databaseUrl);
  await grantRuntime(owner.pool, decodeURIComponent(new URL(url).username));
  runtime = openStore({ url, size: 2 });
});
afterAll(async () => {
  await commands.stop();
  await runtime?.close();
  await owner?.close();
  await gateway?.remove();
});

const openKeys = () => KeyRing.open(owner.db, second);
const verify = (key = rotated) =>
  commands.run({
    words: ['verify', '--lang', 'en'],
    settings: { DATABASE_URL: gateway.databaseUrl, ENCRYPTION_KEY: key },
  });

/** SQL: a row as it was before, with its MAC of then. */
const asItWas = (table: string) => `jsonb_populate_record(null::${table}, $1) was`;

/** SQL: overwrites each column of it. */
async function putBack(table: string): Promise<string> {
  const { rows } = await owner.pool.query<{ name: string }>(
    `select quote_ident(attname) as name from pg_attribute
    where attrelid = $1::regclass and attnum > 0 and not attisdropped and attname <> 'id'`,
    [table],
  );
  const set = rows.map(({ name }) => `${name} = was.${name}`).join(', ');
  return `update ${table} one set ${set} from ${asItWas(table)} where one.id = was.id`;
}

test('after a rotation all that was signed before it is believed, and all is well', async () => {
  expect(await verify()).toMatchObject({ code: 0 });
  expect((await verify(testEncryptionKey)).code).toBe(2);
  const { rows } = await owner.pool.query('select id, encode(mac, $1) as mac from api_key', [
    'hex',
  ]);
  const keys = await openKeys();
  expect((await verifyRows(owner.pool, keys)).rows.api_key).toBe(rows.length);
  expect(rows.every(({ mac }) => mac !== null)).toBe(true);
});

test.each(['api_key', 'mandate', 'designation'])(
  'the role of the runtime cannot put a row of %s back',
  async (table) => {
    const one = before.get(table);
    const { pool } = runtime;
    for (const statement of [
      await putBack(table),
      `insert into ${table} select was.* from ${asItWas(table)}`,
      `with gone as (delete from ${table} one using ${asItWas(table)} where one.id = was.id)
      insert into ${table} select was.* from ${asItWas(table)}`,
    ]) {
      const code = await pool.query(statement, [one?.row]).then(() => 'done', errorCode);
      expect(['23001', '23505', '42501'], statement).toContain(code);
    }
    // Also what it may change of it.
    const part =
      table === 'api_key' ? 'revoked_at' : 'withdrawn_at = was.withdrawn_at, withdrawn_by';
    const name = part.split(' ').at(-1);
    const update = `update ${table} one set ${part} = was.${name}, revision = was.revision, mac = was.mac
    from ${asItWas(table)} where one.id = was.id`;
    expect(await pool.query(update, [one?.row]).then(() => 'done', errorCode)).toBe('23001');
  },
);

test.each([
  ['api_key', 'while the log is not sealed', false],
  ['mandate', 'while the log is not sealed', false],
  ['designation', 'while the log is not sealed', false],
  ['api_key', 'when it is', true],
  ['mandate', 'when it is', true],
  ['designation', 'when it is', true],
] as const)(
  'a row of %s that the owner puts back past the triggers is found %s',
  async (table, _when, sealed) => {
    const keys = await openKeys();
    if (sealed) while (await sealBatch(owner.pool, keys));
    const { id, row } = before.get(table) as { id: string; row: object };
    const { rows } = await owner.pool.query(
      `select to_jsonb(one) as row from ${table} one where id = $1`,
      [id],
    );
    const write = async (was: object) => {
      await owner.pool.query(`alter table ${table} disable trigger user`);
      await owner.pool.query(await putBack(table), [was]);
      await owner.pool.query(`alter table ${table} enable trigger user`);
    };
    await write(row);
    try {
      const { faults } = await verifyRows(owner.pool, keys);
      // Its MAC is right: it is of that row, as it was.
      expect(faults).toEqual([{ kind: 'revived', table, id }]);
      const report = await verify();
      expect(report.code).toBe(1);
      expect(report.stdout).toContain(`${table} ${id}`);
    } finally {
      await write(rows[0].row);
    }
    expect(await verify()).toMatchObject({ code: 0 });
  },
);

test('a data key that is put back under the previous master key is found, also that of the MACs', async () => {
  const { rows } = await runtime.pool.query(
    `select id, wrapped from data_key where id = $1
    or id = (select data_key_id from key_name where name = 'row-mac') order by id = $1`,
    [message],
  );
  const [macs, ofMessage] = rows;
  const write = ({ id }: { id: string }, key: Buffer | undefined) =>
    runtime.pool.query('update data_key set wrapped = $2 where id = $1', [id, key]);
  await write(ofMessage, wrapped.get(message));
  const { faults } = await verifyRows(owner.pool, await openKeys());
  expect(faults).toEqual([{ kind: 'no-key', table: 'data_key', id: message }]);
  expect(await verify()).toMatchObject({ code: 1, stdout: expect.stringContaining(message) });
  await write(ofMessage, ofMessage.wrapped);

  await write(macs, wrapped.get(macs.id));
  const unopened = await verify();
  expect(unopened.code).not.toBe(0);
  expect(unopened.stdout).not.toMatch(/^All is as the gateway wrote it/m);
  await expect(openKeys()).rejects.toThrow();
  await write(macs, macs.wrapped);
  expect(await verify()).toMatchObject({ code: 0 });
});
