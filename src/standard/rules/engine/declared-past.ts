import type { BerichtOf } from '../../messages/berichten.ts';
import type { Money } from '../../money.ts';
import type { PastProduct, PastVolume } from './past.ts';

/**
 * Earlier messages, as far as the rules of a JW323 need them: it tells of many children. Plain data, read once; rules
 * only look at it. It has approved messages only: what was refused counts as never sent.
 *
 * Numbers are as `normalNumber` writes them. A gemeente includes those that it succeeded.
 */
export interface DeclaredPast {
  /**
   * Whether the gateway knows all that was declared and granted between this gemeente and aanbieder. Where it does not,
   * TR314, TR318, TR321 to TR323, TR333, TR369, TR385, TR389 and TR390 find and do not refuse.
   */
  readonly complete: boolean;
  /** The DeclaratieNummer stands on an earlier JW323 of the aanbieder that was not refused as a whole (TR333). */
  readonly declaratieNummerUsed: boolean;
  /** The last month that the aanbieder declared to this gemeente, `yyyy-mm` (TR318). */
  readonly lastPeriod?: string;
  /**
   * Those ReferentieNummers of the message that stand on an earlier Prestatie of the aanbieder that was not refused
   * (TR314).
   */
  readonly usedReferences: ReadonlySet<string>;
  /** Who a BSN of the message is in this gemeente: an id that means nothing elsewhere. Absent: not known there. */
  readonly clients: ReadonlyMap<string, string>;
  /** The allocations of this gemeente to this aanbieder that carry a ToewijzingNummer of the message. */
  readonly allocations: ReadonlyMap<string, DeclaredOn>;
  /**
   * What the contracts between them say of tariffs and units; undefined where there is no contract. Then TR418 is not
   * asked, TR341 only where the allocation has an Eenheid, and TR346 not of minutes.
   */
  readonly tariffs?: readonly AgreedTariff[];
}

/** An allocation, by its newest version, and what was granted on it. */
export interface DeclaredOn {
  readonly toewijzingNummer: string;
  /** As in {@link DeclaredPast.clients}. */
  readonly client: string;
  readonly product?: PastProduct;
  readonly ingangsdatum: string;
  readonly einddatum?: string;
  /** Ingangsdatum of the version that was reported first. */
  readonly firstBegin: string;
  readonly omvang?: PastVolume;
  readonly budget?: Money;
  /** It was deleted with RedenWijziging 13 (TR384). */
  readonly deleted: boolean;
  /** In the order in which they were granted, credits included. */
  readonly granted: readonly GrantedPrestatie[];
}

/** A Prestatie that a JW325 granted. */
export interface GrantedPrestatie {
  readonly referentieNummer: string;
  /** Of a credit: the ReferentieNummer of the debit that it takes back. */
  readonly vorigReferentieNummer?: string;
  readonly debetCredit: 'D' | 'C';
  readonly product: PastProduct;
  /** ProductPeriode, plain dates. */
  readonly begin: string;
  readonly end: string;
  readonly volume: bigint;
  /** WJ756. */
  readonly eenheid: string;
  /** Absent with Eenheid 83. */
  readonly tarief?: Money;
  /** Without its sign: {@link debetCredit} has it. */
  readonly bedrag: Money;
}

/** What a line of a contract pays for a product in a unit. */
export interface AgreedTariff {
  readonly categorie: string;
  readonly code?: string;
  readonly eenheid: string;
  readonly tarief: Money;
  /** First and last day on which it holds; absent: always, for further notice. */
  readonly from?: string;
  readonly until?: string;
}

/** What the rules of a JW325 need. */
export interface AnsweredPast {
  /** Whether the gemeente used this Identificatie for a JW325 before (TR056). */
  readonly identificatieUsed: boolean;
  /** The JW323 that DeclaratieIdentificatie names, among those of its Ontvanger to its Afzender (TR337). */
  readonly declaration?: BerichtOf<'JW323'>;
}
