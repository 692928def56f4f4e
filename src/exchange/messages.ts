import { entryOf } from '../parties/access-log/entry.ts';
import type { Call, Principal } from '../parties/principal.ts';
import { Problem, type ProblemCode, type ProblemDetails } from '../problem.ts';
import { dutchDate } from '../standard/calendar.ts';
import type { Bell } from '../store/bell.ts';
import type { Store } from '../store/database.ts';
import type { KeyRing } from '../store/keys.ts';
import type { MessageStatus } from '../store/tables.ts';
import { messageKey } from './waiting.ts';

/** A message as its parties see it, without its content. */
export interface MessageSummary {
  readonly id: string;
  /** Null for a refused message of which the type could not be told. */
  readonly type: string | null;
  readonly status: MessageStatus;
  readonly sender: string;
  readonly recipient: string | null;
  readonly identificatie: string | null;
  readonly dagtekening: string | null;
  /** Bytes. */
  readonly size: number;
  readonly receivedAt: Date;
  readonly changedAt: Date;
  /** Null: its content is there. */
  readonly forgottenAt: Date | null;
}

/** Why a message was refused: what the problem said then. */
export type StoredRefusal = { readonly code: ProblemCode } & ProblemDetails;

export interface MessageDetails extends MessageSummary {
  readonly acceptedAt: Date | null;
  readonly deliveredAt: Date | null;
  readonly heenberichtId: string | null;
  /** The retour or JW325 that answers this message. */
  readonly answerId: string | null;
  readonly refusal: StoredRefusal | null;
  readonly refusedCount: number | null;
  readonly errorCode: string | null;
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

export interface MessageQuery {
  readonly status?: MessageStatus;
  readonly type?: string;
  readonly changedSince?: Date;
  readonly limit: number;
  /** Where the page before ended. */
  readonly after?: {
    /** Microseconds since 1970. */
    readonly changedAt: string;
    readonly id: string;
  };
}

// A recipient sees a message from when it is in the mailbox; its sender from the start. An answer
// is shown to who gave it, and to the other from when it is in the mailbox.
const columns = `m.id, m.type, m.status, m.sender, m.recipient, m.identificatie, m.dagtekening,
  m.size, m.received_at as "receivedAt", m.changed_at as "changedAt",
  m.forgotten_at as "forgottenAt"`;

/** What a party may see of messages: its own, sent and received. Others do not exist for it. */
export class Messages {
  readonly #store: Store;
  readonly #keys: KeyRing;
  readonly #bell: Bell;

  constructor(store: Store, keys: KeyRing, bell: Bell) {
    this.#store = store;
    this.#keys = keys;
    this.#bell = bell;
  }

