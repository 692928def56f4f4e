import { answeredElsewhere } from '../ledger/open-requests.ts';
import { entryOf } from '../parties/access-log/entry.ts';
import { type MandateProof, mandateHolds, mandateProof } from '../parties/acting.ts';
import type { Call, Principal } from '../parties/principal.ts';
import { Problem, type ProblemCode, type ProblemDetails } from '../problem.ts';
import { dutchDate } from '../standard/calendar.ts';
import type { Bell } from '../store/bell.ts';
import type { Store } from '../store/database.ts';
import type { KeyRing, SealedContent, SealedFor } from '../store/keys.ts';
import { type OnNotBelieved, proofOf } from '../store/row-mac.ts';
import { type OutboxFacts, outboxColumns, type Waiting, waitingOf } from './cause.ts';
import { listMessages, type MessageQuery } from './message-list.ts';
import {
  checkedLinks,
  type LinkProofs,
  linkColumns,
  linkJoins,
  type MessageSummary,
  ownColumns,
} from './message-summary.ts';
import { checkSeen, isOwn, mandateFor, type Seen, seen, sees } from './sees.ts';
import { signedMessage } from './signed.ts';
import { messageKey, SharedQuestions, type Waits } from './waiting.ts';

/** Why a message was refused: what the problem said then. */
export type StoredRefusal = { readonly code: ProblemCode } & ProblemDetails;

export interface MessageDetails extends MessageSummary {
  readonly acceptedAt: Date | null;
  readonly deliveredAt: Date | null;
  /** Of a JW301 or JW319: the requests that it honours or answers. */
  readonly requests: readonly string[];
  /** Of a JW315 or JW317: the JW319 and JW301 that answered it, in order. */
  readonly decisions: readonly string[];
  readonly refusal: StoredRefusal | null;
  readonly refusedCount: number | null;
  readonly errorCode: string | null;
  /** Its step is to come: why it has not, and when. For its sender, to whom alone it is there by then. */
  readonly waiting: Waiting | null;
  /** An operator gave it up: why, for its sender. */
  readonly dismissal: { readonly reason: string; readonly at: Date } | null;
  /** It was put back into the mailbox after it had been delivered. */
  readonly redelivered: boolean;
  /** When operators said that they must read it, and why. */
  readonly disclosures: readonly { readonly at: Date; readonly reason: string }[];
  readonly findings: readonly { rule: string; path: string; retourCode: string | null }[];
  /** Findings in all; only the first are kept. */
  readonly findingCount: number;
}

/** Of a message that answers many requests, or a request with many answers, so many are named. */
const mostLinks = 100;

/** SQL: which requests `message m` answers, and what answered it: what the caller may see of these. */
const aboutRequests = `
  case when m.type in ('JW301', 'JW319') then (
    select json_agg(${seen('other', '$2', '$3')}) from (
      select coalesce(asked.message_id, made.message_id) as message_id
      from request asked
      -- A gemeente that took over answers what was asked of the one before.
      left join request made on asked.type is null and made.provider = asked.provider
        and made.reference_hash = asked.reference_hash and made.client_id = asked.client_id
        and made.type is not null
      where asked.answered_by @> array[m.id] and cardinality(asked.answered_by) > 0
      limit ${mostLinks}
    ) asked join message other on other.id = asked.message_id
    where ${sees('other', '$2', '$3')}
  ) end as requests,
  case when m.type in ('JW315', 'JW317') then (
    select json_agg(one.seen) from (select ${seen('other', '$2', '$3')} as seen from (
      select distinct unnest(made.answered_by || coalesce(later.answered_by, '{}')) as id
      from (select * from request where message_id = m.id limit ${mostLinks}) made
      left join lateral (${answeredElsewhere('made')}) later on true
    ) answered join message other on other.id = answered.id
    where ${sees('other', '$2', '$3')} order by other.id limit ${mostLinks}) one
  ) end as decisions`;

/** SQL: what has to be believed where `message m`, or one that it is linked to, is seen by a mandate. */
const deciding = `(select json_agg(${mandateProof}) from mandate
  where mandatary = $3 and party in (m.sender, m.recipient) and ${mandateHolds}) as mandates`;

interface Read
  extends Omit<MessageDetails, 'dismissal' | 'waiting' | 'requests' | 'decisions'>,
    OutboxFacts,
    LinkProofs,
    Omit<Seen, 'id'> {
  readonly reason: string | null;
  readonly dismissedAt: Date;
  readonly requests: readonly Seen[] | null;
  readonly decisions: readonly Seen[] | null;
}

/**
 * What a party may see of messages: its own, sent and received, and those of parties by whose mandates
 * it acts. Others do not exist for it.
 */
export class Messages {
  readonly #store: Store;
  readonly #keys: KeyRing;
  readonly #bell: Bell;
  readonly #onNotBelieved: OnNotBelieved;
  readonly #news = new SharedQuestions<MessageDetails>();

  /** @param onNotBelieved told of each message that a list leaves out, as often as it is met */
  constructor(store: Store, keys: KeyRing, bell: Bell, onNotBelieved: OnNotBelieved) {
    this.#store = store;
    this.#keys = keys;
    this.#bell = bell;
    this.#onNotBelieved = onNotBelieved;
  }

