import { NotBelieved, type RowMacs } from '../store/row-mac.ts';
import { columnsOf, nullable, rowText } from '../store/row-text.ts';
import { type KeptMessage, keptMessage, messageColumns } from './kept-message.ts';
import type { Outcome } from './message-summary.ts';

/** A message that waits in a mailbox. */
export interface InboxItem {
  readonly id: string;
  readonly type: string;
  readonly sender: string;
  readonly recipient: string;
  readonly identificatie: string | null;
  readonly dagtekening: string | null;
  /** The message that this retour or JW325 answers; null also where the reader may not see it. */
  readonly heenbericht: string | null;
  /** The retour or JW325 that answers this message; likewise. */
  readonly answer: string | null;
  /** What its retour says, or what it says itself; see `MessageSummary`. */
  readonly outcome: Outcome | null;
  /** ISO 8601, in UTC. */
  readonly receivedAt: string;
  /** 1, 2, 3 ... within one mailbox. */
  readonly position: number;
  /** It was put back after it had been delivered. */
  readonly redelivered: boolean;
}

/** What stands in a mailbox. */
export interface BelievedEntry {
  /** As the message alone tells it: with its heenbericht, without what answers it. */
  readonly item: InboxItem;
  /** What answers it, if it is a heenbericht. */
  readonly answerId: string | null;
}

/** What stands in a mailbox, or why it is not handed out. */
export type Entry = { readonly position: number } & (
  | (BelievedEntry & { readonly fault?: never })
  | { readonly fault: NotBelieved; readonly item?: never; readonly answerId?: never }
);

/** SQL: what {@link BelievedEntries} takes, of `mailbox_entry entry` and `message m`. */
export const entryText = rowText([
  ...['entry.position', 'entry.redelivered'],
  // A heenbericht has one answer at most; a retour has none.
  nullable(
    'case when m.heenbericht_id is null then (select id from message where heenbericht_id = m.id) end',
  ),
  ...messageColumns('m'),
]);

/** About five megabytes. */
const rememberedAtMost = 5000;

/**
 * Tells what stands in mailboxes, from what Postgres writes of it. A mailbox is polled again and again: what
 * was believed is believed again, without another MAC, as long as it stands there to the letter.
 */
export class BelievedEntries {
  readonly #macs: RowMacs;
  readonly #known = new Map<string, Entry & BelievedEntry>();

  constructor(macs: RowMacs) {
    this.#macs = macs;
  }

  /** @param text {@link entryText} @param party whose mailbox it is */
  read(text: string, party: string): Entry {
    const known = this.#known.get(text);
    // A message in a mailbox is of its party.
    if (known?.item.recipient === party) return known;
    const [position, redelivered, answerId = null, ...columns] = columnsOf(text);
    const [, mac, id] = columns;
    const message = keptMessage(this.#macs, columns);
    const place = { position: Number(position), redelivered: redelivered === 't' };
    if (message?.recipient !== party)
      return { ...place, fault: new NotBelieved(message ? 'mailbox_entry' : 'message', id ?? '') };
    const entry = { position: place.position, answerId, item: itemOf(message, place) };
    // Without a MAC it is believed only until all messages are signed.
    if (mac) this.#remember(text, entry);
    return entry;
  }

  #remember(text: string, entry: Entry & BelievedEntry): void {
    if (this.#known.size >= rememberedAtMost) this.#known.clear();
    this.#known.set(text, entry);
  }
}

function itemOf(
  message: KeptMessage,
  place: Pick<InboxItem, 'position' | 'redelivered'>,
): InboxItem {
  const { id, sender, identificatie, dagtekening, heenberichtId } = message;
  return {
    id,
    type: message.type as string,
    sender,
    recipient: message.recipient as string,
    identificatie,
    dagtekening,
    heenbericht: heenberichtId,
    answer: null,
    outcome: heenberichtId === null ? null : outcomeOf(message),
    receivedAt: message.receivedAt.toISOString(),
    ...place,
  };
}

/** What a retour tells; null of a JW325. */
export function outcomeOf({ type, refuses }: KeptMessage): Outcome | null {
  if (refuses) return 'refused';
  return type === 'JW325' ? null : 'approved';
}
