import { CompiledQuery } from 'kysely';
import type { Database } from '../../store/database.ts';
import { type Proof, proofOf, type RowMacs } from '../../store/keys/row-mac.ts';
import { type Query, unnamed } from '../../store/statement.ts';
import { partyEndedAt } from '../directory/ending.ts';
import { signedParty } from '../directory/signed.ts';
import { heldAt, holdsNow } from '../permissions/permission.ts';
import { designationTable } from './designation-table.ts';
import { signedDesignation } from './signed.ts';

/** A gemeente for which a regional office acts. */
export interface Designator {
  readonly gemeente: string;
  /** The first moment at which it no longer does, as designations are now; null: when they are withdrawn. */
  readonly until: Date | null;
}

/**
 * The gemeenten for which a regional office acts, by code: those whose designation holds, and those that ended and whose
 * successor is one of these. What a gemeente designated ends with it. Each row that decides it is believed by its MAC.
 *
 * Ask at each call, and keep the answer no longer: the next question after a withdrawal has another answer.
 *
 * @param at the moment that it is about; absent: now. What was withdrawn later than that held
 * @throws {NotBelieved}
 */
export async function designators(
  db: Database,
  rows: RowMacs,
  office: string,
  at?: Date,
): Promise<readonly Designator[]> {
  const found = await ask(db, at ? designatorsAt({ office, at }) : designatorsNow({ office }));
  const ends = new Map<string, Date | null>();
  for (const { gemeente, until, designation, party, actor } of found) {
    rows.check(signedDesignation, designation);
    rows.check(signedParty, party, actor);
    ends.set(gemeente, ends.has(gemeente) ? later(ends.get(gemeente) ?? null, until) : until);
  }
  return [...ends].map(([gemeente, until]) => ({ gemeente, until }));
}

/**
 * The codes of the gemeenten for which a regional office acts: the {@link designators} without more.
 *
 * @throws {NotBelieved}
 */
export async function designatedBy(
  db: Database,
  rows: RowMacs,
  office: string,
  at?: Date,
): Promise<ReadonlySet<string>> {
  return new Set((await designators(db, rows, office, at)).map(({ gemeente }) => gemeente));
}

interface Found {
  readonly gemeente: string;
  readonly until: Date | null;
  readonly designation: Proof;
  /** Of the gemeente, because it matters whether it has ended, and whom it has as successor. */
  readonly party: Proof;
  readonly actor: Proof;
}

const designatorsNow = unnamed<{ office: string }>(
  designatorsSql(holdsNow(designationTable), 'statement_timestamp()'),
);

const designatorsAt = unnamed<{ office: string; at: Date }>(
  designatorsSql(heldAt(designationTable, '$at::timestamptz'), '$at::timestamptz'),
);

/** SQL: a row for each gemeente and each designation by which the office `$office` acts for it. */
function designatorsSql(holds: string, moment: string): string {
  return `
    with recursive acting as (
      select gemeente as code, id from designation where office = $office and ${holds}
      union
      select party.code, acting.id from party join acting on party.successor = acting.code
      where ${partyEndedAt(moment)}
    )
    select acting.code as gemeente, designation.valid_until as until,
      ${proofOf(signedDesignation, 'designation')} as designation,
      ${proofOf(signedParty, 'party')} as party, ${proofOf(signedParty, 'actor')} as actor
    from acting join designation using (id)
      join party on party.code = acting.code
      join party actor on actor.code = designation.office
    order by acting.code`;
}

async function ask(db: Database, { text, values }: Query): Promise<readonly Found[]> {
  return (await db.executeQuery<Found>(CompiledQuery.raw(text, values))).rows;
}

function later(one: Date | null, other: Date | null): Date | null {
  if (one === null || other === null) return null;
  return one > other ? one : other;
}
