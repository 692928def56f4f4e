import { type Equal, equal } from './equal.ts';
import type { Judged } from './judge.ts';

/** At most so many of a hundred may be equal to the original. */
const EQUAL_OF_A_HUNDRED = 3;

/** A mutant on a line of the list. */
export function line(judged: Judged): string {
  const { file, kind, before, after, rules, killedBy } = judged;
  const { line, column } = judged;
  const reason = reasonOf(judged, equal);
  const fate = killedBy
    ? `killed by ${killedBy}`
    : reason
      ? `equal: ${reason.because}`
      : 'SURVIVED';
  const about = rules.length > 8 ? `${rules.length} rules` : rules.join(' ');
  return `${file}:${line}:${column} ${kind}: ${before} -> ${after || '(nothing)'} [${about}] ${fate}`;
}

function reasonOf(judged: Judged, reasons: readonly Equal[]): Equal | undefined {
  return reasons.find((reason) => isReasonOf(reason, judged));
}

function isReasonOf({ file, within, before, after, nth }: Equal, judged: Judged): boolean {
  return (
    judged.file === `src/standard/${file}` &&
    judged.within === within &&
    judged.before === before &&
    judged.after === after &&
    (nth === undefined || judged.nth === nth)
  );
}

export interface Summary {
  readonly made: number;
  readonly killed: number;
  readonly equal: number;
  readonly survived: number;
  /** What is wrong, a sentence each. */
  readonly faults: readonly string[];
}

/** What all mutants together say. */
export function summary(judged: readonly Judged[], reasons: readonly Equal[] = equal): Summary {
  const alive = judged.filter(({ killedBy }) => !killedBy);
  const survivors = alive.filter((one) => !reasonOf(one, reasons));
  const equals = alive.length - survivors.length;
  const faults = survivors.map((one) => `survived: ${line(one)} (${one.within}, ${one.nth})`);
  for (const reason of reasons) {
    const meant = judged.filter((one) => isReasonOf(reason, one));
    const name = `${reason.file} ${reason.within}: ${reason.before} -> ${reason.after}`;
    if (meant.length === 0) faults.push(`a reason without a mutant: ${name}`);
    for (const one of meant)
      if (one.killedBy)
        faults.push(`not equal, for ${one.killedBy} kills it: ${name} (${one.nth})`);
  }
  if (equals * 100 > judged.length * EQUAL_OF_A_HUNDRED)
    faults.push(`${equals} of ${judged.length} are equal: more than ${EQUAL_OF_A_HUNDRED}%`);
  faults.push(...kindsWithoutKilled(judged));
  const killed = judged.length - alive.length;
  return { made: judged.length, killed, equal: equals, survived: survivors.length, faults };
}

/** Each rule has a killed mutant of each kind that it comes by and that is not equal. */
function kindsWithoutKilled(judged: readonly Judged[]): string[] {
  const wanted = new Set<string>();
  const given = new Set<string>();
  for (const { kind, rules, killedBy, killedFor } of judged) {
    if (killedBy) for (const rule of rules) wanted.add(`${rule} ${kind}`);
    for (const rule of killedFor) given.add(`${rule} ${kind}`);
  }
  return [...wanted]
    .filter((one) => !given.has(one))
    .sort()
    .map((one) => `no case of the rule kills a mutant of this kind: ${one}`);
}
