import { afterAll, beforeAll, expect, test } from 'vitest';
import { followHours, keptDays } from '../../../src/operations/hours/follow.ts';
import { lastHours } from '../../../src/operations/hours/read.ts';
import { numberEvents } from '../../../src/store/events/number.ts';
import { Talk } from '../../ledger/past/talk.ts';
import { jw301, jw305, jw315 } from '../../ledger/past/write.ts';
import { allocation, asked, start } from '../../ledger/stories/conversation.ts';
import type { Parties } from '../../ledger/stories/world.ts';
import { type Caller, startTestGateway } from '../../support/gateway.ts';
import { plantTerm } from '../../support/terms.ts';

let talk: Talk;
let operator: Caller;
beforeAll(async () => {
  talk = new Talk(await startTestGateway());
  operator = talk.gateway.administrator;
});
afterAll(() => talk?.gateway.remove());

const isLeft = `select exists (select from event_fresh)
  or (select number from event_head) > (select event_number from hour_progress) as "isLeft"`;

/** Counts all that happened. The gateway does so too: whoever holds the progress counts, and the other looks again. */
async function caughtUp(): Promise<void> {
  const { pool } = talk.gateway.store;
  for (let quiet = 0; quiet < 2; ) {
    while ((await numberEvents(pool)) > 0);
    const more = await followHours(pool);
    const [row] = await talk.rows<{ isLeft: boolean }>(isLeft);
    quiet = more || row?.isLeft ? 0 : quiet + 1;
  }
}

type Moved = Readonly<Record<string, number>>;

/** How often messages came to each status in the last hours together. */
async function moved(): Promise<Moved> {
  await caughtUp();
  const sums: Record<string, number> = {};
  for (const { moved } of (await operator.get('/v1/operations/state?hours=3')).body.hours)
    for (const [status, count] of Object.entries(moved as Moved))
      sums[status] = (sums[status] ?? 0) + count;
  return sums;
}

async function talked(pair: Parties): Promise<void> {
  await talk.say(jw315(pair, '2024-02-01', asked('R1')));
  await talk.say(jw301(pair, '2024-02-12', allocation('101', { referentieAanbieder: 'R1' })));
  expect((await talk.say(jw305(pair, '2024-03-05', start('999', '2024-03-04')))).status).toBe(
    'rejected',
  );
}

test('messages are counted by the hour, each move once, with the time to the mailbox', async () => {
  await talked(await talk.pair());
  // Two messages and their retours; the third has a retour alone.
  expect(await moved()).toEqual({ received: 3, accepted: 5, rejected: 1 });
  const { pool } = talk.gateway.store;
  await Promise.all([followHours(pool), followHours(pool, 1), followHours(pool)]);
  expect(await moved()).toEqual({ received: 3, accepted: 5, rejected: 1 });
  const { body } = await operator.get('/v1/operations/state');
  expect(body.hours).toHaveLength(48);
  const times = body.hours.flatMap(({ toMailbox }: { toMailbox: unknown }) => toMailbox ?? []);
  expect(times.reduce((sum: number, { count }: { count: number }) => sum + count, 0)).toBe(2);
  for (const { halfWithinMs, nearlyAllWithinMs } of times)
    expect(nearlyAllWithinMs).toBeGreaterThanOrEqual(halfWithinMs);
});

test('a round that dies halfway has counted nothing, and the next counts all', async () => {
  await caughtUp();
  const { pool } = talk.gateway.store;
  const before = await moved();
  await pool.query(
    "alter table hour_figure add constraint closed check (key <> 'rejected') not valid",
  );
  try {
    await talked(await talk.pair());
    await expect(caughtUp()).rejects.toThrow(/closed/);
    // The gateway's own rounds have failed too.
    const [{ sum } = { sum: '' }] = await talk.rows<{ sum: string }>(
      "select sum(count) from hour_figure where subject = 'moved' and key = 'rejected'",
    );
    expect(Number(sum)).toBe(before.rejected);
  } finally {
    await pool.query('alter table hour_figure drop constraint closed');
  }
  expect((await moved()).rejected).toBe((before.rejected ?? 0) + 1);
});

test('what half and nearly all took is the bound that they kept; what is too old is dropped', async () => {
  const { pool } = talk.gateway.store;
  const hour = new Date('2031-03-01T10:00:00Z');
  await pool.query(
    `insert into hour_figure (hour, subject, key, count) values ($1, 'took', '50', 60), ($1, 'took', '500', 39),
      ($1, 'took', 'longer', 1), ($1, 'failed', 'rule-TR302', 2), ($2, 'took', 'longer', 1),
      (now() - $3 * interval '1 day', 'moved', 'accepted', 7)`,
    [hour, new Date('2031-03-01T11:00:00Z'), keptDays + 1],
  );
  const hours = await lastHours(pool, new Date('2031-03-01T12:59:59Z'), 4);
  expect(hours.map(({ from }) => from.getUTCHours())).toEqual([9, 10, 11, 12]);
  expect(hours.map(({ toMailbox }) => toMailbox)).toEqual([
    null,
    { count: 100, half: 50, most: 500 },
    { count: 1, half: null, most: null },
    null,
  ]);
  expect(hours[1]?.failed).toEqual({ 'rule-TR302': 2 });
  await talked(await talk.pair());
  await caughtUp();
  expect(
    await talk.rows(`select from hour_figure where hour < now() - interval '${keptDays} days'`),
  ).toEqual([]);
});

test('who leaves messages in a mailbox is named, the longest wait first', async () => {
  const pair = await talk.pair();
  await talked(pair);
  const named = async () =>
    (await operator.get('/v1/operations/state?hours=1')).body.notPolling as Record<
      string,
      string
    >[];
  expect(await named()).toEqual([]);
  await talk.gateway.store.pool.query(
    `update mailbox_entry set entered_at = now() - case party_code when $1 then 26 else 30 end * interval '1 hour'
    where party_code = any($2)`,
    [pair.gemeente, [pair.gemeente, pair.aanbieder]],
  );
  const found = await named();
  expect(found.map(({ party }) => party)).toEqual([pair.aanbieder, pair.gemeente]);
  expect(found[1]).toMatchObject({ name: `Party ${pair.gemeente}`, since: expect.any(String) });
  expect(found[1]?.lastSeenAt).toMatch(/Z$/);
  const caller = talk.caller(pair.gemeente);
  const { items } = (await caller.get('/v1/inbox')).body;
  await caller.send('POST', '/v1/inbox/acknowledgements', {
    ids: items.map(({ id }: { id: string }) => id),
  });
  expect((await named()).map(({ party }) => party)).toEqual([pair.aanbieder]);
});

test('a party with terms that are over is named with how many', async () => {
  const { gemeente, aanbieder } = await talk.pair();
  const between = { municipality: gemeente, provider: aanbieder };
  const { pool } = talk.gateway.store;
  await plantTerm(pool, { ...between, dueOn: '2024-01-12', status: 'missed' });
  await plantTerm(pool, { ...between, dueOn: '2024-01-13' });
  await plantTerm(pool, { ...between, dueOn: '2024-01-14', status: 'late' });
  await plantTerm(pool, { ...between, dueOn: '2999-01-14' });
  const { overdueTerms } = (await operator.get('/v1/operations/state?hours=1')).body;
  expect(overdueTerms.complete).toBe(true);
  expect(overdueTerms.items).toContainEqual({ party: gemeente, count: 2 });
});

test('hours are asked for within what is kept', async () => {
  for (const hours of ['0', String(keptDays * 24 + 1), 'x'])
    expect((await operator.get(`/v1/operations/state?hours=${hours}`)).status).toBe(400);
});
