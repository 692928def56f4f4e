import { basename } from 'node:path';
import { between, type Case, cases } from './collector.ts';
import type { Mutant } from './mutants.ts';
import { inSteps, mutants, type Place, switchOn } from './switch.ts';

/** The result of a mutant. */
export interface Judged extends Mutant {
  /** The rules that come by it. */
  readonly rules: readonly string[];
  /** The first case that fails with it; undefined when none does. */
  readonly killedBy?: string;
  /** The rules of which a case is known that fails with it. */
  readonly killedFor: Set<string>;
}

/** Which cases come by a place, for which rules. */
type Reach = Map<Place, Map<string, Set<Case>>>;

/**
 * Runs the cases of its rules against each mutant, until one fails. A case is one of the rules that its
 * title names; when it names none, of those of the source that its file is named after.
 *
 * @param chosen of which mutants
 * @param onJudged what became of each, one by one
 */
export async function judge(
  chosen: (mutant: Mutant) => boolean,
  onJudged: (judged: Judged) => void,
): Promise<{ readonly judged: readonly Judged[]; readonly failing: readonly string[] }> {
  const judged: Judged[] = [];
  const failing: string[] = [];
  await between(async () => {
    const { reach, steps, failing: failed } = await withoutMutant();
    failing.push(...failed);
    const atLoad = await reachedAtLoad();
    const found: Found[] = [];
    const lately = new Map<string, Case>();
    for (const [number, mutant] of mutants.entries()) {
      if (!chosen(mutant)) continue;
      const reached = reachOf(mutant, number, reach, atLoad);
      const rules = [...reached.keys()].filter(Boolean).sort();
      const tried = [...casesOf(mutant, reached)].sort(quickFirst);
      const key = `${mutant.file} ${mutant.within}`;
      const killer = await killerOf(number, sooner(tried, lately.get(key)), steps);
      if (killer) lately.set(key, killer);
      const killedFor = new Set(rules.filter((rule) => killer && isAbout(killer, rule)));
      const one = { ...mutant, rules, killedFor, ...(killer && { killedBy: nameOf(killer) }) };
      found.push({ judged: one, number, reached });
      judged.push(one);
      onJudged(one);
    }
    await fillIn(found, steps);
    switchOn(-1);
  });
  return { judged, failing };
}

interface Found {
  readonly judged: Judged;
  readonly number: number;
  readonly reached: ReadonlyMap<string, ReadonlySet<Case>>;
}

/** How long each takes: the quick ones are asked first. */
const times = new Map<Case, number>();

type Steps = ReadonlyMap<Case, number>;

function nameOf({ file, title }: Case): string {
  return `${basename(file)}: ${title}`;
}

/** Rules by the file that defines them. */
function rulesIn(file: string): Set<string | undefined> {
  return new Set(
    mutants.filter((one) => basename(one.file, '.ts') === file).map(({ rule }) => rule),
  );
}

const aboutFile = new Map<string, Set<string | undefined>>();

function isAbout({ file, rules }: Case, rule: string): boolean {
  if (rules.length > 0) return rules.includes(rule);
  const name = basename(file);
  const all = aboutFile.get(name) ?? rulesIn(name);
  aboutFile.set(name, all);
  return all.has(rule);
}

/** Whether a case is one of any rule, or of a file. */
function isOfUse({ file, rules }: Case): boolean {
  return rules.length > 0 || rulesIn(basename(file)).size > 0;
}

