import { sql } from 'kysely';
import { Problem } from '../problem.ts';
import type { Database } from '../store/database.ts';

/**
 * SQL: whether the row of `party` has ended when the statement begins: its last day is over, in the
 * Netherlands. README.md says what ends with it.
 */
export const partyEnded = `coalesce(
  party.until < (statement_timestamp() at time zone 'Europe/Amsterdam')::date, false)`;

/** When a party ends. */
export interface Ending {
  readonly code: string;
  /** Plain date: its last day. */
  readonly until: string | null;
  readonly ended: boolean;
}

/** When a party ends, and whether it has; undefined when there is no such party. */
export function endingOf(db: Database, code: string): Promise<Ending | undefined> {
  return db
    .selectFrom('party')
    .select(['code', 'until', sql.raw<boolean>(partyEnded).as('ended')])
    .where('code', '=', code)
    .executeTakeFirst();
}

/** @throws {Problem} `party-ended` for a party that has */
export function refuseEnded(party: Ending | undefined): void {
  if (!party?.ended) return;
  const { code, until } = party;
  throw new Problem('party-ended', { params: { party: code, until: until ?? '' } });
}
