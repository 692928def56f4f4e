import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import { messageTable } from '../../messages/views/message-table.ts';
import type { GatewayEvent } from '../../store/events/event.ts';
import { eventsAfter } from '../../store/events/read.ts';
import { Recurring } from '../../store/recurring.ts';
import { statement, unnamed } from '../../store/statement.ts';
import { inTransaction } from '../../store/transaction.ts';
import { cameToMailbox, type HourHappening, happeningsOf } from './hour.ts';

const batchSize = 500;
/** How often it looks, in milliseconds. */
const pauseMs = 1000;
/** How long it rests at most between two rounds when there is more, in milliseconds. */
const restMs = 500;
/** Days that hours are kept: two weeks can be held beside each other. */
export const keptDays = 15;

const hold = unnamed<object>('select event_number from hour_progress for update skip locked');
const advance = unnamed<{ event: number }>('update hour_progress set event_number = $event');

const addHours = statement<{ hours: readonly Date[]; subjects: string[]; keys: string[] }>(
  'add-hours',
  `insert into hour_figure (hour, subject, key, count)
  select hour, subject, key, count(*)
  from unnest($hours::timestamptz[], $subjects::text[], $keys::text[]) given (hour, subject, key)
  group by hour, subject, key order by hour, subject, key
  on conflict (hour, subject, key) do update set count = hour_figure.count + excluded.count`,
);

const dropOld = unnamed<{ days: number }>(
  `delete from hour_figure where hour < now() - $days::integer * interval '1 day'`,
);

const receipts = statement<{ ids: readonly string[] }>(
  'receipts-of-messages',
  `select m.id, m.received_at as at from unnest($ids::uuid[]) asked (id)
  cross join lateral (select id, received_at from ${messageTable} one where one.id = asked.id offset 0) m`,
);

/**
 * Counts the next events, in one commit. Each is counted once: it goes on from the last that it read, and that it read them
 * is in the same commit. When it runs twice at once, one holds the progress and the other does nothing; when it dies
 * halfway, nothing has changed.
 *
 * @param limit events at most
 * @returns whether there is more to do
 */
export function followHours(pool: Pool, limit = batchSize): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ event_number: string }>(hold({}));
    const [progress] = rows;
    if (!progress) return false;
    const events = await eventsAfter(client, Number(progress.event_number), limit);
    const last = events.at(-1);
    if (!last) return false;
    const received = await receiptsOf(client, events.filter(cameToMailbox));
    await add(
      client,
      events.flatMap((event) => happeningsOf(event, received.get(event.subject.id))),
    );
    await client.query(advance({ event: last.number }));
    return events.length === limit;
  });
}

async function receiptsOf(
  client: PoolClient,
  events: readonly GatewayEvent[],
): Promise<ReadonlyMap<string, Date>> {
  if (events.length === 0) return new Map();
  const { rows } = await client.query<{ id: string; at: Date }>(
    receipts({ ids: events.map(({ subject }) => subject.id) }),
  );
  return new Map(rows.map(({ id, at }) => [id, at]));
}

async function add(client: PoolClient, happenings: readonly HourHappening[]): Promise<void> {
  if (happenings.length === 0) return;
  await client.query(
    addHours({
      hours: happenings.map(({ hour }) => hour),
      subjects: happenings.map(({ subject }) => subject),
      keys: happenings.map(({ key }) => key),
    }),
  );
  await client.query(dropOld({ days: keptDays }));
}

/**
 * Counts for as long as the process runs. Many processes may do so.
 *
 * @param onError gets the code of a failure; it is tried again
 */
export function hourFollowing(pool: Pool, onError: (code: string) => void): Recurring {
  return new Recurring(
    pauseMs,
    async (signal) => {
      for (let more = true; more && !signal.aborted; ) {
        const began = performance.now();
        more = await followHours(pool);
        // Messages come first: where there is much to read, half of the time is theirs.
        if (more)
          await sleep(Math.min(performance.now() - began, restMs), undefined, { ref: false });
      }
    },
    onError,
  );
}
