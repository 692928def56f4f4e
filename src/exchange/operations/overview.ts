import type { Pool } from 'pg';
import { Problem } from '../../problem.ts';
import type { MessageStatus, OperationKind, OperationMessageState } from '../../store/tables.ts';
import {
  askInOrder,
  lookedAt,
  pageOf,
  rowsToLookAt,
  type Walked,
  walkSql,
  wayOf,
} from '../../store/walk.ts';
import { type OutboxFacts, outboxColumns, type Waiting, waitingOf } from '../cause.ts';
import { recipientOf } from '../message-summary.ts';
import type { Actor } from './actor.ts';
import { conditionsOf, holderOf, type MessageFilter, statusesOf } from './filter.ts';

/** A message as operators see it: nothing that a party wrote but type and codes. */
export interface OperatorMessage {
  readonly id: string;
  readonly type: string | null;
  readonly status: MessageStatus;
  readonly sender: string;
  readonly recipient: string | null;
  /** Bytes. */
  readonly size: number;
  readonly receivedAt: Date;
  readonly changedAt: Date;
  readonly acceptedAt: Date | null;
  readonly deliveredAt: Date | null;
  /** Its content is gone: the term for which it is kept was over. */
  readonly forgottenAt: Date | null;
  /** Why processing gave up. */
  readonly errorCode: string | null;
  /** Why it was refused: the code of the problem. */
  readonly refusal: string | null;
  /** It waits behind a failed message in its line, which is `heldBy`. */
  readonly held: boolean;
  readonly heldBy: string | null;
  /** Its step is to come: why it has not, and when. */
  readonly waiting: Waiting | null;
}

export interface OperatorMessageDetails extends OperatorMessage {
  readonly heenberichtId: string | null;
  readonly answerId: string | null;
  /** The gateway wrote it, in the name of its sender. */
  readonly byGateway: boolean;
  /** Rules that it breaks, and where; only the first are kept. */
  readonly findings: readonly { readonly rule: string; readonly path: string }[];
  readonly findingCount: number;
  readonly dismissal: { readonly reason: string; readonly by: Actor; readonly at: Date } | null;
  /** Replays and redeliveries of it, newest first. */
  readonly operations: readonly {
    readonly id: string;
    readonly kind: OperationKind;
    readonly state: OperationMessageState;
  }[];
}

// Never the Identificatie: it is free text of a party.
const columns = `m.id, m.type, m.status, m.sender, ${recipientOf('m.')} as recipient, m.size,
  m.received_at as "receivedAt", m.changed_at as "changedAt", m.accepted_at as "acceptedAt",
  m.delivered_at as "deliveredAt", m.forgotten_at as "forgottenAt", m.error_code as "errorCode",
  m.refusal->>'code' as refusal,
  holder.id is not null as held, holder.id as "heldBy", ${outboxColumns}`;

const besides = `left join lateral (
    select ${holderOf('m')} as id where m.status = 'received'
  ) holder on true
  -- The first from this id on, and then only if it is its own: so Postgres goes by the primary key, however
  -- small it takes the table to be.
  left join lateral (
    select * from outbox where kind = 'message' and outbox.id >= m.id and m.status = 'received'
    order by outbox.id limit 1
  ) outbox on outbox.id = m.id`;

type Row<Message> = Omit<Message, 'waiting'> & OutboxFacts;

function ofRow<R extends OutboxFacts & { readonly held: boolean }>(row: R) {
  const { tries, nextTryAt, lastError, ...message } = row;
  return { ...message, waiting: waitingOf({ tries, nextTryAt, lastError }, row.held) };
}

/**
 * A page of messages, newest first, by id: that is the moment of receipt. (Nothing is processed in this
 * order.) A page costs the same whatever the number of messages (`store/walk.ts`): those of one status are
 * found by an index, all others among all messages; so it may be short, or empty, with more to come.
 *
 * @param page.before the id at which the page before ended
 * @returns the items, and where the next page begins; null when this is all
 */
export async function listMessages(
  pool: Pool,
  filter: MessageFilter,
  page: { readonly limit: number; readonly before?: string },
): Promise<{ items: OperatorMessage[]; next: string | null }> {
  const values: unknown[] = [];
  const { range, rest } = conditionsOf(filter, values, lookedAt);
  const within = page.before ? [...range, `m.id < $${values.push(page.before)}::uuid`] : range;
  const { ways, order } = waysOf(filter, within, page.limit);
  // Who holds a message up is looked up of each that is looked at.
  const look = rowsToLookAt(page.limit) / (filter.held === undefined ? 1 : 2);
  const walk = walkSql({ ways, order, conditions: rest, limit: page.limit, look });
  const rows = await askInOrder<Walked & Row<OperatorMessage>>(pool, {
    text: `select ${columns}, m.fits, m.ends from (${walk}) m ${besides}
    order by ${order.replace('id', 'm.id')}`,
    values,
  });
  const { items, last } = pageOf(rows, page.limit);
  return {
    items: items.map(({ fits: _, ends: __, ...item }) => ofRow(item)),
    next: last?.id ?? null,
  };
}

