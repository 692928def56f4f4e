import type { Assessed, Spic } from './model.ts';

/** The two that have to agree: the gemeente (or a contract manager for it), and the aanbieder. */
export const sides = ['gemeente', 'aanbieder'] as const;
export type Side = (typeof sides)[number];

/** What a side says of a row. `changed` proposes another SPIC, to which it agrees itself. */
export const markKinds = ['agreed', 'changed', 'held'] as const;
export type MarkKind = (typeof markKinds)[number];

/** The decision to the parents that a changed entitlement needs. */
export interface ParentsDecision {
  readonly beschikkingNummer: string;
  /** Plain date. */
  readonly datum: string;
}

/** What a side says of one row. */
export interface MarkWish {
  /** The number of the row in its preview. */
  readonly row: number;
  /** The version of the proposal that the caller saw: when another side changed it since, nothing is marked. */
  readonly version: number;
  readonly mark: MarkKind;
  /** Of `changed` only, and needed there. */
  readonly to?: Spic;
  /** Why: needed with `changed` and `held`. Of people about a child, so personal. */
  readonly reason?: string;
  /** Only by the gemeente: what the child is entitled to becomes another. */
  readonly decision?: ParentsDecision;
}

/** The mark of a side that stands. */
export interface StandingMark {
  readonly mark: MarkKind;
  /** When it was set. */
  readonly at: Date;
}

/** How far the conversion of a row is. `none`: nothing was asked yet. */
export const rowSteps = [
  'none',
  'waiting',
  'posting',
  'sent',
  'approved',
  'refused',
  'failed',
  'held-back',
  'stopped',
  'reverted',
] as const;
export type RowStep = (typeof rowSteps)[number];

/** A row of a preview, as its parties and contract managers see it. */
export interface ConversionRow {
  readonly number: number;
  readonly gemeente: string;
  readonly aanbieder: string;
  /** Random id of the child; null when it was forgotten, and then nothing of the allocation is known but amounts. */
  readonly client: string | null;
  readonly toewijzingNummer: string | null;
  /** The old allocation; null when the child was forgotten. */
  readonly old: {
    readonly product: { readonly categorie: string; readonly code: string | null } | null;
    readonly ingangsdatum: string;
    readonly einddatum: string | null;
    readonly omvang: {
      readonly volume: string;
      readonly eenheid: string;
      readonly frequentie: string;
    } | null;
    /** In cents. */
    readonly budget: number | null;
  } | null;
  /** With the proposal that stands; null when the child was forgotten. */
  readonly assessed: Assessed | null;
  /** Goes up when a side proposes another SPIC. */
  readonly version: number;
  readonly marks: Readonly<Record<Side, StandingMark | null>>;
  readonly decision: ParentsDecision | null;
  readonly step: RowStep;
  /** Why it stands there: a hold reason, a code of a problem, or rules that a retour names. */
  readonly why: readonly string[];
  /** The number of the SPIC, once it was sent. */
  readonly newNumber: string | null;
  /** The message by which it was sent. */
  readonly messageId: string | null;
}

/** Sums of a preview, or of a part of it; all in cents. */
export interface Totals {
  readonly rows: number;
  readonly mapped: number;
  readonly unmapped: number;
  /** Rows with something in the way, mapped or not. */
  readonly held: number;
  /** Of mapped rows of which both amounts are known: the others are in `unknown`. */
  readonly lower: { readonly count: number; readonly cents: number };
  readonly equal: { readonly count: number };
  readonly higher: { readonly count: number; readonly cents: number };
  readonly unknown: number;
  readonly remains: number;
  readonly price: number;
  readonly difference: number;
  readonly agreed: { readonly gemeente: number; readonly aanbieder: number; readonly both: number };
}

/** How many rows have a difference within bounds, in cents; the first has no lower and the last no upper bound. */
export interface Bar {
  readonly from: number | null;
  readonly until: number | null;
  readonly count: number;
}

/** A preview, as its record has it. */
export interface ConversionRecord {
  readonly id: string;
  readonly number: number;
  readonly day: string;
  readonly gemeenten: readonly string[];
  /** Null: all aanbieders. */
  readonly aanbieders: readonly string[] | null;
  readonly state: 'making' | 'ready' | 'failed';
  /** What it was made of and what it says have this digest, in hexadecimal; null while it is made. */
  readonly digest: string | null;
  readonly madeAt: Date;
  readonly madeBy: string;
  /** When its aanbieders could see it; null: they cannot. */
  readonly sharedAt: Date | null;
  /** Gemeenten whose rows aanbieders see. */
  readonly sharedGemeenten: readonly string[];
  /** Figures of what was declared that are of no allocation that was looked at; null while it is made. */
  readonly declaredUnused: number | null;
  /** How many cases were looked at, how many there are, and of how many the ledger cannot be read. */
  readonly progress: {
    readonly done: number;
    readonly total: number | null;
    readonly leftOut: number;
  };
}
