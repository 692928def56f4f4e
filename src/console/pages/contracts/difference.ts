import { type ContractLine, productKey } from '../../../ledger/contracts/model.ts';

/** What changed of the lines between two versions of a contract. */
export interface Difference {
  readonly added: number;
  readonly gone: number;
  /** Lines of the same product and first day that say something else. */
  readonly changed: number;
  /** Of the changed ones those with another tariff, in euro cents. */
  readonly tariffs: readonly {
    readonly line: ContractLine;
    readonly before: number | undefined;
    readonly after: number | undefined;
  }[];
}

/** A line is the same one by its product and its first day. */
const keyOf = (line: ContractLine): string => `${productKey(line)} ${line.from ?? ''}`;

/** Compares the lines of two versions. */
export function differenceOf(
  before: readonly ContractLine[],
  after: readonly ContractLine[],
): Difference {
  const old = new Map(before.map((line) => [keyOf(line), line]));
  const there = new Set(after.map(keyOf));
  const pairs = after.map((line) => ({ line, was: old.get(keyOf(line)) }));
  const changed = pairs.flatMap(({ line, was }) =>
    was && JSON.stringify(sorted(was)) !== JSON.stringify(sorted(line)) ? [{ line, was }] : [],
  );
  return {
    added: pairs.filter(({ was }) => !was).length,
    gone: before.filter((line) => !there.has(keyOf(line))).length,
    changed: changed.length,
    tariffs: changed
      .filter(({ line, was }) => line.tariff !== was.tariff)
      .map(({ line, was }) => ({ line, before: was.tariff, after: line.tariff })),
  };
}

/** The same line, whatever the order in which its fields were kept. */
function sorted(line: ContractLine): [string, unknown][] {
  return Object.entries(line)
    .filter(([, value]) => value !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1));
}
