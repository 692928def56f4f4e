import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '../../../src/app/config.ts';
import { type Gateway, startGateway } from '../../../src/app/gateway.ts';
import {
  createPartyKey,
  createStaffKey,
  ensureAdministratorKey,
  listKeys,
} from '../../../src/parties/credentials/api-keys.ts';
import { Authenticator } from '../../../src/parties/credentials/authenticator.ts';
import { signedKey, signedKeyUse } from '../../../src/parties/credentials/signed.ts';
import { localCall } from '../../../src/parties/principal.ts';
import {
  Caller,
  startTestGateway,
  type TestGateway,
  testEnvironment,
} from '../../support/gateway.ts';
import { changeSigned } from '../../support/macs.ts';
import { jw315 } from '../../support/messages.ts';

let gateway: TestGateway;
/** Another process would be on the same database; here both run in this one. */
let second: Gateway;
let aanbieder: Caller;
let gemeente: Caller;
beforeAll(async () => {
  gateway = await startTestGateway();
  const silent = pino({ level: 'silent' });
  second = await startGateway(readConfig(testEnvironment(gateway.databaseUrl)), silent);
  aanbieder = await gateway.party('12345678');
  gemeente = await gateway.party('0363');
});
afterAll(async () => {
  await second?.stop();
  await gateway.remove();
});

const keysOf = (code: string) => `/v1/parties/${code}/api-keys`;
const make = async (code: string, wish?: object) => {
  const answer = await gateway.administrator.send('POST', keysOf(code), wish);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body as { id: string; prefix: string; key: string };
};
const setKey = (id: string, change: string) =>
  changeSigned(gateway.store.pool, gateway.keys.rows, signedKey, change, `id = '${id}'`);
const keyRow = async (id: string) =>
  (
    await gateway.store.pool.query(
      'select * from api_key left join api_key_use using (id) where id = $1',
      [id],
    )
  ).rows[0];
/** As the owner, who can set it back. @param moment in SQL */
async function setUse(id: string, moment: string): Promise<void> {
  const { pool } = gateway.store;
  await pool.query(`alter table api_key_use disable trigger api_key_use_goes_on`);
  await changeSigned(
    pool,
    gateway.keys.rows,
    signedKeyUse,
    `last_used_at = ${moment}`,
    `id = '${id}'`,
  );
  await pool.query(`alter table api_key_use enable always trigger api_key_use_goes_on`);
}

const bearer = (key: string) => ({ authorization: `Bearer ${key}`, certificate: undefined });

/** Asks the database each time: nothing is cached. */
async function authenticate(key: string) {
  const codes: string[] = [];
  const authenticator = new Authenticator(gateway.store.db, gateway.keys.rows, {
    onError: (code) => codes.push(code),
  });
  try {
    return await authenticator.authenticate(bearer(key));
  } finally {
    await authenticator.close();
    expect(codes).toEqual([]);
  }
}

test('a party lists its keys: all of each but the key itself', async () => {
  const { id, prefix, key } = await make('12345678', {
    name: 'Zorgpakket',
    expiresAt: '2999-01-01T00:00:00+01:00',
  });
  const { status, body } = await aanbieder.get(keysOf('12345678'));
  expect(status).toBe(200);
  expect(body.next).toBeNull();
  expect(body.items).toHaveLength(2);
  expect(body.items[1]).toEqual({
    id,
    kind: 'key',
    prefix,
    role: 'party',
    name: 'Zorgpakket',
    createdAt: expect.any(String),
    expiresAt: '2998-12-31T23:00:00.000Z',
    lastUsedAt: null,
    revokedAt: null,
  });
  expect(JSON.stringify(body)).not.toContain(key.slice(prefix.length + 1));
  expect((await gateway.administrator.get(keysOf('12345678'))).body).toEqual(body);
  expect((await gateway.administrator.get(keysOf('99999999'))).status).toBe(404);
});

test('a wish for a key that cannot be is refused, and makes none', async () => {
  const count = async () => (await aanbieder.get(keysOf('12345678'))).body.items.length;
  const before = await count();
  const send = (wish: unknown) => gateway.administrator.send('POST', keysOf('12345678'), wish);
  const past = await send({ expiresAt: '2020-01-01T00:00:00Z' });
  expect(past).toMatchObject({
    status: 400,
    body: { type: expect.stringMatching(/expiry-passed/) },
  });
  for (const wrong of [
    { expiresAt: 'tomorrow' },
    { expiresAt: '2030-01-01' },
    { name: '' },
    { name: 'x'.repeat(201) },
    { role: 'administrator' },
    [],
    'x',
  ])
    expect((await send(wrong)).status, JSON.stringify(wrong)).toBe(400);
  expect(await count()).toBe(before);
});

test('an expired key is 401, and the log says which', async () => {
  const { id, prefix, key } = await make('12345678');
  expect(await authenticate(key)).toMatchObject({ role: 'party', party: '12345678' });
  await setKey(id, "expires_at = now() - interval '1 second'");
  await expect(authenticate(key)).rejects.toMatchObject({
    code: 'unauthorized',
    reason: `key ${prefix} has expired`,
  });
  const { status, headers } = await new Caller(gateway.address, key).get('/v1/inbox');
  expect(status).toBe(401);
  expect(headers.get('www-authenticate')).toBe('Bearer realm="ijw-gateway", error="invalid_token"');
  expect(gateway.logged.join()).toContain(`key ${prefix} has expired`);
  expect(gateway.logged.join()).not.toContain(key);
});

