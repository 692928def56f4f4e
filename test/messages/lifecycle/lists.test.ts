import { randomBytes, randomUUIDv7 } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deliverAll } from '../../../src/messages/lifecycle/deliver.ts';
import { dismissAll } from '../../../src/messages/lifecycle/dismiss.ts';
import { fail } from '../../../src/messages/lifecycle/fail.ts';
import { nextInLines } from '../../../src/messages/lifecycle/line-up.ts';
import type { NewMessage } from '../../../src/messages/lifecycle/new-message.ts';
import { receive } from '../../../src/messages/lifecycle/receive.ts';
import { type NewRefusal, refuse } from '../../../src/messages/lifecycle/refuse.ts';
import { violatedUnique } from '../../../src/store/database.ts';
import { waitsForLock } from '../../support/database.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { message, poster } from '../../support/new-message.ts';

/* Each transition takes a list. What one message would get alone, each gets in the list. */

let gateway: TestGateway;
const query = async (text: string, values: unknown[] = []) =>
  (await gateway.store.pool.query(text, values)).rows;

// Nobody does steps here but the test.
beforeAll(async () => {
  gateway = await startTestGateway({ ROLE: 'api', REDIS_URL: 'redis://127.0.0.1:1' });
  await gateway.party('12345678');
  await gateway.party('0363');
  await gateway.party('0364');
});
afterAll(() => gateway?.remove());

const approved = { approved: true, findings: [], firstUse: false, refuses: false } as const;

const received = async (...messages: NewMessage[]) => {
  expect((await receive(gateway.store.pool, messages)).size).toBe(messages.length);
  return messages.map(({ id }) => id);
};
const judged = (
  ids: readonly string[],
  verdict: Parameters<typeof deliverAll>[2][0]['verdict'] = approved,
) => ids.map((id) => ({ id, verdict, children: [] }));
const statuses = async (ids: readonly string[]) => {
  const rows = await query('select id, status from message where id = any($1)', [ids]);
  return ids.map((id) => rows.find((row) => row.id === id)?.status);
};
const eventsOf = async (ids: readonly string[]) => {
  const rows = await query(
    'select subject_id, to_state from event_fresh where subject_id = any($1) order by ordinal',
    [ids],
  );
  return ids.map((id) =>
    rows.filter((row) => row.subject_id === id).map(({ to_state }) => to_state),
  );
};

test('messages are received in their order, each with what is its own; one that may not be stays out', async () => {
  const before = message();
  await received(before);
  const list = [
    message({ finding: { rule: 'CS058', path: 'Client' } }),
    message({ recipient: 'nobody' }),
    message({ identificatie: before.identificatie }),
    message({
      linePosition: { line: randomBytes(32), requests: [randomBytes(32), randomBytes(32)] },
    }),
  ];
  const kept = await receive(gateway.store.pool, list);
  const [first, , , last] = list as [NewMessage, NewMessage, NewMessage, NewMessage];
  expect([...kept].sort()).toEqual([first.id, last.id].sort());
  const rows = await query(
    `select id, finding_count, content_hash, sealed, wrapped,
      (select count(*)::integer from request_reference where message_id = id) as requests,
      (select count(*)::integer from outbox where outbox.id = message.id) as due
    from message join message_content on message_id = id join data_key using (id)
    where id = any($1) order by acceptance`,
    [list.map(({ id }) => id)],
  );
  const own = ({ id, contentHash, sealed, wrappedKey }: NewMessage) => ({
    ...{ id, content_hash: contentHash, sealed, wrapped: wrappedKey, due: 1 },
  });
  expect(rows).toEqual([
    { ...own(first), finding_count: 1, requests: 1 },
    { ...own(last), finding_count: 0, requests: 2 },
  ]);
  expect(await eventsOf([first.id, last.id])).toEqual([['received'], ['received']]);
});

test('of messages of which one was there already none is received', async () => {
  const there = message();
  await received(there);
  const list = [message(), message({ contentHash: there.contentHash })];
  const error = await receive(gateway.store.pool, list).catch((error: unknown) => error);
  expect(violatedUnique(error)).toBe('message_same_bytes');
  expect(await statuses(list.map(({ id }) => id))).toEqual([undefined, undefined]);
});

