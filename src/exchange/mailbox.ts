import { checkMandates } from '../parties/acting.ts';
import { kindOf } from '../parties/codes.ts';
import { endingOf, refuseEnded } from '../parties/ending.ts';
import { forbidden, type Principal } from '../parties/principal.ts';
import { Problem } from '../problem.ts';
import type { Bell } from '../store/bell.ts';
import type { Store } from '../store/database.ts';
import { NotBelieved, type OnNotBelieved, type RowMacs } from '../store/row-mac.ts';
import { type Acknowledged, acknowledgeBy } from './lifecycle/acknowledge.ts';
import { BelievedEntries } from './mailbox-entry.ts';
import { type Page, type PageParts, type Place, readPage } from './mailbox-page.ts';
import { signedMessage } from './signed.ts';
import { inboxKey, messageKey, SharedQuestions, type Waits } from './waiting.ts';

export interface InboxQuery {
  /**
   * Whose mailbox: the caller's own, that of an ended party whose successor it is, or that of a party by
   * whose mandate it acts.
   */
  readonly party?: string;
  readonly limit: number;
  /** Only what stands after this position. */
  readonly after: number;
  /** How long to wait for the first message, in seconds. */
  readonly waitSeconds: number;
}

export type InboxPage = Pick<Page, 'items' | 'next'>;

/** Messages that those who wait for one mailbox are told of at a time; no page is longer. */
const newsAtOnce = 1000;

/** What a recipient polls: at least once, never lost, harmless to repeat. */
export class Mailbox {
  readonly #store: Store;
  readonly #macs: RowMacs;
  readonly #bell: Bell;
  readonly #parts: PageParts;
  readonly #news = new SharedQuestions<Page>();

  /** @param onNotBelieved told of each row that is left out, as often as it is met */
  constructor(store: Store, macs: RowMacs, bell: Bell, onNotBelieved: OnNotBelieved) {
    this.#store = store;
    this.#macs = macs;
    this.#bell = bell;
    const entries = new BelievedEntries(macs);
    this.#parts = { pool: store.pool, macs, entries, onNotBelieved };
  }

  /**
   * What the party has not acknowledged, oldest first; by a mandate what is of its types. Waits for the
   * first message when there is none; an empty page when none comes, or when the process is asked to
   * stop.
   *
   * All who wait for one mailbox share one question when something comes in: what came after all that
   * they have seen. A mandate that is given while somebody waits counts from the next poll on.
   *
   * @throws {Problem} `no-mandate` for a mailbox that is not the caller's, also when the mandate ended
   *   while it waited; `no-mailbox` for a software house that does not say whose
   */
  async list(principal: Principal, query: InboxQuery, waits: Waits = {}): Promise<InboxPage> {
    const party = query.party ?? principal.party;
    if (!principal.party || !party) throw forbidden(principal.role, ['party']);
    if (kindOf(party) === 'software-house') throw new Problem('no-mailbox');
    const mandatary = principal.actsFor.includes(party) ? undefined : principal.party;
    const until = Date.now() + query.waitSeconds * 1000;
    using waiter = this.#bell.listen(inboxKey(party));
    const reader = mandatary === undefined ? { party } : { party, mandatary };
    let page = await readPage(this.#parts, reader, query);
    const over = () =>
      page.items.length > 0 || until <= Date.now() || waiter.closed || waits.signal?.aborted;
    if (over()) return page;
    waits.wait?.();
    try {
      while (!over()) {
        const { lastPosition } = page;
        waiter.seen = lastPosition;
        await waiter.rung(until - Date.now(), waits.signal);
        waiter.reset();
        const after = Number(lastPosition);
        const news = await this.#news.ask(`${mandatary ?? ''} ${party} ${after}`, () =>
          readPage(this.#parts, reader, { after, limit: newsAtOnce }),
        );
        // Were there more the sweep finds that this is not all.
        page = { ...pageWithin(news, query), lastPosition: String(news.next ?? news.lastPosition) };
      }
    } finally {
      await waits.waited?.();
    }
    return page;
  }

  /**
   * Marks messages as taken over by their recipient, or by who acts for it; repeating it changes nothing.
   *
   * A party that has ended leaves that to its successor, if it has one.
   *
   * @returns which of the ids are acknowledged now, and which are of no message in the mailbox
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
    // Of another by a mandate: that had to be believed first.
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

  /** Whether a message of another is what the mandate is for. One that is not was not handed out either. */
  #isBelieved({ proof, message_id: id }: Acknowledged): boolean {
    if (!proof || this.#macs.believes(signedMessage, proof)) return true;
    this.#parts.onNotBelieved(new NotBelieved(signedMessage.name, id ?? ''));
    return false;
  }
}

/** What of a page somebody asks for. */
function pageWithin({ items: all, next: more }: Page, { after, limit }: Place): InboxPage {
  const found = all.filter(({ position }) => position > after);
  const items = found.slice(0, limit);
  const next = found.length > limit || more !== null ? (items.at(-1)?.position ?? null) : null;
  return { items, next };
}
