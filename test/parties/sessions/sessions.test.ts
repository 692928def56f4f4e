import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createStaffKey } from '../../../src/parties/credentials/api-keys.ts';
import { signedKey } from '../../../src/parties/credentials/signed.ts';
import { type Call, localCall, type Role } from '../../../src/parties/principal.ts';
import { deleteOldSessions } from '../../../src/parties/sessions/over.ts';
import { type NewSession, SessionOver } from '../../../src/parties/sessions/session.ts';
import type { Sessions } from '../../../src/parties/sessions/sessions.ts';
import { signedSession } from '../../../src/parties/sessions/signed.ts';
import { openStore } from '../../../src/store/database.ts';
import { inTransaction } from '../../../src/store/transaction.ts';
import { asRuntime, startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { fromTest, sessionsBeside } from '../../support/sessions.ts';

const issuer = 'https://login.example';
const anna = { issuer, subject: 'anna', choices: ['operator', 'party:0363', 'party:0344'] };
let gateway: TestGateway;
let sessions: Sessions;
beforeAll(async () => {
  // The runtime owns nothing, as where the database is not the gateway's own.
  gateway = await startTestGateway(asRuntime);
  sessions = sessionsBeside(gateway, { issuer }).sessions;
});
afterAll(() => gateway?.remove());
beforeEach(async () => {
  await gateway.party('0363');
  for (const session of (await sessions.list({ limit: 100 })).items)
    await sessions.end(localCall('test'), session.id);
});

const staffKey = (role: 'operator' | 'auditor' | 'administrator', expiresAt?: Date) =>
  createStaffKey(gateway.store.db, gateway.keys.rows, localCall('test'), role, {
    ...(expiresAt && { expiresAt }),
  });

/** A call within a session. */
async function callIn(session: NewSession, of = sessions): Promise<Call> {
  return { principal: (await of.find(session, fromTest)).principal, ...fromTest };
}

/** Why a session is over; undefined when it is in force. */
async function whyOver(session: { id: string; secret: string }, of = sessions) {
  try {
    await of.find(session, fromTest);
    return undefined;
  } catch (error) {
    if (error instanceof SessionOver) return error.why;
    throw error;
  }
}

/** What the access log says of a session, in order. */
async function logged(id: string): Promise<string[]> {
  const { rows } = await gateway.store.pool.query<{ action: string; why: string | null }>(
    `select action, detail::jsonb ->> 'why' as why from
      (select id, action, detail from access_log union all select id, action, detail from access_log_fresh) noted
    where detail::jsonb ->> 'sessionId' = $1 order by id`,
    [id],
  );
  return rows.map(({ action, why }) => (why ? `${action} ${why}` : action));
}

/** Writes a session as the gateway would, at another moment: as the owner of the tables. */
async function rewrite(id: string, set: string, table = signedSession): Promise<void> {
  const owner = openStore({ url: gateway.databaseUrl, size: 1 });
  try {
    await inTransaction(owner.pool, (tx: PoolClient) =>
      gateway.keys.rows.rewrite(tx, table, id, () =>
        tx.query(`update ${table.name} set ${set} where id = $1`, [id]),
      ),
    );
  } finally {
    await owner.close();
  }
}

test('a key begins a session that works as the key does, and is in the access log', async () => {
  const key = await staffKey('operator');
  const session = await sessions.signInByKey(key.id, fromTest);
  const { principal, choices, chosen } = await sessions.find(session, fromTest);
  expect(principal).toMatchObject({
    ...{ role: 'operator', actsFor: [] },
    credential: { name: key.prefix, keyId: key.id, sessionId: session.id },
  });
  expect([choices, chosen]).toEqual([[{ id: 'operator', role: 'operator' }], choices[0]]);
  await sessions.signOut({ principal, ...fromTest });
  expect(await whyOver(session)).toBe('signed-out');
  expect(await logged(session.id)).toEqual(['sign-in', 'sign-out signed-out']);
});

test('somebody at an issuer is a keyed hash, and gets the roles whose party is there', async () => {
  const session = await sessions.signInByIssuer(anna, fromTest);
  const { principal, choices } = await sessions.find(session, fromTest);
  expect(choices.map(({ id }) => id)).toEqual(['operator', 'party:0363']);
  expect(principal.credential).toMatchObject({ keyId: null });
  expect(principal.credential.name).toMatch(/^person:[\w-]{22}$/);
  const { rows } = await gateway.store.pool.query('select * from session where id = $1', [
    session.id,
  ]);
  expect(JSON.stringify(rows)).not.toMatch(/anna|login\.example/);
  const again = await sessions.signInByIssuer(anna, fromTest);
  expect((await callIn(again)).principal.credential.name).toBe(principal.credential.name);
  const other = await sessions.signInByIssuer({ ...anna, subject: 'bert' }, fromTest);
  expect((await callIn(other)).principal.credential.name).not.toBe(principal.credential.name);
});

test('who has no role, no party that is there, or a key of a software house, gets no session', async () => {
  const none = { ...anna, choices: ['king', 'party:9999', 'contract-manager:0363', 'party'] };
  await expect(sessions.signInByIssuer(none, fromTest)).rejects.toMatchObject({ why: 'no-role' });
  const house = await keyIdOf('00000003123456780000');
  await expect(sessions.signInByKey(house, fromTest)).rejects.toMatchObject({
    why: 'software-house',
  });
  await expect(sessions.signInByKey(randomUUID(), fromTest)).rejects.toMatchObject({
    code: 'unauthorized',
  });
});

/** The id of a key of a party. */
async function keyIdOf(code: string, kind?: string): Promise<string> {
  await gateway.party(code, kind === undefined ? {} : { kind });
  const { items } = (await gateway.administrator.get(`/v1/parties/${code}/api-keys`)).body;
  return items.at(-1).id;
}

test('a secret that is not its own, and an id that is not there, are nothing', async () => {
  const { id } = await staffKey('operator');
  const [one, two] = [
    await sessions.signInByKey(id, fromTest),
    await sessions.signInByKey(id, fromTest),
  ];
  expect(await whyOver({ id: one.id, secret: two.secret })).toBe('unknown');
  expect(await whyOver({ id: randomUUID(), secret: one.secret })).toBe('unknown');
  expect(await whyOver(one)).toBeUndefined();
});

test('a session ends when it is idle, and when its longest time is over, in the log too', async () => {
  const { id } = await staffKey('operator');
  const idle = await sessions.signInByKey(id, fromTest);
  const impatient = sessionsBeside(gateway, { idleMinutes: 0 }).sessions;
  expect(await whyOver(idle, impatient)).toBe('idle');
  expect(await whyOver(idle)).toBe('idle');
  expect(await logged(idle.id)).toEqual(['sign-in', 'sign-out idle']);
  const long = await sessions.signInByKey(id, fromTest);
  await rewrite(long.id, "created_at = now() - interval '13 hours', ends_at = now()");
  expect(await whyOver(long)).toBe('over');
  expect(await logged(long.id)).toEqual(['sign-in', 'sign-out over']);
});

test.each([
  // Use that is a second too recent to be written, and then nothing for just less than the idle time.
  { idleMinutes: 1, unwritten: 14, idle: 59 },
  { idleMinutes: 2, unwritten: 29, idle: 119 },
  { idleMinutes: 30, unwritten: 59, idle: 30 * 60 - 1 },
])('who does something within $idleMinutes minutes is not idle', async (given) => {
  const { idleMinutes, unwritten, idle } = given;
  const one = sessionsBeside(gateway, { idleMinutes }).sessions;
  const session = await one.signInByKey((await staffKey('operator')).id, fromTest);
  const ago = (seconds: number) =>
    rewrite(session.id, `last_used_at = now() - interval '${seconds} seconds'`);
  const isListed = async () =>
    (await one.list({ limit: 100 })).items.some(({ id }) => id === session.id);
  // What is two seconds older is written, so that nothing longer is ever unwritten.
  await ago(unwritten + 2);
  await one.find(session, fromTest);
  const { rows } = await gateway.store.pool.query<{ fresh: boolean }>(
    `select last_used_at > now() - interval '${unwritten} seconds' as fresh from session where id = $1`,
    [session.id],
  );
  expect(rows).toEqual([{ fresh: true }]);
  await ago(unwritten + idle - 2);
  expect(await isListed()).toBe(true);
  expect(await whyOver(session, one)).toBeUndefined();
  await ago(unwritten + idle + 2);
  expect(await isListed()).toBe(false);
  expect(await whyOver(session, one)).toBe('idle');
});

test('its use is written at most once a minute, and not for what a page asks by itself', async () => {
  const session = await sessions.signInByKey((await staffKey('operator')).id, fromTest);
  const usedAt = async () => {
    const { rows } = await gateway.store.pool.query<{ at: string; revision: number }>(
      'select last_used_at::text as at, revision from session where id = $1',
      [session.id],
    );
    return rows[0];
  };
  const before = await usedAt();
  await sessions.find(session, fromTest);
  expect(await usedAt()).toEqual(before);
  await rewrite(session.id, "last_used_at = now() - interval '2 minutes'");
  const stale = await usedAt();
  await sessions.find(session, fromTest, false);
  expect(await usedAt()).toEqual(stale);
  // Many at once: one of them writes, and the row is believed after it.
  await Promise.all(Array.from({ length: 8 }, () => sessions.find(session, fromTest)));
  expect((await usedAt())?.revision).toBe((stale?.revision ?? 0) + 1);
  expect(await whyOver(session)).toBeUndefined();
});

test('a key that is revoked or expires ends its sessions at once, in every process', async () => {
  const key = await staffKey('operator', new Date(Date.now() + 3_600_000));
  const [one, two] = [
    await sessions.signInByKey(key.id, fromTest),
    await sessions.signInByKey(key.id, fromTest),
  ];
  const elsewhere = sessionsBeside(gateway, { issuer }).sessions;
  expect(await whyOver(one, elsewhere)).toBeUndefined();
  const party = await keyIdOf('0363');
  const ofParty = await sessions.signInByKey(party, fromTest);
  await gateway.administrator.send('DELETE', `/v1/parties/0363/api-keys/${party}`);
  const listed = (await sessions.list({ limit: 100 })).items.map(({ id }) => id);
  expect(listed).toEqual([two.id, one.id]);
  expect(await whyOver(ofParty, elsewhere)).toBe('key-revoked');
  expect(await whyOver(ofParty)).toBe('key-revoked');
  await rewrite(key.id, 'expires_at = now()', signedKey);
  expect((await sessions.list({ limit: 100 })).items).toEqual([]);
  expect([await whyOver(one), await whyOver(two, elsewhere)]).toEqual([
    'key-revoked',
    'key-revoked',
  ]);
  await expect(sessions.signInByKey(party, fromTest)).rejects.toMatchObject({
    code: 'unauthorized',
  });
});

test('a party that ends, ends the sessions for it; who has other roles signs in for those', async () => {
  const code = '0344';
  const key = await keyIdOf(code);
  const byKey = await sessions.signInByKey(key, fromTest);
  const first = await sessions.signInByIssuer(anna, fromTest);
  const switched = await sessions.switchTo(
    await sessions.find(first, fromTest),
    await callIn(first),
    'party:0344',
  );
  expect(await whyOver(switched)).toBeUndefined();
  await gateway.administrator.send('PATCH', `/v1/parties/${code}`, { until: '2020-01-01' });
  expect((await sessions.list({ limit: 100 })).items).toEqual([]);
  expect(await whyOver(byKey)).toBe('party-ended');
  expect(await whyOver(switched)).toBe('party-ended');
  await expect(sessions.signInByKey(key, fromTest)).rejects.toMatchObject({ why: 'party-ended' });
  const again = await sessions.signInByIssuer(anna, fromTest);
  expect((await sessions.find(again, fromTest)).choices.map(({ id }) => id)).not.toContain(
    'party:0344',
  );
});

test('sessions of an issuer that is not believed any more are over', async () => {
  const session = await sessions.signInByIssuer(anna, fromTest);
  const other = sessionsBeside(gateway, { issuer: 'https://other.example' }).sessions;
  expect((await other.list({ limit: 100 })).items).toEqual([]);
  expect(await whyOver(session, other)).toBe('issuer-gone');
  const next = await sessions.signInByIssuer(anna, fromTest);
  expect(await whyOver(next, sessionsBeside(gateway).sessions)).toBe('issuer-gone');
});

test('another role is another session of the same sign-in, and ends when that would have', async () => {
  const first = await sessions.signInByIssuer(anna, fromTest);
  const now = await sessions.find(first, fromTest);
  const call = await callIn(first);
  await expect(sessions.switchTo(now, call, 'administrator')).rejects.toMatchObject({
    code: 'not-found',
  });
  const next = await sessions.switchTo(now, call, 'party:0363');
  expect([next.id, next.secret]).not.toContain(first.id);
  expect(await whyOver(first)).toBe('replaced');
  const then = await sessions.find(next, fromTest);
  expect(then.signInId).toBe(now.signInId);
  expect(then.principal).toMatchObject({ role: 'party', party: '0363', actsFor: ['0363'] });
  const { rows } = await gateway.store.pool.query(
    'select count(distinct (ends_at, created_at))::int as count from session where sign_in_id = $1',
    [now.signInId],
  );
  expect(rows).toEqual([{ count: 1 }]);
  expect(await logged(first.id)).toEqual(['sign-in', 'sign-out replaced']);
  expect(await logged(next.id)).toEqual(['sign-in']);
  // Twice at once: one goes on, the other is told to come again.
  const both = await Promise.allSettled([
    sessions.switchTo(then, call, 'operator'),
    sessions.switchTo(then, call, 'operator'),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});

test('who signs in again in the same browser goes on in the role of before, and the session before ends', async () => {
  const first = await sessions.signInByIssuer(anna, fromTest);
  const now = await sessions.find(first, fromTest);
  const last = await sessions.switchTo(now, await callIn(first), 'party:0363');
  const again = await sessions.signInByIssuer(anna, fromTest, last);
  expect((await sessions.find(again, fromTest)).chosen.id).toBe('party:0363');
  expect(await whyOver(last)).toBe('replaced');
  const bert = await sessions.signInByIssuer({ ...anna, subject: 'bert' }, fromTest, again);
  expect((await sessions.find(bert, fromTest)).chosen.id).toBe('operator');
  expect(await whyOver(again)).toBe('replaced');
});

test('everybody sees and ends their own sessions, an administrator all', async () => {
  const [one, two] = [
    await sessions.signInByIssuer(anna, fromTest),
    await sessions.signInByIssuer(anna, fromTest),
  ];
  const bert = await sessions.signInByIssuer({ ...anna, subject: 'bert' }, fromTest);
  const key = await staffKey('operator');
  const operator = await sessions.signInByKey(key.id, fromTest);
  const call = await callIn(one);
  const own = await sessions.own(call);
  expect(own.map(({ id, current }) => [id, current])).toEqual([
    [two.id, false],
    [one.id, true],
  ]);
  expect(own[0]).toMatchObject({ by: 'issuer', role: 'operator', party: null, endedAt: null });
  for (const other of [bert, operator])
    await expect(sessions.end(call, other.id)).rejects.toMatchObject({ code: 'not-found' });
  expect(await sessions.endOthers(call)).toBe(1);
  expect(await sessions.endOthers(call)).toBe(0);
  expect([await whyOver(one), await whyOver(two)]).toEqual([undefined, 'signed-out']);
  const path = `/v1/sessions/${bert.id}`;
  const { body } = await gateway.administrator.send('DELETE', path);
  expect(body).toMatchObject({ id: bert.id, endReason: 'administrator' });
  expect((await gateway.administrator.send('DELETE', path)).body).toEqual(body);
  expect(await whyOver(bert)).toBe('administrator');
  expect(await logged(bert.id)).toEqual(['sign-in', 'sign-out administrator']);
  expect((await gateway.administrator.send('DELETE', `/v1/sessions/${randomUUID()}`)).status).toBe(
    404,
  );
});

test('administrators read who is signed in, page by page, and nothing secret', async () => {
  const key = await staffKey('auditor');
  const begun: string[] = [];
  for (let count = 0; count < 3; count++)
    begun.unshift((await sessions.signInByKey(key.id, fromTest)).id);
  const { body } = await gateway.administrator.get('/v1/sessions?limit=2');
  const { body: rest } = await gateway.administrator.get(
    `/v1/sessions?limit=2&cursor=${body.next}`,
  );
  const items = [...body.items, ...rest.items];
  expect(items.map(({ id }) => id)).toEqual(begun);
  expect(items[0]).toMatchObject({ by: 'key', who: key.prefix, role: 'auditor', party: null });
  expect(Object.keys(items[0]).sort()).toEqual([
    ...[
      'by',
      'endReason',
      'endedAt',
      'endsAt',
      'id',
      'lastUsedAt',
      'party',
      'role',
      'since',
      'who',
    ],
  ]);
  expect(rest.next).toBeNull();
});

const changes: readonly (readonly [what: string, sql: string])[] = [
  ['its role', "role = 'administrator', party_code = null"],
  ['its roles', "choices = '{administrator}'"],
  ['its end', "ends_at = ends_at + interval '1 day'"],
  ['its last use', "last_used_at = now() + interval '1 day', revision = revision + 1"],
  ['who it is', "person_hash = sha256('another')"],
  ['its secret', "secret_hash = sha256('known')"],
];

test.each(changes)('a row of which %s was changed by hand lets nobody in', async (_what, set) => {
  const session = await sessions.signInByIssuer(anna, fromTest);
  const owner = openStore({ url: gateway.databaseUrl, size: 1 });
  await owner.pool.query(`update session set ${set} where id = $1`, [session.id]);
  await owner.close();
  await expect(sessions.find(session, fromTest)).rejects.toMatchObject({
    code: 'row-not-believed',
  });
  await undo(session.id);
});

/** Takes a row away that is not believed, as only the owner of the tables can. */
async function undo(id: string): Promise<void> {
  const owner = openStore({ url: gateway.databaseUrl, size: 1 });
  await owner.pool.query('alter table session disable trigger session_stays');
  await owner.pool.query('delete from session where id = $1', [id]);
  await owner.pool.query('alter table session enable always trigger session_stays');
  await owner.close();
}

test('who writes the database neither puts a session back, nor copies one, nor makes one', async () => {
  const { pool } = gateway.store;
  const mine = await sessions.signInByIssuer({ ...anna, choices: ['party:0363'] }, fromTest);
  const admin = await sessions.signInByKey((await staffKey('administrator')).id, fromTest);
  const { rows } = await pool.query<{ row: string }>(
    'select to_jsonb(session)::text as row from session where id = $1',
    [mine.id],
  );
  await sessions.signOut(await callIn(mine));
  const put = `update session set (ended_at, end_reason, revision, mac) =
    (select null::timestamptz, null, revision, mac from jsonb_populate_record(null::session, $1::jsonb))
    where id = $2`;
  await expect(pool.query(put, [rows[0]?.row, mine.id])).rejects.toThrow('does not go back');
  await expect(pool.query('delete from session where id = $1', [mine.id])).rejects.toThrow(
    'stays until it is long over',
  );
  // The role of the runtime may not even write what tells one session from another.
  for (const column of ['id', 'secret_hash', 'role', 'choices', 'ends_at', 'person_hash'])
    await expect(
      pool.query(
        `update session set ${column} = (select ${column} from session where id = $1)
        where id = $2`,
        [admin.id, mine.id],
      ),
    ).rejects.toThrow('permission denied');
  expect(await whyOver(mine)).toBe('signed-out');
  // A session of one's own, made from that of an administrator.
  const made = randomUUID();
  await pool.query(
    `insert into session select (jsonb_populate_record(session, jsonb_build_object('id', $2::text))).*
    from session where id = $1`,
    [admin.id, made],
  );
  await expect(sessions.find({ id: made, secret: admin.secret }, fromTest)).rejects.toMatchObject({
    code: 'row-not-believed',
  });
  await undo(made);
});

test('sessions go a month after they are over, and no earlier; forms after ten minutes', async () => {
  const { pool } = gateway.store;
  const old = await sessions.signInByIssuer(anna, fromTest);
  const young = await sessions.signInByIssuer(anna, fromTest);
  await rewrite(
    old.id,
    "created_at = now() - interval '40 days', ends_at = now() - interval '39 days'",
  );
  await rewrite(
    young.id,
    "created_at = now() - interval '30 days', ends_at = now() - interval '29 days'",
  );
  const person = gateway.keys.people.personHash('key', 'one');
  const { keptForms } = sessionsBeside(gateway);
  const form = { path: '/console', fields: [], as: 'operator' };
  const [gone, kept] = [
    await keptForms.keep({ person, form }),
    await keptForms.keep({ person, form }),
  ];
  const owner = openStore({ url: gateway.databaseUrl, size: 1 });
  await owner.pool.query(
    "update kept_form set kept_at = now() - interval '11 minutes' where id = $1",
    [gone],
  );
  await owner.close();
  // In two processes at once: each row goes once.
  const deleted = await Promise.all([deleteOldSessions(pool), deleteOldSessions(pool)]);
  expect(deleted[0] + deleted[1]).toBe(1);
  const left = await pool.query('select id from session where id = any($1::uuid[])', [
    [old.id, young.id],
  ]);
  expect(left.rows).toEqual([{ id: young.id }]);
  expect(await keptForms.find(gone, person)).toBeUndefined();
  expect(await keptForms.find(kept, person)).toEqual(form);
});

test('what was typed opens for its person only, and a person has twenty of them at most', async () => {
  const { keptForms } = sessionsBeside(gateway);
  const { people } = gateway.keys;
  const [person, other] = [people.personHash('key', 'a'), people.personHash('key', 'b')];
  const form = { path: '/console/x', fields: [['reason', 'héél']], as: 'operator' } as const;
  const sealed = keptForms.seal(person, form);
  expect(sealed).not.toContain('reason');
  expect(keptForms.open(sealed)).toEqual({ person, form });
  for (const forged of [`${sealed}A`, sealed.slice(1), `A${sealed.slice(1)}`, '', '%'])
    expect(keptForms.open(forged)).toBeUndefined();
  // What is sealed for another use opens for nothing else.
  expect(keptForms.open(people.seal('session', '{}'))).toBeUndefined();
  const id = await keptForms.keep({ person, form });
  expect(await keptForms.find(id, person)).toEqual(form);
  expect(await keptForms.find(id, other)).toBeUndefined();
  for (let count = 0; count < 20; count++) await keptForms.keep({ person, form });
  expect(await keptForms.find(id, person)).toBeUndefined();
  const { rows } = await gateway.store.pool.query(
    'select count(*)::int as count from kept_form where person = $1',
    [person],
  );
  expect(rows).toEqual([{ count: 20 }]);
});

test('every role that has pages signs in by its key', async () => {
  const office = await keyIdOf('00000001234567890000', 'regional-office');
  const roles: Role[] = [];
  for (const id of [await keyIdOf('12345678'), await keyIdOf('0363'), office])
    roles.push((await callIn(await sessions.signInByKey(id, fromTest))).principal.role);
  expect(roles).toEqual(['party', 'party', 'contract-manager']);
});
