import { sql } from 'kysely';
import { Problem } from '../../problem.ts';
import type { Database } from '../../store/database.ts';
import { type Proof, proofOf, type RowMacs } from '../../store/keys/row-mac.ts';
import type { PartyKind } from './codes.ts';
import { signedParty } from './signed.ts';

/**
 * SQL: whether the row of `party` has ended at a moment: its last day is over, in the Netherlands.
 * `docs/concepts/parties.md` says what ends with it.
 *
 * @param moment in SQL
 */
export function partyEndedAt(moment: string): string {
  return `coalesce(
  party.until < (${moment} at time zone 'Europe/Amsterdam')::date, false)`;
}

/** SQL: whether the row of `party` has ended when the statement begins. */
export const partyEnded = partyEndedAt('statement_timestamp()');

/** What a party is, and when it ends. */
export interface Ending {
  readonly code: string;
  readonly kind: PartyKind;
  /** Plain date: its last day. */
  readonly until: string | null;
  readonly ended: boolean;
}

/**
 * When a party ends, and whether it has; undefined when there is no such party.
 *
 * @throws {NotBelieved}
 */
export async function endingOf(
  db: Database,
  rows: RowMacs,
  code: string,
): Promise<Ending | undefined> {
  const row = await db
    .selectFrom('party')
    .select(['code', 'kind', 'until', sql.raw<boolean>(partyEnded).as('ended')])
    .select(sql.raw<Proof>(proofOf(signedParty, 'party')).as('proof'))
    .where('code', '=', code)
    .executeTakeFirst();
  if (!row) return undefined;
  const { proof, ...ending } = row;
  rows.check(signedParty, proof);
  return ending;
}

/** @throws {Problem} `party-ended` for a party that has */
export function refuseEnded(party: Ending | undefined): void {
  if (!party?.ended) return;
  const { code, until } = party;
  throw new Problem('party-ended', { params: { party: code, until: until ?? '' } });
}