test('a revoked key works nowhere a second later, also where it was just used', async () => {
  const { id, key } = await make('12345678');
  const callers = [gateway.address, second.address ?? ''].map((at) => new Caller(at, key));
  for (const caller of callers) expect((await caller.get('/v1/inbox')).status).toBe(200);
  const path = `${keysOf('12345678')}/${id}`;
  const revoked = await aanbieder.send('DELETE', path);
  const at = performance.now();
  expect(revoked).toMatchObject({ status: 200, body: { id, revokedAt: expect.any(String) } });
  for (const caller of callers)
    for (;;) {
      const asked = performance.now();
      const { status } = await caller.get('/v1/inbox');
      if (asked - at < 1000) continue;
      expect(status).toBe(401);
      break;
    }
  // Once more: the first moment stays.
  const again = await gateway.administrator.send('DELETE', path);
  expect(again).toMatchObject({ status: 200, body: { revokedAt: revoked.body.revokedAt } });
});

test('a poll that waits while its key is revoked gives nothing', async () => {
  const { id, key } = await make('0363');
  const waiting = new Caller(gateway.address, key);
  // The mailbox is empty, so it waits.
  const poll = waiting.get('/v1/inbox?waitSeconds=30');
  const known = new Caller(gateway.address, key);
  await expect.poll(async () => (await known.get('/v1/inbox')).status).toBe(200);
  await gemeente.send('DELETE', `${keysOf('0363')}/${id}`);
  await expect.poll(async () => (await known.get('/v1/inbox')).status).toBe(401);
  expect((await aanbieder.post(jw315())).status).toBe(202);
  expect((await poll).status).toBe(401);
});

test('a key of another party cannot be listed or revoked, and its existence is not revealed', async () => {
  const { id } = await make('12345678');
  expect((await gemeente.get(keysOf('12345678'))).status).toBe(404);
  expect((await gemeente.send('DELETE', `${keysOf('12345678')}/${id}`)).status).toBe(404);
  // As if it were its own.
  expect((await gemeente.send('DELETE', `${keysOf('0363')}/${id}`)).status).toBe(404);
  const staff = await createStaffKey(
    gateway.store.db,
    gateway.keys.rows,
    localCall('test'),
    'operator',
  );
  expect((await gemeente.send('DELETE', `${keysOf('0363')}/${staff.id}`)).status).toBe(404);
  expect((await keyRow(id)).revoked_at).toBeNull();
  expect((await keyRow(staff.id)).revoked_at).toBeNull();
});

test('that a key is used is kept, at most once a minute', async () => {
  const { id, key } = await createPartyKey(
    gateway.store.db,
    gateway.keys.rows,
    localCall('test'),
    '12345678',
  );
  expect((await keyRow(id)).last_used_at).toBeNull();
  await authenticate(key);
  const first = (await keyRow(id)).last_used_at;
  expect(first).toBeInstanceOf(Date);
  await setUse(id, "now() - interval '61 seconds'");
  await authenticate(key);
  expect((await keyRow(id)).last_used_at >= first).toBe(true);
  // As of somebody who used it a moment ago, or whose clock is ahead.
  await setUse(id, "now() + interval '1 hour'");
  const ahead = (await keyRow(id)).last_used_at;
  await authenticate(key);
  expect((await keyRow(id)).last_used_at).toEqual(ahead);
  // It is not set back, and not shown where somebody else wrote it.
  const { pool } = gateway.store;
  const set = (moment: string) =>
    pool.query(`update api_key_use set last_used_at = ${moment} where id = $1`, [id]);
  await expect(set('now()')).rejects.toThrow('refused');
  await set("now() + interval '2 hours'");
  await expect(listKeys(gateway.store.db, gateway.keys.rows, '12345678')).rejects.toMatchObject({
    ...{ code: 'row-not-believed', table: 'api_key_use', id },
  });
  await setUse(id, 'now()');
});

test('a key that is refused does not count as used', async () => {
  const { id, prefix, key } = await createPartyKey(
    gateway.store.db,
    gateway.keys.rows,
    localCall('test'),
    '12345678',
  );
  const guess = `${prefix}_${'A'.repeat(43)}`;
  await expect(authenticate(guess)).rejects.toMatchObject({ code: 'unauthorized' });
  await setKey(id, 'revoked_at = now()');
  await expect(authenticate(key)).rejects.toMatchObject({ code: 'unauthorized' });
  expect((await keyRow(id)).last_used_at).toBeNull();
});

test('where it cannot be kept that a key was used, the caller is let in all the same', async () => {
  const { key } = await createPartyKey(
    gateway.store.db,
    gateway.keys.rows,
    localCall('test'),
    '12345678',
  );
  const codes: string[] = [];
  const authenticator = new Authenticator(gateway.store.db, gateway.keys.rows, {
    onError: (code) => codes.push(code),
  });
  const { pool } = gateway.store;
  await pool.query(`create function no_use() returns trigger language plpgsql as
    $$ begin raise exception 'no' using errcode = '25006'; end $$`);
  await pool.query(`create trigger no_use before insert or update on api_key_use
    for each row execute function no_use()`);
  try {
    expect(await authenticator.authenticate(bearer(key))).toMatchObject({ party: '12345678' });
    await authenticator.close();
    expect(codes).toEqual(['25006']);
  } finally {
    await pool.query('drop function no_use cascade');
  }
});

test("the administrator's key of the embedded gateway stays revoked at the next start", async () => {
  const { id, key } = await createStaffKey(
    gateway.store.db,
    gateway.keys.rows,
    localCall('test'),
    'administrator',
  );
  await setKey(id, 'revoked_at = now()');
  await ensureAdministratorKey(gateway.store.db, gateway.keys.rows, key);
  await expect(authenticate(key)).rejects.toMatchObject({ code: 'unauthorized' });
});
