import type { Pool } from 'pg';
import { Problem } from '../problem.ts';
import { type Proof, proofOf, type RowMacs } from '../store/row-mac.ts';
import { signedParty } from '../store/signed-party.ts';
import { partyEnded } from './ending.ts';
import { signedMandate } from './signed.ts';

/** What somebody wants to do for a party: something with its messages. */
export interface Acting {
  /** Who does it. */
  readonly mandatary: string;
  /** For whom. */
  readonly party: string;
  /** Of which type; null: of any. */
  readonly type: string | null;
}

/**
 * SQL: whether the row of `mandate` holds when the statement begins. (What `now()` says is when the
 * transaction did: in one that waited for a lock, before others gave what it finds.) When a party ends,
 * so do the mandates that it gave and those by which it acts.
 */
export const mandateHolds = `mandate.withdrawn_at is null
  and mandate.valid_from <= statement_timestamp()
  and (mandate.valid_until is null or mandate.valid_until > statement_timestamp())
  and not exists (select from party
    where party.code in (mandate.party, mandate.mandatary) and ${partyEnded})`;

/** The proofs of a mandate, and of who gave it and who acts by it: whether these have ended decides too. */
export type MandateProof = readonly [mandate: Proof, party: Proof, mandatary: Proof];

/** SQL: the {@link MandateProof} of a row of `mandate`, in JSON. */
export const mandateProof = `(select json_build_array(${proofOf(signedMandate, 'mandate')},
    ${proofOf(signedParty, 'giver')}, ${proofOf(signedParty, 'actor')})
  from party giver, party actor
  where giver.code = mandate.party and actor.code = mandate.mandatary)`;

/** @throws {NotBelieved} */
export function checkMandates(rows: RowMacs, proofs: readonly MandateProof[] | null): void {
  for (const [mandate, party, mandatary] of proofs ?? []) {
    rows.check(signedMandate, mandate);
    rows.check(signedParty, party, mandatary);
  }
}

/** A mandate that was believed. Its row is still the same when it has this MAC. */
export interface BelievedMandate {
  readonly id: string;
  readonly mac: Buffer | null;
  readonly messageTypes: readonly string[];
}

/** Mandates of one party for another that hold now, in the order of their ids. @throws {NotBelieved} */
export async function mandatesFor(
  pool: Pool,
  rows: RowMacs,
  { mandatary, party, type }: Acting,
): Promise<BelievedMandate[]> {
  const { rows: found } = await pool.query<BelievedMandate & { proof: MandateProof }>({
    name: 'mandates-for',
    text: `
      select id, mac, message_types as "messageTypes", ${mandateProof} as proof from mandate
      where mandatary = $1 and party = $2 and ($3::text is null or $3 = any(message_types))
        and ${mandateHolds}
      order by id`,
    values: [mandatary, party, type],
  });
  checkMandates(
    rows,
    found.map(({ proof }) => proof),
  );
  return found.map(({ proof: _, ...mandate }) => mandate);
}

/**
 * Whether a mandate for this holds now: these do; no, but this party has given this mandatary one, that is
 * over, withdrawn, yet to begin, or for other types; or it never gave one.
 *
 * What is decided on it is decided again in the statement that counts: a mandate may end meanwhile.
 *
 * @throws {NotBelieved}
 */
export async function standingOf(
  pool: Pool,
  rows: RowMacs,
  acting: Acting,
): Promise<BelievedMandate[] | 'not-now' | 'never'> {
  const holding = await mandatesFor(pool, rows, acting);
  if (holding.length > 0) return holding;
  const { rowCount } = await pool.query({
    name: 'standing-of-mandate',
    text: 'select from mandate where mandatary = $1 and party = $2 limit 1',
    values: [acting.mandatary, acting.party],
  });
  return rowCount === 0 ? 'never' : 'not-now';
}

/** What a caller hears who acts for a party without a mandate. It tells nothing of that party. */
export function noMandate(party: string, type = '*'): Problem {
  return new Problem('no-mandate', { params: { party, type } });
}
