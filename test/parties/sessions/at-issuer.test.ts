import { afterAll, beforeAll, expect, test } from 'vitest';
import { signedSession } from '../../../src/parties/sessions/signed.ts';
import { openStore } from '../../../src/store/database.ts';
import { type Proof, proofOf } from '../../../src/store/keys/row-mac.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { fromTest, sessionsBeside } from '../../support/sessions.ts';

const issuer = 'https://login.example';
let gateway: TestGateway;
let sessions: ReturnType<typeof sessionsBeside>['sessions'];
beforeAll(async () => {
  gateway = await startTestGateway();
  ({ sessions } = sessionsBeside(gateway, { issuer }));
});
afterAll(() => gateway?.remove());

const begin = (subject: string, sid?: string) =>
  sessions.signInByIssuer(
    { issuer, subject, choices: ['operator'], ...(sid !== undefined && { sid }) },
    fromTest,
  );
const isIn = async (session: Awaited<ReturnType<typeof begin>>) => {
  const found = await sessions.find(session, fromTest).catch((error: unknown) => error);
  return !(found instanceof Error);
};
/** As only the owner of the tables can. */
async function byOwner(text: string, values: unknown[]): Promise<void> {
  const owner = openStore({ url: gateway.databaseUrl, size: 1 });
  await owner.pool.query(text, values);
  await owner.close();
}

test.each([
  ['another session', "sha256('another')"],
  ['no session', 'null'],
])('a row that says by hand that it is of %s at the issuer lets nobody in', async (_what, hash) => {
  const session = await begin('carla', 'one');
  await byOwner(`update session set issuer_session_hash = ${hash} where id = $1`, [session.id]);
  await expect(sessions.find(session, fromTest)).rejects.toMatchObject({
    code: 'row-not-believed',
  });
  // Nor is it ended as one that is right: who signs out is told by an error, and tries again.
  const signedOut = { issuer, jti: `carla ${hash}`, subject: 'carla', sid: 'one' };
  const ended = sessions.endAtIssuer(signedOut, fromTest);
  if (hash === 'null') await expect(ended).rejects.toMatchObject({ code: 'row-not-believed' });
  else expect(await ended).toBe(0);
  await byOwner('alter table session disable trigger session_stays', []);
  await byOwner('delete from session where id = $1', [session.id]);
  await byOwner('alter table session enable always trigger session_stays', []);
});

test('a session that an earlier version began, whose MAC knows no such column, is believed and ends', async () => {
  const session = await begin('dora');
  const { rows } = await gateway.store.pool.query<{ proof: Proof }>(
    `select ${proofOf(signedSession, 'session')} as proof from session where id = $1`,
    [session.id],
  );
  const [, ...values] = rows[0]?.proof ?? [null, null];
  const { later: _, ...before } = signedSession;
  // The revision goes up, so that the row may change.
  const next = values.map((value, at) => (at === 1 ? String(Number(value) + 1) : value));
  const mac = gateway.keys.rows.macOf(before, next.slice(0, -1));
  await byOwner('update session set revision = revision + 1, mac = $2 where id = $1', [
    ...[session.id, mac],
  ]);
  expect(await isIn(session)).toBe(true);
  const signedOut = { issuer, jti: 'dora', subject: 'dora', sid: 'unknown here' };
  expect(await sessions.endAtIssuer(signedOut, fromTest)).toBe(1);
  expect(await isIn(session)).toBe(false);
});

test('the same message twice at once is carried out once', async () => {
  const session = await begin('eva', 'one');
  const signedOut = { issuer, jti: 'eva', sid: 'one' };
  const both = await Promise.all([
    sessions.endAtIssuer(signedOut, fromTest),
    sessions.endAtIssuer(signedOut, fromTest),
  ]);
  expect(both.filter((ended) => ended !== undefined)).toEqual([1]);
  expect(await isIn(session)).toBe(false);
  // Another issuer may use the same id.
  const elsewhere = { ...signedOut, issuer: 'https://other.example' };
  expect(await sessions.endAtIssuer(elsewhere, fromTest)).toBe(0);
});
