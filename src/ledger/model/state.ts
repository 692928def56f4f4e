import {
  normalNumber,
  type PastProduct,
  type PastStart,
  type PastStop,
} from '../../standard/rules/past.ts';
import { keyOf } from '../../standard/rules/repeated.ts';
import {
  type AllocationEvent,
  happened,
  type LedgerEvent,
  type MessageEvent,
  type RequestedEvent,
  type StartEvent,
  type StopEvent,
  type ToegewezenProduct,
} from './events.ts';
import { type Standing, standingOf } from './versions.ts';

/**
 * What is true of one client at one aanbieder for one gemeente: all its events, added up. A gemeente
 * counts with those that it succeeded, so their events go before its own.
 */
export interface ClientState {
  /** By number, as `normalNumber` writes it. */
  readonly allocations: ReadonlyMap<string, Allocation>;
  /** By ReferentieAanbieder. */
  readonly requests: ReadonlyMap<string, Request>;
  /** VerzoekAntwoord of each JW319 on a reference, in order. */
  readonly answers: ReadonlyMap<string, readonly string[]>;
  /** References that an allocation carried, in any of its versions. */
  readonly honoured: ReadonlySet<string>;
  /** In order, removed ones too. */
  readonly starts: readonly PastStart[];
  /** In order, removed ones too. */
  readonly stops: readonly PastStop[];
}

/** An allocation in its newest version. */
export interface Allocation {
  readonly toewijzingNummer: string;
  readonly standing: Standing;
  readonly content: ToegewezenProduct;
  /** Ingangsdatum of the version that was told first. */
  readonly firstBegin: string;
  readonly predecessors: readonly string[];
  /** Only those that were allocated to another aanbieder before this one was withdrawn. */
  readonly successors: readonly string[];
  /** Its number belonged to another allocation. */
  readonly taken?: true;
}

export interface Request {
  readonly type: 'JW315' | 'JW317';
  readonly referentieAanbieder: string;
  /** Numbers of the allocations that a JW317 asks to change. */
  readonly toChange: readonly string[];
  /** That a JW315 asks for, when it names one. */
  readonly product?: PastProduct;
  /** When what it asks begins. */
  readonly begin: string;
  /** Its reference was used before. */
  readonly taken?: true;
}

/** Before anything was said. */
export const emptyState: ClientState = {
  allocations: new Map(),
  requests: new Map(),
  answers: new Map(),
  honoured: new Set(),
  starts: [],
  stops: [],
};

/**
 * The state after some events. Pure: the state that was given stays as it is. It takes any events in
 * any order, also of messages that break the rules of level 3: a gemeente may take those as advice.
 */
export function applyEvents(state: ClientState, events: Iterable<LedgerEvent>): ClientState {
  const draft = {
    allocations: new Map(state.allocations),
    requests: new Map(state.requests),
    answers: new Map(state.answers),
    honoured: new Set(state.honoured),
  };
  const starts = new Deliveries(state.starts);
  const stops = new Deliveries(state.stops);
  for (const event of events) {
    const told = happened(event);
    if (isStart(told)) starts.take(told.kind === 'startRemoved', startOf(told));
    else if (isStop(told)) stops.take(told.kind === 'stopRemoved', stopOf(told));
    else if (told.kind === 'requested') addRequest(draft.requests, told);
    else if (told.kind === 'answered') {
      const { referentieAanbieder, verzoekAntwoord } = told.content;
      const before = draft.answers.get(referentieAanbieder) ?? [];
      draft.answers.set(referentieAanbieder, [...before, verzoekAntwoord]);
    } else {
      setAllocation(draft.allocations, told);
      const { referentieAanbieder } = told.content;
      if (referentieAanbieder !== undefined) draft.honoured.add(referentieAanbieder);
    }
  }
  return { ...draft, starts: starts.all, stops: stops.all };
}

/** The state after one event. */
export function applyEvent(state: ClientState, event: LedgerEvent): ClientState {
  return applyEvents(state, [event]);
}

/**
 * Whether an event says what a state says already: a start that stands, the removal of one that does
 * not, a request that was made, the same answer. Never so for an allocation: of those `eventsOf` tells
 * only what is new.
 */
