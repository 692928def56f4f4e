import type { Pool } from 'pg';
import { type Proof, proofOf, type RowMacs } from '../../store/keys/row-mac.ts';
import { unnamed } from '../../store/statement.ts';
import { anyParty, exchanges, type PartyKind } from '../directory/codes.ts';
import { partyEnded } from '../directory/ending.ts';
import { signedParty } from '../directory/signed.ts';
import type { Role } from '../principal.ts';

/** A role that a person may have, and the party for which, as it was said: that party need not exist. */
export interface Wish {
  readonly role: Role;
  readonly party: string | null;
}

/** As whom a person may work now. */
export interface Choice {
  /** The role, and the code of the party: `operator`, `party:0363`. */
  readonly id: string;
  readonly role: Role;
  readonly party?: { readonly code: string; readonly name: string; readonly kind: PartyKind };
}

const staff: readonly string[] = ['operator', 'auditor', 'administrator'] satisfies Role[];
const ofParties: readonly string[] = ['party', 'contract-manager'] satisfies Role[];

/** `operator`, `party:0363`. */
export function choiceId({ role, party }: Wish): string {
  return party === null ? role : `${role}:${party}`;
}

/** Reads the id of a choice; undefined for anything else. */
export function wishOf(text: string): Wish | undefined {
  if (staff.includes(text)) return { role: text as Role, party: null };
  const [role = '', party = '', ...more] = text.split(':');
  if (!ofParties.includes(role) || !anyParty.test(party) || more.length > 0) return undefined;
  return { role: role as Role, party };
}

const findParties = unnamed<{ codes: readonly string[] }>(`
  select code, kind, name, ${partyEnded} as ended, ${proofOf(signedParty, 'party')} as proof
  from party where code = any($codes::text[])`);

/**
 * Those of these that stand now: the party exists, has not ended, and is of a kind that has pages. In their order.
 *
 * @throws {NotBelieved}
 */
export async function choicesNow(
  pool: Pool,
  macs: RowMacs,
  wishes: readonly Wish[],
): Promise<Choice[]> {
  const codes = wishes.flatMap(({ party }) => party ?? []);
  const parties = new Map<string, NonNullable<Choice['party']>>();
  if (codes.length > 0) {
    const { rows } = await pool.query<{
      code: string;
      kind: PartyKind;
      name: string;
      ended: boolean;
      proof: Proof;
    }>(findParties({ codes: [...new Set(codes)] }));
    for (const { ended, proof, ...party } of rows) {
      macs.check(signedParty, proof);
      if (!ended) parties.set(party.code, party);
    }
  }
  return wishes.flatMap(({ role, party: code }): Choice[] => {
    if (code === null) return [{ id: role, role }];
    const party = parties.get(code);
    if (!party || !fits(role, party.kind)) return [];
    return [{ id: choiceId({ role, party: code }), role, party }];
  });
}

/** A software house has no pages. */
function fits(role: Role, kind: PartyKind): boolean {
  return role === 'contract-manager' ? kind === 'regional-office' : exchanges(kind);
}
