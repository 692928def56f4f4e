import { kindOf } from '../../parties/directory/codes.ts';
import { endingOf, refuseEnded } from '../../parties/directory/ending.ts';
import { checkMandates } from '../../parties/mandates/acting.ts';
import { forbidden, type Principal } from '../../parties/principal.ts';
import { Problem } from '../../problem.ts';
import type { Bell } from '../../store/bell.ts';
import type { Store } from '../../store/database.ts';
import { NotBelieved, type OnNotBelieved, type RowMacs } from '../../store/keys/row-mac.ts';
import { type Acknowledged, acknowledgeBy } from '../lifecycle/acknowledge.ts';
import { SharedWaits, type Topic } from '../shared-waits.ts';
import { signedMessage } from '../signed.ts';
import { inboxKey, messageKey, type Waits } from '../waiting.ts';
import { BelievedEntries } from './mailbox-entry.ts';
import {
  type MailboxPosition,
  type Page,
  type PageParts,
  type Reader,
  readPage,
} from './mailbox-page.ts';

export interface InboxQuery {
  /**
   * Whose mailbox: the caller's own, that of an ended party whose successor it is, or that of a party by
   * whose mandate it acts.
   */
  readonly party?: string;
  readonly limit: number;
  /** Only entries after this position. */
  readonly after: number;
  /** How long to wait for the first message, in seconds. */
  readonly waitSeconds: number;
}

export type InboxPage = Page;

/** The most new entries that waiting requests share in one query; no page is longer. */
const newsAtOnce = 1000;

/** The mailboxes that recipients poll: each message at least once, none lost, and repeats do no harm. */
export class Mailbox {
  readonly #store: Store;
  readonly #macs: RowMacs;
  readonly #bell: Bell;
  readonly #parts: PageParts;
  readonly #waits: SharedWaits<Page>;

  /** @param onNotBelieved called for each row that is left out, each time it is read */
  constructor(store: Store, macs: RowMacs, bell: Bell, onNotBelieved: OnNotBelieved) {
    this.#store = store;
    this.#macs = macs;
    this.#bell = bell;
    this.#waits = new SharedWaits(bell);
    const entries = new BelievedEntries(macs);
    this.#parts = { pool: store.pool, macs, entries, onNotBelieved };
  }

  /**
   * The messages that the party has not acknowledged, oldest first; by a mandate only those of its types. Waits for
   * the first message when there is none; returns an empty page when none comes or when the process has to stop.
   *
   * Requests that wait for the same mailbox share one query when something comes in, for what came after the
   * last page of each. A mandate that is given during a wait counts from the next poll.
   *
   * @throws {Problem} `no-mandate` for a mailbox that is not the caller's, also when the mandate ended
   *   while it waited; `no-mailbox` for a software house that does not say whose
   */
  async list(principal: Principal, query: InboxQuery, waits: Waits = {}): Promise<InboxPage> {
    const party = query.party ?? principal.party;
    if (!principal.party || !party) throw forbidden(principal.role, ['party']);
    if (kindOf(party) === undefined) throw new Problem('no-mailbox');
    const mandatary = principal.actsFor.includes(party) ? undefined : principal.party;
    const reader = mandatary === undefined ? { party } : { party, mandatary };
    if (query.waitSeconds === 0) return readPage(this.#parts, reader, query);
    const until = Date.now() + query.waitSeconds * 1000;
    using listener = this.#waits.listen(this.#topicOf(reader));
    const page = await readPage(this.#parts, reader, query);
    if (page.items.length > 0) return page;
    waits.wait?.();
    const answer = await listener
      .next({
        seen: page.lastPosition,
        accepts: ({ items }) => (items.at(-1)?.position ?? 0) > query.after,
        ms: until - Date.now(),
        signal: waits.signal,
      })
      .finally(waits.waited);
    if (answer) return pageWithin(answer, query);
    // The mandate may have ended meanwhile.
    if (mandatary === undefined || waits.signal?.aborted) return page;
    return readPage(this.#parts, reader, query);
  }

  #topicOf(reader: Reader): Topic<Page> {
    const { party, mandatary = '' } = reader;
    return {
      key: `${mandatary} ${party}`,
      bellKey: inboxKey(party),
      ask: (seen) => readPage(this.#parts, reader, { after: Number(seen), limit: newsAtOnce }),
      // If there is more than one page, the sweep of the bell finds that the mailbox is further than this.
      seenIn: ({ next, lastPosition }) => String(next ?? lastPosition),
      isEarlier: (one, other) => Number(one) < Number(other),
    };
  }

  /**
   * Marks messages as acknowledged by their recipient or by who acts for it. Repeating it changes nothing.
   *
   * A party that has ended cannot do this any more when it has a successor.
   *
   * @returns the ids that are acknowledged now, and those that are not in the mailbox
   * @throws {Problem} `party-ended`
   */
  async acknowledge(
    principal: Principal,
    ids: readonly string[],
  ): Promise<{ acknowledged: string[]; unknown: string[] }> {
    if (!principal.party) throw forbidden(principal.role, ['party']);
    const unique = [...new Set(ids.map((id) => id.toLowerCase()))];
    const { pool, db } = this.#store;
    const rows = await acknowledgeBy(pool, principal, unique, []);
    const others = rows.filter((row) => row.mandates !== null && this.#isBelieved(row));
    for (const { mandates } of others) checkMandates(this.#macs, mandates);
    // Messages of others, by mandates: only now their MACs have been checked.
    if (others.length > 0) {
      const ids = others.flatMap(({ message_id: id }) => id ?? []);
      const mandates = others.flatMap((one) => one.mandates ?? []);
      rows.push(...(await acknowledgeBy(pool, principal, ids, mandates)));
    }
    if (rows[0]?.succeeded) refuseEnded(await endingOf(db, this.#macs, principal.party));
    const done = rows.filter(({ mandates }) => mandates === null);
    for (const { fresh, message_id: id } of done) if (fresh && id) this.#bell.ring(messageKey(id));
    const acknowledged = new Set(done.map((row) => row.message_id));
    return {
      acknowledged: unique.filter((id) => acknowledged.has(id)),
      unknown: unique.filter((id) => !acknowledged.has(id)),
    };
  }

  /** Whether the MAC of a message of another party fits. If not, it was not handed out either. */
  #isBelieved({ proof, message_id: id }: Acknowledged): boolean {
    if (!proof || this.#macs.believes(signedMessage, proof)) return true;
    this.#parts.onNotBelieved(new NotBelieved(signedMessage.name, id ?? ''));
    return false;
  }
}

/** The part of a shared page that a request asks for. */
function pageWithin(
  { items: all, next: more, lastPosition }: Page,
  { after, limit }: MailboxPosition,
): InboxPage {
  const found = all.filter(({ position }) => position > after);
  const items = found.slice(0, limit);
  const next = found.length > limit || more !== null ? (items.at(-1)?.position ?? null) : null;
  return { items, next, lastPosition };
}
