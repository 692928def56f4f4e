import type { ClientKey } from '../store/keys.ts';
import type { NewEntry } from './append.ts';
import { entryVersion } from './hash.ts';
import { decodeEvent, encodeEvent } from './model/codec.ts';
import { type LedgerEvent, numberOf } from './model/events.ts';

/**
 * An event as an entry of the ledger: what is personal is encrypted with the child's key, for this version,
 * gemeente, aanbieder, child and kind.
 */
export function entryOf(
  event: LedgerEvent,
  about: {
    readonly municipality: string;
    readonly provider: string;
    readonly clientId: string;
    readonly key: ClientKey;
    /** The message that told it; null for what was imported. */
    readonly messageId: string | null;
  },
): NewEntry {
  const { municipality, provider, clientId, key, messageId } = about;
  const facts = factsOf({ ...about, version: entryVersion, kind: event.kind });
  return {
    municipality,
    provider,
    clientId,
    toewijzingNummer: numberOf(event) ?? null,
    kind: event.kind,
    messageId,
    classPath: event.path,
    effectiveDate: event.effective,
    amountCents: event.cents ?? null,
    sealed: key.seal(encodeEvent(event), ...facts),
  };
}

interface EntryFacts {
  /** Of the way in which it is hashed and encrypted. */
  readonly version: number;
  readonly municipality: string;
  readonly provider: string;
  readonly kind: string;
}

/** What an entry is encrypted for, besides the child. Version 1 was for the child alone. */
function factsOf({ version, municipality, provider, kind }: EntryFacts): string[] {
  return version === 1 ? [] : ['ledger entry', String(version), municipality, provider, kind];
}

/** Where an entry stands that is read, and what it keeps. */
export interface KeptEntry extends EntryFacts {
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

  constructor({ municipality, chainNumber }: Pick<KeptEntry, 'municipality' | 'chainNumber'>) {
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
    if (entry.sealed) {
      const event = decodeEvent(key.unseal(entry.sealed, ...factsOf(entry)));
      if (event.kind === entry.kind) return event;
    }
  } catch {
    // What was wrong may quote what is encrypted.
  }
  throw new UnreadableEntry(entry);
}
