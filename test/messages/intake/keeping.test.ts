import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Keeping } from '../../../src/messages/intake/keeping.ts';
import { receive } from '../../../src/messages/lifecycle/receive.ts';
import { violatedUnique } from '../../../src/store/database.ts';
import { waitsForLock } from '../../support/database.ts';
import { type Caller, startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { jw315, jw316, newIdentificatie } from '../../support/messages.ts';
import { message } from '../../support/new-message.ts';

/* What waits together is kept together; each hears what it would have heard alone. */

let gateway: TestGateway;
let aanbieder: Caller;
let other: Caller;
let gemeente: Caller;

beforeAll(async () => {
  gateway = await startTestGateway();
  aanbieder = await gateway.party('12345678');
  other = await gateway.party('87654321');
  gemeente = await gateway.party('0363');
});
afterAll(() => gateway?.remove());

/** In how many transactions messages were received. */
async function transactionsOf(ids: readonly string[]): Promise<number> {
  const { rows } = await gateway.store.pool.query(
    'select count(distinct xmin::text)::integer as count from data_key where id = any($1)',
    [ids],
  );
  return rows[0].count;
}

test('the first goes alone, what waits behind it goes together, and each is kept once', async () => {
  const keeping = new Keeping(gateway.store.pool);
  const list = Array.from({ length: 65 }, () => message());
  const kept = await Promise.all(list.map((one) => keeping.keep('12345678', one)));
  expect(kept).toEqual(list.map(() => true));
  expect(await transactionsOf(list.map(({ id }) => id))).toBe(2);
});

test('those that cannot be kept hear why, and those beside them are kept in one transaction', async () => {
  const { pool } = gateway.store;
  const keeping = new Keeping(pool);
  const there = message();
  await receive(pool, [there]);
  const good = Array.from({ length: 20 }, () => message());
  const sameBytes = message({ contentHash: there.contentHash });
  const nobody = message({ recipient: 'nobody' });
  // Postgres refuses it, and with it the statement that has it.
  const broken = message({ type: 'JW315\0' });
  const list = [message(), ...good.slice(0, 10), sameBytes, nobody, ...good.slice(10)];
  const settled = await Promise.allSettled(list.map((one) => keeping.keep('x', one)));
  for (const [n, one] of settled.entries())
    if (list[n] === sameBytes) {
      const { reason } = one as PromiseRejectedResult;
      expect(violatedUnique(reason)).toBe('message_same_bytes');
    } else expect(one).toEqual({ status: 'fulfilled', value: list[n] !== nobody });
  expect(await transactionsOf(good.map(({ id }) => id))).toBe(1);

  const beside = [message(), message(), broken, message()];
  const after = await Promise.allSettled(beside.map((one) => keeping.keep('x', one)));
  expect(after.map(({ status }) => status)).toEqual([
    ...['fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
  ]);
});

test('what is larger than a batch, and a JW325, hold up nobody', async () => {
  const { pool } = gateway.store;
  const keeping = new Keeping(pool);
  const large = message({ size: 2_000_000, sealed: randomBytes(2_000_000) });
  const declaration = message({ type: 'JW325' });
  const small = Array.from({ length: 10 }, () => message());
  const list = [message(), large, declaration, ...small];
  const kept = await Promise.all(list.map((one) => keeping.keep('x', one)));
  expect(kept).toEqual(list.map(() => true));
  expect(await transactionsOf(small.map(({ id }) => id))).toBe(1);
  expect(await transactionsOf([large.id, declaration.id, ...small.map(({ id }) => id)])).toBe(3);
});

test('one that waits for a row that is locked, alone or beside others, holds up nobody', async () => {
  const { pool } = gateway.store;
  const keeping = new Keeping(pool);
  const heenbericht = message();
  await receive(pool, [heenbericht]);
  const retour = message({
    ...{ type: 'JW316', sender: '0363', recipient: '12345678', opensIdentificatie: false },
    ...{ heenberichtId: heenbericht.id, identificatie: heenbericht.identificatie },
  });
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query('select from message where id = $1 for update', [heenbericht.id]);
    const waiting = keeping.keep('0363', retour);
    await waitsForLock(pool, '/* receive */%');
    expect(await keeping.keep('12345678', message())).toBe(true);
    await client.query('commit');
    expect(await waiting).toBe(true);
  } finally {
    client.release(true);
  }
});

test('posts that wait for Postgres at the same time are answered each for itself', async () => {
  const heenbericht = newIdentificatie();
  const sent = await aanbieder.post(jw315({ identificatie: heenbericht }));
  expect((await aanbieder.settled(sent.body.id)).body.status).toBe('accepted');
  const before = jw315();
  const known = await aanbieder.post(before);
  const twice = jw315();
  const unknownRecipient = jw315({ ontvanger: '0599' });

  const client = await gateway.store.connect('test');
  let answers: Promise<Awaited<ReturnType<Caller['post']>>[]>;
  try {
    await client.query('begin');
    await client.query('lock table message in share row exclusive mode');
    const first = aanbieder.post(jw315());
    await waitsForLock(gateway.store.pool, '/* receive%');
    answers = Promise.all([
      first,
      ...Array.from({ length: 10 }, () => aanbieder.post(jw315())),
      aanbieder.post(before),
      aanbieder.post(twice),
      aanbieder.post(twice),
      aanbieder.post(unknownRecipient),
      other.post(jw315({ afzender: '87654321' })),
      gemeente.post(jw316({ identificatie: heenbericht })),
      gemeente.post(jw316({ identificatie: heenbericht })),
      gemeente.post(jw316({ identificatie: newIdentificatie() })),
    ]);
    await client.query('commit');
  } finally {
    await client.end();
  }
  const all = await answers;
  const statuses = all.map(({ status }) => status);
  expect(statuses.slice(0, 11)).toEqual(Array.from({ length: 11 }, () => 202));
  const [repeat, once, again, unknown, others, retour, retourAgain, nothing] = all.slice(11);
  expect(repeat).toMatchObject({ status: 200, body: { id: known.body.id } });
  expect([once?.status, again?.status].sort()).toEqual([200, 202]);
  expect(once?.body.id).toBe(again?.body.id);
  expect(unknown?.body.type).toContain('unknown-recipient');
  expect(others?.status).toBe(202);
  expect([retour?.status, retourAgain?.status].sort()).toEqual([200, 202]);
  expect(retour?.body.id).toBe(retourAgain?.body.id);
  expect(nothing?.body.type).toContain('no-heenbericht');
});
