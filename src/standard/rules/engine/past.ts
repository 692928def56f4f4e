/**
 * Earlier messages, as far as the rules of level 3 need them for one message. It is read from the ledger once; rules
 * only look at it. It has approved messages only: a refused message counts as never sent.
 *
 * Numbers are as {@link normalNumber} writes them. A gemeente includes those that it succeeded.
 */
export interface Past {
  /** Whether the sender used this Identificatie for this type before, rejected messages included. */
  readonly identificatieUsed: boolean;
  /**
   * The allocations of the message's client at its aanbieder in its gemeente, and any of that gemeente
   * that carries a ToewijzingNummer of the message, of any client.
   */
  readonly allocations: readonly PastAllocation[];
  /**
   * The requests of the message's client by its aanbieder to its gemeente, and any of that aanbieder
   * to that gemeente that carries a ReferentieAanbieder of the message.
   */
  readonly requests: readonly PastRequest[];
  /** References of the message that its aanbieder used in an earlier request, to any gemeente. */
  readonly usedReferences: ReadonlySet<string>;
  /** Starts of the message's client at its aanbieder for its gemeente, removed ones too, in order. */
  readonly starts: readonly PastStart[];
  /** Stops likewise. */
  readonly stops: readonly PastStop[];
  /** The products that gemeente and aanbieder agreed; undefined when they have no list (TR381). */
  readonly agreedProducts?: readonly AgreedProduct[];
  /**
   * The allocations at the aanbieder that carry a ToewijzingNummer of a JW323, of any client. Known only where there is
   * a list of products.
   */
  readonly declared?: readonly DeclaredAllocation[];
  /** Of a JW301: what was declared on the allocations that it names, and granted (TR385). */
  readonly grantedOn?: GrantedOn;
}

/** A line of a list of products, which holds from one day to another. */
export interface AgreedProduct {
  readonly categorie: string;
  readonly code: string;
  /** First day; absent when it always was. */
  readonly from?: string;
  /** Last day; absent for further notice. */
  readonly until?: string;
}

/** Granted, uncredited Prestaties by ToewijzingNummer, for a JW301 that deletes an allocation (TR385). */
export interface GrantedOn {
  readonly complete: boolean;
  readonly toewijzingNummers: ReadonlySet<string>;
}

export interface DeclaredAllocation {
  readonly toewijzingNummer: string;
  readonly product?: PastProduct;
  readonly firstBegin?: string;
}

export interface PastProduct {
  readonly categorie: string;
  readonly code?: string;
}

export interface PastVolume {
  readonly volume: string;
  readonly eenheid: string;
  readonly frequentie: string;
}

export type PastAllocation = OwnAllocation | OthersAllocation;

/**
 * An allocation of the message's client at its aanbieder, as its newest version has it:
 * Toewijzingsdatum and Toewijzingstijd decide which.
 */
export interface OwnAllocation {
  readonly toewijzingNummer: string;
  readonly ofClient: true;
  readonly ofAanbieder: true;
  readonly product?: PastProduct;
  readonly toewijzingsdatum: string;
  readonly toewijzingstijd: string;
  readonly ingangsdatum: string;
  /** Ingangsdatum of the version that was reported first; absent when it is the same. */
  readonly firstBegin?: string;
  readonly einddatum?: string;
  readonly redenWijziging?: string;
  readonly omvang?: PastVolume;
  /** In euro cents. */
  readonly budget?: string;
  readonly referentieAanbieder?: string;
}

/** An allocation of another client, or at another aanbieder, of which only that is known. */
export interface OthersAllocation {
  readonly toewijzingNummer: string;
  readonly ofClient: boolean;
  readonly ofAanbieder: boolean;
}

/** A requested product of a JW315, or a JW317 as a whole. */
export interface PastRequest {
  readonly type: 'JW315' | 'JW317';
  readonly referentieAanbieder: string;
  readonly ofClient: boolean;
  /** The product that a JW315 asks for, when it names one. Known only for the client's own requests. */
  readonly product?: PastProduct;
  /**
   * When what is asked begins: ToewijzingIngangsdatum of a JW315, Dagtekening of a JW317. Known only for the client's
   * own requests.
   */
  readonly begin?: string;
  /** VerzoekAntwoord of each JW319, in order: 1 refused, 2 under investigation. */
  readonly answers: readonly string[];
  /** A JW301 carried its reference. */
  readonly honoured: boolean;
}

interface PastDelivery {
  readonly toewijzingNummer?: string;
  readonly product?: PastProduct;
  readonly begindatum: string;
  /** It was removed with StatusAanlevering 3. */
  readonly removed: boolean;
}

export type PastStart = PastDelivery;

export interface PastStop extends PastDelivery {
  readonly einddatum: string;
  readonly redenBeeindiging: string;
}

/** Whether an allocation is that of the message's client, at its aanbieder. */
export function isOwn(allocation: PastAllocation): allocation is OwnAllocation {
  return allocation.ofClient && allocation.ofAanbieder;
}

/** Whether a request is open: not refused by a JW319, nor honoured by a JW301 (TR374). */
export function isOpen({ answers, honoured }: PastRequest): boolean {
  return !honoured && !answers.includes('1');
}

/** A whole number in its shortest form: `+007` and `7` are the same ToewijzingNummer. */
export function normalNumber(text: string): string {
  return BigInt(text).toString();
}
