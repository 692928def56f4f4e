import { afterAll, beforeAll, expect, test } from 'vitest';
import { reconstructEvents } from '../../../src/messages/lifecycle/reconstruct.ts';
import type { GatewayEvent } from '../../../src/store/events/event.ts';
import { eventsAfter } from '../../../src/store/events/read.ts';
import { breakDelivery, repairDelivery } from '../../operations/support.ts';
import { type Caller, startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { fixture, jw315, newIdentificatie } from '../../support/messages.ts';

let gateway: TestGateway;
let aanbieder: Caller;
let gemeente: Caller;
let operator: Caller;
const query = (text: string, values: unknown[] = []) => gateway.store.pool.query(text, values);

beforeAll(async () => {
  gateway = await startTestGateway();
  aanbieder = await gateway.party('12345678');
  gemeente = await gateway.party('0363');
  operator = gateway.administrator;
});
afterAll(() => gateway?.remove());

const allEvents = () => eventsAfter(gateway.store.pool, 0, 10_000);
const eventsOf = async (id: string) =>
  (await allEvents()).filter(({ subject }) => subject.id === id);
const steps = (events: readonly GatewayEvent[]) =>
  events.map(({ from, to, by, party, code }) => [from, to, by, party, code]);

/** Waits until a message has so many events with numbers. */
async function stepsOf(id: string, count: number) {
  await expect.poll(async () => (await eventsOf(id)).length, { timeout: 20_000 }).toBe(count);
  return steps(await eventsOf(id));
}

const acknowledge = (caller: Caller, id: string) =>
  caller.send('POST', '/v1/inbox/acknowledgements', { ids: [id] });

const came = [null, 'received', 'party', '12345678', null];
const accepted = ['received', 'accepted', 'gateway', null, null];
const takenOver = ['accepted', 'delivered', 'party', '0363', null];

test('a message that goes the usual way comes in, is accepted, and is taken over once', async () => {
  const { body } = await aanbieder.post(jw315());
  await aanbieder.settled(body.id);
  await acknowledge(gemeente, body.id);
  await acknowledge(gemeente, body.id);
  expect(await stepsOf(body.id, 3)).toEqual([came, accepted, takenOver]);
  const [first, second, third] = await eventsOf(body.id);
  expect(first).toMatchObject({
    kind: 'status-changed',
    subject: { kind: 'message', id: body.id },
    reconstructed: false,
  });
  const { rows } = await query(
    'select received_at, accepted_at, delivered_at from message where id = $1',
    [body.id],
  );
  const [moments] = rows;
  const near = (event: GatewayEvent | undefined, moment: Date) =>
    Math.abs((event?.at.getTime() ?? 0) - moment.getTime()) <= 1;
  expect(near(first, moments.received_at)).toBe(true);
  expect(near(second, moments.accepted_at)).toBe(true);
  expect(near(third, moments.delivered_at)).toBe(true);
});

test('what is refused at the door begins and ends so; a repeat of it is no event', async () => {
  const xml = '<no message at all/>';
  const { body } = await aanbieder.post(xml);
  await aanbieder.post(xml);
  expect(await stepsOf(body.messageId, 1)).toEqual([
    [null, 'refused', 'party', '12345678', expect.stringMatching(/^[a-z-]+$/)],
  ]);
});

test('a retour that refuses ends its heenbericht, in the name of who sent it', async () => {
  const header = { identificatie: newIdentificatie() };
  const { body } = await aanbieder.post(jw315(header));
  await aanbieder.settled(body.id);
  const retour = await gemeente.post(
    fixture('JW316/valid-refused-header.xml', {
      ...{ afzender: '12345678', ontvanger: '0363', dagtekening: '2024-03-04' },
      ...header,
    }),
  );
  expect(retour.status, JSON.stringify(retour.body)).toBe(202);
  await gemeente.settled(retour.body.id);
  expect(await stepsOf(body.id, 3)).toEqual([
    came,
    accepted,
    ['accepted', 'rejected', 'party', '0363', null],
  ]);
  expect(await stepsOf(retour.body.id, 2)).toEqual([
    [null, 'received', 'party', '0363', null],
    accepted,
  ]);
});

test('what the gateway answers itself begins as accepted, and is its own act', async () => {
  await gateway.administrator.send('PATCH', '/v1/parties/0363', { retourBy: 'gateway' });
  // CS139 refuses it.
  const xml = jw315().replace('<ijw:Datum>2012-05-01<', '<ijw:Datum>2012-05-02<');
  const { body } = await aanbieder.post(xml);
  await aanbieder.settled(body.id);
  expect(await stepsOf(body.id, 2)).toEqual([
    came,
    ['received', 'rejected', 'gateway', null, null],
  ]);
  const { rows } = await query('select id from message where heenbericht_id = $1', [body.id]);
  expect(await stepsOf(rows[0].id, 1)).toEqual([[null, 'accepted', 'gateway', null, null]]);
});

test('a failure, a replay and a dismissal are events with who did it, and the code of why', async () => {
  await breakDelivery(gateway.store);
  const { body } = await aanbieder.post(jw315());
  const status = async () => (await operator.get(`/v1/operations/messages/${body.id}`)).body.status;
  await expect.poll(status, { timeout: 20_000 }).toBe('failed');
  const reason = 'tried again';
  await operator.send('POST', '/v1/operations/replays', { ids: [body.id], reason });
  const failed = ['received', 'failed', 'gateway', null, '23514'];
  expect(await stepsOf(body.id, 4)).toEqual([
    came,
    failed,
    ['failed', 'received', 'operator', null, null],
    failed,
  ]);
  await operator.send('POST', `/v1/operations/messages/${body.id}/dismissal`, { reason });
  expect((await stepsOf(body.id, 5)).at(-1)).toEqual([
    'failed',
    'dismissed',
    'operator',
    null,
    null,
  ]);
  await repairDelivery(gateway.store);
});

test('an event names nobody: no key, no address, no request', async () => {
  const { rows } = await query(
    `select distinct key from event, jsonb_each_text(to_jsonb(event))
    where key not in ('number', 'id', 'subject_id', 'at')`,
  );
  const found = rows.map(({ key }) => key).sort();
  const may = [
    'by',
    'code',
    'from_state',
    'kind',
    'party',
    'reconstructed',
    'subject_kind',
    'to_state',
  ];
  expect(found).toEqual(may);
  const { rows: names } = await query(
    'select distinct actor as name from message union select address from message union select request_id from message',
  );
  const text = JSON.stringify((await query('select * from event')).rows);
  for (const { name } of names) if (name) expect(text).not.toContain(name);
});

test('events that are made from the moments that messages keep are those that were written then', async () => {
  // Nothing more happens now.
  await expect.poll(async () => (await query('select from event_fresh')).rowCount).toBe(0);
  const { rows: failures } = await query(
    `select distinct subject_id as id from event where to_state = 'failed'`,
  );
  const lost = new Set(failures.map(({ id }) => id));
  // Of what was replayed the moments in between are gone.
  const known = (events: readonly GatewayEvent[]) =>
    events
      .filter(({ subject }) => !lost.has(subject.id))
      .map(({ at, kind, subject, from, to, by, party, code }) => [
        ...[subject.kind, subject.id, kind, from, to, by, party, code],
        Math.round(at.getTime() / 10),
      ])
      .sort();
  const written = await allEvents();
  await query(
    `update event_reconstruction set before = now(), finished_at = null,
      after = '00000000-0000-0000-0000-000000000000'`,
  );
  while (await reconstructEvents(gateway.store.pool, 36, 3));
  const made = (await eventsAfter(gateway.store.pool, written.at(-1)?.number ?? 0, 10_000)).filter(
    ({ reconstructed }) => reconstructed,
  );
  expect(known(made)).toEqual(known(written));
  const ends = made.filter(({ subject }) => lost.has(subject.id)).map(({ to }) => to);
  expect(ends.sort()).toEqual(['dismissed', 'received']);
  // Once is enough, and a process that comes later finds nothing to do.
  const count = (await allEvents()).length;
  expect(await reconstructEvents(gateway.store.pool, 36)).toBe(false);
  expect(await allEvents()).toHaveLength(count);
});
