import { setImmediate as turn } from 'node:timers/promises';
import type { SheetRow } from '../sheets/sheet.ts';
import { keyOf } from './matching.ts';
import type { MappingRule } from './model.ts';

/** A rule, and where the file says it. */
export interface PlacedRule extends Pick<SheetRow<string>, 'sheet' | 'row'> {
  readonly rule: MappingRule;
}

/** A rule that some allocation could fit beside an earlier one: it would not be known which holds. */
export interface Overlap {
  readonly later: PlacedRule;
  /** The first of the file that is in its way. */
  readonly earlier: PlacedRule;
  /** Both make the same of it. */
  readonly isTwice: boolean;
}

/** Comparisons before others get a turn: some milliseconds. */
const atOnce = 500_000;

/** Finds rules that overlap with an earlier one of the file. Only rules of one product are compared. */
export async function findOverlaps(placed: readonly PlacedRule[]): Promise<Overlap[]> {
  const found: Overlap[] = [];
  let compared = 0;
  for (const rules of Map.groupBy(placed, ({ rule }) => keyOf(rule)).values())
    for (const [index, later] of rules.entries()) {
      const at = rules.findIndex(
        (other, before) => before >= index || overlap(other.rule, later.rule),
      );
      const earlier = at < index ? rules[at] : undefined;
      if (earlier) found.push({ later, earlier, isTwice: isSameTarget(earlier.rule, later.rule) });
      compared += at + 1;
      if (compared > atOnce) {
        compared = 0;
        await turn();
      }
    }
  return found;
}

/** Whether an allocation of one product could fit both. */
function overlap(one: MappingRule, other: MappingRule): boolean {
  return (
    agree(one.aanbieder, other.aanbieder) &&
    agree(one.eenheid, other.eenheid) &&
    agree(one.frequentie, other.frequentie) &&
    meet(one.leastVolume, one.mostVolume, other.leastVolume, other.mostVolume) &&
    meet(one.leastAge, one.mostAge, other.leastAge, other.mostAge) &&
    meet(one.leastRemains, one.mostRemains, other.leastRemains, other.mostRemains)
  );
}

/** Whether two say the same, or one of them says nothing. */
function agree(one: string | undefined, other: string | undefined): boolean {
  return one === undefined || other === undefined || one === other;
}

/** Whether two ranges share a value; a bound that is not there is none. */
function meet(
  least: number | undefined,
  most: number | undefined,
  otherLeast: number | undefined,
  otherMost: number | undefined,
): boolean {
  const isAbove = least !== undefined && otherMost !== undefined && least > otherMost;
  const isBelow = most !== undefined && otherLeast !== undefined && most < otherLeast;
  return !isAbove && !isBelow;
}

function isSameTarget({ to: one }: MappingRule, { to: other }: MappingRule): boolean {
  return keyOf(one) === keyOf(other) && one.months === other.months;
}