export function isKnown(event: MessageEvent, state: ClientState): boolean {
  if (isStart(event)) return stands(startOf(event), state.starts) === (event.kind === 'started');
  if (isStop(event)) return stands(stopOf(event), state.stops) === (event.kind === 'stopped');
  if (event.kind === 'requested') return state.requests.has(event.content.referentieAanbieder);
  if (event.kind !== 'answered') return false;
  const { referentieAanbieder, verzoekAntwoord } = event.content;
  return state.answers.get(referentieAanbieder)?.includes(verzoekAntwoord) ?? false;
}

function stands<D extends PastStart & Partial<PastStop>>(one: D, all: readonly D[]): boolean {
  const key = keyOfDelivery(one);
  return all.some((delivery) => !delivery.removed && keyOfDelivery(delivery) === key);
}

function setAllocation(allocations: Map<string, Allocation>, event: AllocationEvent): void {
  const { toewijzingNummer, content, late, predecessors = [], successors = [] } = event;
  if (late) return;
  const before = allocations.get(toewijzingNummer);
  allocations.set(toewijzingNummer, {
    toewijzingNummer,
    standing: standingOf(content),
    content,
    firstBegin: before?.firstBegin ?? content.ingangsdatum,
    predecessors: [...(before?.predecessors ?? []), ...predecessors],
    successors: [...(before?.successors ?? []), ...successors],
    // Whose number it was at first stays so.
    ...((before ?? event).taken && { taken: true }),
  });
}

function addRequest(requests: Map<string, Request>, event: RequestedEvent): void {
  const { referentieAanbieder } = event.content;
  const product = event.type === 'JW315' ? event.content.product : undefined;
  const products = event.type === 'JW317' ? event.content.teWijzigenProducten : undefined;
  const toChange = (products?.teWijzigenProduct ?? []).map(({ toewijzingNummer }) =>
    normalNumber(toewijzingNummer),
  );
  // A reference that it used itself is its own still.
  const { taken } = requests.get(referentieAanbieder) ?? event;
  requests.set(referentieAanbieder, {
    type: event.type,
    referentieAanbieder,
    toChange,
    ...(product && { product }),
    begin: event.effective,
    ...(taken && { taken }),
  });
}

/** Starts or stops, in order. A removal takes back the delivery with its logical key (TR063). */
class Deliveries<D extends PastStart & Partial<PastStop>> {
  readonly all: D[];
  /** Where the deliveries of a key stand that were not removed; made when a removal asks for it. */
  #standing: Map<string, number[]> | undefined;

  constructor(all: readonly D[]) {
    this.all = [...all];
  }

  take(isRemoval: boolean, delivery: D): void {
    if (isRemoval) this.#remove(keyOfDelivery(delivery));
    else {
      this.all.push(delivery);
      if (this.#standing) this.#stands(delivery, this.all.length - 1);
    }
  }

  #remove(key: string): void {
    if (!this.#standing) {
      this.#standing = new Map();
      for (const [index, one] of this.all.entries()) if (!one.removed) this.#stands(one, index);
    }
    const index = this.#standing.get(key)?.pop();
    const found = index === undefined ? undefined : this.all[index];
    if (index !== undefined && found) this.all[index] = { ...found, removed: true };
  }

  #stands(delivery: D, index: number): void {
    const key = keyOfDelivery(delivery);
    const indexes = this.#standing?.get(key);
    if (indexes) indexes.push(index);
    else this.#standing?.set(key, [index]);
  }
}

function keyOfDelivery(delivery: PastStart & Partial<PastStop>): string {
  const { toewijzingNummer, product, begindatum, einddatum, redenBeeindiging } = delivery;
  const ofProduct = product && keyOf(product.categorie, product.code);
  return keyOf(toewijzingNummer, ofProduct, begindatum, einddatum, redenBeeindiging);
}

function isStart(event: MessageEvent): event is StartEvent {
  return event.kind === 'started' || event.kind === 'startRemoved';
}

function isStop(event: MessageEvent): event is StopEvent {
  return event.kind === 'stopped' || event.kind === 'stopRemoved';
}

function startOf({ toewijzingNummer, content }: StartEvent): PastStart {
  const { product, begindatum } = content;
  return {
    ...(toewijzingNummer !== undefined && { toewijzingNummer }),
    ...(product && { product }),
    begindatum,
    removed: false,
  };
}

function stopOf(event: StopEvent): PastStop {
  const { toewijzingNummer, content } = event;
  const { product, begindatum, einddatum, redenBeeindiging } = content;
  return {
    ...(toewijzingNummer !== undefined && { toewijzingNummer }),
    ...(product && { product }),
    begindatum,
    einddatum,
    redenBeeindiging,
    removed: false,
  };
}
