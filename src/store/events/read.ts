import type { Pool } from 'pg';
import type { GatewayEvent } from './event.ts';

/** An event as Postgres gives it. */
interface Row extends Omit<GatewayEvent, 'number' | 'subject'> {
  readonly number: string;
  readonly subjectKind: string;
  readonly subjectId: string;
}

/**
 * The events after a number, in order. Each event is given once to who goes on by the number of the last:
 * what gets a number later gets a higher one.
 *
 * @param limit events at most
 */
export async function eventsAfter(
  pool: Pool,
  number: number,
  limit: number,
): Promise<GatewayEvent[]> {
  const { rows } = await pool.query<Row>({
    name: 'events-after',
    text: `select number, id, at, kind, subject_kind as "subjectKind", subject_id as "subjectId",
        from_state as "from", to_state as "to", by, party, code, reconstructed
      from event where number > $1 order by number limit $2`,
    values: [number, limit],
  });
  return rows.map(({ subjectKind, subjectId, ...row }) => ({
    ...row,
    number: Number(row.number),
    subject: { kind: subjectKind, id: subjectId },
  }));
}