  /**
   * A page of one's own messages, in the order in which they last changed. A message that changes
   * while somebody pages comes again, later.
   *
   * @returns the items, and where the next page begins; undefined when this is all
   */
  async list(
    principal: Principal,
    query: MessageQuery,
  ): Promise<{ items: MessageSummary[]; next: MessageQuery['after'] }> {
    if (!principal.party) throw new Problem('forbidden');
    // One ordered walk through an index per party and side, so that a page costs the same
    // whatever the number of messages. A place goes out and in as a number: Postgres counts in
    // microseconds, Date in milliseconds.
    const side = (column: 'sender' | 'recipient', more: string) => `
      (select ${columns}, (extract(epoch from m.changed_at) * 1000000)::bigint::text as cursor
      from unnest($1::text[]) as own (code)
      cross join lateral (
        select * from message
        where ${column} = own.code ${more}
          and ($2::text is null or status = $2) and ($3::text is null or type = $3)
          and ($4::timestamptz is null or changed_at >= $4)
          and ($5::bigint is null or (changed_at, id) >
            (timestamptz 'epoch' + $5::bigint * interval '1 microsecond', $6::uuid))
        order by changed_at, id limit $7
      ) m)`;
    // Not prepared under a name: a plan for every filter at once cannot use the bounds of this one,
    // and walks through all messages of a party.
    const { rows } = await this.#store.pool.query<MessageSummary & { cursor: string }>({
      text: `select * from (
          ${side('sender', '')} union ${side('recipient', 'and accepted_at is not null')}
        ) page order by "changedAt", id limit $7`,
      values: [
        principal.actsFor,
        query.status ?? null,
        query.type ?? null,
        query.changedSince ?? null,
        query.after?.changedAt ?? null,
        query.after?.id ?? null,
        query.limit + 1,
      ],
    });
    const items = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? items.at(-1) : undefined;
    return {
      items: items.map(({ cursor: _, ...item }) => item),
      next: last && { changedAt: last.cursor, id: last.id },
    };
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
    signal?: AbortSignal,
  ): Promise<MessageDetails> {
    const until = Date.now() + waitSeconds * 1000;
    using waiter = this.#bell.listen(messageKey(id));
    for (;;) {
      waiter.reset();
      const message = await this.#read(principal, id);
      const left = until - Date.now();
      if (message.status !== 'received' || left <= 0 || waiter.closed || signal?.aborted)
        return message;
      waiter.seen = message.status;
      await waiter.rung(left, signal);
    }
  }

  async #read(principal: Principal, id: string): Promise<MessageDetails> {
    const { rows } = await this.#store.pool.query<
      Omit<MessageDetails, 'dismissal'> & { reason: string | null; dismissedAt: Date }
    >({
      name: 'get-message',
      text: `
        select ${columns}, m.accepted_at as "acceptedAt", m.delivered_at as "deliveredAt",
          heenbericht.id as "heenberichtId", answer.id as "answerId", m.refusal,
          m.refused_count as "refusedCount", m.error_code as "errorCode",
          dismissal.reason, dismissal.at as "dismissedAt",
          exists (select from mailbox_entry where message_id = m.id and redelivered) as redelivered,
          m.finding_count as "findingCount",
          coalesce((select json_agg(json_build_object('at', at, 'reason', reason) order by at)
            from disclosure where message_id = m.id), '[]') as disclosures,
          coalesce((select json_agg(json_build_object('rule', rule, 'path', path,
              'retourCode', retour_code) order by ordinal)
            from message_finding where message_id = m.id), '[]') as findings
        from message m
        left join message answer on answer.heenbericht_id = m.id
          and (answer.sender = any($2) or answer.accepted_at is not null)
        -- What the gateway refused in a party's name is not the party's to see.
        left join message heenbericht on heenbericht.id = m.heenbericht_id
          and (heenbericht.sender = any($2) or heenbericht.accepted_at is not null)
        left join dismissal on dismissal.message_id = m.id
        where m.id = $1
          and (m.sender = any($2) or (m.recipient = any($2) and m.accepted_at is not null))`,
      values: [id, principal.actsFor],
    });
    if (!rows[0]) throw new Problem('not-found');
    const { reason, dismissedAt, ...message } = rows[0];
    if (message.forgottenAt)
      throw new Problem('forgotten', { params: { day: dutchDate(message.forgottenAt) } });
    return { ...message, dismissal: reason === null ? null : { reason, at: dismissedAt } };
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
    const { rows } = await this.#store.pool.query<{ sealed: Buffer; wrapped: Buffer }>({
      name: 'read-content',
      text: `
        with visible as (
          select m.id, m.sender, case when m.accepted_at is not null then m.recipient end as recipient,
            content.sealed, data_key.wrapped
          from message m
          join message_content content on content.message_id = m.id
          join data_key on data_key.id = m.id
          where m.id = $1
            and (m.sender = any($2) or (m.recipient = any($2) and m.accepted_at is not null))
        ), noted as (
          insert into access_log_fresh (id, action, actor, role, actor_party, party, counterparty,
            message_id, address, request_id)
          select $3, $4, $5, $6, $7,
            case when sender = any($2) then sender else recipient end,
            case when sender = any($2) then recipient else sender end, id, $8, $9
          from visible
        )
        select sealed, wrapped from visible`,
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
    return this.#keys.unsealMessage(id, row.wrapped, row.sealed);
  }
}
