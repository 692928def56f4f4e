/** How a line is paid: 70% after the start and 30% after the end, a twelfth a month, per unit, or all at once. */
export const paymentSchemes = ['70/30', 'twelfths', 'per-unit', 'total'] as const;
export type PaymentScheme = (typeof paymentSchemes)[number];

/** What is paid for: hours and days that were delivered (inspanningsgericht), or a result (outputgericht). */
export const paidFor = ['input', 'output'] as const;
export type PaidFor = (typeof paidFor)[number];

/** A product that a contract holds, from one day to another. */
export interface ContractLine {
  readonly categorie: string;
  readonly code: string;
  /** Its SPIC, where the file or the catalogue of the region says it. */
  readonly segment?: string;
  readonly profile?: string;
  readonly intensity?: string;
  /** Plain date, the first day; absent when it always was. */
  readonly from?: string;
  /** Plain date, the last day; absent for further notice. */
  readonly until?: string;
  /** Of one unit, in euro cents. */
  readonly tariff?: number;
  /** Eenheid of the tariff and of the bounds (WJ756). */
  readonly eenheid?: string;
  readonly scheme?: PaymentScheme;
  readonly paidFor?: PaidFor;
  /** Least and most volume of an allocation, in `eenheid` per `frequentie` (WMO757). */
  readonly leastVolume?: number;
  readonly mostVolume?: number;
  readonly frequentie?: string;
  /** The most that may be allocated to one child in a calendar year, in euro cents. */
  readonly yearCeiling?: number;
}

/** What a gemeente, or several, and an aanbieder agreed; one version of it. */
export interface Contract {
  /** As its parties call it; an aanbieder has each number once. */
  readonly number: string;
  /** AGB code of the aanbieder. */
  readonly aanbieder: string;
  /** The region that the gemeenten were when the contract was loaded; absent when they were named one by one. */
  readonly region?: string;
  /** CBS codes, in order. None: it was withdrawn. */
  readonly gemeenten: readonly string[];
  /** Plain dates: its first and last day; absent: it always was, and for further notice. */
  readonly begin?: string;
  readonly end?: string;
  /** Segments that it covers, in order; absent when it does not say so. */
  readonly segments?: readonly string[];
  /** A list of products as `ijw products` loads it: it has no tariffs. */
  readonly list?: true;
  /** In the order of {@link compareLines}. */
  readonly lines: readonly ContractLine[];
}

/** Sorts lines by product, and those of one product by their first day. */
export function compareLines(one: ContractLine, other: ContractLine): number {
  return (
    compareText(one.categorie, other.categorie) ||
    compareText(one.code, other.code) ||
    compareText(one.from ?? '', other.from ?? '') ||
    compareText(one.until ?? '9999-12-31', other.until ?? '9999-12-31')
  );
}

function compareText(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** Whether a line holds on a day. @param day plain date of four digits of a year */
export function holdsOn({ from, until }: Pick<ContractLine, 'from' | 'until'>, day: string) {
  return !(from !== undefined && day < from) && !(until !== undefined && day > until);
}

/** Identifies a product among those of a contract. */
export function productKey({
  categorie,
  code,
}: {
  readonly categorie: string;
  readonly code: string;
}): string {
  return `${categorie} ${code}`;
}
