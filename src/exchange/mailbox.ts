import {
  checkMandates,
  type MandateProof,
  mandateHolds,
  mandateProof,
  noMandate,
} from '../parties/acting.ts';
import { kindOf } from '../parties/codes.ts';
import { endingOf, refuseEnded } from '../parties/ending.ts';
import { forbidden, type Principal } from '../parties/principal.ts';
import { Problem } from '../problem.ts';
import { berichten } from '../standard/catalogue.ts';
import type { Bell } from '../store/bell.ts';
import type { Store } from '../store/database.ts';
import { NotBelieved, type Proof, proofOf, type RowMacs } from '../store/row-mac.ts';
import { askInOrder } from '../store/walk.ts';
import { acknowledgeBy } from './lifecycle/acknowledge.ts';
import {
  checkedLinks,
  type LinkProofs,
  linkColumns,
  linkJoins,
  type MessageSummary,
  type Outcome,
  says,
} from './message-summary.ts';
import { isOwn } from './sees.ts';
import { signedMessage } from './signed.ts';
import { inboxKey, messageKey, SharedQuestions, type Waits } from './waiting.ts';

/** A message that waits in a mailbox. */
export interface InboxItem
  extends Pick<
    MessageSummary,
    'identificatie' | 'dagtekening' | 'heenberichtId' | 'answerId' | 'outcome' | 'receivedAt'
  > {
  readonly id: string;
  readonly type: string;
  readonly sender: string;
  readonly recipient: string;
  /** 1, 2, 3 ... within one mailbox. */
  readonly position: number;
  /** It was put back after it had been delivered. */
  readonly redelivered: boolean;
}

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

export interface InboxPage {
  readonly items: readonly InboxItem[];
  /** The position to go on after when there is more; null when this is all. */
  readonly next: number | null;
}

/** Messages that those who wait for one mailbox are told of at a time; no page is longer. */
const newsAtOnce = 1000;

/** What a recipient polls: at least once, never lost, harmless to repeat. */
export class Mailbox {
  readonly #store: Store;
  readonly #macs: RowMacs;
  readonly #bell: Bell;
  readonly #news = new SharedQuestions<Read>();

