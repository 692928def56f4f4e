import { afterEach, beforeEach, expect, test } from 'vitest';
import { receive } from '../../src/messages/lifecycle/receive.ts';
import { signPart } from '../../src/operations/integrity/signing.ts';
import { verifyRows } from '../../src/operations/integrity/verify-rows.ts';
import { inTransaction } from '../../src/store/transaction.ts';
import { breakDelivery, reached, repairDelivery } from '../operations/support.ts';
import { refusal } from '../support/crash/lives.ts';
import { waitsForLock } from '../support/database.ts';
import { type Caller, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { fixture, jw315, jw316, newIdentificatie } from '../support/messages.ts';
import {
  acknowledge,
  forgetIn,
  forgottenOf,
  keysOf,
  markForgotten,
  settled,
  terms,
  twoYears,
} from './support.ts';

let gateway: TestGateway;
let aanbieder: Caller;
let gemeente: Caller;
beforeEach(async () => {
  gateway = await startTestGateway();
  aanbieder = await gateway.party('12345678');
  gemeente = await gateway.party('0363');
});
afterEach(() => gateway.remove());

/** A message that was acknowledged. */
async function delivered(xml = jw315()): Promise<string> {
  const id = await settled(aanbieder, xml);
  await acknowledge(gemeente, id);
  return id;
}
const parties = { afzender: '12345678', ontvanger: '0363' };
const forgotten = (...ids: string[]) => forgottenOf(gateway.store, ids);

test('what was done with is forgotten when its term is over, and not a day before', async () => {
  const id = await delivered();
  const early = await forgetIn(gateway.store, terms.payloadDays - 1);
  expect(early.forgotten.messages).toBe(0);
  expect(await aanbieder.get(`/v1/messages/${id}/content`)).toMatchObject({ status: 200 });
  const report = await forgetIn(gateway.store, terms.payloadDays + 1);
  expect(report).toMatchObject({
    forgotten: { messages: 1, refused: 0, clients: 0, accessLogMonths: [] },
    kept: { underHold: { messages: 0 }, waiting: 0 },
    finishedAt: expect.any(Date),
  });
  expect(await forgotten(id)).toEqual([id]);
});

test('what was destroyed is not taken for forgotten, whatever is written in the report', async () => {
  const { pool } = gateway.store;
  await delivered();
  const { day } = await forgetIn(gateway.store, twoYears);
  const keys = await keysOf(gateway.store);
  await signPart(pool, keys, 'records');
  const faults = async () => (await verifyRows(pool, await keysOf(gateway.store))).faults;
  expect(await faults()).toEqual([]);
  const destroyed = await delivered();
  await inTransaction(pool, (client) => markForgotten(client, destroyed));
  await pool.query('delete from data_key where id = $1', [destroyed]);
  expect(await faults()).toContainEqual({
    ...{ kind: 'misplaced', table: 'message_content', id: destroyed },
  });
  await pool.query('delete from message_content where message_id = $1', [destroyed]);
  expect(await faults()).toEqual([{ kind: 'gone', table: 'message', id: destroyed }]);
  await pool.query("insert into forgotten (day, id, kind) values ($1, $2, 'message')", [
    day,
    destroyed,
  ]);
  expect(await faults()).toEqual([{ kind: 'miscounted', table: 'forgetting', id: day }]);
  await pool.query('update forgetting set messages = messages + 1 where day = $1', [day]);
  expect(await faults()).toEqual([{ kind: 'not-believed', table: 'forgetting', id: day }]);
  // The next does not sign it.
  const next = forgetIn(gateway.store, twoYears, { again: true });
  await expect(next).rejects.toMatchObject({ code: 'row-not-believed', table: 'forgetting' });
});

test('what waits is never forgotten: in a mailbox, failed, or to be judged yet', async () => {
  const inMailbox = await settled(aanbieder, jw315());
  // Refused by its recipient, who did not acknowledge it.
  const identificatie = newIdentificatie();
  const rejected = await settled(aanbieder, jw315({ identificatie }));
  await settled(gemeente, refusal(identificatie));
  expect((await aanbieder.get(`/v1/messages/${rejected}`)).body.status).toBe('rejected');
  // Delivered, and put back.
  const putBack = await delivered();
  const asked = { party: '0363', ids: [putBack], reason: 'a backup was restored' };
  const { headers } = await gateway.administrator.send(
    'POST',
    '/v1/operations/redeliveries',
    asked,
  );
  await reached(gateway.administrator, headers.get('location') ?? '', 'finished');
  await breakDelivery(gateway.store);
  const failed = await settled(aanbieder, jw315());
  const behind = (await aanbieder.post(jw315())).body.id;
  const ids = [inMailbox, rejected, putBack, failed, behind];

  // The retour that refuses is in the mailbox of the aanbieder.
  const report = await forgetIn(gateway.store, twoYears);
  expect(report).toMatchObject({ forgotten: { messages: 0 }, kept: { waiting: 6 } });
  expect(await forgotten(...ids)).toEqual([]);

  await repairDelivery(gateway.store);
  await acknowledge(gemeente, ...ids);
  const later = await forgetIn(gateway.store, twoYears + 2);
  expect(later).toMatchObject({ forgotten: { messages: 3 }, kept: { waiting: 3 } });
  expect(await forgotten(...ids)).toEqual([inMailbox, rejected, putBack]);
});

test('what a current answer needs is not forgotten, and an answer that comes too late gets a problem', async () => {
  const [first, second] = [newIdentificatie(), newIdentificatie()];
  const heenberichten = [
    await delivered(jw315({ identificatie: first })),
    await delivered(jw315({ identificatie: second })),
  ];
  await breakDelivery(gateway.store);
  const retour = await settled(gemeente, jw316({ ...parties, identificatie: first }));
  expect((await gemeente.get(`/v1/messages/${retour}`)).body.status).toBe('failed');
  const report = await forgetIn(gateway.store, twoYears);
  expect(report).toMatchObject({ forgotten: { messages: 1 }, kept: { waiting: 2 } });
  expect(await forgotten(...heenberichten)).toEqual([heenberichten[1]]);

  const late = await gemeente.post(jw316({ ...parties, identificatie: second }));
  expect(late).toMatchObject({
    status: 409,
    body: {
      type: expect.stringMatching(/\/heenbericht-forgotten$/),
      messageId: expect.any(String),
    },
  });
  expect(late.body.detail).toContain('JW315');
  // Nothing of it is lost: who sent it can read it, and why.
  const kept = `/v1/messages/${late.body.messageId}`;
  expect((await gemeente.get(kept)).body).toMatchObject({
    status: 'refused',
    problem: { type: expect.stringMatching(/\/heenbericht-forgotten$/) },
  });
  expect((await gemeente.content(late.body.messageId)).toString()).toContain(second);
  // The one in hand goes on when it can.
  await repairDelivery(gateway.store);
  const replay = { ids: [retour], reason: 'fixed' };
  const { headers } = await gateway.administrator.send('POST', '/v1/operations/replays', replay);
  await reached(gateway.administrator, headers.get('location') ?? '', 'finished');
  expect((await gemeente.get(`/v1/messages/${retour}`)).body.status).toBe('accepted');
});

test('a JW325 on a forgotten declaration gets a problem, one on a declaration that never was is accepted', async () => {
  const identificatie = newIdentificatie();
  const declaratie = { ...parties, identificatie, dagtekening: '2024-04-02' };
  await delivered(fixture('JW323/valid-complete.xml', declaratie));
  await forgetIn(gateway.store, twoYears);
  const answer = (declaratieIdentificatie: string) =>
    gemeente.post(
      fixture('JW325/valid-complete.xml', {
        ...{ afzender: '0363', ontvanger: '12345678', identificatie: newIdentificatie() },
        ...{ declaratieIdentificatie, declaratieDagtekening: '2024-04-02' },
      }),
    );
  expect((await answer(identificatie)).body.type).toMatch(/\/heenbericht-forgotten$/);
  expect((await answer('NEVERWAS')).status).toBe(202);
});

test('the bytes of a forgotten message are a new message, about whose Identificatie the rules speak', async () => {
  await gateway.party('0363', { retourBy: 'gateway' });
  const xml = jw315();
  const id = await delivered(xml);
  expect((await aanbieder.post(xml)).body.id).toBe(id);
  await forgetIn(gateway.store, twoYears);
  const { status, body } = await aanbieder.post(xml);
  expect(status).toBe(202);
  expect(body.id).not.toBe(id);
  const again = (await aanbieder.settled(body.id)).body;
  expect(again.status).toBe('rejected');
  expect(again.findings.map(({ rule }: { rule: string }) => rule)).toContain('TR056');
});

test('a refused message has a term of its own, and keeps only its code', async () => {
  const xml = fixture('JW315/invalid-negative-volume.xml', parties);
  const { messageId } = (await aanbieder.post(xml)).body;
  const early = await forgetIn(gateway.store, terms.refusedDays - 1);
  expect(early.forgotten.refused).toBe(0);
  const report = await forgetIn(gateway.store, terms.refusedDays + 1);
  expect(report.forgotten).toMatchObject({ messages: 0, refused: 1 });
  const { rows } = await gateway.store.pool.query(
    'select refusal, afzender, ontvanger, refused_count from message where id = $1',
    [messageId],
  );
  expect(rows).toEqual([
    { refusal: { code: 'xsd' }, afzender: null, ontvanger: null, refused_count: 1 },
  ]);
  // Refused once more it is another one.
  const again = (await aanbieder.post(xml)).body.messageId;
  expect(again).not.toBe(messageId);
  expect((await aanbieder.get(`/v1/messages/${again}`)).body).toMatchObject({ refusedCount: 1 });
  expect((await aanbieder.get(`/v1/messages/${messageId}`)).status).toBe(410);
});

test('refused messages that were forgotten count for nothing when others are kept', async () => {
  const wrong = (n: number) => `<x>${n}</x>`;
  await gateway.remove();
  gateway = await startTestGateway({ KEPT_REFUSALS: '3' });
  aanbieder = await gateway.party('12345678');
  const ids: string[] = [];
  for (let n = 0; n < 3; n++) ids.push((await aanbieder.post(wrong(n))).body.messageId);
  await forgetIn(gateway.store, terms.refusedDays + 1);
  expect(await forgotten(...ids)).toEqual(ids);
  const fresh: string[] = [];
  for (let n = 3; n < 6; n++) fresh.push((await aanbieder.post(wrong(n))).body.messageId);
  const statuses = await Promise.all(
    [...ids, ...fresh].map(async (id) => (await aanbieder.get(`/v1/messages/${id}`)).status),
  );
  expect(statuses).toEqual([404, 404, 404, 200, 200, 200]);
});

test('an answer that comes at the very moment in which its message is forgotten gets a problem', async () => {
  const identificatie = newIdentificatie();
  const id = await delivered(jw315({ identificatie }));
  const { pool } = gateway.store;
  let answering: Promise<{ status: number }> | undefined;
  await inTransaction(pool, async (client) => {
    await client.query('select from message where id = $1 for update', [id]);
    answering = gemeente.post(jw316({ ...parties, identificatie }));
    // It has looked for its heenbericht, and found it; now it waits.
    await waitsForLock(pool, '/* receive */%');
    await markForgotten(client, id);
  });
  expect(await answering).toMatchObject({
    status: 409,
    body: { type: expect.stringMatching(/\/heenbericht-forgotten$/) },
  });
});

test('a message whose answer is being kept at that moment is left for another day', async () => {
  const id = await delivered();
  await inTransaction(gateway.store.pool, async (client) => {
    // As Postgres does for a row that refers to it.
    await client.query('select from message where id = $1 for key share', [id]);
    const report = await forgetIn(gateway.store, twoYears);
    expect(report.forgotten.messages).toBe(0);
  });
  await forgetIn(gateway.store, twoYears + 2);
  expect(await forgotten(id)).toEqual([id]);
});

test('what is forgotten while it is put back stays out of the mailbox', async () => {
  const id = await delivered();
  const { pool } = gateway.store;
  const redeliver = (ids: string[]) =>
    gateway.administrator.send('POST', '/v1/operations/redeliveries', {
      ...{ party: '0363', ids, reason: 'a backup was restored' },
    });
  let location = '';
  await inTransaction(pool, async (client) => {
    await client.query('select from message where id = $1 for update', [id]);
    location = (await redeliver([id])).headers.get('location') ?? '';
    await waitsForLock(pool, '%with batch as%');
    await markForgotten(client, id);
  });
  expect(await reached(gateway.administrator, location, 'finished')).toMatchObject({
    progress: { skipped: 1, succeeded: 0 },
  });
  expect((await gemeente.get('/v1/inbox')).body.items).toEqual([]);
});

test('operators cannot put a forgotten message back, replay it or give it up, and read why', async () => {
  const id = await delivered();
  await forgetIn(gateway.store, twoYears);
  const fresh = await delivered();
  expect(await forgotten(id, fresh)).toEqual([id]);

  const operator = gateway.administrator;
  const reason = 'a backup was restored';
  for (const [path, body] of [
    ['redeliveries', { party: '0363', ids: [id] }],
    ['redeliveries', { party: '0363' }],
    ['replays', { ids: [id] }],
  ] as const) {
    const tried = await operator.send('POST', `/v1/operations/${path}`, {
      ...{ reason, dryRun: true },
      ...body,
    });
    expect(tried.body.skipped, path).toEqual([{ id, reason: 'forgotten' }]);
  }
  const { headers } = await operator.send('POST', '/v1/operations/redeliveries', {
    ...{ party: '0363', reason },
  });
  const record = await reached(operator, headers.get('location') ?? '', 'finished');
  expect(record).toMatchObject({ progress: { succeeded: 1, skipped: 1 } });
  expect((await gemeente.get('/v1/inbox')).body.items).toEqual([
    expect.objectContaining({ id: fresh }),
  ]);
  const dismissal = `/v1/operations/messages/${id}/dismissal`;
  expect((await operator.send('POST', dismissal, { reason })).status).toBe(409);
  expect((await operator.get(`/v1/operations/messages/${id}`)).body).toMatchObject({
    status: 'delivered',
    forgottenAt: expect.any(String),
  });
});

test('the statement that keeps a message says no when what it answers was forgotten', async () => {
  const id = await delivered();
  await forgetIn(gateway.store, twoYears);
  const bytes = Buffer.alloc(32, 1);
  const message = {
    opensIdentificatie: false,
    id: crypto.randomUUID(),
    ...{ type: 'JW316', ...parties, identificatie: 'X', dagtekening: '2024-01-01' },
    ...{ sender: '0363', recipient: '12345678', contentHash: bytes, size: 1, sealed: bytes },
    ...{ linePosition: { line: bytes, requests: [] }, heenberichtId: id, refuses: false },
    ...{ wrappedKey: bytes, finding: null, recipientOpenOn: null, mandates: null, mac: bytes },
    receivedMac: null,
    poster: { actor: 'x', actorParty: '0363', address: null, requestId: null },
  };
  expect((await receive(gateway.store.pool, [message])).size).toBe(0);
});
