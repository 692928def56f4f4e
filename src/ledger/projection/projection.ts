import { hash } from 'node:crypto';
import { centsText, readCents } from '../../standard/money.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import type { LedgerEvent } from '../model/events.ts';
import { happened, numberOf, referenceOf } from '../model/events.ts';
import { isPrestatieKind } from '../model/prestaties.ts';
import { type Allocation, applyEvents, type ClientState, emptyState } from '../model/state.ts';
import {
  type AllocationRow,
  type CaseId,
  type CaseRows,
  type DeliveryRow,
  keptAnswers,
  type RequestRow,
} from './rows.ts';

/** An event with the facts of its entry. */
export interface RecordedEvent {
  readonly event: LedgerEvent;
  readonly recordedAt: Date;
  /** The message that reported it; null for what was imported. */
  readonly messageId: string | null;
  /** Encrypted, as the entry has it. */
  readonly sealed: Uint8Array | null;
  /** Of the entry. */
  readonly version: number;
}

/**
 * The rows of a case that its events touch.
 *
 * @param before the state of the case by the chain of the gemeente, without its predecessors
 * @param after the same with the events
 * @param events those of the entries that are added; a row of a request gets what these add to it
 */
export function touchedRows(
  keys: KeyRing,
  id: CaseId,
  { before, after }: { readonly before: ClientState; readonly after: ClientState },
  events: readonly RecordedEvent[],
): CaseRows {
  const changedAt = new Map<string, Date>();
  const references = new Map<string, RecordedEvent[]>();
  for (const recorded of events) {
    const number = numberOf(recorded.event);
    if (number !== undefined) changedAt.set(number, recorded.recordedAt);
    const reference = referenceOf(recorded.event);
    if (reference === undefined) continue;
    const before = references.get(reference);
    if (before) before.push(recorded);
    else references.set(reference, [recorded]);
  }
  return {
    allocations: [...changedAt].flatMap(([number, at]) => {
      const allocation = after.allocations.get(number);
      return allocation ? [allocationRow(id, allocation, at)] : [];
    }),
    requests: [...references].map(([reference, own]) =>
      requestRow(keys, id, after, reference, own),
    ),
    deliveries: [
      ...changedDeliveries('start', before.starts, after.starts),
      ...changedDeliveries('stop', before.stops, after.stops),
    ],
  };
}

/**
 * All rows of a case.
 *
 * @param events all that the chain of the gemeente has of it, in the order of the chain
 */
export function rowsOf(keys: KeyRing, id: CaseId, events: readonly RecordedEvent[]): CaseRows {
  const after = applyEvents(
    emptyState,
    events.map(({ event }) => event),
  );
  return touchedRows(keys, id, { before: emptyState, after }, events);
}

/** What can be read of an entry without the key of the child. */
export interface OpenEntry {
  readonly kind: string;
  readonly toewijzingNummer: string | null;
  readonly recordedAt: Date;
}

/** Kinds of entries that may be of an allocation: `imported` too, because what was imported is encrypted. */
const mayAllocate = new Set(['allocated', 'changed', 'withdrawn', 'deleted', 'imported']);

/**
 * The rows of a case of a child that was forgotten: of each allocation its number, so that it is not taken for a
 * number that was never used.
 *
 * @param entries all that the chain of the gemeente has of it, in the order of the chain
 */
export function tombstonesOf(id: CaseId, entries: readonly OpenEntry[]): CaseRows {
  const changedAt = new Map<string, Date>();
  const allocated = new Set<string>();
  for (const { kind, toewijzingNummer, recordedAt } of entries) {
    if (toewijzingNummer === null || isPrestatieKind(kind)) continue;
    changedAt.set(toewijzingNummer, recordedAt);
    if (mayAllocate.has(kind)) allocated.add(toewijzingNummer);
  }
  const allocations = [...changedAt].flatMap(([number, at]) =>
    allocated.has(number) ? [tombstone(id, number, at)] : [],
  );
  return { allocations, requests: [], deliveries: [] };
}

/**
 * The id of an allocation: a UUID of version 8 over what identifies it. It cannot be guessed, because the id of the
 * client is random.
 */
