import type { AllocationDetails } from '../../../ledger/views/allocations.ts';
import { plainDay } from '../../../texts/console/amount-words.ts';

/** RedenBeeindiging of help that goes on later. */
export const forAWhile = '20';

/** How an allocation stands on a day, as people say it. */
export const progressStates = [
  ...(['forgotten', 'deleted', 'withdrawn', 'later', 'waiting', 'neverStarted'] as const),
  ...(['running', 'over', 'paused', 'stopped'] as const),
] as const;

export interface Progress {
  readonly state: (typeof progressStates)[number];
  /** The day that the words of the state name. */
  readonly day: string | null;
  /** What its aanbieder has to report next. */
  readonly next: 'start' | 'stop' | null;
}

type Facts = Pick<AllocationDetails, 'status' | 'begin' | 'end' | 'deliveries'>;

/** How an allocation stands. @param today plain date */
export function progressOf({ status, begin, end, deliveries }: Facts, today: string): Progress {
  if (status !== 'allocated') return { state: status, day: null, next: null };
  const isOver = end !== null && (plainDay(end) ?? end) < today;
  const { starts, stops } = standing(deliveries);
  const start = starts.at(-1);
  if (!start) {
    if (isOver) return { state: 'neverStarted', day: end, next: null };
    const isLater = begin !== null && (plainDay(begin) ?? begin) > today;
    return isLater
      ? { state: 'later', day: begin, next: null }
      : { state: 'waiting', day: begin, next: 'start' };
  }
  const own = stops.filter((one) => one.begin === start.begin);
  const forGood = own.findLast(({ reason }) => reason !== forAWhile) ?? null;
  if (forGood) return { state: 'stopped', day: forGood.end, next: null };
  const pause = own.at(-1);
  if (pause) return { state: 'paused', day: pause.end, next: null };
  if (isOver) return { state: 'over', day: end, next: 'stop' };
  return { state: 'running', day: start.begin, next: end === null ? null : 'stop' };
}

/** The starts and stops that stand, each in the order of their days. */
export function standing(deliveries: AllocationDetails['deliveries']) {
  const left = deliveries
    .filter(({ removed }) => !removed)
    .toSorted((one, other) => one.begin.localeCompare(other.begin));
  return {
    starts: left.filter(({ kind }) => kind === 'start'),
    stops: left.filter(({ kind }) => kind === 'stop'),
  };
}
