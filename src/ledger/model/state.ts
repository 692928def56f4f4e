import {
  normalNumber,
  type PastProduct,
  type PastStart,
  type PastStop,
} from '../../standard/rules/engine/past.ts';
import { keyOf } from '../../standard/rules/engine/repeated.ts';
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
import { type AllocationStatus, statusOf } from './versions.ts';

/**
 * What is true of one client at one aanbieder for one gemeente: all its events, applied in order. The events of a
 * gemeente include those of gemeenten that it succeeded, which come before its own.
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
  readonly status: AllocationStatus;
  readonly content: ToegewezenProduct;
  /** Ingangsdatum of the first version that was reported. */
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
  /** The product that a JW315 asks for, when it names one. */
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
 * The state after some events. Pure: does not change the state that was given. It takes any events in any order, also
 * of messages that break the rules of level 3, because a gemeente may treat those rules as advice.
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
  for (const event of Array.from(events, happened)) {
    if (isStart(event)) starts.take(event.kind === 'startRemoved', startOf(event));
    else if (isStop(event)) stops.take(event.kind === 'stopRemoved', stopOf(event));
    else if (event.kind === 'requested') addRequest(draft.requests, event);
    else if (event.kind === 'answered') {
      const { referentieAanbieder, verzoekAntwoord } = event.content;
      const before = draft.answers.get(referentieAanbieder) ?? [];
      draft.answers.set(referentieAanbieder, [...before, verzoekAntwoord]);
    } else {
      setAllocation(draft.allocations, event);
      const { referentieAanbieder } = event.content;
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
 * Whether a state already includes an event: a start that is listed, the removal of one that is not, a request that
 * was made, the same answer. Never so for an allocation, of which `eventsOf` gives only new versions.
 */
export function isKnown(event: MessageEvent, state: ClientState): boolean {
  if (isStart(event)) return isListed(startOf(event), state.starts) === (event.kind === 'started');
  if (isStop(event)) return isListed(stopOf(event), state.stops) === (event.kind === 'stopped');
  if (event.kind === 'requested') return state.requests.has(event.content.referentieAanbieder);
  if (event.kind !== 'answered') return false;
  const { referentieAanbieder, verzoekAntwoord } = event.content;
  return state.answers.get(referentieAanbieder)?.includes(verzoekAntwoord) ?? false;
}

function isListed<D extends PastStart & Partial<PastStop>>(one: D, all: readonly D[]): boolean {
  const key = keyOfDelivery(one);
  return all.some((delivery) => !delivery.removed && keyOfDelivery(delivery) === key);
}

function setAllocation(allocations: Map<string, Allocation>, event: AllocationEvent): void {
  const { toewijzingNummer, content, late, predecessors = [], successors = [] } = event;
  if (late) return;
  const before = allocations.get(toewijzingNummer);
  allocations.set(toewijzingNummer, {
    toewijzingNummer,
    status: statusOf(content),
    content,
    firstBegin: before?.firstBegin ?? content.ingangsdatum,
    predecessors: [...(before?.predecessors ?? []), ...predecessors],
    successors: [...(before?.successors ?? []), ...successors],
    // The first version decides whether the number is its own.
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
  // A reference that this client used before is still its own.
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

/** Starts or stops, in order. A removal marks the delivery with the same logical key as removed (TR063). */
class Deliveries<D extends PastStart & Partial<PastStop>> {
  readonly all: D[];
  /** By key the indexes of the deliveries that were not removed; made at the first removal. */
  #current: Map<string, number[]> | undefined;

  constructor(all: readonly D[]) {
    this.all = [...all];
  }

  take(isRemoval: boolean, delivery: D): void {
    if (isRemoval) this.#remove(keyOfDelivery(delivery));
    else {
      this.all.push(delivery);
      if (this.#current) this.#addCurrent(delivery, this.all.length - 1);
    }
  }

  #remove(key: string): void {
    if (!this.#current) {
      this.#current = new Map();
      for (const [index, one] of this.all.entries()) if (!one.removed) this.#addCurrent(one, index);
    }
    const index = this.#current.get(key)?.pop();
    const found = index === undefined ? undefined : this.all[index];
    if (index !== undefined && found) this.all[index] = { ...found, removed: true };
  }

  #addCurrent(delivery: D, index: number): void {
    const key = keyOfDelivery(delivery);
    const indexes = this.#current?.get(key);
    if (indexes) indexes.push(index);
    else this.#current?.set(key, [index]);
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
