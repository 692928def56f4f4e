import type { ClientKey } from '../../store/keys/keys.ts';
import { decodeEvent, encodeEvent } from '../model/codec.ts';
import { type LedgerEvent, numberOf } from '../model/events.ts';
import { decodePrestatie, encodePrestatie } from '../model/prestatie-codec.ts';
import type { PrestatieEvent } from '../model/prestaties.ts';
import type { NewEntry } from './append.ts';
import { entryVersion } from './hash.ts';

/**
 * An event as an entry of the ledger. Its personal data is encrypted with the child's key, and bound to the version,
 * gemeente, aanbieder, child and kind.
 */
export function entryOf(event: LedgerEvent, about: EntryAbout): NewEntry {
  return sealedEntry(event, about, numberOf(event) ?? null, encodeEvent(event));
}

/** As {@link entryOf}, of a Prestatie. */
export function prestatieEntryOf(event: PrestatieEvent, about: EntryAbout): NewEntry {
  return sealedEntry(event, about, event.toewijzingNummer, encodePrestatie(event));
}

/** Whom and what an entry is about. */
export interface EntryAbout {
  readonly municipality: string;
  readonly provider: string;
  readonly clientId: string;
  readonly key: ClientKey;
  /** The message that reported it; null for what was imported. */
  readonly messageId: string | null;
}

function sealedEntry(
  event: LedgerEvent | PrestatieEvent,
  about: EntryAbout,
  toewijzingNummer: string | null,
  bytes: Buffer,
): NewEntry {
  const { municipality, provider, clientId, key, messageId } = about;
  const facts = factsOf({ ...about, version: entryVersion, kind: event.kind });
  return {
    municipality,
    provider,
    clientId,
    toewijzingNummer,
    kind: event.kind,
    messageId,
    classPath: event.path,
    effectiveDate: event.effective,
    amountCents: event.cents ?? null,
    sealed: key.seal(bytes, ...facts),
  };
}

interface EntryFacts {
  /** The version of the way in which the entry is hashed and encrypted. */
  readonly version: number;
  readonly municipality: string;
  readonly provider: string;
  readonly kind: string;
}

/** What the ciphertext of an entry is bound to, besides the child. Version 1 was bound to the child alone. */
function factsOf({ version, municipality, provider, kind }: EntryFacts): string[] {
  return version === 1 ? [] : ['ledger entry', String(version), municipality, provider, kind];
}

/** A stored entry: its number in the chain, and its ciphertext. */
export interface KeptEntry extends EntryFacts {
  /** Null where only a copy of the entry was read. */
  readonly chainNumber: number | null;
  readonly sealed: Uint8Array | null;
}

/** An entry cannot be read, because its bytes or the key of the child were changed. */
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
 * The event in an entry of any version, in today's form; not of one about a Prestatie.
 *
 * @throws {UnreadableEntry}
 */
export function entryEvent(key: ClientKey, entry: KeptEntry): LedgerEvent {
  return eventIn(key, entry, decodeEvent);
}

/** As {@link entryEvent}, of an entry about a Prestatie. @throws {UnreadableEntry} */
export function entryPrestatie(key: ClientKey, entry: KeptEntry): PrestatieEvent {
  return eventIn(key, entry, decodePrestatie);
}

function eventIn<E extends { readonly kind: string }>(
  key: ClientKey,
  entry: KeptEntry,
  decode: (bytes: Buffer) => E,
): E {
  try {
    if (entry.sealed) {
      const event = decode(key.unseal(entry.sealed, ...factsOf(entry)));
      if (event.kind === entry.kind) return event;
    }
  } catch {
    // The error may quote what is encrypted.
  }
  throw new UnreadableEntry(entry);
}
