import type { ToegewezenProduct } from '../model/events.ts';

/*
 * The conversion of running care to SPICs (region.md, Conversion): what of the old care remains, what the SPIC costs, and
 * what is in the way. Amounts are whole euro cents as numbers, days are plain dates.
 */

/** An old allocation, told by its product and by what a rule asks beside it. All bounds are inclusive. */
export interface MappingRule {
  /** Its row in the file, or its place in a list or in all sheets of a workbook, from 1. No two rules have the same. */
  readonly row: number;
  readonly categorie: string;
  /** Absent: allocations of this category without a code. */
  readonly code?: string;
  /** Of this aanbieder only. */
  readonly aanbieder?: string;
  /** Eenheid and Frequentie of the volume. */
  readonly eenheid?: string;
  readonly frequentie?: string;
  readonly leastVolume?: number;
  readonly mostVolume?: number;
  /** Age in years on the day of conversion. */
  readonly leastAge?: number;
  readonly mostAge?: number;
  /** Of what remains of the old budget, in cents. */
  readonly leastRemains?: number;
  readonly mostRemains?: number;
  readonly to: Spic;
}

/** The product that takes the place of an old one. */
export interface Spic {
  readonly categorie: string;
  readonly code: string;
  /** How many months it lasts from the day of conversion; absent: until the old Einddatum, or for further notice. */
  readonly months?: number;
}

/** Rules that do not overlap: an allocation fits one at most. */
export type Mapping = readonly MappingRule[];

/** What was declared of an allocation (region.md): sums by decision, in its own Eenheid and in cents. */
export interface Declared {
  readonly grantedVolume: number;
  readonly grantedAmount: number;
  readonly creditedVolume: number;
  readonly creditedAmount: number;
  readonly undecidedVolume: number;
  readonly undecidedAmount: number;
  /** The last day of a ProductPeriode that was granted and not credited. */
  readonly lastGranted?: string;
  readonly lastUndecided?: string;
}

/** A line of a contract that holds on the day of conversion, and where it stands. */
export interface Tariff {
  readonly contractId: string;
  readonly version: number;
  /** Of one unit, in cents; with twelfths of a year. */
  readonly tariff: number;
  readonly eenheid?: string;
  readonly scheme?: '70/30' | 'twelfths' | 'per-unit' | 'total';
  readonly paidFor?: 'input' | 'output';
}

/** What contracts say of a product on the day of conversion. */
export type FoundTariff = Tariff | 'no-contract' | 'no-tariff';

/** One child at one aanbieder, for one gemeente: one JW301. All of it is personal. */
export interface CaseFacts {
  readonly gemeente: string;
  readonly aanbieder: string;
  /** The allocations that hold on the day of conversion or later, as the ledger has them, in the order of their numbers. */
  readonly allocations: readonly {
    readonly toewijzingNummer: string;
    readonly content: ToegewezenProduct;
    /** Absent where nothing is known of declarations. */
    readonly declared?: Declared;
  }[];
  /** What contracts say of the old products and of the SPICs, by `productKey`; a product without a code has ''. */
  readonly tariffs: Readonly<Record<string, FoundTariff>>;
  /** In years on the day of conversion; absent where it is not known, or not needed. */
  readonly age?: number;
  /** A request is not answered. */
  readonly openRequest: boolean;
  /** The gemeente declared its ledger complete for the aanbieder (OP087). */
  readonly ledgerComplete: boolean;
  /** What a JW301 lacks of the child: codes of `Lacking`. */
  readonly clientLacks: readonly string[];
}

/** Why an allocation has no SPIC. */
export const unmappedReasons = [
  /** No rule fits. */
  'no-rule',
  /** The allocation names no product. */
  'no-product',
  'no-contract',
  'no-tariff',
  /** A rule asks for it, and it is not known. */
  'age-unknown',
  'remains-unknown',
  /** 70/30 needs an Einddatum. */
  'end-needed',
  /** The tariff of the SPIC is per unit, and the old volume is not in that unit. */
  'unit-differs',
  /** The SPIC is per unit, and nothing is left of a volume in total. */
  'nothing-remains',
] as const;
export type UnmappedReason = (typeof unmappedReasons)[number];

/** What keeps an allocation from being converted now. */
export const holdReasons = [
  'open-request',
  /** Prestaties were granted, or wait for a decision, after the day on which the old one would end. */
  'granted-after-end',
  'undecided-after-end',
  /** It begins on the day of conversion or later (CS003). */
  'begins-later',
  /** It changes over to another aanbieder, way of paying or gemeente already. */
  'changes-over',
  /** Several old ones would become one SPIC (TR302). */
  'same-spic',
  /** One that stays has the same code, or no code, and overlaps with the SPIC (TR302). */
  'overlaps-kept',
  /** Two allocations that the child has are the same product on one day (TR302), as import takes them. */
  'care-overlaps',
  'client-data',
  'address-unsafe',
  'ledger-incomplete',
] as const;
export type HoldReason = (typeof holdReasons)[number];

/** An amount over a period, and each month. */
export interface Amount {
  /** In cents over the whole period; null without an end. */
  readonly total: number | null;
  /** In cents a month; null where a month is not the same as the next and there is no end. */
  readonly perMonth: number | null;
}

/** What remains of an old allocation on the day of conversion. */
export interface Remains extends Amount {
  /** In its own Eenheid; null for a budget, or without an end. */
  readonly volume: number | null;
  /** Of one unit, in cents; null for a budget or for euros. */
  readonly tariff: number | null;
  /** Declared and not decided, in cents; apart from what remains. */
  readonly undecided: number;
  /** Where the figures of what was declared come from. */
  readonly declared: 'file' | 'unknown';
}

/** A SPIC that is proposed for an allocation, as the JW301 would have it. */
export interface Proposal {
  readonly product: { readonly categorie: string; readonly code: string };
  readonly ingangsdatum: string;
  readonly einddatum: string | null;
  readonly omvang: {
    readonly volume: string;
    readonly eenheid: string;
    readonly frequentie: string;
  };
  readonly price: Amount;
  /** RedenWijziging of the old one: 10 where input becomes output, 03 where only codes change. */
  readonly redenWijziging: '03' | '10';
  /** Price less what remains, in cents; null where one is not known. */
  readonly difference: number | null;
  /** Both over the days that both have. */
  readonly equal: {
    readonly until: string;
    readonly old: number;
    readonly spic: number;
    readonly difference: number;
  } | null;
  /** Price less what remains, each month. */
  readonly monthDifference: number | null;
}

/** What a preview says of one allocation. */
export interface Assessed {
  readonly toewijzingNummer: string;
  /** Null where the tariff of the old one is not known. */
  readonly remains: Remains | null;
  /** The old one after the conversion: its last day, and the most that may be declared of it; null: no bound. */
  readonly shortened: { readonly einddatum: string; readonly most: string | null } | null;
  readonly proposal: Proposal | null;
  readonly unmapped: UnmappedReason | null;
  readonly holds: readonly HoldReason[];
  /** The row of the mapping that was used; null where a person chose, or none fits. */
  readonly rule: number | null;
}
