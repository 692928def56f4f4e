import type { BerichtOf } from '../../standard/messages/berichten.ts';
import { type Money, readCents } from '../../standard/money.ts';
import type { Located } from '../../standard/rules/engine/located.ts';
import { normalNumber } from '../../standard/rules/engine/past.ts';
import type {
  AllocationEvent,
  AnsweredEvent,
  ImportedEvent,
  MessageEvent,
  RequestedEvent,
  StartEvent,
  StartProduct,
  StopEvent,
  StopProduct,
  ToegewezenProduct,
} from '../model/events.ts';
import * as kept from '../model/from-message.ts';
import type { Allocation, ClientState } from '../model/state.ts';
import { isOlder, isRepeated, statusOf } from '../model/versions.ts';
import type { LedgerBericht } from './bericht.ts';
import { type Links, linksIn } from './succession.ts';

/** What is known outside the child and its aanbieder, and affects the events of a message. */
export interface Around {
  /**
   * The child's allocations at other aanbieders of the gemeente. Empty for a message of an aanbieder, which may
   * not know of these.
   */
  readonly elsewhere: readonly Allocation[];
  /** Numbers of the message that belong to other allocations of the gemeente (TR332). */
  readonly numbersTaken: ReadonlySet<string>;
  /** References of the message that its aanbieder used before, to any gemeente (TR347). */
  readonly referencesTaken: ReadonlySet<string>;
}

/**
 * The events of an approved message, in the order in which they take effect. A JW301 repeats all that is
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
      return removalsFirst(kept.starts(bericht)).map(startEvent);
    case 'JW307':
      return removalsFirst(kept.stops(bericht)).map(stopEvent);
    case 'JW315':
      return kept.aangevraagdeProducten(bericht).map(({ value, path }) => ({
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

/** Wraps the events of messages from before the gateway kept a ledger, to be added as imported. */
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
  for (const { value, path } of kept.toegewezenProducten(bericht)) {
    const toewijzingNummer = normalNumber(value.toewijzingNummer);
    const known = state.allocations.get(toewijzingNummer);
    if (known && isRepeated(value, known.content)) continue;
    const status = statusOf(value);
    const ends = status !== 'allocated' && status !== known?.status;
    events.push({
      kind: ends ? status : known ? 'changed' : 'allocated',
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

/** StatusAanlevering 3 is processed before 1, whatever their order in the message. */
function removalsFirst<T extends { readonly statusAanlevering: string }>(
  products: readonly Located<T>[],
): Located<T>[] {
  const removals = products.filter(({ value }) => value.statusAanlevering === '3');
  return [...removals, ...products.filter(({ value }) => value.statusAanlevering !== '3')];
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

/** Takes effect on Dagtekening, because each product of one request has its own day. */
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
    content: kept.verzoek(client.verzoek),
  };
}

function answered({ header, antwoord }: BerichtOf<'JW319'>): AnsweredEvent {
  return {
    kind: 'answered',
    path: 'Antwoord',
    effective: header.berichtIdentificatie.dagtekening,
    content: kept.antwoord(antwoord),
  };
}

function numberOf({ toewijzingNummer }: { readonly toewijzingNummer?: string }) {
  return toewijzingNummer === undefined ? {} : { toewijzingNummer: normalNumber(toewijzingNummer) };
}

function centsOf({ budget, omvang }: Pick<ToegewezenProduct, 'budget' | 'omvang'>): {
  cents?: Money;
} {
  const amount = budget ?? (omvang?.eenheid === '83' ? omvang.volume : undefined);
  return amount === undefined ? {} : { cents: readCents(amount) };
}
