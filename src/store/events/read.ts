import type { Pool, PoolClient } from 'pg';
import { statement } from '../statement.ts';
import type { GatewayEvent } from './event.ts';

/** An event as Postgres gives it. */
interface Row extends Omit<GatewayEvent, 'number' | 'subject'> {
  readonly number: string;
  readonly subjectKind: string;
  readonly subjectId: string;
}

const eventsBehind = statement<{ number: number; limit: number }>(
  'events-after',
  `select number, id, at, kind, subject_kind as "subjectKind", subject_id as "subjectId",
    from_state as "from", to_state as "to", by, party, code, reconstructed
  from event where number > $number order by number limit $limit`,
);

/**
 * The events after a number, in order. A reader that goes on from the last number gets each event once, because events
 * that are numbered later get higher numbers.
 *
 * @param limit events at most
 */
export async function eventsAfter(
  pool: Pool | PoolClient,
  number: number,
  limit: number,
): Promise<GatewayEvent[]> {
  const { rows } = await pool.query<Row>(eventsBehind({ number, limit }));
  return rows.map(({ subjectKind, subjectId, ...row }) => ({
    ...row,
    number: Number(row.number),
    subject: { kind: subjectKind, id: subjectId },
  }));
}
