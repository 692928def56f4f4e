import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import { eventColumns } from '../../store/events/event.ts';
import { advance, holdLastNumber, makeMonth } from '../../store/events/number.ts';
import { Recurring } from '../../store/recurring.ts';
import { inTransaction } from '../../store/transaction.ts';
import { statusChanged } from './changed.ts';

/** Messages whose events are made together. */
const batchSize = 1000;
/** Between two batches the database is left to others, in milliseconds. */
const restMs = 50;
/** How often it is looked whether there is anything left to do, in milliseconds. */
const pauseMs = 60_000;

/**
 * SQL: what happened to the messages of `$1` (ids) before the moment `$2`, and in the last `$3` months, as far as the moments that they
 * keep tell: when one came in, was accepted, was taken over, and how it ended. What happened in between, as
 * a failure before a replay, is not known any more.
 */
const happened = `
  select happened.*, happened.at::timestamptz(3) as moment, m.id as message_id
  from message m
  cross join lateral (
    select case when m.status = 'rejected' then
        case when m.delivered_at < m.changed_at then 'delivered'
          when m.accepted_at is not null then 'accepted' else 'received' end
      else 'received' end as before_end,
      exists (select from message answer
        where answer.heenbericht_id = m.id and answer.refuses and not answer.by_gateway) as by_retour
  ) known
  cross join lateral (values
    (1, m.received_at, null, 'refused', 'party', m.sender, m.refusal ->> 'code', m.status = 'refused'),
    (2, m.received_at, null, 'received', 'party', m.sender, null,
      m.status <> 'refused' and not m.by_gateway),
    (3, m.accepted_at, case when not m.by_gateway then 'received' end, 'accepted', 'gateway', null, null,
      m.accepted_at is not null),
    (4, m.delivered_at, 'accepted', 'delivered', 'party', m.recipient, null,
      m.delivered_at is not null and (m.status = 'delivered' or before_end = 'delivered')),
    (5, m.changed_at, before_end, 'rejected', case when by_retour then 'party' else 'gateway' end,
      case when by_retour then m.recipient end, null, m.status = 'rejected'),
    (6, m.changed_at, 'received', 'failed', 'gateway', null, m.error_code, m.status = 'failed'),
    (7, m.changed_at, 'failed', 'dismissed', 'operator', null, null, m.status = 'dismissed')
  ) as happened (nr, at, from_state, to_state, by, party, code, did)
  where m.id = any($1::uuid[]) and did and happened.at < $2
    and happened.at >= greatest('2020-01-01', date_trunc('month', now()) - make_interval(months => $3))`;

/**
 * Makes the events of the next messages that were there before events were written, marked `reconstructed`.
 * One commit. Runs twice, or in two processes at once: one of them holds the place where it stands. Dies
 * halfway: nothing happened.
 *
 * @param keptMonths what is older is kept no longer, see {@link dropOldEvents}
 * @returns whether there are more to do; false too while somebody else is at it
 */
export async function reconstructEvents(
  pool: Pool,
  keptMonths: number,
  limit = batchSize,
): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    const { rows: places } = await client.query<{ before: Date; after: string }>(
      `select before, after from event_reconstruction where finished_at is null
      for update skip locked`,
    );
    const place = places[0];
    if (!place) return false;
    const { rows: found } = await client.query<{ id: string }>(
      'select id from message where id > $1 order by id limit $2',
      [place.after, limit],
    );
    const ids = found.map(({ id }) => id);
    // Somebody gives numbers just now: another time.
    if (ids.length > 0 && !(await write(client, ids, place.before, keptMonths))) return true;
    await client.query(
      `update event_reconstruction set after = $1, finished_at = case when $2 then now() end`,
      [ids.at(-1) ?? place.after, ids.length < limit],
    );
    return ids.length === limit;
  });
}

/** @returns whether it could */
async function write(
  client: PoolClient,
  ids: readonly string[],
  before: Date,
  keptMonths: number,
): Promise<boolean> {
  const last = await holdLastNumber(client);
  if (last === undefined) return false;
  const { rows: months } = await client.query<{ month: string }>(
    `select distinct date_trunc('month', moment at time zone 'UTC')::date as month
    from (${happened}) told`,
    [ids, before, keptMonths],
  );
  for (const { month } of months) await makeMonth(client, month);
  const { rowCount } = await client.query(
    `insert into event (number, reconstructed, ${eventColumns})
    select $4 + row_number() over (order by message_id, nr), true, gen_random_uuid(), moment,
      '${statusChanged.kind}', '${statusChanged.subject}', message_id, from_state, to_state, by, party, code
    from (${happened}) told`,
    [ids, before, keptMonths, last],
  );
  await advance(client, rowCount ?? 0);
  return true;
}

/** Makes them all, a batch at a time, while the process runs. Many processes may do so. */
export function eventReconstruction(
  pool: Pool,
  keptMonths: number,
  onError: (code: string) => void,
): Recurring {
  return new Recurring(
    pauseMs,
    async (signal) => {
      while (!signal.aborted && (await reconstructEvents(pool, keptMonths)))
        await sleep(restMs, undefined, { ref: false });
    },
    onError,
  );
}
