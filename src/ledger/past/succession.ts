import { datePartsOf, daysInMonth } from '../../standard/calendar.ts';
import { keyOf } from '../../standard/rules/engine/repeated.ts';
import type { AllocationEvent, ToegewezenProduct } from '../model/events.ts';
import type { Allocation, ClientState } from '../model/state.ts';
import { endsSooner, statusOf } from '../model/versions.ts';

/** Which allocations succeed which, by number. */
export interface Links {
  readonly predecessors: ReadonlyMap<string, readonly string[]>;
  readonly successors: ReadonlyMap<string, readonly string[]>;
}

type Known = Pick<Allocation, 'toewijzingNummer' | 'content'>;

/**
 * The links that the events of a JW301 show. A new allocation succeeds one that makes room for it: one that ends on
 * the day before or is emptied on the same day, that has no successor yet, and that
 * - changes to another way of paying or another gemeente (RedenWijziging 10, 11), in this message or an earlier one;
 * - changes to another aanbieder (09), whichever of the two messages came first;
 * - is shortened or deleted because of a JW317, whose reference the new one carries.
 *
 * Several may become one, and one several. Where several became several, only products of the same Categorie are
 * linked, and none where that is ambiguous, because the messages do not show which.
 *
 * @param elsewhere the client's allocations at other aanbieders of the gemeente
 */
export function linksIn(
  events: readonly AllocationEvent[],
  state: ClientState,
  elsewhere: readonly Allocation[],
): Links {
  const inForce = events.filter(({ late }) => !late);
  const begun = inForce.filter(({ kind }) => kind === 'allocated');
  const before = [...state.allocations.values()];
  const isFollowed = followedAmong([...before, ...elsewhere]);
  // The version in this message replaces the known one.
  const own = new Map<string, Known>();
  for (const one of [...before, ...inForce]) own.set(one.toewijzingNummer, one);
  const free = (reasons: readonly string[], known: Iterable<Known>) =>
    [...known].filter((one) => isOver(one, reasons) && !isFollowed(one));
  const pairs = [
    ...followers(free(['10', '11'], own.values()), begun),
    ...followers(free(['09'], elsewhere), begun),
    ...changesHonoured(inForce, begun, state),
  ];
  const inForceElsewhere = elsewhere.filter(({ status }) => status === 'allocated');
  const later = followers(free(['09'], inForce), inForceElsewhere);
  return {
    predecessors: grouped(pairs.map(([old, next]) => [next, old])),
    successors: grouped(later),
  };
}

/** The allocations that were changed for a JW317, each with the new one that replaces it. */
function changesHonoured(
  events: readonly AllocationEvent[],
  begun: readonly AllocationEvent[],
  state: ClientState,
): Pair[] {
  const byNumber = new Map(events.map((event) => [event.toewijzingNummer, event]));
  const byReference = Map.groupBy(begun, ({ content }) => content.referentieAanbieder ?? '');
  return [...byReference].flatMap(([reference, next]) => {
    const { toChange = [] } = state.requests.get(reference) ?? {};
    const changed = toChange
      .map((number) => byNumber.get(number))
      .filter((one) => one !== undefined);
    return followers(changed.filter(makesRoom), next);
  });

  function makesRoom({ toewijzingNummer, content }: AllocationEvent): boolean {
    const before = state.allocations.get(toewijzingNummer)?.content;
    const isShorter = before !== undefined && endsSooner(content, before);
    return isShorter || statusOf(content) !== 'allocated';
  }
}

function isOver({ content }: Known, reasons: readonly string[]): boolean {
  return reasons.includes(content.redenWijziging ?? '');
}

/** Whether an allocation has a successor already, by a link of either side. */
function followedAmong(allocations: readonly Allocation[]): (known: Known) => boolean {
  const followed = new Set(allocations.flatMap(({ predecessors }) => predecessors));
  for (const { toewijzingNummer, successors } of allocations)
    if (successors.length > 0) followed.add(toewijzingNummer);
  return ({ toewijzingNummer }) => followed.has(toewijzingNummer);
}

/** A number and its successor. */
type Pair = readonly [old: string, next: string];

/** Links each ended allocation to those that begin when it ends, in linear time. */
function followers(ended: readonly Known[], begun: readonly Known[]): Pair[] {
  return joined(
    ended.map((known) => ({ ...known, day: roomFrom(known.content) })),
    begun.map((known) => ({ ...known, day: dayKey(known.content.ingangsdatum) })),
    ({ day }) => day,
    (olds, nexts) =>
      joined(
        olds,
        nexts,
        ({ content }) => categoryKey(content),
        () => [],
      ),
  );
}

/** Pairs those with the same key, group by group; `inDoubt` decides where several meet several. */
function joined<T extends Known>(
  olds: readonly T[],
  nexts: readonly T[],
  key: (one: T) => string,
  inDoubt: (olds: readonly T[], nexts: readonly T[]) => Pair[],
): Pair[] {
  const byKey = Map.groupBy(olds, key);
  const pairs: Pair[] = [];
  for (const [group, following] of Map.groupBy(nexts, key)) {
    const before = byKey.get(group) ?? [];
    if (before.length > 1 && following.length > 1) pairs.push(...inDoubt(before, following));
    else
      for (const old of before)
        for (const next of following) pairs.push([old.toewijzingNummer, next.toewijzingNummer]);
  }
  return pairs;
}

function categoryKey({ product }: ToegewezenProduct): string {
  return keyOf(product?.categorie);
}

/** The first day that an ended allocation leaves free: its own first day when it was emptied. */
function roomFrom({ ingangsdatum, einddatum }: ToegewezenProduct): string {
  if (einddatum === undefined) return 'never';
  if (einddatum === ingangsdatum) return dayKey(ingangsdatum);
  const { year, month, day } = datePartsOf(einddatum);
  if (day < daysInMonth(year, month)) return keyOfDay(year, month, day + 1);
  if (month < 12) return keyOfDay(year, month + 1, 1);
  // There is no year 0.
  return keyOfDay(year === -1 ? 1 : year + 1, 1, 1);
}

function dayKey(date: string): string {
  const { year, month, day } = datePartsOf(date);
  return keyOfDay(year, month, day);
}

function keyOfDay(year: number, month: number, day: number): string {
  return `${year} ${month} ${day}`;
}

function grouped(pairs: readonly Pair[]): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  const byFirst = Map.groupBy(pairs, ([first]) => first);
  for (const [first, group] of byFirst)
    found.set(first, [...new Set(group.map(([, second]) => second))]);
  return found;
}
