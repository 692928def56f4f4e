import type { partyKinds } from '../../store/tables.ts';

/** Who sends and receives messages, and who acts for others. */
export type PartyKind = (typeof partyKinds)[number];

/** A gemeente (code of the CBS) or an aanbieder (AGB code): who sends and receives. */
export const gemeenteOrAanbieder = /^([0-9]{4}|[0-9]{8})$/;
/** These, or a software house (OIN). */
export const anyParty = /^([0-9]{4}|[0-9]{8}|[0-9]{20})$/;

/** The kind of a party with this code; the code fits {@link anyParty}. */
export function kindOf(code: string): PartyKind {
  if (code.length === 4) return 'gemeente';
  return code.length === 8 ? 'aanbieder' : 'software-house';
}
