import type { BerichtOf } from '../standard/messages/berichten.ts';
import { startProducten, stopProducten } from '../standard/rules/classes.ts';
import { normalNumber } from '../standard/rules/past.ts';
import type { Located } from '../standard/rules/place.ts';
import { aangevraagdeProducten, toegewezenProducten } from '../standard/rules/products.ts';
import type { Around } from './memory.ts';
import type { Allocation, ClientState } from './state.ts';
import { type Links, linksIn } from './succession.ts';
import { isOlder, isRepeated, standingOf } from './versions.ts';

/**
 * What becomes true when a message is approved: one event for each class that says something new.
 * Plain objects, so that they survive a journey as JSON; {@link ClientState} is what they add up to.
 *
 * `content` is personal (it holds references and remarks), as the message wrote it.
 */
export type LedgerEvent = MessageEvent | ImportedEvent;

export type MessageEvent =
  | AllocationEvent
  | RequestedEvent
  | AnsweredEvent
  | StartEvent
  | StopEvent;

interface EventBase {
  /** The class that it comes from, as a path below Bericht. */
  readonly path: string;
  /** The day from which it counts, as the message writes it. */
  readonly effective: string;
  /** Euro cents: the Budget, or the Volume of an Omvang in euros. */
  readonly cents?: number;
}

/**
 * A version of an allocation that was not known yet. `withdrawn` when it went over to something
 * else or came to nothing, `deleted` when it never was (RedenWijziging 13).
 */
export interface AllocationEvent extends EventBase {
  readonly kind: 'allocated' | 'changed' | 'withdrawn' | 'deleted';
  /** As {@link normalNumber} writes it. */
  readonly toewijzingNummer: string;
  readonly content: ToegewezenProduct;
  /** A newer version was there before: recorded, and of no consequence. */
  readonly late?: true;
  /** The number belongs to another allocation, and the gemeente approved it all the same (TR332). */
  readonly taken?: true;
  /** Numbers of the allocations that it follows, where the messages show it. */
  readonly predecessors?: readonly string[];
  /** Numbers of those that follow it, where they were allocated to another aanbieder before. */
  readonly successors?: readonly string[];
}

/** A requested product (JW315), or a request for change as a whole (JW317). */
export type RequestedEvent = EventBase & {
  readonly kind: 'requested';
  /** The reference was used before, and the gemeente approved it all the same (TR347). */
  readonly taken?: true;
} & (
    | { readonly type: 'JW315'; readonly content: AangevraagdProduct }
    | { readonly type: 'JW317'; readonly content: Verzoek }
  );

export interface AnsweredEvent extends EventBase {
  readonly kind: 'answered';
  readonly content: BerichtOf<'JW319'>['antwoord'];
}

export interface StartEvent extends EventBase {
  readonly kind: 'started' | 'startRemoved';
  /** As {@link normalNumber} writes it. */
  readonly toewijzingNummer?: string;
  readonly content: StartProduct;
}

export interface StopEvent extends EventBase {
  readonly kind: 'stopped' | 'stopRemoved';
  /** As {@link normalNumber} writes it. */
  readonly toewijzingNummer?: string;
  readonly content: StopProduct;
}

/** What was true before the gateway kept a ledger: the event that would have told it. */
export interface ImportedEvent extends EventBase {
  readonly kind: 'imported';
  readonly of: MessageEvent;
}

/** A message of which the ledger remembers something. */
export type LedgerBericht = BerichtOf<'JW301' | 'JW305' | 'JW307' | 'JW315' | 'JW317' | 'JW319'>;

type Jw301Products = BerichtOf<'JW301'>['client']['toegewezenProducten'];
export type ToegewezenProduct = Jw301Products['toegewezenProduct'][number];
type Jw315Products = BerichtOf<'JW315'>['client']['aangevraagdeProducten'];
type AangevraagdProduct = Jw315Products['aangevraagdProduct'][number];
type Verzoek = BerichtOf<'JW317'>['client']['verzoek'];
type StartProduct = BerichtOf<'JW305'>['client']['startProducten']['startProduct'][number];
type StopProduct = BerichtOf<'JW307'>['client']['stopProducten']['stopProduct'][number];

/**
 * What an approved message makes true, in the order in which it counts. A JW301 repeats all that is
 * allocated: what it repeats unchanged gives no event.
 *
 * @param bericht one that was approved; where a gemeente takes the rules of level 3 as advice it may
 *   break them, and still gives events
 * @param state what was true of its client at its aanbieder before
 * @param around what the gemeente allocated to the client at other aanbieders, for the links between
 *   allocations; and which numbers and references belong to others
 */
