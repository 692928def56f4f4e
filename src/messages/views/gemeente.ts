import type { Pool } from 'pg';
import { familyOf } from '../../parties/directory/family.ts';
import { partyTable } from '../../parties/directory/party-table.ts';
import { signedParty } from '../../parties/directory/signed.ts';
import { type Proof, proofOf, type RowMacs } from '../../store/keys/row-mac.ts';
import { statement } from '../../store/statement.ts';

/** A gemeente as it is on a day. */
export interface GemeenteNow {
  /** Its own code, or that of the gemeente that succeeded it. */
  readonly code: string;
  /** That gemeente and those that it succeeded, the oldest first. */
  readonly family: readonly string[];
  /** Who answers what it receives; undefined where it is not connected. */
  readonly retourBy: 'gateway' | 'party' | undefined;
}

interface Row {
  readonly code: string;
  readonly retourBy: 'gateway' | 'party';
  readonly proof: Proof;
}

/** More successions than any gemeente has seen. */
const longest = 20;

const heirsOf = statement<{ gemeente: string; today: string }>(
  'heirs-of-gemeente',
  `with recursive heir (code, nth) as (
    select $gemeente::text, 0
    union all
    select party.successor, heir.nth + 1
    from ${partyTable} party join heir on party.code = heir.code
    where party.until < $today::date and party.successor is not null and heir.nth < ${longest}
  )
  select party.code, retour_by as "retourBy", ${proofOf(signedParty, 'party')} as proof
  from heir join ${partyTable} party on party.code = heir.code order by nth`,
);

const familyMembers = statement<{ gemeente: string; today: string }>(
  'family-of-gemeente',
  `with recursive ${familyOf}
  select party.code, retour_by as "retourBy", ${proofOf(signedParty, 'party')} as proof
  from family join ${partyTable} party on party.code = family.code
  order by age desc, party.code`,
);

/**
 * The gemeente that a gemeente is on a day, after redivisions.
 *
 * @throws {NotBelieved}
 */
export async function gemeenteNow(
  pool: Pool,
  macs: RowMacs,
  gemeente: string,
  today: string,
): Promise<GemeenteNow> {
  const { rows: heirs } = await pool.query<Row>(heirsOf({ gemeente, today }));
  const code = heirs.at(-1)?.code ?? gemeente;
  const { rows: family } = await pool.query<Row>(familyMembers({ gemeente: code, today }));
  for (const { proof } of [...heirs, ...family]) macs.check(signedParty, proof);
  return {
    code,
    family: family.length > 0 ? family.map((one) => one.code) : [code],
    retourBy: family.at(-1)?.retourBy,
  };
}
