import { holdReasons, unmappedReasons } from '../../../ledger/conversion/model.ts';
import { type Bar, markKinds, rowSteps } from '../../../ledger/conversion/row.ts';
import { type RowQuery, unmarked } from '../../../ledger/conversion/row-query.ts';
import { kindOf } from '../../../parties/directory/codes.ts';
import { rowWords as say } from '../../../texts/console/conversion-row-words.ts';
import type { Language } from '../../../texts/problem-text.ts';
import type { Faults } from '../../frame/form.ts';
import type { Filters } from '../../frame/list.ts';
import { Filter } from '../parts.ts';

/** The filters of rows, in an address. Nothing of it is about a child. */
export const rowFilters = {
  ...{ difference: Filter, reason: Filter, gemeenteMark: Filter, aanbiederMark: Filter },
  ...{ step: Filter, aanbieder: Filter, gemeente: Filter },
};
const names = Object.keys(rowFilters) as readonly (keyof typeof rowFilters)[];

/** What rows are asked for, what is wrong with that, and the same for an address. */
export interface AskedRows {
  readonly query: RowQuery;
  readonly faults: Faults;
  readonly filters: Filters;
}

/** A band of differences as an address has it: `-50000..0` in cents, without its upper bound; either may be absent. */
export function bandOf({ from, until }: Pick<Bar, 'from' | 'until'>): string {
  return `${from ?? ''}..${until ?? ''}`;
}

const sides = {
  lower: { mostDifference: -1 },
  equal: { leastDifference: 0, mostDifference: 0 },
  higher: { leastDifference: 1 },
} as const;

/** The bounds of a band; undefined for a text that is none. */
export function barOf(text: string): Pick<Bar, 'from' | 'until'> | undefined {
  const [, from, until] = /^(-?[0-9]{1,13})?\.\.(-?[0-9]{1,13})?$/.exec(text) ?? [];
  if (from === undefined && until === undefined) return undefined;
  const bound = (one: string | undefined) => (one === undefined ? null : Number(one));
  return { from: bound(from), until: bound(until) };
}

function differenceOf(text: string): RowQuery | undefined {
  if (text === 'lower' || text === 'equal' || text === 'higher') return sides[text];
  const bar = barOf(text);
  if (!bar) return undefined;
  const { from, until } = bar;
  return {
    ...(from !== null && { leastDifference: from }),
    ...(until !== null && { mostDifference: until - 1 }),
  };
}

function reasonOf(text: string): RowQuery | undefined {
  if (text === 'mapped' || text === 'unmapped') return { mapped: text === 'mapped' };
  const reason = [...unmappedReasons, ...holdReasons].find((one) => one === text);
  return reason && { reason };
}

const marks: readonly string[] = [...markKinds, unmarked];

const readers: Readonly<Record<(typeof names)[number], (text: string) => RowQuery | undefined>> = {
  difference: differenceOf,
  reason: reasonOf,
  gemeenteMark: (text) => (marks.includes(text) ? { gemeenteMark: text } : undefined),
  aanbiederMark: (text) => (marks.includes(text) ? { aanbiederMark: text } : undefined),
  step: (text) => {
    const step = rowSteps.find((one) => one === text);
    return step && { step };
  },
  aanbieder: (text) => (kindOf(text) === 'aanbieder' ? { aanbieder: text } : undefined),
  gemeente: (text) => (kindOf(text) === 'gemeente' ? { gemeente: text } : undefined),
};

/** What an address asks for. What does not fit is said at its field, and asks for nothing. */
export function askedRows(
  asked: Readonly<Partial<Record<(typeof names)[number], string>>>,
  language: Language,
): AskedRows {
  const faults = new Map<string, string>();
  const filters: Record<string, string | undefined> = {};
  let query: RowQuery = {};
  for (const name of names) {
    const text = asked[name]?.trim();
    filters[name] = text || undefined;
    if (!text) continue;
    const read = readers[name](text);
    if (read) query = { ...query, ...read };
    else faults.set(name, say.unfit[language]);
  }
  return { query, faults, filters };
}

/** The filters, and more, as an address has them: with its question mark, or empty. */
export function questionOf(filters: Filters, more: Filters = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...filters, ...more }))
    if (value) parameters.set(name, value);
  const text = parameters.toString();
  return text && `?${text}`;
}
