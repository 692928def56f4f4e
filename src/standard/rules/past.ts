/**
 * What was said before, as far as the rules of level 3 ask of it for one message. Loaded once, by
 * who knows the ledger; rules only look. It holds approved messages alone; what a refused message
 * said was never said.
 *
 * Numbers are as {@link normalNumber} writes them. A gemeente counts with those that it succeeded.
 */
export interface Past {
  /** Whether the sender used this Identificatie for this type before, rejected messages included. */
  readonly identificatieUsed: boolean;
  /**
   * The allocations of the message's client at its aanbieder in its gemeente, and any of that gemeente
   * that carries a ToewijzingNummer of the message, whoever's it is.
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
   * The allocations at the aanbieder that carry a ToewijzingNummer of a JW323, whoever's they are. Known
   * only where there is a list of products.
   */
  readonly declared?: readonly DeclaredAllocation[];
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
  /** Ingangsdatum of the version that was told first; absent when it is the same. */
  readonly firstBegin?: string;
  readonly einddatum?: string;
  readonly redenWijziging?: string;
  readonly omvang?: PastVolume;
  /** In euro cents. */
  readonly budget?: string;
  readonly referentieAanbieder?: string;
}

/** That of another client, or at another aanbieder: no more of it is known than whose it is. */
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
  /** That a JW315 asks for, when it names one. Known of the client's own only. */
  readonly product?: PastProduct;
  /**
   * When what is asked begins: ToewijzingIngangsdatum of a JW315, Dagtekening of a JW317. Known of the
   * client's own only.
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
  /** It was taken back with StatusAanlevering 3. */
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

/** Whether a request still waits: not refused by a JW319, nor honoured by a JW301 (TR374). */
export function isOpen({ answers, honoured }: PastRequest): boolean {
  return !honoured && !answers.includes('1');
}

/** A whole number in one way of writing: `+007` and `7` are the same ToewijzingNummer. */
export function normalNumber(text: string): string {
  return BigInt(text).toString();
}
