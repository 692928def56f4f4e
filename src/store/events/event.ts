import type { EventBy } from './write.ts';

/** SQL: the columns of an event, without its number. */
export const eventColumns =
  'id, at, kind, subject_kind, subject_id, from_state, to_state, by, party, code';

/** Something that happened. Nothing of it is personal. */
export interface GatewayEvent {
  /** The order of events: a reader goes on after the last number that it read. */
  readonly number: number;
  readonly id: string;
  readonly at: Date;
  /** What happened, as `status-changed`. */
  readonly kind: string;
  /** What it happened to. */
  readonly subject: { readonly kind: string; readonly id: string };
  readonly from: string | null;
  readonly to: string | null;
  readonly by: EventBy;
  /** The party that the subject belongs to. */
  readonly party: string | null;
  /** Why, coded. */
  readonly code: string | null;
  /** It was made later, from moments that were stored. */
  readonly reconstructed: boolean;
}