  constructor(store: Store, macs: RowMacs, bell: Bell) {
    this.#store = store;
    this.#macs = macs;
    this.#bell = bell;
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
    let { page, lastPosition } = await this.#read(mandatary, party, query);
    const over = () =>
      page.items.length > 0 || until <= Date.now() || waiter.closed || waits.signal?.aborted;
    if (over()) return page;
    waits.wait?.();
    try {
      while (!over()) {
        waiter.seen = lastPosition;
        await waiter.rung(until - Date.now(), waits.signal);
        waiter.reset();
        const after = Number(lastPosition);
        const news = await this.#news.ask(`${mandatary ?? ''} ${party} ${after}`, () =>
          this.#read(mandatary, party, { after, limit: newsAtOnce }),
        );
        page = pageWithin(news.page, query);
        // Were there more the sweep finds that this is not all.
        lastPosition = String(news.page.next ?? news.lastPosition);
      }
    } finally {
      await waits.waited?.();
    }
    return page;
  }

  #read(mandatary: string | undefined, party: string, place: Place): Promise<Read> {
    return mandatary === undefined
      ? this.#readOwn(party, place)
      : this.#readByMandate(mandatary, party, place);
  }

  async #readOwn(party: string, query: Place): Promise<Read> {
    // The position and the entries are of one snapshot: an entry that is not seen has a position
    // that is not counted.
    const { rows } = await this.#store.pool.query<OwnRow>({
      name: 'inbox',
      text: `
        select mailbox.last_position as last, ${ownColumns}, entry.position, entry.redelivered,
          m.heenbericht_id as "heenberichtId", ${says('m')} as says
        from mailbox
        left join lateral (
          select * from mailbox_entry
          where party_code = mailbox.party_code and acknowledged_at is null and position > $2
          order by position limit $3
        ) entry on true
        left join message m on m.id = entry.message_id
        where mailbox.party_code = $1
        order by entry.position`,
      values: [party, query.after, query.limit + 1],
    });
    return pageOf(await this.#withAnswers(party, this.#believed(party, rows)), query.limit);
  }

  /** A message in a mailbox is of its party. @throws {NotBelieved} */
  #believed<Row extends Believable>(party: string, rows: readonly Row[]): Omit<Row, 'proof'>[] {
    return rows.map(({ proof, ...row }) => {
      if (row.id !== null) this.#macs.check(signedMessage, proof);
      if (row.id !== null && row.recipient !== party)
        throw new NotBelieved('mailbox_entry', row.id);
      return row;
    });
  }

  /** Adds what answers the heenberichten among them. Apart: nearly all who ask find nothing. */
  async #withAnswers(party: string, rows: readonly Omit<OwnRow, 'proof'>[]): Promise<InboxRow[]> {
    const open = rows.flatMap(({ id, heenberichtId }) => (id && !heenberichtId ? [id] : []));
    const answers = new Map<string | null, Answer>();
    if (open.length > 0) {
      const { rows: found } = await this.#store.pool.query<Answer>({
        name: 'inbox-answers',
        text: `
          select asked.id as answers, answer.id as "answerId", ${says('answer')} as outcome,
            ${proofOf(signedMessage, 'answer')} as proof
          from unnest($2::uuid[]) asked (id)
          -- Each through the index, whatever Postgres believes of how many there are.
          cross join lateral (
            select * from message where heenbericht_id = asked.id offset 0
          ) answer
          where ${isOwn('answer', 'array[$1]')}`,
        values: [party, open],
      });
      for (const answer of found) {
        this.#macs.check(signedMessage, answer.proof);
        answers.set(answer.answers, answer);
      }
    }
    return rows.map(({ says: saysItself, ...row }) => {
      if (row.heenberichtId) return { ...row, answerId: null, outcome: saysItself };
      const { answerId = null, outcome = null } = answers.get(row.id) ?? {};
      return { ...row, answerId, outcome };
    });
  }

  /** @throws {Problem} `no-mandate` */
  async #readByMandate(mandatary: string, party: string, query: Place): Promise<Read> {
    const rows = await askInOrder<ByMandate>(this.#store.pool, {
      name: 'inbox-by-mandate',
      text: `
        with held as materialized (
          select array(select distinct unnest(message_types) from mandate where ${byMandate}) as types,
            (select json_agg(${mandateProof}) from mandate where ${byMandate}) as proofs
        )
        select mailbox.last_position as last, held.proofs as mandates, entry.*
        from mailbox join held on held.proofs is not null
        left join lateral (
          select ${columns}, waiting.position, waiting.redelivered
          from (
            ${waitingByType.join(' union all ')}
            order by position nulls first limit $3
          ) waiting join message m on m.id = waiting.message_id
          ${linkJoins(
            (message) => `(${isOwn(message, 'array[$4]')}
              or (${isOwn(message, 'array[$1]')} and ${message}.type = any(held.types)))`,
          )}
        ) entry on true
        where mailbox.party_code = $1
        order by entry.position nulls first`,
      values: [party, query.after, query.limit + 1, mandatary],
    });
    // There is a mailbox of every party that can give a mandate.
    if (!rows[0]) throw noMandate(party);
    checkMandates(this.#macs, rows[0].mandates);
    const believed = this.#believed(party, rows).map(({ mandates: _, linkProofs, ...row }) =>
      // There are none where nothing waits.
      linkProofs ? checkedLinks(this.#macs, { ...row, linkProofs }) : row,
    );
    return pageOf(believed, query.limit);
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
    const others = rows.filter(({ mandates }) => mandates !== null);
    for (const { proof, mandates } of others) {
      if (proof) this.#macs.check(signedMessage, proof);
      checkMandates(this.#macs, mandates);
    }
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
}

type Place = Pick<InboxQuery, 'after' | 'limit'>;
/**
 * One walk for each type that is held: what waits of others, maybe for good, is not passed over. By the
 * index that is for this: it alone has the positions with nulls, of which there are none, first.
 */
const waitingByType = berichten.map(
  ({ type }) => `(
    select message_id, position, redelivered from mailbox_entry
    where party_code = $1 and type = '${type}' and acknowledged_at is null and position > $2
      and '${type}' = any(held.types)
    order by position nulls first limit $3)`,
);

/** SQL: a mandate of $1 by which $4 acts now. */
const byMandate = `mandatary = $4 and party = $1 and ${mandateHolds}`;

/** Of `message m`. */
const ownColumns = `${proofOf(signedMessage, 'm')} as proof, m.id, m.type, m.sender, m.recipient, m.identificatie, m.dagtekening,
  m.received_at as "receivedAt"`;
const columns = `${ownColumns}, ${linkColumns}`;

/**
 * One's own, without what answers it. The heenbericht of what came back is one's own, always: the
 * retour went to who sent it.
 */
type OwnRow = Omit<InboxRow, 'answerId' | 'outcome'> & {
  readonly says: Outcome | null;
  readonly proof: Proof;
};

interface Answer extends Pick<InboxRow, 'answerId' | 'outcome'> {
  /** The id of the heenbericht. */
  readonly answers: string;
  readonly proof: Proof;
}

type Believable = Pick<OwnRow, 'id' | 'recipient' | 'proof'>;
type ByMandate = InboxRow & {
  readonly proof: Proof;
  readonly linkProofs: LinkProofs['linkProofs'] | null;
  readonly mandates: readonly MandateProof[];
};

type InboxRow = { readonly last: string } & {
  readonly [K in keyof InboxItem]: InboxItem[K] | null;
};

/** A page, and the last position of the mailbox when it was read. */
interface Read {
  readonly page: InboxPage;
  readonly lastPosition: string;
}

/** @param rows at most one more than the limit; one without an id when nothing waits */
function pageOf(rows: readonly InboxRow[], limit: number): Read {
  const found = rows.filter((row) => row.id !== null);
  const items = found
    .slice(0, limit)
    .map(({ last: _, ...item }) => ({ ...item, position: Number(item.position) }) as InboxItem);
  const next = found.length > limit ? (items.at(-1)?.position ?? null) : null;
  return { page: { items, next }, lastPosition: rows[0]?.last ?? '' };
}

/** What of a page somebody asks for. */
function pageWithin({ items: all, next: more }: InboxPage, { after, limit }: Place): InboxPage {
  const found = all.filter(({ position }) => position > after);
  const items = found.slice(0, limit);
  const next = found.length > limit || more !== null ? (items.at(-1)?.position ?? null) : null;
  return { items, next };
}
