import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { cents, centsNumber, type Money } from '../../standard/money.ts';
import type { LedgerEvent, MessageEvent } from './events.ts';
import { type Payload1, version1 } from './version-1.ts';
import { type Event2, type MessageEvent2, type Payload2, version2 } from './version-2.ts';

/** Stored bytes have a form that the gateway never wrote. The error does not quote them. */
export class UnreadableEvent extends Error {
  override readonly name = 'UnreadableEvent';

  constructor() {
    super('An event of the ledger has a form that no version of the gateway wrote.');
  }
}

type Kind = LedgerEvent['kind'];
type Checks = Readonly<Record<Kind, { readonly Check: (value: unknown) => boolean }>>;

const checks1 = compiled(version1);
const checks2 = compiled(version2);

/**
 * An event as bytes that are stored for ever: JSON of the newest version (`version-2.ts`), its fields in a
 * fixed order.
 *
 * @throws {UnreadableEvent} for what could not be read again
 */
export function encodeEvent(event: LedgerEvent): Buffer {
  const payload: Payload2 = { version: 2, event: written(event) };
  if (!checks2[event.kind].Check(payload)) throw new UnreadableEvent();
  return Buffer.from(JSON.stringify(payload));
}

/**
 * The event in bytes of any version, in today's form. Bytes without a version are of version 1.
 *
 * @throws {UnreadableEvent} when they are not exactly what that version wrote
 */
export function decodeEvent(bytes: Buffer): LedgerEvent {
  const payload = objectIn(bytes);
  if (!('version' in payload)) {
    if (isOf<Payload1>(checks1, payload, payload)) return read(lifted1(payload));
  } else if ('event' in payload && isOf<Payload2>(checks2, payload.event, payload))
    return read(payload.event);
  throw new UnreadableEvent();
}

function objectIn(bytes: Buffer): object {
  let payload: unknown;
  try {
    payload = JSON.parse(bytes.toString());
  } catch {
    // The error of the parser quotes personal data.
  }
  if (typeof payload !== 'object' || payload === null) throw new UnreadableEvent();
  return payload;
}

/** @param event has the kind */
function isOf<P>(checks: Checks, event: unknown, payload: unknown): payload is P {
  const kind = (event as { kind?: unknown } | null)?.kind;
  if (typeof kind !== 'string' || !Object.hasOwn(checks, kind)) return false;
  return checks[kind as Kind].Check(payload);
}

/** An event of version 1 has the same meaning in version 2. */
function lifted1(event: Payload1): Event2 {
  return event;
}

function read(event: Event2): LedgerEvent {
  if (event.kind !== 'imported') return readMessageEvent(event);
  const { kind, path, effective, of } = event;
  return { kind, path, effective, ...amountRead(event.cents), of: readMessageEvent(of) };
}

function readMessageEvent({ cents: count, ...event }: MessageEvent2): MessageEvent {
  return { ...event, ...amountRead(count) };
}

function amountRead(count: number | undefined): { cents?: Money } {
  return count === undefined ? {} : { cents: cents(count) };
}

function written(event: LedgerEvent): Event2 {
  if (event.kind !== 'imported') return writtenMessageEvent(event);
  return { kind: event.kind, ...baseOf(event), of: writtenMessageEvent(event.of) };
}

function writtenMessageEvent(event: MessageEvent): MessageEvent2 {
  const base = baseOf(event);
  switch (event.kind) {
    case 'allocated':
    case 'changed':
    case 'withdrawn':
    case 'deleted': {
      const { kind, toewijzingNummer, late, taken, predecessors, successors, content } = event;
      return {
        ...{ kind, ...base, toewijzingNummer },
        ...(late && { late }),
        ...(taken && { taken }),
        ...(predecessors && { predecessors }),
        ...(successors && { successors }),
        content,
      };
    }
    case 'requested': {
      const taken = event.taken && { taken: event.taken };
      const { kind } = event;
      return event.type === 'JW315'
        ? { kind, ...base, type: event.type, ...taken, content: event.content }
        : { kind, ...base, type: event.type, ...taken, content: event.content };
    }
    case 'answered':
      return { kind: event.kind, ...base, content: event.content };
    case 'started':
    case 'startRemoved':
      return { kind: event.kind, ...base, ...numberIn(event), content: event.content };
    case 'stopped':
    case 'stopRemoved':
      return { kind: event.kind, ...base, ...numberIn(event), content: event.content };
  }
}

function baseOf({ path, effective, cents: amount }: LedgerEvent) {
  return { path, effective, ...(amount !== undefined && { cents: centsNumber(amount) }) };
}

function numberIn({ toewijzingNummer }: { readonly toewijzingNummer?: string }) {
  return toewijzingNummer === undefined ? {} : { toewijzingNummer };
}

function compiled(schemas: Readonly<Record<Kind, TSchema>>): Checks {
  const entries = Object.entries(schemas).map(([kind, schema]) => [kind, Compile(schema)]);
  return Object.fromEntries(entries) as Checks;
}
