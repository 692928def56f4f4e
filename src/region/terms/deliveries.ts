import type { StartEvent, StopEvent, ToegewezenProduct } from '../../ledger/model/events.ts';
import { statusOf } from '../../ledger/model/versions.ts';
import { isAfter, isBefore } from '../../standard/calendar.ts';
import { type WorkingDays, workingDaysBetween } from '../../standard/working-days.ts';
import { type Fact, isAllocation } from './fact.ts';
import type { Draft } from './settle.ts';

/** RedenBeeindiging: care stops for a while. */
const forAWhile = '20';
/** Working days within which a start or stop after a removal corrects what was removed. */
const correctedWithin = 5;

/**
 * The terms of starts and stops of one child at one aanbieder for one gemeente (and those that it succeeded).
 *
 * - A real start or end is known only when its message comes, and is judged then: within five working days after it, or
 *   after the receipt of the JW301 where that allocated, or ended, into the past.
 * - Known beforehand is the stop of care that was started: after Einddatum (OP288), and after a withdrawal.
 * - When somebody knew that a stop for a while became final does not stand in the message: it counts as in time.
 * - What corrects a removed start or stop counts from when the removed one was reported.
 *
 * Of imported starts and stops nobody knows when they were reported: they have no term, but care that was started has a
 * stop to come. An imported allocation counts as received on its Toewijzingsdatum.
 *
 * @param facts in the order in which they came
 */
export function termsOfDeliveries(
  facts: readonly Fact[],
  clientId: string,
  calendar: WorkingDays,
): Draft[] {
  const allocations = new Map<string, Allocation>();
  const starts = new Deliveries(calendar);
  const stops = new Deliveries(calendar);
  for (const fact of facts) {
    const { event } = fact;
    if (event.kind === 'startRemoved') starts.remove(fact, event);
    else if (event.kind === 'stopRemoved') stops.remove(fact, event);
    else if (event.kind === 'started' || event.kind === 'stopped') {
      const known = allocations.get(event.toewijzingNummer ?? '');
      if (event.kind === 'started') starts.add(fact, event, known);
      else stops.add(fact, event, known);
    } else if (isAllocation(event) && !event.late && !fact.isPending)
      allocations.set(event.toewijzingNummer, changed(allocations, fact, event));
  }
  const stopped = new Set(stops.standing().map((stop) => stop.ofStart));
  const running = starts.standing().filter(({ ofStart }) => !stopped.has(ofStart));
  return [
    ...counted(starts.standing()).flatMap((start) => startTerm(start, clientId)),
    ...counted(stops.standing()).flatMap((stop) => stopTerm(stop, clientId)),
    ...running.flatMap((start) => stopToCome(start, allocations, clientId)),
  ];
}

/** An allocation, as far as it is known at a moment. */
interface Allocation {
  /** That of its first version. */
  readonly first: Fact;
  /** That of its newest version. */
  readonly last: Fact;
  readonly content: ToegewezenProduct;
  /** That of the version that gave it its present end. */
  readonly ended: Fact;
}

function changed(
  allocations: ReadonlyMap<string, Allocation>,
  fact: Fact,
  event: { readonly toewijzingNummer: string; readonly content: ToegewezenProduct },
): Allocation {
  const { content } = event;
  const before = allocations.get(event.toewijzingNummer);
  const isSameEnd = before && before.content.einddatum === content.einddatum;
  return {
    ...{ first: before?.first ?? fact, last: fact, content },
    ended: isSameEnd ? before.ended : fact,
  };
}

/** A start or a stop. */
interface Delivery {
  readonly fact: Fact;
  readonly event: StartEvent | StopEvent;
  /** What reported it first: that of what it corrects, where it corrects something. */
  readonly report: Fact;
  /** The start that it is of: its allocation, or its product where no number stands in it, and Begindatum. */
  readonly ofStart: string;
  /** What was known of its allocation when it came. */
  readonly allocation: Allocation | undefined;
}

/** Starts, or stops, in the order in which they came. */
class Deliveries {
  readonly #calendar: WorkingDays;
  readonly #all: (Delivery | undefined)[] = [];
  /** Places of those that stand, by what a removal finds them by. */
  readonly #byKey = new Map<string, number[]>();
  /** Those that were removed and not corrected yet, by allocation, with the day of the removal. */
  readonly #removed = new Map<string, { readonly delivery: Delivery; readonly on: string }[]>();

  constructor(calendar: WorkingDays) {
    this.#calendar = calendar;
  }