  /** A page of messages: see {@link listMessages}. */
  list(
    principal: Principal,
    query: MessageQuery,
  ): Promise<{ items: MessageSummary[]; next: MessageQuery['after'] }> {
    const { pool } = this.#store;
    return listMessages(pool, this.#keys.rows, principal, query, this.#onNotBelieved);
  }

  /**
   * One message; waits until it has left `received`, at most so many seconds.
   *
   * @throws {Problem} `not-found`, also for a message of others; `forgotten`
   */
  async get(
    principal: Principal,
    id: string,
    waitSeconds: number,
    waits: Waits = {},
  ): Promise<MessageDetails> {
    const until = Date.now() + waitSeconds * 1000;
    using waiter = this.#bell.listen(messageKey(id));
    let message = await this.#read(principal, id);
    const over = () =>
      message.status !== 'received' ||
      until <= Date.now() ||
      waiter.closed ||
      waits.signal?.aborted;
    if (over()) return message;
    waits.wait?.();
    try {
      while (!over()) {
        waiter.seen = message.status;
        await waiter.rung(until - Date.now(), waits.signal);
        waiter.reset();
        message = await this.#news.ask(`${id} ${principal.actsFor}`, () =>
          this.#read(principal, id),
        );
      }
    } finally {
      await waits.waited?.();
    }
    return message;
  }

  async #read(principal: Principal, id: string): Promise<MessageDetails> {
    const { rows } = await this.#store.pool.query<Read>({
      name: 'get-message',
      text: `
        select ${ownColumns}, ${linkColumns}, ${proofOf(signedMessage, 'm')} as proof, ${deciding},
          m.accepted_at as "acceptedAt",
          m.delivered_at as "deliveredAt", m.refusal, ${aboutRequests},
          m.refused_count as "refusedCount", m.error_code as "errorCode",
          dismissal.reason, dismissal.at as "dismissedAt", ${outboxColumns},
          exists (select from mailbox_entry where message_id = m.id and redelivered) as redelivered,
          m.finding_count as "findingCount",
          coalesce((select json_agg(json_build_object('at', at, 'reason', reason) order by at)
            from disclosure where message_id = m.id), '[]') as disclosures,
          coalesce((select json_agg(json_build_object('rule', rule, 'path', path,
              'retourCode', retour_code) order by ordinal)
            from message_finding where message_id = m.id), '[]') as findings
        from message m ${linkJoins((message) => sees(message, '$2', '$3'))}
        left join dismissal on dismissal.message_id = m.id
        left join outbox on outbox.kind = 'message' and outbox.id = m.id
        where m.id = $1 and ${sees('m', '$2', '$3')}`,
      values: [id, principal.actsFor, principal.party ?? null],
    });
    if (!rows[0]) throw new Problem('not-found');
    const { rows: macs } = this.#keys;
    const { reason, dismissedAt, tries, nextTryAt, lastError, ...read } = checkedLinks(
      macs,
      rows[0],
    );
    const { proof, mandates, requests, decisions, ...message } = read;
    checkSeen(macs, { proof, mandates }, ...(requests ?? []), ...(decisions ?? []));
    if (message.forgottenAt)
      throw new Problem('forgotten', { params: { day: dutchDate(message.forgottenAt) } });
    // In JSON of Postgres a moment is text, with an offset.
    const disclosures = message.disclosures.map((one) => ({ ...one, at: new Date(one.at) }));
    return {
      ...message,
      requests: idsOf(requests),
      decisions: idsOf(decisions),
      disclosures,
      waiting: waitingOf({ tries, nextTryAt, lastError }),
      dismissal: reason === null ? null : { reason, at: dismissedAt },
    };
  }

  /**
   * The message as it came, byte for byte. That it was read is in the access log before this returns.
   *
   * @throws {Problem} `not-found`, also for a message of others; `forgotten`
   */
  async content(call: Call, id: string): Promise<Buffer> {
    const entry = entryOf(call, 'read-content', { messageId: id });
    // One statement, so one commit: who gets the bytes has its row. pg reads bytea as text (it spoils
    // binary results): twice the bytes for a moment.
    const { rows } = await this.#store.pool.query<Content>({
      name: 'read-content',
      text: `
        with visible as (
          select m.id, m.sender, case when m.accepted_at is not null then m.recipient end as recipient,
            mandate.id as mandate_id,
            coalesce(mandate.party,
              case when m.sender = any($2) then m.sender else m.recipient end) as party,
            content.sealed, content.version, data_key.wrapped, m.type, m.recipient as sent_to, mandate.proof as mandate, ${proofOf(signedMessage, 'm')} as proof
          from message m
          join message_content content on content.message_id = m.id
          join data_key on data_key.id = m.id
          left join lateral (
            ${mandateFor('m', '$7')} and not ${isOwn('m', '$2')}
            order by mandate.party <> m.sender, mandate.id limit 1
          ) mandate on true
          where m.id = $1 and (mandate.id is not null or ${isOwn('m', '$2')})
        ), noted as (
          insert into access_log_fresh (id, action, actor, role, actor_party, party, counterparty,
            mandate_id, message_id, address, request_id)
          select $3, $4, $5, $6, $7, party,
            case when party = sender then recipient else sender end, mandate_id, id, $8, $9
          from visible
        )
        select sealed, version, wrapped as "wrappedKey", id, sender, sent_to as recipient, type, proof,
          mandate
        from visible`,
      values: [
        id,
        call.principal.actsFor,
        entry.id,
        entry.action,
        entry.actor,
        entry.role,
        entry.actorParty,
        entry.address,
        entry.requestId,
      ],
    });
    const row = rows[0];
    if (!row) {
      await this.#read(call.principal, id); // Says so when it was forgotten.
      throw new Problem('not-found');
    }
    const { proof, mandate } = row;
    checkSeen(this.#keys.rows, { proof, mandates: mandate && [mandate] });
    return this.#keys.unsealMessage(row, row);
  }
}

interface Content extends Pick<Seen, 'proof'>, SealedFor, SealedContent {
  readonly mandate: MandateProof | null;
}

/** Each once, in order. */
function idsOf(messages: readonly Seen[] | null): string[] {
  return [...new Set((messages ?? []).map(({ id }) => id))].sort();
}
