import type { Pool } from 'pg';
import { unnamed } from '../statement.ts';
import type { EventBy } from './write.ts';

/** A moment in the life of a subject: what changed, by which kind of actor, and why in a code. Nothing is personal. */
export interface SubjectEvent {
  readonly at: Date;
  readonly kind: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly by: EventBy;
  /** The party that the subject belongs to. */
  readonly party: string | null;
  readonly code: string | null;
  /** It was made later, from moments that were stored. */
  readonly reconstructed: boolean;
}

const shown = `at, kind, from_state as "from", to_state as "to", by, party, code`;

const ofSubject = unnamed<{ kind: string; id: string; since: Date; most: number }>(`
  with known as (
    select ${shown}, reconstructed, number, 0 as ordinal from event
    where subject_id = $id::uuid and subject_kind = $kind and at >= $since
    union all
    select ${shown}, false, null, ordinal from event_fresh
    where subject_id = $id::uuid and subject_kind = $kind
  )
  select at, kind, "from", "to", by, party, code, reconstructed from known
  order by number nulls last, ordinal limit $most`);

/**
 * What happened to one subject, the first first. Also what got no number yet.
 *
 * @param since months before this moment are not looked at
 * @param most events at most
 */
export async function eventsOfSubject(
  pool: Pool,
  subject: { readonly kind: string; readonly id: string },
  since: Date,
  most: number,
): Promise<SubjectEvent[]> {
  return (await pool.query<SubjectEvent>(ofSubject({ ...subject, since, most }))).rows;
}