  add(fact: Fact, event: StartEvent | StopEvent, allocation: Allocation | undefined): void {
    const report = this.#correctedBy(fact, event) ?? fact;
    const places = this.#byKey.get(keyOf(event));
    if (places) places.push(this.#all.length);
    else this.#byKey.set(keyOf(event), [this.#all.length]);
    const ofStart = `${allocationOf(event)} ${event.content.begindatum}`;
    this.#all.push({ fact, event, report, ofStart, allocation });
  }

  /** Removes the last one with the same key (TR063). */
  remove(fact: Fact, event: StartEvent | StopEvent): void {
    const place = this.#byKey.get(keyOf(event))?.pop();
    const delivery = place === undefined ? undefined : this.#all[place];
    if (place === undefined || !delivery) return;
    this.#all[place] = undefined;
    const of = allocationOf(event);
    const removed = { delivery, on: fact.receivedOn };
    this.#removed.set(of, [...(this.#removed.get(of) ?? []).slice(-1), removed]);
  }

  standing(): Delivery[] {
    return this.#all.filter((one) => one !== undefined);
  }

  /** What reported that which a delivery corrects, if it corrects one. */
  #correctedBy(fact: Fact, event: StartEvent | StopEvent): Fact | undefined {
    const removed = this.#removed.get(allocationOf(event))?.shift();
    if (!removed) return undefined;
    const days = workingDaysBetween(
      removed.on,
      fact.receivedOn,
      this.#calendar,
      2 * correctedWithin,
    );
    return days <= correctedWithin ? removed.delivery.report : undefined;
  }
}

/** By what a removal finds what it removes (TR063). */
function keyOf(event: StartEvent | StopEvent): string {
  const { content } = event;
  const end = 'einddatum' in content ? [content.einddatum, content.redenBeeindiging] : [];
  return JSON.stringify([allocationOf(event), content.begindatum, ...end]);
}

function allocationOf({ toewijzingNummer, content }: StartEvent | StopEvent): string {
  const { product, toewijzingIngangsdatum } = content;
  return toewijzingNummer === undefined
    ? JSON.stringify([product?.categorie, product?.code, toewijzingIngangsdatum])
    : `number ${toewijzingNummer}`;
}

/** A delivery among those of one start. */
interface Counted extends Delivery {
  /** How many of the same start came before it. */
  readonly place: number;
  /** A stop for a while of the same start came before it. */
  readonly wasForAWhile: boolean;
}

function counted(deliveries: readonly Delivery[]): Counted[] {
  const before = new Map<string, { count: number; forAWhile: boolean }>();
  return deliveries.map((delivery) => {
    const { count, forAWhile } = before.get(delivery.ofStart) ?? { count: 0, forAWhile: false };
    const isSo = forAWhile || isForAWhile(delivery);
    before.set(delivery.ofStart, { count: count + 1, forAWhile: isSo });
    return { ...delivery, place: count, wasForAWhile: forAWhile };
  });
}

function isForAWhile({ event: { content } }: Delivery): boolean {
  return 'redenBeeindiging' in content && content.redenBeeindiging === forAWhile;
}

function startTerm(start: Counted, clientId: string): Draft[] {
  const { fact, event, allocation } = start;
  if (fact.isImported) return [];
  const since = latest(event.content.begindatum, allocation?.first);
  return [{ ...draftOf(start, 'start', start.place, clientId), since, ...metBy(start) }];
}

function stopTerm(stop: Counted, clientId: string): Draft[] {
  const { fact, event, allocation } = stop;
  if (fact.isImported || event.kind !== 'stopped') return [];
  const { einddatum } = event.content;
  const isFinalNow = stop.wasForAWhile && !isForAWhile(stop);
  const until = allocation?.content.einddatum;
  const endsBefore = until !== undefined && !isAfter(until, einddatum);
  const since = isFinalNow
    ? fact.receivedOn
    : latest(einddatum, allocation?.first, endsBefore ? allocation?.ended : undefined);
  return [{ ...draftOf(stop, 'stop', stop.place, clientId), since, ...metBy(stop) }];
}

/** The stop of running care of which the end is known. */
function stopToCome(
  start: Delivery,
  allocations: ReadonlyMap<string, Allocation>,
  clientId: string,
): Draft[] {
  const allocation = allocations.get(start.event.toewijzingNummer ?? '');
  if (!allocation || start.fact.isPending) return [];
  const { content, last, ended } = allocation;
  const { einddatum } = content;
  const isDeleted = statusOf(content) === 'deleted';
  if (!isDeleted && einddatum === undefined) return [];
  const by = isDeleted ? last : ended;
  return [
    {
      ...draftOf({ ...start, allocation }, 'stop', 0, clientId),
      municipality: last.municipality,
      messageId: by.messageId,
      since: isDeleted ? last.receivedOn : latest(einddatum as string, ended),
    },
  ];
}

/** The latest of a day and the days on which facts were received. */
function latest(day: string, ...facts: readonly (Fact | undefined)[]): string {
  return facts.reduce(
    (last, fact) => (fact && isBefore(last, fact.receivedOn) ? fact.receivedOn : last),
    day,
  );
}

function draftOf(delivery: Delivery, kind: 'start' | 'stop', place: number, clientId: string) {
  const { fact, event, allocation, ofStart } = delivery;
  const { toewijzingNummer } = event;
  const { municipality, messageId = null } = allocation?.first ?? {
    municipality: fact.municipality,
  };
  return {
    kind,
    municipality: fact.municipality,
    provider: fact.provider,
    owedBy: 'aanbieder',
    of: [clientId, municipality, ofStart, String(place)],
    ...{ messageId, clientId },
    ...(toewijzingNummer !== undefined && { toewijzingNummer }),
  } as const;
}

function metBy({ fact, report }: Delivery) {
  return { met: { at: report.sentAt, by: report.messageId, pending: fact.isPending } };
}
