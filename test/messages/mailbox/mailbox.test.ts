import { randomUUIDv7 } from 'node:crypto';
import {
  afterEach,
  beforeEach,
  describe,
  expect,
  type MockInstance,
  onTestFinished,
  test,
  vi,
} from 'vitest';
import { Listener } from '../../../src/messages/shared-waits.ts';
import { Bell, Waiter } from '../../../src/store/bell.ts';
import {
  type Answer,
  type Caller,
  startTestGateway,
  type TestGateway,
} from '../../support/gateway.ts';
import { jw315, jw316, newIdentificatie } from '../../support/messages.ts';

let gateway: TestGateway;
let aanbieder: Caller;
let gemeente: Caller;

async function start(): Promise<void> {
  gateway = await startTestGateway();
  aanbieder = await gateway.party('12345678');
  gemeente = await gateway.party('0363');
}
beforeEach(start);
afterEach(() => gateway.remove());

async function send(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n++) ids.push((await aanbieder.post(jw315())).body.id);
  const last = ids.at(-1);
  if (last) await aanbieder.get(`/v1/messages/${last}?waitSeconds=10`);
  return ids;
}

test('a mailbox lists oldest first, with positions 1, 2, 3', async () => {
  const ids = await send(3);
  const { body } = await gemeente.get('/v1/inbox');
  expect(body.items.map((item: { id: string }) => item.id)).toEqual(ids);
  expect(body.items.map((item: { position: number }) => item.position)).toEqual([1, 2, 3]);
  expect(body.items[0]).toEqual({
    id: ids[0],
    type: 'JW315',
    sender: '12345678',
    recipient: '0363',
    identificatie: expect.stringMatching(/^T\d{8}$/),
    dagtekening: '2024-03-04',
    heenbericht: null,
    answer: null,
    outcome: null,
    receivedAt: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T.*Z$/),
    position: 1,
    redelivered: false,
  });
  expect(body.next).toBeNull();
});

test('a full page of unacknowledged messages does not hide the next', async () => {
  const ids = await send(5);
  const seen: string[] = [];
  for (let after = 0; ; ) {
    const { body } = await gemeente.get(`/v1/inbox?limit=2&after=${after}`);
    seen.push(...body.items.map((item: { id: string }) => item.id));
    if (body.next === null) break;
    after = body.next;
  }
  expect(seen).toEqual(ids);
});

test('an acknowledged message is delivered and leaves the mailbox; repeating it is harmless', async () => {
  const [first, second] = (await send(2)) as [string, string];
  const stranger = randomUUIDv7();
  for (let round = 0; round < 2; round++) {
    const { body } = await gemeente.send('POST', '/v1/inbox/acknowledgements', {
      ids: [first, stranger, first],
    });
    expect(body).toEqual({ acknowledged: [first], unknown: [stranger] });
  }
  const { body } = await gemeente.get('/v1/inbox');
  expect(body.items.map((item: { id: string }) => item.id)).toEqual([second]);
  const message = await aanbieder.get(`/v1/messages/${first}`);
  expect(message.body.status).toBe('delivered');
});

test("a party cannot acknowledge, see or read another's messages: they do not exist for it", async () => {
  const [id] = (await send(1)) as [string];
  const other = await gateway.party('0479');
  const acknowledged = await other.send('POST', '/v1/inbox/acknowledgements', { ids: [id] });
  expect(acknowledged.body).toEqual({ acknowledged: [], unknown: [id] });
  expect((await other.get(`/v1/messages/${id}`)).status).toBe(404);
  expect((await other.get(`/v1/messages/${id}/content`)).status).toBe(404);
  expect((await other.get('/v1/messages')).body.items).toEqual([]);
  expect((await gemeente.get('/v1/inbox')).body.items).toHaveLength(1);
});

/** Polls that find nothing now. @returns when they wait; to be asked for the polls themselves */
async function waitingPolls(count: number, path = '/v1/inbox?waitSeconds=30') {
  const waits = vi.spyOn(Listener.prototype, 'next');
  try {
    const polls = Array.from({ length: count }, () => gemeente.get(path));
    await expect.poll(() => waits.mock.calls.length).toBeGreaterThanOrEqual(count);
    return polls;
  } finally {
    waits.mockRestore();
  }
}

