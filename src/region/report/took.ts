import { type TermUnit, unitOf } from '../terms/counts.ts';
import type { RunningTerms } from '../terms/running.ts';
import { type TermKind, termKinds } from '../terms/term.ts';
import { type Cell, type Shown, shown, tensByKey } from './tens.ts';

/** How terms of a kind ended. All of it is worked out of full tens. */
export interface TermFigures {
  readonly kind: TermKind;
  readonly unit: TermUnit;
  readonly inTime: Shown;
  readonly late: Shown;
  readonly missed: Shown;
  /** Within so many days half, and nine in ten, of those that were met. Null under ten, or over the largest band. */
  readonly medianDays: number | null;
  readonly p90Days: number | null;
}

/** The last day of each band in which days are counted: what took longer than the last is in a band of its own. */
const bands: Readonly<Record<TermUnit, readonly number[]>> = {
  'working-days': [0, 1, 2, 3, 4, 5, 6, 8, 10, 15, 20],
  'calendar-days': [7, 14, 21, 28, 42, 56, 70, 84],
};

/** The last day of the band of so many days; Infinity beyond the bands. */
function bandOf(taken: number, unit: TermUnit): number {
  return bands[unit].find((last) => taken <= last) ?? Number.POSITIVE_INFINITY;
}

/** How terms ended, of each kind; see {@link TermFigures}. */
export function termFigures(running: readonly RunningTerms[]): TermFigures[] {
  const cells = running.map(({ group, kind, status, taken, before, until }): Cell => {
    const band = status === 'missed' ? '' : bandOf(taken, unitOf(kind));
    return { group, key: `${kind} ${status} ${band}`, before, until };
  });
  const tens = tensByKey(cells);
  return termKinds.map((kind) => {
    const unit = unitOf(kind);
    const took = (status: string) =>
      [...bands[unit], Number.POSITIVE_INFINITY].map((band) => ({
        band,
        tens: tens.get(`${kind} ${status} ${band}`) ?? 0,
      }));
    const [inTime, late] = [took('in-time'), took('late')];
    const met = inTime.map(({ band, tens }, index) => ({
      band,
      tens: tens + (late[index]?.tens ?? 0),
    }));
    return {
      ...{ kind, unit, inTime: shown(sumOf(inTime)), late: shown(sumOf(late)) },
      missed: shown(tens.get(`${kind} missed `) ?? 0),
      medianDays: within(met, 0.5),
      p90Days: within(met, 0.9),
    };
  });
}

interface Band {
  readonly band: number;
  readonly tens: number;
}

function sumOf(some: readonly Band[]): number {
  return some.reduce((sum, { tens }) => sum + tens, 0);
}

/** The end of the band by which so large a share was met: nearest rank. */
function within(met: readonly Band[], share: number): number | null {
  const rank = share * sumOf(met);
  if (rank === 0) return null;
  let upTo = 0;
  for (const { band, tens } of met) {
    upTo += tens;
    if (upTo >= rank) return Number.isFinite(band) ? band : null;
  }
  return null;
}
