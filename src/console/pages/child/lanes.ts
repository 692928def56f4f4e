import type { AllocationDetails, Delivery } from '../../../ledger/views/allocations.ts';
import type { ChildRequest } from '../../../ledger/views/child-history.ts';
import { dayBefore } from '../../../standard/calendar.ts';
import { afterDays } from '../../../standard/working-days.ts';
import { plainDay } from '../../../texts/console/amount-words.ts';
import { forAWhile, standing } from '../allocations/progress.ts';

/** From a day to a day, both included; `to` is null where no end is known. Plain dates. */
export interface Span {
  readonly from: string;
  readonly to: string | null;
}

/** What is drawn of one allocation, or of one request that has none. */
export interface Lane {
  readonly provider: string;
  readonly municipality: string;
  /** Null for a request without an allocation. */
  readonly allocation: AllocationDetails | null;
  readonly product: string;
  /** Of a request without an allocation: what became of it. */
  readonly request: ChildRequest['state'] | null;
  readonly requested: readonly Span[];
  /** Null for a request, and where an allocation has no days that can be drawn. */
  readonly allocated: Span | null;
  readonly delivered: readonly Span[];
  /** When help stood still between two deliveries, or since the last. */
  readonly interrupted: readonly Span[];
  /** Days from which a JW317 asks it to be different. */
  readonly changesAsked: readonly string[];
  /** Places of the lanes that it follows. */
  readonly follows: readonly number[];
}

/** A time in which several allocations hold. */
export interface Overlap extends Span {
  readonly product: string;
  readonly numbers: readonly string[];
}

/** The picture of a child, before it is drawn. */
export interface Timeline {
  /** By aanbieder, then by first day. */
  readonly lanes: readonly Lane[];
  /** Days between the first and the last on which nothing is allocated. */
  readonly gaps: readonly Span[];
  /** Days on which the same product is allocated twice. */
  readonly overlaps: readonly Overlap[];
  readonly today: string;
}

/** What a timeline is made of. */
export interface Known {
  readonly items: readonly AllocationDetails[];
  readonly requests: readonly ChildRequest[];
}

/** Lays out what is known of a child. Pure. @param today plain date */
export function timelineOf({ items, requests }: Known, today: string): Timeline {
  const ofAllocations = items.map((item) => laneOf(item, requests, today));
  const loose = requests.filter(
    ({ changes, honouredBy, provider }) =>
      changes === null &&
      !items.some((one) => one.provider === provider && honours(one, honouredBy)),
  );
  const lanes = [...ofAllocations, ...loose.flatMap(laneOfRequest)].toSorted(
    (one, other) =>
      one.provider.localeCompare(other.provider) || firstDay(one).localeCompare(firstDay(other)),
  );
  const linked = lanes.map((lane) => ({ ...lane, follows: followedBy(lane, lanes) }));
  const holding = linked.flatMap(({ allocation, allocated, product }) =>
    allocation?.status === 'allocated' && allocated
      ? [{ ...allocated, product, number: allocation.toewijzingNummer }]
      : [],
  );
  return { lanes: linked, gaps: gapsIn(holding), overlaps: overlapsIn(holding), today };
}

function honours({ toewijzingNummer }: AllocationDetails, numbers: readonly string[]): boolean {
  return numbers.includes(toewijzingNummer);
}

function laneOf(item: AllocationDetails, requests: readonly ChildRequest[], today: string): Lane {
  const { provider, municipality, product, toewijzingNummer } = item;
  const own = requests.filter((one) => one.provider === provider);
  const asked = own.filter((one) => one.changes === null && honours(item, one.honouredBy));
  const { delivered, interrupted } = deliveredIn(item, today);
  return {
    ...{ provider, municipality, allocation: item, request: null },
    product: product ? (product.code ?? product.categorie) : '',
    requested: asked.flatMap(({ begin, end }) => spanOf(begin, end)),
    allocated: spanOf(item.begin, item.end)[0] ?? null,
    ...{ delivered, interrupted },
    changesAsked: own.flatMap(({ changes, begin }) =>
      changes === toewijzingNummer ? (plainDay(begin) ?? []) : [],
    ),
    follows: [],
  };
}

