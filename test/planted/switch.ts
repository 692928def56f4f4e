import type { Mutant } from './mutants.ts';

/**
 * The switch of planted code: which mutant is on, and what the code came by. Planted files find it
 * without an import, so it is loaded before them.
 */

/** All mutants of the files that were loaded, by their numbers. */
export const mutants: Mutant[] = [];
const inits: (() => void)[] = [];
let active = -1;
let stepsLeft = Number.MAX_SAFE_INTEGER;
let rule = '';
let came: ((place: Place, rule: string) => void) | undefined;

/** A mutant by its number, or a constant at the top of a file as `file name`. */
export type Place = number | string;

/** More steps of loops than a case has use for: the mutant does not end. */
class Endless extends Error {
  override readonly name = 'Endless';
}

const planted = {
  /** A file was loaded; its mutants get numbers from here. */
  load(more: readonly Mutant[]): number {
    mutants.push(...more);
    return mutants.length - more.length;
  },
  /** Whether a mutant is on. */
  on(mutant: number): boolean {
    came?.(mutant, rule);
    return mutant === active;
  },
  /** Reads a constant of a file. */
  read<T>(constant: string, value: T): T {
    came?.(constant, rule);
    return value;
  },
  /** Gives a constant its value, and again for each mutant. */
  init(give: () => void): void {
    inits.push(give);
    give();
  },
  step(): void {
    stepsLeft -= 1;
    if (stepsLeft < 0) throw new Endless('too many steps');
  },
  /** A rule that reports that it is the one that asks. */
  asked<T extends { readonly code: string; readonly check: Check }>(made: T): T {
    const check: Check = (...given) => {
      const outer = rule;
      rule = made.code;
      try {
        return [...made.check(...given)];
      } finally {
        rule = outer;
      }
    };
    return { ...made, check };
  },
  withoutLast: (list: unknown) => copied(list)?.slice(0, -1),
  withoutFirst: (list: unknown) => copied(list)?.slice(1),
  dayAfter: (date: unknown) => shifted(date, 1),
  dayBefore: (date: unknown) => shifted(date, -1),
};

type Check = (...given: unknown[]) => Iterable<string>;

Object.assign(globalThis, { planted });

/** Switches a mutant on, and no other; -1 for none. What files keep is as when they were loaded. */
export function switchOn(mutant: number): void {
  active = mutant;
  for (const give of inits) give();
}

/**
 * Runs something in so many steps of loops.
 *
 * @param listen called with where the code came, and for which rule
 */
export async function inSteps(
  steps: number,
  run: () => unknown,
  listen?: (place: Place, rule: string) => void,
): Promise<number> {
  stepsLeft = steps;
  came = listen;
  rule = '';
  try {
    const waited = run();
    if (waited instanceof Promise) await waited;
    return steps - stepsLeft;
  } finally {
    stepsLeft = Number.MAX_SAFE_INTEGER;
    came = undefined;
  }
}

function copied(list: unknown): unknown[] | undefined {
  return list === undefined ? undefined : [...(list as Iterable<unknown>)];
}

const dayMs = 86_400_000;

/** The same kind of date so many days later; what is none stays as it is. */
function shifted(date: unknown, days: number): unknown {
  if (typeof date === 'number') return date + days;
  if (date instanceof Date) return new Date(date.getTime() + days * dayMs);
  const found = typeof date === 'string' ? /^(-?\d{4,})-(\d\d)-(\d\d)$/.exec(date) : null;
  if (!found) return date;
  const [year, month, day] = found.slice(1).map(Number) as [number, number, number];
  const moved = new Date(0);
  moved.setUTCFullYear(year, month - 1, day + days);
  const [sign, written] = [moved.getUTCFullYear() < 0 ? '-' : '', Math.abs(moved.getUTCFullYear())];
  const rest = [moved.getUTCMonth() + 1, moved.getUTCDate()].map((part) =>
    `${part}`.padStart(2, '0'),
  );
  return `${sign}${`${written}`.padStart(4, '0')}-${rest.join('-')}`;
}
