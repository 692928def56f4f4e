import type { ClientKey } from '../store/keys.ts';
import type { NewEntry } from './append.ts';
import { decodeEvent, encodeEvent } from './model/codec.ts';
import { type LedgerEvent, numberOf } from './model/events.ts';

/** An event as an entry of the ledger: what is personal is encrypted with the child's key. */
export function entryOf(
  event: LedgerEvent,
  about: {
    readonly provider: string;
    readonly clientId: string;
    readonly key: ClientKey;
    /** The message that told it; null for what was imported. */
    readonly messageId: string | null;
  },
): NewEntry {
  const { provider, clientId, key, messageId } = about;
  return {
    provider,
    clientId,
    toewijzingNummer: numberOf(event) ?? null,
    kind: event.kind,
    messageId,
    classPath: event.path,
    effectiveDate: event.effective,
    amountCents: event.cents ?? null,
    sealed: key.seal(encodeEvent(event)),
  };
}

/** Where an entry stands that is read, and what it keeps. */
export interface KeptEntry {
  readonly municipality: string;
  /** Null where only a copy of it is known. */
  readonly chainNumber: number | null;
  readonly sealed: Uint8Array | null;
}

/** An entry says nothing that can be read: its bytes, or the key of the child, were changed. */
export class UnreadableEntry extends Error {
  override readonly name = 'UnreadableEntry';
  readonly code = 'ledger-entry-unreadable';
  readonly municipality: string;
  readonly chainNumber: number | null;

  constructor({ municipality, chainNumber }: Omit<KeptEntry, 'sealed'>) {
    const which = chainNumber === null ? 'An entry' : `Entry ${chainNumber}`;
    super(`${which} of the ledger of ${municipality} cannot be read.`);
    this.municipality = municipality;
    this.chainNumber = chainNumber;
  }
}

/**
 * The event that an entry was made of, in the form of today whatever version wrote it.
 *
 * @throws {UnreadableEntry}
 */
export function entryEvent(key: ClientKey, entry: KeptEntry): LedgerEvent {
  try {
    if (entry.sealed) return decodeEvent(key.unseal(entry.sealed));
  } catch {
    // What was wrong may quote what is encrypted.
  }
  throw new UnreadableEntry(entry);
}