function laneOfRequest({ provider, municipality, product, begin, end, state }: ChildRequest) {
  const [span] = spanOf(begin, end);
  if (!span) return [];
  const lane: Lane = {
    ...{ provider, municipality, allocation: null, request: state },
    product: product ? (product.code ?? product.categorie) : '',
    ...{ requested: [span], allocated: null, delivered: [], interrupted: [] },
    ...{ changesAsked: [], follows: [] },
  };
  return [lane];
}

/** None for days that people do not write, or that are in the wrong order. */
function spanOf(begin: string | null, end: string | null): Span[] {
  const from = plainDay(begin);
  const to = end === null ? null : plainDay(end);
  return from && to !== undefined && (to === null || to >= from) ? [{ from, to }] : [];
}

/** When help was given, and when it stood still. What goes on runs until its end is known. */
function deliveredIn({ deliveries, end }: AllocationDetails, today: string) {
  const { starts, stops } = standing(deliveries);
  const delivered: Span[] = [];
  const interrupted: Span[] = [];
  for (const [index, start] of starts.entries()) {
    const own = stops.filter((one) => one.begin === start.begin);
    const last = own.toSorted(byEnd).at(-1);
    const [span] = spanOf(start.begin, last?.end ?? null);
    if (!span) continue;
    delivered.push(span);
    if (last?.reason !== forAWhile || span.to === null) continue;
    const following = starts[index + 1];
    const until = following ? plainDay(following.begin) : undefined;
    const from = afterDays(span.to, 1);
    const to = until ? dayBefore(until) : (plainDay(end) ?? today);
    if (to >= from) interrupted.push({ from, to });
  }
  return { delivered, interrupted };
}

function byEnd(one: Delivery, other: Delivery): number {
  return (one.end ?? '').localeCompare(other.end ?? '');
}

function firstDay({ requested, allocated, delivered }: Lane): string {
  const days = [...requested, ...(allocated ? [allocated] : []), ...delivered].map(
    ({ from }) => from,
  );
  return days.toSorted()[0] ?? '9999-12-31';
}

function followedBy({ allocation }: Lane, lanes: readonly Lane[]): number[] {
  if (!allocation) return [];
  const before = new Set(allocation.predecessors.flatMap(({ id }) => id ?? []));
  return lanes.flatMap((lane, index) =>
    lane.allocation && before.has(lane.allocation.id) ? [index] : [],
  );
}

interface Holding extends Span {
  readonly product: string;
  readonly number: string;
}

const forever = '9999-12-31';

function gapsIn(holding: readonly Holding[]): Span[] {
  const gaps: Span[] = [];
  let until: string | undefined;
  for (const { from, to } of holding.toSorted((a, b) => a.from.localeCompare(b.from))) {
    if (until !== undefined && until < dayBefore(from))
      gaps.push({ from: afterDays(until, 1), to: dayBefore(from) });
    const last = to ?? forever;
    if (until === undefined || last > until) until = last;
  }
  return gaps;
}

/** Of each product: the days on which two hold, as far as one after the other shows them. */
function overlapsIn(holding: readonly Holding[]): Overlap[] {
  const found: Overlap[] = [];
  for (const [product, own] of Map.groupBy(holding, ({ product }) => product)) {
    let longest: Holding | undefined;
    for (const one of own.toSorted((a, b) => a.from.localeCompare(b.from))) {
      if (longest && (longest.to === null || longest.to >= one.from)) {
        const ends = [longest.to ?? forever, one.to ?? forever].toSorted()[0];
        const to = ends === forever ? null : (ends ?? null);
        found.push({ product, from: one.from, to, numbers: [longest.number, one.number] });
      }
      if (!longest || (one.to ?? forever) > (longest.to ?? forever)) longest = one;
    }
  }
  return found.toSorted((a, b) => a.from.localeCompare(b.from));
}
