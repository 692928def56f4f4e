import type { Money } from '../../standard/money.ts';

/**
 * What an approved message makes true: one event for each class that says something new. All events of a client add
 * up to a {@link ClientState}.
 *
 * Events have their own form, separate from that of the parser, because the ledger stores them for ever (`codec.ts`).
 * `content` is personal (it holds references and remarks), with every value as the message wrote it.
 */
export type LedgerEvent = MessageEvent | ImportedEvent;

export type MessageEvent =
  | AllocationEvent
  | RequestedEvent
  | AnsweredEvent
  | StartEvent
  | StopEvent;

interface EventBase {
  /** The class that it comes from, as a path below Bericht. */
  readonly path: string;
  /** The day on which it takes effect, as the message writes it. */
  readonly effective: string;
  /** The Budget, or the Volume of an Omvang in euros. */
  readonly cents?: Money;
}

/**
 * A version of an allocation that was not known yet. `withdrawn` when it changed to something else or was emptied,
 * `deleted` when it should never have existed (RedenWijziging 13).
 */
export interface AllocationEvent extends EventBase {
  readonly kind: 'allocated' | 'changed' | 'withdrawn' | 'deleted';
  /** As `normalNumber` writes it. */
  readonly toewijzingNummer: string;
  readonly content: ToegewezenProduct;
  /** A newer version was known already: this one is stored and changes nothing. */
  readonly late?: true;
  /** The number belongs to another allocation, and the gemeente approved it all the same (TR332). */
  readonly taken?: true;
  /** Numbers of the allocations that it succeeds, where the messages show it. */
  readonly predecessors?: readonly string[];
  /** Numbers of its successors, where these were allocated to another aanbieder before. */
  readonly successors?: readonly string[];
}

/** A requested product (JW315), or a request for change as a whole (JW317). */
export type RequestedEvent = EventBase & {
  readonly kind: 'requested';
  /** The reference was used before, and the gemeente approved it all the same (TR347). */
  readonly taken?: true;
} & (
    | { readonly type: 'JW315'; readonly content: AangevraagdProduct }
    | { readonly type: 'JW317'; readonly content: Verzoek }
  );

export interface AnsweredEvent extends EventBase {
  readonly kind: 'answered';
  readonly content: Antwoord;
}

export interface StartEvent extends EventBase {
  readonly kind: 'started' | 'startRemoved';
  /** As `normalNumber` writes it. */
  readonly toewijzingNummer?: string;
  readonly content: StartProduct;
}

export interface StopEvent extends EventBase {
  readonly kind: 'stopped' | 'stopRemoved';
  /** As `normalNumber` writes it. */
  readonly toewijzingNummer?: string;
  readonly content: StopProduct;
}

/** What was true before the gateway kept a ledger: the event that would have reported it. */
export interface ImportedEvent extends EventBase {
  readonly kind: 'imported';
  readonly of: MessageEvent;
}

export interface Product {
  readonly categorie: string;
  readonly code?: string;
}

export interface Omvang {
  readonly volume: string;
  readonly eenheid: string;
  readonly frequentie: string;
}

export interface ToegewezenProduct {
  readonly toewijzingNummer: string;
  readonly referentieAanbieder?: string;
  readonly product?: Product;
  readonly toewijzingsdatum: string;
  readonly toewijzingstijd: string;
  readonly ingangsdatum: string;
  readonly einddatum?: string;
  readonly redenWijziging?: string;
  readonly omvang?: Omvang;
  readonly budget?: string;
  readonly commentaar?: string;
}

export interface AangevraagdProduct {
  readonly referentieAanbieder: string;
  readonly beschikkingNummer?: string;
  readonly product?: Product;
  readonly beschikkingIngangsdatum?: string;
  readonly toewijzingIngangsdatum: string;
  readonly toewijzingEinddatum?: string;
  readonly omvang?: Omvang;
  readonly budget?: string;
  readonly verwijzer: Verwijzer;
  readonly raamcontract?: string;
  readonly commentaar?: string;
}

export interface Verwijzer {
  readonly type: string;
  readonly naam?: string;
  readonly zorgverlenerCode?: string;
}

export interface Verzoek {
  readonly referentieAanbieder: string;
  readonly redenVerzoek: string;
  readonly ongewijzigdeProducten?: { readonly ongewijzigdProduct: readonly OngewijzigdProduct[] };
  readonly teWijzigenProducten?: { readonly teWijzigenProduct: readonly TeWijzigenProduct[] };
  readonly nieuweProducten?: { readonly nieuwProduct: readonly NieuwProduct[] };
}

export interface OngewijzigdProduct {
  readonly toewijzingNummer: string;
}

export interface TeWijzigenProduct extends Gewenst {
  readonly toewijzingNummer: string;
}

export interface NieuwProduct extends Gewenst {
  readonly product?: Product;
}

interface Gewenst {
  readonly gewensteIngangsdatum: string;
  readonly einddatum?: string;
  readonly omvang?: Omvang;
  readonly budget?: string;
}

export interface Antwoord {
  readonly referentieAanbieder: string;
  readonly verzoekAntwoord: string;
  readonly redenAfwijzingVerzoek?: string;
  readonly woonplaatsbeginsel?: { readonly gemeente: string };
}

export interface StartProduct {
  readonly toewijzingNummer?: string;
  readonly product?: Product;
  readonly toewijzingIngangsdatum?: string;
  readonly begindatum: string;
  readonly statusAanlevering: string;
}

export interface StopProduct extends StartProduct {
  readonly redenBeeindiging: string;
  readonly einddatum: string;
}

/** The event of the message, also where it was imported. */
export function happened(event: LedgerEvent): MessageEvent {
  return event.kind === 'imported' ? event.of : event;
}

/** The ToewijzingNummer that an event is about. */
export function numberOf(event: LedgerEvent): string | undefined {
  const reported = happened(event);
  return 'toewijzingNummer' in reported ? reported.toewijzingNummer : undefined;
}

/** The reference of a request that an event makes, answers or honours. */
export function referenceOf(event: LedgerEvent): string | undefined {
  const { content } = happened(event);
  return 'referentieAanbieder' in content ? content.referentieAanbieder : undefined;
}
