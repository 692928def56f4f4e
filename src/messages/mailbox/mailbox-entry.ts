import type { BerichtType } from '../../standard/catalogue.ts';
import { NotBelieved, type RowMacs } from '../../store/keys/row-mac.ts';
import { columnsOf, nullable, rowText } from '../../store/row-text.ts';
import { type KeptMessage, keptMessage, messageColumns } from '../kept-message.ts';
import type { Outcome } from '../views/message-summary.ts';

/** A message that waits in a mailbox. */
export interface InboxItem {
  readonly id: string;
  readonly type: BerichtType;
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

/** An entry of a mailbox whose MAC fits. */
export interface BelievedEntry {
  /** With the id of its heenbericht, without that of its answer. */
  readonly item: InboxItem;
  /** The id of its answer, if it is a heenbericht. */
  readonly answerId: string | null;
}

/** An entry of a mailbox, or why it is not handed out. */
export type Entry = { readonly position: number } & (
  | (BelievedEntry & { readonly fault?: never })
  | { readonly fault: NotBelieved; readonly item?: never; readonly answerId?: never }
);

/** SQL: the text for {@link BelievedEntries}, of `mailbox_entry entry` and `message m`. */
export const entryText = rowText([
  ...['entry.position', 'entry.redelivered'],
  // A heenbericht has at most one answer; a retour has none.
  nullable(
    'case when m.heenbericht_id is null then (select id from message where heenbericht_id = m.id) end',
  ),
  ...messageColumns('m'),
]);

/** Entries in the cache: about five megabytes. */
const cachedAtMost = 5000;

/**
 * Reads entries of mailboxes from the text that Postgres makes of them, and checks their MACs. Mailboxes are polled
 * again and again, so entries are cached by that text: while it is the same, the MAC is not checked again.
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
    // An entry in the mailbox of another party is not believed.
    if (known?.item.recipient === party) return known;
    const [position, redelivered, answerId = null, ...columns] = columnsOf(text);
    const [, mac, id] = columns;
    const message = keptMessage(this.#macs, columns);
    const entryFields = { position: Number(position), redelivered: redelivered === 't' };
    if (message?.recipient !== party)
      return {
        ...entryFields,
        fault: new NotBelieved(message ? 'mailbox_entry' : 'message', id ?? ''),
      };
    const entry = { position: entryFields.position, answerId, item: itemOf(message, entryFields) };
    // A row without a MAC is believed only until the first start has signed all rows, so it is not cached.
    if (mac) this.#cache(text, entry);
    return entry;
  }

  #cache(text: string, entry: Entry & BelievedEntry): void {
    if (this.#known.size >= cachedAtMost) this.#known.clear();
    this.#known.set(text, entry);
  }
}

function itemOf(
  message: KeptMessage,
  entryFields: Pick<InboxItem, 'position' | 'redelivered'>,
): InboxItem {
  const { id, sender, identificatie, dagtekening, heenberichtId } = message;
  return {
    id,
    type: message.type as BerichtType,
    sender,
    recipient: message.recipient as string,
    identificatie,
    dagtekening,
    heenbericht: heenberichtId,
    answer: null,
    outcome: heenberichtId === null ? null : outcomeOf(message),
    receivedAt: message.receivedAt.toISOString(),
    ...entryFields,
  };
}

/** The outcome that a retour reports; null for a JW325, which reports one for each Prestatie. */
export function outcomeOf({ type, refuses }: KeptMessage): Outcome | null {
  if (refuses) return 'refused';
  return type === 'JW325' ? null : 'approved';
}