function allocationId({ municipality, provider, clientId }: CaseId, number: string): string {
  const name = ['allocation', municipality, provider, clientId.toLowerCase(), number].join('\n');
  const bytes = hash('sha256', name, 'buffer').subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** A keyed hash by which a reference of an aanbieder is recognised, to any gemeente (TR347). 32 bytes. */
export function referenceHash(keys: KeyRing, aanbieder: string, referentie: string): Buffer {
  return keys.lineHash(['reference', aanbieder, referentie].join('\n'));
}

function tombstone(id: CaseId, number: string, changedAt: Date): AllocationRow {
  return {
    id: allocationId(id, number),
    toewijzing_nummer: number,
    owns_number: false,
    status: 'forgotten',
    product_category: null,
    product_code: null,
    decided_on: null,
    begin_date: null,
    end_date: null,
    reason: null,
    volume: null,
    unit: null,
    frequency: null,
    budget_cents: null,
    predecessors: null,
    successors: null,
    changed_at: changedAt.toISOString(),
  };
}

function allocationRow(id: CaseId, allocation: Allocation, changedAt: Date): AllocationRow {
  const { toewijzingNummer, status, content, predecessors, successors, taken } = allocation;
  const { product, omvang, budget } = content;
  return {
    id: allocationId(id, toewijzingNummer),
    toewijzing_nummer: toewijzingNummer,
    owns_number: !taken,
    status,
    product_category: product?.categorie ?? null,
    product_code: product?.code ?? null,
    decided_on: content.toewijzingsdatum,
    begin_date: content.ingangsdatum,
    end_date: content.einddatum ?? null,
    reason: content.redenWijziging ?? null,
    volume: omvang?.volume ?? null,
    unit: omvang?.eenheid ?? null,
    frequency: omvang?.frequentie ?? null,
    budget_cents: budget === undefined ? null : centsText(readCents(budget)),
    predecessors,
    successors,
    changed_at: changedAt.toISOString(),
  };
}

function requestRow(
  keys: KeyRing,
  { provider }: CaseId,
  { requests, answers, honoured }: ClientState,
  reference: string,
  events: readonly RecordedEvent[],
): RequestRow {
  const request = requests.get(reference);
  const made = events.find(({ event }) => happened(event).kind === 'requested');
  const answering = events.filter(({ event }) => happened(event).kind !== 'requested');
  return {
    reference_hash: bytesText(referenceHash(keys, provider, reference)),
    type: request?.type ?? null,
    owns_reference: request !== undefined && !request.taken,
    answers: answers.get(reference) ?? [],
    honoured: honoured.has(reference),
    message_id: made?.messageId ?? null,
    requested_at: made?.recordedAt.toISOString() ?? null,
    sealed: made?.sealed ? bytesText(made.sealed) : null,
    sealed_version: made?.sealed ? made.version : 1,
    answered_by: [...new Set(answering.flatMap(({ messageId }) => messageId ?? []))].slice(
      0,
      keptAnswers,
    ),
  };
}

/** Bytes as Postgres reads them. */
function bytesText(bytes: Uint8Array): string {
  return `\\x${Buffer.from(bytes).toString('hex')}`;
}

type Delivery = ClientState['starts'][number] & Partial<ClientState['stops'][number]>;

/** Deliveries are only added at the end, or replaced at the same index. */
function changedDeliveries(
  kind: DeliveryRow['kind'],
  before: readonly Delivery[],
  after: readonly Delivery[],
): DeliveryRow[] {
  return after.flatMap((delivery, index) => {
    if (delivery === before[index]) return [];
    const { toewijzingNummer, product, begindatum, einddatum, redenBeeindiging } = delivery;
    return {
      kind,
      ordinal: index + 1,
      toewijzing_nummer: toewijzingNummer ?? null,
      product_category: product?.categorie ?? null,
      product_code: product?.code ?? null,
      begin_date: begindatum,
      end_date: einddatum ?? null,
      reason: redenBeeindiging ?? null,
      removed: delivery.removed,
    };
  });
}
