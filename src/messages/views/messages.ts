import { answersTo, requestsAnsweredBy } from '../../ledger/views/answers.ts';
import { entryOf } from '../../parties/access-log/entry.ts';
import { noteFrom } from '../../parties/access-log/note.ts';
import { signedNote } from '../../parties/access-log/signed.ts';
import { type MandateProof, mandateProof, mandatesInForce } from '../../parties/mandates/acting.ts';
import type { Call, Principal } from '../../parties/principal.ts';
import { Problem, type ProblemCode, type ProblemDetails } from '../../problem.ts';
import { stepsOf } from '../../queue/outbox.ts';
import { dutchDate } from '../../standard/calendar.ts';
import type { Bell } from '../../store/bell.ts';
import type { Store } from '../../store/database.ts';
import { joinKey } from '../../store/keys/data-keys.ts';
import type { KeyRing, SealedContent, SealedFor } from '../../store/keys/keys.ts';
import { type OnNotBelieved, proofOf } from '../../store/keys/row-mac.ts';
import { statement } from '../../store/statement.ts';
import { SharedWaits } from '../shared-waits.ts';
import { signedMessage } from '../signed.ts';
import { messageKey, type Waits } from '../waiting.ts';
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

/** The problem with which a message was refused. */
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
  /** Why its step is not done yet, and when it is tried. Only its sender can see the message before that step. */
  readonly waiting: Waiting | null;
  /** Why an operator gave it up, for its sender. */
  readonly dismissal: { readonly reason: string; readonly at: Date } | null;
  /** It was put back into the mailbox after it had been delivered. */
  readonly redelivered: boolean;
  /** When operators opened it to read it, and their reasons. */
  readonly disclosures: readonly { readonly at: Date; readonly reason: string }[];
  readonly findings: readonly { rule: string; path: string; retourCode: string | null }[];
  /** The number of findings; only the first are kept. */
  readonly findingCount: number;
  /** What was found on the answer to it, where a party gave that: whose rules it rests on. */
  readonly answerFindings: readonly { rule: string; path: string; retourCode: string | null }[];
}

/** The most requests that a message answers, or answers to a request, that are listed. */
const mostLinks = 100;

/**
 * SQL: the requests that `message m` answers, and the answers to it, as far as `$party`, which acts for `$actsFor`, may
 * see them.
 */
const aboutRequests = `
  case when m.type in ('JW301', 'JW319') then (
    select json_agg(${seen('other', '$actsFor::text[]', '$party')}) from (
      ${requestsAnsweredBy('m.id')} limit ${mostLinks}
    ) asked join message other on other.id = asked.message_id
    where ${sees('other', '$actsFor::text[]', '$party')}
  ) end as requests,
  case when m.type in ('JW315', 'JW317') then (
    select json_agg(one.seen) from (select ${seen('other', '$actsFor::text[]', '$party')} as seen from (
      ${answersTo('m.id', mostLinks)}
    ) answered join message other on other.id = answered.id
    where ${sees('other', '$actsFor::text[]', '$party')} order by other.id limit ${mostLinks}) one
  ) end as decisions`;

/** SQL: the mandates by which `message m` or a linked message is seen: their MACs have to be checked. */
const deciding = `(${mandatesInForce(
  `json_agg(${mandateProof})`,
  'mandatary = $party and party in (m.sender, m.recipient)',
)}) as mandates`;

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

/** SQL: the findings on a message, as JSON. @param id of the message, in SQL */
function findingsOn(id: string): string {
  return `coalesce((select json_agg(json_build_object('rule', rule, 'path', path,
        'retourCode', retour_code) order by ordinal)
      from message_finding where message_id = ${id}), '[]')`;
}

const messageSeen = statement<{ id: string; actsFor: readonly string[]; party: string | null }>(
  'get-message',
  `
  select ${ownColumns}, ${linkColumns}, ${proofOf(signedMessage, 'm')} as proof, ${deciding},
    m.accepted_at as "acceptedAt",
    m.delivered_at as "deliveredAt", m.refusal, ${aboutRequests},
    m.refused_count as "refusedCount", m.error_code as "errorCode",
    dismissal.reason, dismissal.at as "dismissedAt", ${outboxColumns},
    exists (select from mailbox_entry where message_id = m.id and redelivered) as redelivered,
    m.finding_count as "findingCount",
    coalesce((select json_agg(json_build_object('at', at, 'reason', reason) order by at)
      from disclosure where message_id = m.id), '[]') as disclosures,
    ${findingsOn('m.id')} as findings, ${findingsOn('answer.id')} as "answerFindings"
  from message m ${linkJoins((message) => sees(message, '$actsFor::text[]', '$party'))}
  left join dismissal on dismissal.message_id = m.id
  left join ${stepsOf('message')} outbox on outbox.id = m.id
  where m.id = $id and ${sees('m', '$actsFor::text[]', '$party')}`,
);

