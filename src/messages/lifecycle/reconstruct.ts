import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import { advance, holdLastNumber, makeMonth } from '../../store/events/number.ts';
import {
  advanceReconstruction,
  holdReconstruction,
  reconstructedFrom,
} from '../../store/events/reconstruction.ts';
import { Recurring } from '../../store/recurring.ts';
import { unnamed } from '../../store/statement.ts';
import { inTransaction } from '../../store/transaction.ts';
import { statusChanged } from './changed.ts';

/** Messages whose events are made together. */
const batchSize = 1000;
/** Milliseconds of rest for the database between two batches. */
const restMs = 50;
/** Milliseconds between two checks whether there is anything left to do. */
const pauseMs = 60_000;

/**
 * SQL: what happened to the messages of `$ids` before the moment `$before`, and in the last `$keptMonths` months, as
 * far as their rows still show: when one came in, was accepted, was acknowledged, and how it ended. What happened
 * in between, such as a failure before a replay, is not known any more.
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
  where m.id = any($ids::uuid[]) and did and happened.at < $before
    and happened.at >= greatest('2020-01-01', date_trunc('month', now()) - make_interval(months => $keptMonths))`;

const idsAfter = unnamed<{ after: string; limit: number }>(
  'select id from message where id > $after order by id limit $limit',
);

/**
 * Writes the events of the next messages that are older than the table of events, marked `reconstructed`, in one
 * commit. When two processes run it at once, one of them locks the cursor and the other does nothing. When it
 * dies halfway, nothing happened.
 *
 * @param keptMonths older events are not kept, see {@link dropOldEvents}
 * @returns whether there are more to do; also false while another process is doing it
 */
export async function reconstructEvents(
  pool: Pool,
  keptMonths: number,
  limit = batchSize,
): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    const cursor = await holdReconstruction(client);
    if (!cursor) return false;
    const { rows: found } = await client.query<{ id: string }>(
      idsAfter({ after: cursor.after, limit }),
    );
    const ids = found.map(({ id }) => id);
    // Another process is numbering events at this moment: try again later.
    if (ids.length > 0 && !(await write(client, ids, cursor.before, keptMonths))) return true;
    await advanceReconstruction(client, ids.at(-1) ?? cursor.after, ids.length < limit);
    return ids.length === limit;
  });
}

interface Selection {
  readonly ids: readonly string[];
  readonly before: Date;
  readonly keptMonths: number;
}

const monthsOf = unnamed<Selection>(`
  select distinct date_trunc('month', moment at time zone 'UTC')::date as month
  from (${happened}) found`);

const writeEvents = unnamed<Selection & { last: string }>(
  reconstructedFrom(`
    select $last + row_number() over (order by message_id, nr), gen_random_uuid(), moment,
      '${statusChanged.kind}', '${statusChanged.subject}', message_id, from_state, to_state, by, party, code
    from (${happened}) found`),
);

/** @returns whether it could */
async function write(
  client: PoolClient,
  ids: readonly string[],
  before: Date,
  keptMonths: number,
): Promise<boolean> {
  const last = await holdLastNumber(client);
  if (last === undefined) return false;
  const selection = { ids, before, keptMonths };
  const { rows: months } = await client.query<{ month: string }>(monthsOf(selection));
  for (const { month } of months) await makeMonth(client, month);
  const { rowCount } = await client.query(writeEvents({ ...selection, last }));
  await advance(client, rowCount ?? 0);
  return true;
}

/** The job that writes all missing events, a batch at a time. Any number of processes may run it. */
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