/** By status, where each that is left has an index; else all messages, by the primary key. */
function waysOf(filter: MessageFilter, within: readonly string[], limit: number) {
  const statuses = statusesOf(filter);
  const order = statuses ? 'id desc nulls last' : 'id desc';
  // A status as it stands in the condition of the index, for Postgres to know it again.
  const ways = (statuses?.map((one) => [`status = '${one}'`]) ?? [[]]).map((status) =>
    wayOf('*', 'message m', [...status, ...within], { order, limit }),
  );
  return { ways, order };
}

/** @throws {Problem} `not-found` */
export async function findMessage(pool: Pool, id: string): Promise<OperatorMessageDetails> {
  const { rows } = await pool.query<
    Row<Omit<OperatorMessageDetails, 'dismissal'>> & {
      reason: string | null;
      by: Actor;
      dismissedAt: Date;
    }
  >(
    `select ${columns}, m.heenbericht_id as "heenberichtId", m.by_gateway as "byGateway",
      (select id from message answer where answer.heenbericht_id = m.id) as "answerId",
      m.finding_count as "findingCount",
      coalesce((select json_agg(json_build_object('rule', rule, 'path', path) order by ordinal)
        from message_finding where message_id = m.id), '[]') as findings,
      dismissal.reason, dismissal.at as "dismissedAt",
      json_build_object('name', dismissal.made_by, 'keyId', dismissal.made_by_key) as by,
      coalesce((select json_agg(json_build_object('id', operation.id, 'kind', operation.kind,
          'state', part.state) order by operation.id desc)
        from operation_message part join operation on operation.id = part.operation_id
        where part.message_id = m.id), '[]') as operations
    from message m ${besides}
    left join dismissal on dismissal.message_id = m.id
    where m.id = $1`,
    [id],
  );
  if (!rows[0]) throw new Problem('not-found');
  const { reason, by, dismissedAt, ...message } = rows[0];
  return {
    ...ofRow(message),
    dismissal: reason === null ? null : { reason, by, at: dismissedAt },
  };
}

/** How many messages there are of each kind. */
export interface MessageCounts {
  readonly count: number;
  readonly held: number;
  readonly byStatus: Readonly<Record<string, number>>;
  readonly byType: Readonly<Record<string, number>>;
  /** As sender or as recipient. */
  readonly byParty: Readonly<Record<string, number>>;
  readonly byErrorCode: Readonly<Record<string, number>>;
  /** All that could be counted was. If not, only the newest of a status were looked at. */
  readonly complete: boolean;
}

/** What is on its way, or went wrong. */
const countedStatuses = [
  'received',
  'accepted',
  'refused',
  'failed',
  'dismissed',
] as const satisfies MessageStatus[];

/** Messages of one status that a count looks at: it is asked for again and again. */
export const countedAtMost = 10_000;

const inMailbox = `exists (
  select from mailbox_entry where message_id = m.id and acknowledged_at is null)`;

/**
 * Counts messages per status, type, party and error code: the newest of each status, as many as are
 * looked at. Finished ones (delivered, rejected) are counted only when the filter says so.
 */
export async function countMessages(pool: Pool, filter: MessageFilter): Promise<MessageCounts> {
  const values: unknown[] = [];
  const statuses = filter.status ? [filter.status] : countedStatuses;
  const parts = statuses.map((status) => {
    const { range, rest } = conditionsOf({ ...filter, status }, values);
    const byStatus = statusesOf({ status });
    const within = [...(byStatus ? [`m.status = '${status}'`] : []), ...range];
    const counted = status === 'accepted' ? [...rest, inMailbox] : rest;
    return `select m.status, m.type, m.sender, m.recipient, m.error_code,
        ${status === 'received' ? `${holderOf('m')} is not null` : 'false'} as held,
        ${counted.join(' and ')} as fits
      from (select * from message m where ${within.join(' and ') || 'true'}
        order by id desc ${byStatus ? 'nulls last' : ''} limit ${countedAtMost}) m`;
  });
  const { rows } = await pool.query<{ what: string; name: string; count: number }>(
    `with chosen as materialized (${parts.join(' union all ')}),
    grouped as (
      select status, type, sender, recipient, error_code, held, count(*) as count
      from chosen where fits group by 1, 2, 3, 4, 5, 6
    ), summed as (
      select 'count' as what, '' as name, sum(count) as count from grouped
      union all select 'most', '', max(count) from (
        select count(*) as count from chosen group by status) looked
      union all select 'held', '', sum(count) from grouped where held
      union all select 'status', status, sum(count) from grouped group by status
      union all select 'type', type, sum(count) from grouped where type is not null group by type
      union all select 'errorCode', error_code, sum(count) from grouped
        where error_code is not null group by error_code
      union all select 'party', code, sum(count) from grouped
        cross join lateral (select sender as code union select recipient) party
        where code is not null group by code
    )
    select what, name, coalesce(count, 0)::integer as count from summed order by what, name`,
    values,
  );
  const of = (what: string) =>
    Object.fromEntries(
      rows.filter((row) => row.what === what).map(({ name, count }) => [name, count]),
    );
  return {
    count: of('count')[''] ?? 0,
    held: of('held')[''] ?? 0,
    byStatus: of('status'),
    byType: of('type'),
    byParty: of('party'),
    byErrorCode: of('errorCode'),
    complete: (of('most')[''] ?? 0) < countedAtMost,
  };
}