/** Where each case comes, and in how many steps. Those that fail count for no mutant. */
async function withoutMutant(): Promise<{ reach: Reach; steps: Steps; failing: string[] }> {
  switchOn(-1);
  const reach: Reach = new Map();
  const steps = new Map<Case, number>();
  const failing: string[] = [];
  for (const one of cases.filter(isOfUse)) {
    // What files keep is as new, or only the first case would come by what fills it.
    switchOn(-1);
    const came: [Place, string][] = [];
    const seen = new Set<string>();
    const listen = (place: Place, rule: string) => {
      const key = `${place} ${rule}`;
      if (!seen.has(key)) came.push([place, rule]);
      seen.add(key);
    };
    const began = performance.now();
    try {
      steps.set(one, await inSteps(Number.MAX_SAFE_INTEGER, one.run, listen));
    } catch (error) {
      failing.push(`fails without a mutant: ${nameOf(one)} (${error})`);
      continue;
    }
    times.set(one, performance.now() - began);
    for (const [place, rule] of came) {
      const rules = reach.get(place) ?? new Map<string, Set<Case>>();
      reach.set(place, rules);
      rules.set(rule, (rules.get(rule) ?? new Set<Case>()).add(one));
    }
  }
  return { reach, steps, failing };
}

async function reachedAtLoad(): Promise<Set<Place>> {
  const found = new Set<Place>();
  await inSteps(
    Number.MAX_SAFE_INTEGER,
    () => switchOn(-1),
    (place) => found.add(place),
  );
  return found;
}

/** The rules that come by a mutant, with the cases in which they do. */
function reachOf(mutant: Mutant, number: number, reach: Reach, atLoad: Set<Place>) {
  const reached = reach.get(number) ?? new Map<string, Set<Case>>();
  if (!atLoad.has(number)) return reached;
  const sound = new Set(cases.filter((one) => times.has(one)));
  if (mutant.rule) return new Map([[mutant.rule, sound]]);
  const read = reach.get(`${mutant.file} ${mutant.within}`);
  if (read ?? reached.size > 0) return new Map([...reached, ...(read ?? [])]);
  return new Map([...new Set(mutants.map(({ rule = '' }) => rule))].map((rule) => [rule, sound]));
}

/** The cases of its rules that come by a mutant, and those of its file. */
function casesOf(mutant: Mutant, reached: Found['reached']): Set<Case> {
  // What no rule comes by is of all of them.
  if ([...reached.keys()].every((rule) => rule === ''))
    return new Set([...reached.values()].flatMap((some) => [...some]));
  const found = new Set<Case>();
  for (const [rule, some] of reached)
    for (const one of some)
      if (isAbout(one, rule) || basename(one.file) === basename(mutant.file, '.ts')) found.add(one);
  return found;
}

function quickFirst(one: Case, other: Case): number {
  return (times.get(one) ?? 0) - (times.get(other) ?? 0);
}

function sooner(tried: Case[], first: Case | undefined): Case[] {
  return first && tried.includes(first) ? [first, ...tried.filter((one) => one !== first)] : tried;
}

/** A case may take so many times its steps, and some more. */
const PATIENCE = 10;
const MORE_STEPS = 10_000;

async function killerOf(number: number, tried: Iterable<Case>, steps: Steps) {
  let loaded = false;
  for (const one of tried) {
    try {
      if (!loaded) switchOn(number);
      loaded = true;
      await inSteps((steps.get(one) ?? 0) * PATIENCE + MORE_STEPS, one.run);
    } catch {
      return one;
    }
  }
  return undefined;
}

/** Looks for a killed mutant of each kind for each rule that has come by one, where none is known. */
async function fillIn(found: readonly Found[], steps: Steps): Promise<void> {
  const known = new Set(
    found.flatMap(({ judged: { kind, killedFor } }) =>
      [...killedFor].map((rule) => `${rule} ${kind}`),
    ),
  );
  for (const { judged, number, reached } of found)
    for (const rule of judged.rules) {
      if (!judged.killedBy || known.has(`${rule} ${judged.kind}`)) continue;
      const tried = [...(reached.get(rule) ?? [])].filter((one) => isAbout(one, rule));
      if (!(await killerOf(number, tried, steps))) continue;
      known.add(`${rule} ${judged.kind}`);
      judged.killedFor.add(rule);
    }
}
