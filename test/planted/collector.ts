import { formatWithOptions } from 'node:util';
import { expect } from 'vitest';

/**
 * Stands in for vitest where the tests of the rules import it: they are not run, but kept, to be run
 * against each mutant.
 */
export { expect };

/** One test, with what it is about. */
export interface Case {
  /** The file of the test, without `.test.ts`. */
  readonly file: string;
  readonly title: string;
  /** Codes of the rules that its title names. */
  readonly rules: readonly string[];
  readonly run: () => unknown;
}

type Body = (...given: never[]) => unknown;

export const cases: Case[] = [];
const before: (() => unknown)[] = [];
const after: (() => unknown)[] = [];
let file = '';
let around = '';

/** What is defined from now on is in this file. */
export function collect(name: string): void {
  file = name;
  around = '';
}

/** Runs something between what must come before all cases and what must come after. */
export async function between(run: () => Promise<void>): Promise<void> {
  for (const prepare of before) await prepare();
  try {
    await run();
  } finally {
    for (const tidy of after) await tidy();
  }
}

export const beforeAll = (prepare: () => unknown) => void before.push(prepare);
export const afterAll = (tidy: () => unknown) => void after.push(tidy);

function define(name: string, run: () => unknown): void {
  const title = `${around}${name}`;
  const rules = [...new Set(title.match(/\b(?:TR|CD|CS)\d{3}\b/g))];
  cases.push({ file, title, rules, run });
}

function group(name: string, run: () => void): void {
  const outer = around;
  around = `${outer}${name}: `;
  run();
  around = outer;
}

/** The forms in which vitest lets one define a test or a group of them. */
function forms<Run extends Body>(put: (name: string, run: Run) => void) {
  const nothing = () => {};
  const each =
    (rows: readonly unknown[]) =>
    (name: string, run: Body): void => {
      for (const row of rows) {
        const given = Array.isArray(row) ? row : [row];
        const bound = () => (run as (...given: unknown[]) => unknown)(...given);
        put(titled(name, given), bound as unknown as Run);
      }
    };
  const skipIf = (skipped: unknown) =>
    skipped ? Object.assign(nothing, { each: () => nothing }) : all;
  const all = Object.assign(
    (name: string, ...given: [...unknown[], Run]) => put(name, given.at(-1) as Run),
    { each, skipIf },
  );
  return all;
}

function titled(name: string, given: readonly unknown[]): string {
  const places = name.match(/%[sdijfoO]/g)?.length ?? 0;
  return formatWithOptions({ depth: 1 }, name, ...given.slice(0, places));
}

export const test = forms(define);
export const describe = forms(group);