export function eventsOf(
  bericht: LedgerBericht,
  state: ClientState,
  around: Partial<Around> = {},
): MessageEvent[] {
  const { elsewhere = [], numbersTaken = none, referencesTaken = none } = around;
  switch (bericht.type) {
    case 'JW301':
      return linked(allocationEvents(bericht, state, numbersTaken), state, elsewhere);
    case 'JW305':
      return removalsFirst(startProducten(bericht)).map(startEvent);
    case 'JW307':
      return removalsFirst(stopProducten(bericht)).map(stopEvent);
    case 'JW315':
      return aangevraagdeProducten(bericht).map(({ value, path }) => ({
        kind: 'requested',
        type: 'JW315',
        path,
        effective: value.toewijzingIngangsdatum,
        ...centsOf(value),
        ...takenAmong(referencesTaken, value.referentieAanbieder),
        content: value,
      }));
    case 'JW317':
      return [changeRequested(bericht, referencesTaken)];
    case 'JW319':
      return [answered(bericht)];
  }
}

/** Turns what old messages told into entries of the first day. */
export function imported(events: readonly MessageEvent[]): ImportedEvent[] {
  return events.map((of) => {
    const { path, effective, cents } = of;
    return { kind: 'imported', path, effective, ...(cents !== undefined && { cents }), of };
  });
}

const none: ReadonlySet<string> = new Set();

function takenAmong(taken: ReadonlySet<string>, one: string): { taken?: true } {
  return taken.has(one) ? { taken: true } : {};
}

function allocationEvents(
  bericht: BerichtOf<'JW301'>,
  state: ClientState,
  numbersTaken: ReadonlySet<string>,
): AllocationEvent[] {
  const events: AllocationEvent[] = [];
  for (const { value, path } of toegewezenProducten(bericht)) {
    const toewijzingNummer = normalNumber(value.toewijzingNummer);
    const known = state.allocations.get(toewijzingNummer);
    if (known && isRepeated(value, known.content)) continue;
    const standing = standingOf(value);
    const ends = standing !== 'allocated' && standing !== known?.standing;
    events.push({
      kind: ends ? standing : known ? 'changed' : 'allocated',
      path,
      effective: (ends && value.einddatum) || value.ingangsdatum,
      ...centsOf(value),
      toewijzingNummer,
      ...takenAmong(numbersTaken, toewijzingNummer),
      content: value,
      ...(known && isOlder(value, known.content) && { late: true }),
    });
  }
  return events;
}

function linked(
  events: readonly AllocationEvent[],
  state: ClientState,
  elsewhere: readonly Allocation[],
): AllocationEvent[] {
  const { predecessors, successors }: Links = linksIn(events, state, elsewhere);
  return events.map((event) => {
    const before = predecessors.get(event.toewijzingNummer);
    const after = successors.get(event.toewijzingNummer);
    return {
      ...event,
      ...(before && { predecessors: before }),
      ...(after && { successors: after }),
    };
  });
}

/** StatusAanlevering 3 is processed before 1, wherever it stands in the message. */
function removalsFirst<T extends { readonly statusAanlevering: string }>(
  places: readonly Located<T>[],
): Located<T>[] {
  const removals = places.filter(({ value }) => value.statusAanlevering === '3');
  return [...removals, ...places.filter(({ value }) => value.statusAanlevering !== '3')];
}

function startEvent({ value, path }: Located<StartProduct>): StartEvent {
  return {
    kind: value.statusAanlevering === '3' ? 'startRemoved' : 'started',
    path,
    effective: value.begindatum,
    ...numberOf(value),
    content: value,
  };
}

function stopEvent({ value, path }: Located<StopProduct>): StopEvent {
  return {
    kind: value.statusAanlevering === '3' ? 'stopRemoved' : 'stopped',
    path,
    effective: value.einddatum,
    ...numberOf(value),
    content: value,
  };
}

/** Counts from Dagtekening: the products of one request each want a day of their own. */
function changeRequested(
  { header, client }: BerichtOf<'JW317'>,
  referencesTaken: ReadonlySet<string>,
): RequestedEvent {
  return {
    kind: 'requested',
    type: 'JW317',
    path: 'Client/Verzoek',
    effective: header.berichtIdentificatie.dagtekening,
    ...takenAmong(referencesTaken, client.verzoek.referentieAanbieder),
    content: client.verzoek,
  };
}

function answered({ header, antwoord }: BerichtOf<'JW319'>): AnsweredEvent {
  return {
    kind: 'answered',
    path: 'Antwoord',
    effective: header.berichtIdentificatie.dagtekening,
    content: antwoord,
  };
}

function numberOf({ toewijzingNummer }: { readonly toewijzingNummer?: string }) {
  return toewijzingNummer === undefined ? {} : { toewijzingNummer: normalNumber(toewijzingNummer) };
}

function centsOf({ budget, omvang }: Pick<ToegewezenProduct, 'budget' | 'omvang'>) {
  const amount = budget ?? (omvang?.eenheid === '83' ? omvang.volume : undefined);
  // The schema keeps both below a hundred million.
  return amount === undefined ? {} : { cents: Number(amount) };
}
