import type { Money } from '../../standard/money.ts';
import type { Product } from './events.ts';

/**
 * What became of one Prestatie of a declaration: declared by a JW323, and granted, credited (a credit that was granted)
 * or refused by its JW325. Stored for ever (`codec.ts`), as {@link LedgerEvent} is, and apart from it: a child has
 * hundreds of these, and the rules of allocations need none.
 */
export interface PrestatieEvent {
  readonly kind: (typeof prestatieKinds)[number];
  /** Of the Prestatie, as a path below Bericht of its JW323. */
  readonly path: string;
  /** First day of its ProductPeriode, as the message writes it. */
  readonly effective: string;
  /** IngediendBedrag; below nothing for a credit. */
  readonly cents: Money;
  /** As `normalNumber` writes it. */
  readonly toewijzingNummer: string;
  /** Id of the message that declared it, as UUID in lower case. */
  readonly declaration: string;
  /** It is the first Prestatie of its declaration, which stands for the DeclaratieNummer (TR333). */
  readonly first?: true;
  /** What belonged to another Prestatie already, and this one has all the same. */
  readonly doubles?: readonly Double[];
  /** Its declaration was refused as a whole, and counts as never sent. */
  readonly whole?: true;
  /** Of one that is refused. */
  readonly retourCodes?: readonly string[];
  readonly content: PrestatieContent;
}

export const prestatieKinds = ['declared', 'granted', 'credited', 'refusedPerformance'] as const;

/**
 * What one Prestatie has alone: its ReferentieNummer (TR314), the DeclaratieNummer of its declaration (TR333), the
 * product and period of its allocation (TR389), the debit that it takes back (TR390).
 */
export const doubles = ['reference', 'number', 'period', 'credit'] as const;
export type Double = (typeof doubles)[number];

/** The values of a Prestatie and of its declaration, as the message writes them. */
export interface PrestatieContent {
  readonly declaratieNummer: string;
  /** First day of DeclaratiePeriode. */
  readonly declaratieBegin: string;
  readonly referentieNummer: string;
  readonly vorigReferentieNummer?: string;
  readonly toewijzingNummer: string;
  readonly product: Product;
  /** ProductPeriode. */
  readonly begin: string;
  readonly end: string;
  readonly volume: string;
  readonly eenheid: string;
  readonly tarief?: string;
  readonly bedrag: string;
  readonly debetCredit: 'D' | 'C';
}

/** SQL: the kinds of entries about Prestaties, as a list. */
export const prestatieKindsSql = `(${prestatieKinds.map((kind) => `'${kind}'`).join(', ')})`;

/** Whether an entry of this kind is about a Prestatie. */
export function isPrestatieKind(kind: string): kind is PrestatieEvent['kind'] {
  return (prestatieKinds as readonly string[]).includes(kind);
}