test('a message has one answer, whatever another says', async () => {
  const heenbericht = message();
  await received(heenbericht);
  const retour = (refuses: boolean) =>
    message({
      ...{ type: 'JW316', sender: '0363', recipient: '12345678', opensIdentificatie: false },
      ...{ heenberichtId: heenbericht.id, identificatie: heenbericht.identificatie, refuses },
    });
  const [approves, refuses] = [retour(false), retour(true)];
  await received(approves);
  const error = await receive(gateway.store.pool, [refuses]).catch((error: unknown) => error);
  expect(violatedUnique(error)).toBe('message_one_answer');
  expect(await statuses([approves.id, refuses.id])).toEqual(['received', undefined]);
});

test('a retour that refuses is not delivered as one that does not', async () => {
  const heenbericht = message();
  const [first] = await received(heenbericht);
  await deliverAll(gateway.store.pool, gateway.keys.rows, judged([first as string]));
  const [retour] = (await received(
    message({
      ...{ type: 'JW316', sender: '0363', recipient: '12345678', opensIdentificatie: false },
      ...{ heenberichtId: heenbericht.id, identificatie: heenbericht.identificatie },
      refuses: true,
    }),
  )) as [string];
  const deliver = (refuses: boolean) =>
    deliverAll(gateway.store.pool, gateway.keys.rows, judged([retour], { ...approved, refuses }));
  expect(await deliver(false)).toEqual([]);
  expect(await statuses([retour, heenbericht.id])).toEqual(['received', 'accepted']);
  expect(await deliver(true)).toEqual([
    { id: retour, mailboxes: ['12345678'], refused: heenbericht.id },
  ]);
  expect(await statuses([retour, heenbericht.id])).toEqual(['accepted', 'rejected']);
});

test('messages to two mailboxes get positions in the order of acceptance, and one behind another waits', async () => {
  const line = { line: randomBytes(32), requests: [] };
  const ids = await received(
    message({ linePosition: line }),
    message({ recipient: '0364' }),
    message(),
    message({ linePosition: line }),
    message({ recipient: '0364' }),
  );
  const [first, , , behind] = ids;
  const done = await deliverAll(gateway.store.pool, gateway.keys.rows, judged(ids.toReversed()));
  expect(done.map(({ id }) => id).sort()).toEqual(ids.filter((id) => id !== behind).sort());
  expect(await statuses(ids)).toEqual(['accepted', 'accepted', 'accepted', 'received', 'accepted']);
  const positions = async (party: string) =>
    (
      await query(
        `select message_id, position - first_value(position) over (order by position) as place
        from mailbox_entry where party_code = $1 and message_id = any($2) order by position`,
        [party, ids],
      )
    ).map(({ message_id, place }) => [message_id, Number(place)]);
  expect(await positions('0363')).toEqual([
    [ids[0], 0],
    [ids[2], 1],
  ]);
  expect(await positions('0364')).toEqual([
    [ids[1], 0],
    [ids[4], 1],
  ]);
  const last = `select last_position - max(position) as over from mailbox join mailbox_entry using (party_code)
    group by party_code, last_position`;
  expect(new Set((await query(last)).map(({ over }) => Number(over)))).toEqual(new Set([0]));
  expect(await nextInLines(gateway.store.pool, ids.slice(0, 3), [])).toEqual(
    new Map([[first, behind]]),
  );
  // Once more: only what had not had its turn.
  expect(
    (await deliverAll(gateway.store.pool, gateway.keys.rows, judged(ids))).map(({ id }) => id),
  ).toEqual([behind]);
  expect(await eventsOf(ids)).toEqual(ids.map(() => ['received', 'accepted']));
});

test('a step that is there again, of a message that is done with, changes nothing', async () => {
  const ids = await received(message(), message());
  const refused = { ...approved, approved: false };
  await deliverAll(gateway.store.pool, gateway.keys.rows, judged(ids));
  // As after a table that was restored in part.
  await query(
    `insert into outbox (kind, id, ordinal, next_announce_at)
    select 'message', id, acceptance, now() from message where id = any($1)`,
    [ids],
  );
  const before = await eventsOf(ids);
  const again = await deliverAll(gateway.store.pool, gateway.keys.rows, judged(ids, refused));
  expect(again).toEqual([]);
  expect(await statuses(ids)).toEqual(['accepted', 'accepted']);
  expect(await eventsOf(ids)).toEqual(before);
  expect(await query('select from outbox where id = any($1)', [ids])).toEqual([]);
});

