import { randomUUIDv7 } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { NewMessage } from '../../../src/messages/lifecycle/new-message.ts';
import { receive, receiveTogether } from '../../../src/messages/lifecycle/receive.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { message } from '../../support/new-message.ts';

/* Messages that only happen to wait at the same time are received by one statement. */

let gateway: TestGateway;
const query = async (text: string, values: unknown[] = []) =>
  (await gateway.store.pool.query(text, values)).rows;

// Nobody does steps here but the test.
beforeAll(async () => {
  gateway = await startTestGateway({ ROLE: 'api', REDIS_URL: 'redis://127.0.0.1:1' });
  await gateway.party('12345678');
  await gateway.party('0363');
});
afterAll(() => gateway?.remove());

const idsOf = (messages: readonly NewMessage[]) => messages.map(({ id }) => id);
const keptOf = async (messages: readonly NewMessage[]) => {
  const kept = await receiveTogether(gateway.store.pool, messages);
  return messages.filter(({ id }) => kept.has(id));
};

test('one that was there before, in bytes or by its Identificatie, costs the others nothing', async () => {
  const there = message();
  await receive(gateway.store.pool, [there]);
  const list = [
    message(),
    message({ contentHash: there.contentHash }),
    message({ identificatie: there.identificatie }),
    message({ recipient: 'nobody' }),
    message({ heenberichtId: randomUUIDv7(), opensIdentificatie: false }),
    message(),
  ];
  expect(await keptOf(list)).toEqual([list[0], list[5]]);
});

test('all is kept of each, and they are accepted in the order in which they came', async () => {
  // The order of their keys is another one.
  const list = ['Z', 'A', 'M'].map((identificatie) => message({ identificatie }));
  expect(await keptOf(list)).toEqual(list);
  const rows = await query(
    `select id, sealed, wrapped, message.xmin::text as transaction,
      (select count(*)::integer from request_reference where message_id = id) as requests,
      (select count(*)::integer from outbox where outbox.id = message.id) as due,
      (select count(*)::integer from event_fresh where subject_id = message.id) as events
    from message join message_content on message_id = id join data_key using (id)
    where id = any($1) order by acceptance`,
    [idsOf(list)],
  );
  const transaction = rows[0].transaction;
  expect(rows).toEqual(
    list.map(({ id, sealed, wrappedKey }) => ({
      ...{ id, sealed, wrapped: wrappedKey, transaction, requests: 1, due: 1, events: 1 },
    })),
  );
});

test('one whose heenbericht is locked is passed over, and nobody waits', async () => {
  const heenbericht = message();
  await receive(gateway.store.pool, [heenbericht]);
  const client = await gateway.store.pool.connect();
  try {
    await client.query('begin');
    await client.query('select from message where id = $1 for update', [heenbericht.id]);
    const retour = message({
      ...{ type: 'JW316', sender: '0363', recipient: '12345678', opensIdentificatie: false },
      ...{ heenberichtId: heenbericht.id, identificatie: heenbericht.identificatie },
    });
    const list = [message(), retour, message()];
    expect(await keptOf(list)).toEqual([list[0], list[2]]);
    await client.query('rollback');
    expect(await keptOf([message(), retour])).toContain(retour);
  } finally {
    client.release(true);
  }
});

test('two processes that keep the same messages in any order never wait each for the other', async () => {
  const shuffled = <T>(list: readonly T[]) =>
    list
      .map((item) => ({ item, at: Math.random() }))
      .sort((a, b) => a.at - b.at)
      .map(({ item }) => item);
  for (let round = 0; round < 30; round += 1) {
    const first = Array.from({ length: 40 }, () => message());
    const second = first.map((one) => ({ ...one, id: randomUUIDv7() }));
    // A deadlock would be an error of one of the two.
    const kept = await Promise.all([
      receiveTogether(gateway.store.pool, shuffled(first)),
      receiveTogether(gateway.store.pool, shuffled(second)),
    ]);
    expect(kept[0].size + kept[1].size).toBe(40);
    for (const [n, one] of first.entries())
      expect(kept[0].has(one.id)).not.toBe(kept[1].has(second[n]?.id ?? ''));
  }
});
