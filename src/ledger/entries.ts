import type { ClientKey } from '../store/keys.ts';
import type { NewEntry } from './append.ts';
import type { LedgerEvent, MessageEvent } from './events.ts';

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
    amountCents: event.cents === undefined ? null : BigInt(event.cents),
    sealed: key.seal(Buffer.from(JSON.stringify(event))),
  };
}

/** The event that an entry was made of. */
export function entryEvent(key: ClientKey, sealed: Uint8Array): LedgerEvent {
  return JSON.parse(key.unseal(sealed).toString());
}

/** What happened, also where it was imported. */
export function happened(event: LedgerEvent): MessageEvent {
  return event.kind === 'imported' ? event.of : event;
}

/** The ToewijzingNummer that an event is about. */
export function numberOf(event: LedgerEvent): string | undefined {
  const told = happened(event);
  return 'toewijzingNummer' in told ? told.toewijzingNummer : undefined;
}

/** The reference of a request that an event makes, answers or honours. */
export function referenceOf(event: LedgerEvent): string | undefined {
  const told = happened(event);
  return 'referentieAanbieder' in told.content ? told.content.referentieAanbieder : undefined;
}