test('mailboxes are locked in the order of their codes, so that deliveries never wait in a circle', async () => {
  const ids = await received(message({ recipient: '0364' }), message());
  const client = await gateway.store.pool.connect();
  try {
    await client.query('begin');
    await client.query("select from mailbox where party_code = '0363' for update");
    const delivered = deliverAll(gateway.store.pool, gateway.keys.rows, judged(ids));
    await waitsForLock(gateway.store.pool, '/* deliver */%');
    // It waits for the first of the two, and holds nothing of what comes after it.
    const free = "select from mailbox where party_code = '0364' for update nowait";
    expect((await client.query(free)).rowCount).toBe(1);
    await client.query('commit');
    expect(await delivered).toHaveLength(2);
  } finally {
    client.release(true);
  }
});

test('each message gets its own verdict, findings and answer', async () => {
  const [one, two] = (await received(message(), message())) as [string, string];
  const bytes = randomBytes(32);
  const answer = {
    ...{ id: randomUUIDv7(), type: 'JW316', identificatie: 'R00000000001', refuses: true },
    ...{ dagtekening: '2024-01-01', contentHash: bytes, size: 1, wrappedKey: bytes, sealed: bytes },
    mac: bytes,
  };
  const findings = [
    { rule: 'CS139', path: 'Client', retourCode: '0001' },
    { rule: 'CS058', path: 'Client' },
  ];
  const done = await deliverAll(gateway.store.pool, gateway.keys.rows, [
    {
      id: one,
      verdict: { approved: false, findings, firstUse: true, refuses: false, answer },
      children: [],
    },
    ...judged([two]),
  ]);
  expect(done).toEqual(
    expect.arrayContaining([
      { id: one, mailboxes: ['12345678'], refused: null },
      { id: two, mailboxes: ['0363'], refused: null },
    ]),
  );
  expect(await statuses([one, two, answer.id])).toEqual(['rejected', 'accepted', 'accepted']);
  expect(
    await query(
      'select message_id, rule, retour_code from message_finding where message_id = any($1)',
      [[one, two]],
    ),
  ).toEqual([
    { message_id: one, rule: 'CS139', retour_code: '0001' },
    { message_id: one, rule: 'CS058', retour_code: null },
  ]);
  expect(
    await query('select heenbericht_id, sender, recipient from message where id = $1', [answer.id]),
  ).toEqual([{ heenbericht_id: one, sender: '0363', recipient: '12345678' }]);
});

test('messages fail each for its own reason, and are given up together', async () => {
  const ids = await received(message(), message(), message());
  const [one, two, three] = ids as [string, string, string];
  await fail(gateway.store.pool, [
    { id: one, code: 'XX001' },
    { id: two, code: 'XX002' },
  ]);
  const codes = await query(
    'select error_code from message where id = any($1) order by acceptance',
    [ids],
  );
  expect(codes.map(({ error_code }) => error_code)).toEqual(['XX001', 'XX002', null]);
  const actor = { name: 'test', keyId: null };
  const given = await dismissAll(gateway.store.pool, gateway.keys.rows, ids, {
    reason: 'why',
    actor,
  });
  expect(given.sort()).toEqual([one, two].sort());
  expect(await statuses(ids)).toEqual(['dismissed', 'dismissed', 'received']);
  expect(await eventsOf(ids)).toEqual([
    ['received', 'failed', 'dismissed'],
    ['received', 'failed', 'dismissed'],
    ['received'],
  ]);
  expect(await query('select message_id from dismissal where message_id = $1', [three])).toEqual(
    [],
  );
});

test('messages are refused together; bytes that were refused before keep their row', async () => {
  const refusal = (more: Partial<NewRefusal> = {}): NewRefusal => {
    const bytes = randomBytes(32);
    return {
      ...{ id: randomUUIDv7(), type: null, afzender: null, ontvanger: null, identificatie: null },
      ...{ dagtekening: null, sender: '12345678', contentHash: bytes, size: 1, mac: bytes },
      ...{
        poster,
        refusal: { code: 'not-xml' },
        wrappedKey: bytes,
        sealed: bytes,
      },
      ...more,
    };
  };
  const before = refusal();
  expect(await refuse(gateway.store.pool, gateway.keys.rows, [before])).toEqual([before.id]);
  const list = [refusal(), refusal({ contentHash: before.contentHash }), refusal()];
  const kept = await refuse(gateway.store.pool, gateway.keys.rows, list);
  expect(kept).toEqual([list[0]?.id, before.id, list[2]?.id]);
  const counts = await query('select refused_count from message where id = any($1) order by id', [
    kept,
  ]);
  expect(counts.map(({ refused_count }) => refused_count)).toEqual([2, 1, 1]);
  expect(await eventsOf(kept)).toEqual([['refused'], ['refused'], ['refused']]);
});
