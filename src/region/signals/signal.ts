import type { ProviderSize } from '../sizes/sizes.ts';

/**
 * What does not fit. `budget`: the budget of a child; `main-contractor`: none is to be found; `subcontractors`: they are
 * named in the plan; `tariff`: segment B against segment C; `waiting`: a child waits for help.
 */
export const signalKinds = [
  'budget',
  'main-contractor',
  'subcontractors',
  'tariff',
  'waiting',
  'other',
] as const;
export type SignalKind = (typeof signalKinds)[number];

/** Segments of SPICs. */
export const signalSegments = ['B', 'C'] as const;
export type SignalSegment = (typeof signalSegments)[number];

/** `open`: it waits for a contract manager; `answered`: it waits for the reporter, or to be closed. */
export const signalStatuses = ['open', 'answered', 'closed'] as const;
export type SignalStatus = (typeof signalStatuses)[number];

/** Why a signal was closed. The reporter closes its own as `withdrawn` only. */
export const closeReasons = ['solved', 'not-solvable-here', 'duplicate', 'withdrawn'] as const;
export type CloseReason = (typeof closeReasons)[number];

/** Signals that a party may have at once, those that are closed not counted. */
export const mostOpen = 200;
/** Answers to one signal, those of its reporter counted too. */
export const mostAnswers = 100;
/** Other signals that one is linked to. */
export const mostLinks = 20;
/** Gemeenten that one signal concerns. */
export const mostGemeenten = 20;
/** Characters of a text. */
export const leastText = 3;
export const mostText = 4000;

/** A signal without what people wrote. Nothing of it says about whom it is. */
export interface SignalFacts {
  /** UUIDv7. */
  readonly id: string;
  /** Goes up with each change. */
  readonly version: number;
  /** The party that reported it. */
  readonly reporter: string;
  /** The gemeenten that it concerns. */
  readonly gemeenten: readonly string[];
  readonly kind: SignalKind;
  readonly segment: SignalSegment | null;
  readonly about: 'allocation' | 'general';
  /** The aanbieder that it is about; null where a gemeente reported in general. */
  readonly provider: string | null;
  /** Of that aanbieder, on the day of the report. */
  readonly size: ProviderSize | null;
  readonly status: SignalStatus;
  readonly reportedAt: Date;
  readonly answerCount: number;
  readonly closedAt: Date | null;
  /** The party or office. */
  readonly closedBy: string | null;
  readonly closeReason: CloseReason | null;
}

/** Of which child and allocation a signal is. */
export interface SignalChild {
  /** Random id. */
  readonly clientId: string;
  readonly allocationId: string;
}

/** A signal as it is kept; `child` is null in general, and when the child was forgotten. */
export interface SignalRow extends SignalFacts {
  readonly child: SignalChild | null;
}
