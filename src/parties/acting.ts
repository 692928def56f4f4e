import type { Pool } from 'pg';
import { Problem } from '../problem.ts';
import { partyEnded } from './ending.ts';

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

/**
 * Whether a mandate for this holds now: yes; no, but this party has given this mandatary one, that is
 * over, withdrawn, yet to begin, or for other types; or it never gave one.
 *
 * What is decided on it is decided again in the statement that counts: a mandate may end meanwhile.
 */
export async function standingOf(
  pool: Pool,
  { mandatary, party, type }: Acting,
): Promise<'holds' | 'not-now' | 'never'> {
  const { rows } = await pool.query<{ holds: boolean | null }>({
    name: 'standing-of-mandate',
    text: `
      select bool_or(($3::text is null or $3 = any(message_types)) and ${mandateHolds}) as holds
      from mandate where mandatary = $1 and party = $2`,
    values: [mandatary, party, type],
  });
  const holds = rows[0]?.holds ?? null;
  if (holds === null) return 'never';
  return holds ? 'holds' : 'not-now';
}

/** The id of a mandate for this that holds now; undefined when there is none. */
export async function mandateIdFor(
  pool: Pool,
  { mandatary, party, type }: Acting,
): Promise<string | undefined> {
  const { rows } = await pool.query<{ id: string }>({
    name: 'mandate-for',
    text: `
      select id from mandate
      where mandatary = $1 and party = $2 and ($3::text is null or $3 = any(message_types))
        and ${mandateHolds}
      order by id limit 1`,
    values: [mandatary, party, type],
  });
  return rows[0]?.id;
}

/** What a caller hears who acts for a party without a mandate. It tells nothing of that party. */
export function noMandate(party: string, type = '*'): Problem {
  return new Problem('no-mandate', { params: { party, type } });
}