const contentSeen = statement<{
  id: string;
  actsFor: readonly string[];
  entryId: string;
  action: string;
  actor: string;
  role: string | null;
  actorParty: string | null;
  address: string | null;
  requestId: string | null;
  signedOn: string;
  mac: Buffer;
}>(
  'read-content',
  `
  with visible as (
    select m.id, m.sender, case when m.accepted_at is not null then m.recipient end as recipient,
      mandate.id as mandate_id,
      coalesce(mandate.party,
        case when m.sender = any($actsFor::text[]) then m.sender else m.recipient end) as party,
      content.sealed, content.version, wrapped, m.type, m.recipient as sent_to,
      mandate.proof as mandate, ${proofOf(signedMessage, 'm')} as proof
    from message m
    join message_content content on content.message_id = m.id
    ${joinKey('m.id')}
    left join lateral (
      ${mandateFor('m', '$actorParty')} and not ${isOwn('m', '$actsFor::text[]')}
      order by mandate.party <> m.sender, mandate.id limit 1
    ) mandate on true
    where m.id = $id and (mandate.id is not null or ${isOwn('m', '$actsFor::text[]')})
  ), noted as (
    ${noteFrom(
      `id, action, actor, role, actor_party, party, counterparty, mandate_id, message_id,
      address, request_id, signed_on, mac`,
      `select $entryId, $action, $actor, $role, $actorParty, party,
        case when party = sender then recipient else sender end, mandate_id, id, $address, $requestId, $signedOn, $mac
      from visible`,
    )}
  )
  select sealed, version, wrapped as "wrappedKey", id, sender, sent_to as recipient, type, proof,
    mandate
  from visible`,
);

/**
 * The messages that a party may see: its own, sent and received, and those of parties by whose mandates it acts.
 * Messages of others are `not-found` for it.
 */
export class Messages {
  readonly #store: Store;
  readonly #keys: KeyRing;
  readonly #onNotBelieved: OnNotBelieved;
  readonly #waits: SharedWaits<MessageDetails>;

  /** @param onNotBelieved called for each message that a list leaves out, each time it is read */
  constructor(store: Store, keys: KeyRing, bell: Bell, onNotBelieved: OnNotBelieved) {
    this.#store = store;
    this.#keys = keys;
    this.#waits = new SharedWaits(bell);
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
   * One message; waits until it has left `received`, at most `waitSeconds`.
   *
   * @throws {Problem} `not-found`, also for a message of others; `forgotten`
   */
  async get(
    principal: Principal,
    id: string,
    waitSeconds: number,
    waits: Waits = {},
  ): Promise<MessageDetails> {
    if (waitSeconds === 0) return this.#read(principal, id);
    const until = Date.now() + waitSeconds * 1000;
    using listener = this.#waits.listen({
      key: `${id} ${principal.actsFor}`,
      bellKey: messageKey(id),
      ask: () => this.#read(principal, id),
      seenIn: ({ status }) => status,
      // All waiting callers have seen the status `received`.
      isEarlier: () => false,
    });
    const message = await this.#read(principal, id);
    if (message.status !== 'received') return message;
    waits.wait?.();
    const { signal } = waits;
    const accepts = ({ status }: MessageDetails) => status !== 'received';
    const changed = await listener
      .next({ seen: message.status, accepts, ms: until - Date.now(), signal })
      .finally(waits.waited);
    if (changed || signal?.aborted) return changed ?? message;
    // The reason why it still waits may have changed.
    return this.#read(principal, id);
  }

  async #read(principal: Principal, id: string): Promise<MessageDetails> {
    const { rows } = await this.#store.pool.query<Read>(
      messageSeen({ id, actsFor: principal.actsFor, party: principal.party ?? null }),
    );
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
    // In JSON of Postgres a moment is text with an offset.
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
   * The bytes of the message as it was posted. The access log has a row of it before this returns.
   *
   * @throws {Problem} `not-found`, also for a message of others; `forgotten`
   */
  async content(call: Call, id: string): Promise<Buffer> {
    const entry = entryOf(call, 'read-content', { messageId: id });
    // One statement, so one commit: nobody gets the bytes without a row in the access log. pg reads bytea as text
    // (its binary results are wrong), which takes twice the memory for a moment.
    const { rows } = await this.#store.pool.query<Content>(
      contentSeen({
        id,
        actsFor: call.principal.actsFor,
        entryId: entry.id,
        action: entry.action,
        actor: entry.actor,
        role: entry.role,
        actorParty: entry.actorParty,
        address: entry.address,
        requestId: entry.requestId,
        ...signedNote(this.#keys.rows, entry),
      }),
    );
    const row = rows[0];
    if (!row) {
      await this.#read(call.principal, id); // Throws `forgotten` when it was forgotten.
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

/** The distinct ids, sorted. */
function idsOf(messages: readonly Seen[] | null): string[] {
  return [...new Set((messages ?? []).map(({ id }) => id))].sort();
}
