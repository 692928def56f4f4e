import type { partyKinds } from '../../store/tables.ts';

/** Who sends and receives messages, and who acts for others. */
export type PartyKind = (typeof partyKinds)[number];

/**
 * Who answers the declarations (JW323) that a gemeente receives, in the place of `retourBy`: the gemeente itself; or
 * the gateway, by the rules. A fault within a declaration the gateway answers always.
 */
export const declarationsValues = ['party', 'gateway'] as const;
export type Declarations = (typeof declarationsValues)[number];

/** A gemeente (code of the CBS). */
export const gemeente = /^[0-9]{4}$/;
/** A gemeente or an aanbieder (AGB code): who sends and receives. */
export const gemeenteOrAanbieder = /^([0-9]{4}|[0-9]{8})$/;
/** These, or a software house or regional office (OIN). */
export const anyParty = /^([0-9]{4}|[0-9]{8}|[0-9]{20})$/;

/** A software house or a regional office (OIN). */
export const oin = /^[0-9]{20}$/;

/** The kinds of parties that send and receive messages, and have a mailbox. */
export const exchangingKinds = ['gemeente', 'aanbieder'] as const satisfies PartyKind[];
type ExchangingKind = (typeof exchangingKinds)[number];

/** Whether parties of this kind send and receive messages. */
export function exchanges(kind: PartyKind): kind is ExchangingKind {
  return exchangingKinds.some((one) => one === kind);
}

/**
 * The kind of a party that sends and receives messages, by its code, which fits {@link anyParty}; undefined for an OIN.
 * That may be of a software house or of a regional office: only the party itself says which.
 */
export function kindOf(code: string): ExchangingKind | undefined {
  if (gemeente.test(code)) return 'gemeente';
  return gemeenteOrAanbieder.test(code) ? 'aanbieder' : undefined;
}

/** Whether a party of this kind can have this code, which fits {@link anyParty}. */
export function fits(kind: PartyKind, code: string): boolean {
  return exchanges(kind) ? kindOf(code) === kind : kindOf(code) === undefined;
}