describe('where the sweep finds nothing', () => {
  // It would find within seconds what no ring announced, and a poll would answer all the same. So would one whose
  // time is over: something has to wake it.
  let woken: MockInstance<Waiter['wake']>;
  beforeEach(async () => {
    woken = vi.spyOn(Waiter.prototype, 'wake');
    onTestFinished(() => woken.mockRestore());
    await gateway.remove();
    const open = Bell.open;
    const spied = vi
      .spyOn(Bell, 'open')
      .mockImplementation((store, _sweep, onError) => open(store, async () => new Map(), onError));
    onTestFinished(() => spied.mockRestore());
    await start();
  });
  /** What polls answer, woken before: all who wait for one mailbox share what the bell wakes. */
  async function answersOf(polls: readonly Promise<Answer>[]) {
    const answers = await Promise.all(polls);
    expect(woken).toHaveBeenCalled();
    return answers.map(({ body }) => body.items.map((item: { id: string }) => item.id));
  }

  test('a waiting poll hears of a message that comes in', async () => {
    const polls = await waitingPolls(1);
    const { body } = await aanbieder.post(jw315());
    expect(await answersOf(polls)).toEqual([[body.id]]);
  });

  test('a poll that waits past a position hears of the next message only', async () => {
    const [id] = (await send(1)) as [string];
    const polls = await waitingPolls(1, '/v1/inbox?after=1&waitSeconds=30');
    const { body } = await aanbieder.post(jw315());
    expect(await answersOf(polls)).toEqual([[body.id]]);
    expect(body.id).not.toBe(id);
  });

  test('a hundred polls wait on one connection, and all hear of the message', async () => {
    const polls = await waitingPolls(100);
    const { rows } = await gateway.store.pool.query(
      `select count(*)::int as count from pg_stat_activity
        where datname = current_database() and application_name = 'ijw-gateway bell'`,
    );
    expect(rows[0].count).toBe(1);
    const { body } = await aanbieder.post(jw315());
    expect(await answersOf(polls)).toEqual(polls.map(() => [body.id]));
  });

  test('a poll hears of a message although the listening connection was cut', async () => {
    const polls = await waitingPolls(1);
    await gateway.store.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name = 'ijw-gateway bell'`,
    );
    const { body } = await aanbieder.post(jw315());
    expect(await answersOf(polls)).toEqual([[body.id]]);
  });
});

test('a poll hears of a message although the bell was lost', async () => {
  await send(1);
  const [after] = await waitingPolls(1, '/v1/inbox?after=1&waitSeconds=30');
  // What another process would have done whose notification got lost.
  await gateway.store.pool.query(
    `with counter as (
      update mailbox set last_position = last_position + 1 where party_code = '0363'
      returning last_position
    ), gone as (delete from mailbox_entry where position = 1 returning message_id)
    insert into mailbox_entry (party_code, position, message_id, entered_at)
    select '0363', last_position, message_id, now() from counter, gone`,
  );
  expect((await after)?.body.items).toEqual([expect.objectContaining({ position: 2 })]);
});

test('when the process stops, waiting polls end with an empty list', async () => {
  const polls = [
    gemeente.get('/v1/inbox?waitSeconds=30'),
    aanbieder.get('/v1/inbox?waitSeconds=30'),
  ];
  await new Promise((resolve) => setTimeout(resolve, 300));
  await gateway.stop();
  for (const poll of polls)
    expect(await poll).toMatchObject({ status: 200, body: { items: [], next: null } });
});

test('entries made at once by many connections get positions without gaps, and none is missed', async () => {
  const posting = Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let n = 0; n < 25; n++) await aanbieder.post(jw315());
    }),
  );
  const seen: number[] = [];
  for (let after = 0; seen.length < 200; ) {
    const { body } = await gemeente.get(`/v1/inbox?limit=7&after=${after}&waitSeconds=10`);
    seen.push(...body.items.map((item: { position: number }) => item.position));
    after = seen.at(-1) ?? 0;
  }
  await posting;
  expect(seen).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
});

test("one's own messages can be listed by status, type and time, page by page", async () => {
  const header = { identificatie: newIdentificatie() };
  const ids = await send(4);
  const heen = (await aanbieder.post(jw315(header))).body.id;
  await aanbieder.settled(heen);
  const retour = (await gemeente.post(jw316(header))).body.id;
  await gemeente.get(`/v1/messages/${retour}?waitSeconds=10`);
  const listed = async (query: string) => {
    const found: string[] = [];
    for (let cursor = ''; ; ) {
      const { body } = await aanbieder.get(`/v1/messages?limit=2${query}${cursor}`);
      found.push(...body.items.map((item: { id: string }) => item.id));
      if (!body.next) return found.sort();
      cursor = `&cursor=${body.next}`;
    }
  };
  expect(await listed('')).toEqual([...ids, heen, retour].sort());
  expect(await listed('&type=JW316')).toEqual([retour]);
  await gemeente.send('POST', '/v1/inbox/acknowledgements', { ids: [ids[0]] });
  expect(await listed('&status=delivered')).toEqual([ids[0]]);
  const changed = (await aanbieder.get(`/v1/messages/${ids[0]}`)).body.changedAt;
  expect(await listed(`&changedSince=${encodeURIComponent(changed)}`)).toEqual([ids[0]]);
  expect((await aanbieder.get('/v1/messages?statsu=delivered')).status).toBe(400);
});

test('looking a message up can wait until it has left received', async () => {
  const posted = await aanbieder.post(jw315());
  const { body } = await aanbieder.get(`/v1/messages/${posted.body.id}?waitSeconds=20`);
  expect(body.status).toBe('accepted');
});
