import type { Pool } from 'pg';
import { answersTo, requestsAnsweredBy } from '../ledger/views/answers.ts';
import {
  findingsOf,
  holderOf,
  joinDismissal,
  messageTable,
  refusalOf,
  waitsInMailbox,
} from '../messages/views/message-table.ts';
import type { Actor } from '../parties/actor.ts';
import { Problem, type ProblemDetails } from '../problem.ts';
import type { BerichtType } from '../standard/catalogue.ts';
import { allOf, asked } from '../store/conditions.ts';
import { unnamed } from '../store/statement.ts';
import type { MessageStatus, OperationKind, OperationMessageState } from '../store/tables.ts';
import {
  askInOrder,
  lookedAt,
  pageOf,
  rowsToLookAt,
  type Walked,
  walkSql,
  wayOf,
} from '../store/walk.ts';
import { conditionsOf, type MessageFilter, statusesOf } from './filter.ts';
import {
  type OperatorMessage,
  type OperatorRow,
  ofRow,
  operatorColumns,
  operatorJoins,
} from './operator-message.ts';

export type { OperatorMessage } from './operator-message.ts';

/** A message that another is linked to. */
export interface LinkedMessage {
  readonly id: string;
  readonly type: BerichtType;
  readonly status: MessageStatus;
}

export interface OperatorMessageDetails extends OperatorMessage {
  readonly heenberichtId: string | null;
  readonly answerId: string | null;
  /** The gateway wrote it, in the name of its sender. */
  readonly byGateway: boolean;
  /** Rules that it breaks, and where; only the first are kept. */
  readonly findings: readonly {
    readonly rule: string;
    readonly path: string;
    /** Null for advice. */
    readonly retourCode: string | null;
  }[];
  readonly findingCount: number;
  /** What it was refused for at the door, and where. */
  readonly refusedFor: ProblemDetails | null;
  /** Of a JW301 or JW319: the requests that it honours or answers. */
  readonly requests: readonly LinkedMessage[];
  /** Of a JW315 or JW317: the JW319 and JW301 that answered it. */
  readonly decisions: readonly LinkedMessage[];
  readonly dismissal: { readonly reason: string; readonly by: Actor; readonly at: Date } | null;
  /** It is in the mailbox of its recipient, who has not acknowledged it. */
  readonly inMailbox: boolean;
  /** Replays and redeliveries of it, newest first. */
  readonly operations: readonly {
    readonly id: string;
    readonly kind: OperationKind;
    readonly state: OperationMessageState;
    readonly reason: string;
    /** Who started it, as the access log names people. */
    readonly by: string;
    readonly createdAt: Date;
  }[];
}

/**
 * A page of messages, newest first, by id, which holds the moment of receipt. (Only for display: nothing is
 * processed in this order.) A page costs the same for any number of messages (`store/walk.ts`). It uses the index
 * of a status, or else the primary key, so it may be short or even empty while there are more.
 *
 * @param page.before the id at which the page before ended
 * @returns the items, and the cursor of the next page; null when this is all
 */
export async function listMessages(
  pool: Pool,
  filter: MessageFilter,
  page: { readonly limit: number; readonly before?: string },
): Promise<{ items: OperatorMessage[]; next: string | null }> {
  const { values, given } = asked();
  const { range, rest } = conditionsOf(filter, { given }, lookedAt);
  const within = [...range, ...given(page.before, (id) => `m.id < ${id}::uuid`)];
  const { ways, order } = waysOf(filter, within, page.limit);
  // With `held` each row costs a look-up of the message that holds it, so half as many rows are looked at.
  const look = rowsToLookAt(page.limit) / (filter.held === undefined ? 1 : 2);
  const walk = walkSql({ ways, order, conditions: rest, limit: page.limit, look });
  const rows = await askInOrder<Walked & OperatorRow<OperatorMessage>>(pool, {
    text: `select ${operatorColumns}, m.fits, m.ends from (${walk}) m ${operatorJoins}
    order by ${order.replace('id', 'm.id')}`,
    values,
  });
  const { items, last } = pageOf(rows, page.limit);
  return {
    items: items.map(({ fits: _, ends: __, ...item }) => ofRow(item)),
    next: last?.id ?? null,
  };
}

/** The walks: one for each status that can match, if all have an index; otherwise all messages by primary key. */
function waysOf(filter: MessageFilter, within: readonly string[], limit: number) {
  const statuses = statusesOf(filter);
  const order = statuses ? 'id desc nulls last' : 'id desc';
  // A status as a literal, as in the condition of the partial index: otherwise Postgres cannot use it.
  const ways = (statuses?.map((one) => [`status = '${one}'`]) ?? [[]]).map((status) =>
    wayOf('*', `${messageTable} m`, [...status, ...within], { order, limit }),
  );
  return { ways, order };
}

/** The most requests that a message answers, or answers to a request, that are listed. */
const mostLinks = 100;

/** SQL: the messages with these ids, as JSON. @param ids a select of `id` */
function linkedMessages(ids: string): string {
  return `(select coalesce(json_agg(json_build_object('id', one.id, 'type', one.type, 'status', one.status)
      order by one.id), '[]')
    from (${ids}) found cross join lateral (
      select id, type, status from ${messageTable} message where id = found.id offset 0
    ) one)`;
}

/** SQL: the requests that `message m` answers, and the answers to it. */
const linked = `
  case when m.type in ('JW301', 'JW319') then ${linkedMessages(
    `select distinct message_id as id from (${requestsAnsweredBy('m.id')} limit ${mostLinks}) asked`,
  )} else '[]' end as requests,
  case when m.type in ('JW315', 'JW317') then ${linkedMessages(
    `select id from (${answersTo('m.id', mostLinks)}) answered limit ${mostLinks}`,
  )} else '[]' end as decisions`;

const messageOf = unnamed<{ id: string }>(`
  select ${operatorColumns}, m.heenbericht_id as "heenberichtId", m.by_gateway as "byGateway",
    (select id from ${messageTable} answer where answer.heenbericht_id = m.id) as "answerId",
    m.finding_count as "findingCount", ${refusalOf('m.id')} as "refusedFor", ${linked},
    ${findingsOf('m.id')} as findings, ${waitsInMailbox('m.id')} as "inMailbox",
    dismissal.reason, dismissal.at as "dismissedAt",
    json_build_object('name', dismissal.made_by, 'keyId', dismissal.made_by_key) as by,
    coalesce((select json_agg(json_build_object('id', operation.id, 'kind', operation.kind,
        'state', part.state, 'reason', operation.reason, 'by', operation.made_by,
        'createdAt', operation.created_at) order by operation.id desc)
      from operation_message part join operation on operation.id = part.operation_id
      where part.message_id = m.id), '[]') as operations
  from ${messageTable} m ${operatorJoins}
  ${joinDismissal('m.id')}
  where m.id = $id`);

/** @throws {Problem} `not-found` */
export async function findMessage(pool: Pool, id: string): Promise<OperatorMessageDetails> {
  const { rows } = await pool.query<
    OperatorRow<Omit<OperatorMessageDetails, 'dismissal'>> & {
      reason: string | null;
      by: Actor;
      dismissedAt: Date;
    }
  >(messageOf({ id }));
  if (!rows[0]) throw new Problem('not-found');
  const { reason, by, dismissedAt, operations, ...message } = rows[0];
  return {
    ...ofRow(message),
    // A moment within JSON is a text.
    operations: operations.map((one) => ({ ...one, createdAt: new Date(one.createdAt) })),
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
  /** True: all messages were counted. False: only the newest of some status. */
  readonly complete: boolean;
}

/** The most messages of one status that are counted, because counts are asked for often. */
export const countedAtMost = 10_000;

const inMailboxes = unnamed<{ most: number }>(`
  with looked as materialized (
    select m.recipient, ${waitsInMailbox('m.id')} as waits
    from (select * from ${messageTable} m where m.status = 'accepted'
      order by id desc nulls last limit ${countedAtMost}) m
  )
  select recipient as party, count(*)::integer as count, (sum(count(*)) over ())::integer as waiting,
    (select count(*) from looked)::integer as looked
  from looked where waits and recipient is not null
  group by recipient order by count(*) desc, recipient limit $most`);

/**
 * How many messages wait in the mailbox of each party, of the newest {@link countedAtMost} that were accepted.
 *
 * @param most parties at most, those with the most messages first
 * @returns `count`: in all mailboxes together; `complete`: whether all accepted messages were counted
 */
export async function countInMailboxes(
  pool: Pool,
  most: number,
): Promise<{ items: { party: string; count: number }[]; count: number; complete: boolean }> {
  const { rows } = await pool.query<{
    party: string;
    count: number;
    waiting: number;
    looked: number;
  }>(inMailboxes({ most }));
  return {
    items: rows.map(({ party, count }) => ({ party, count })),
    count: rows[0]?.waiting ?? 0,
    complete: (rows[0]?.looked ?? 0) < countedAtMost,
  };
}

/** The statuses that are counted by default: in progress, or gone wrong. */
const countedStatuses = [
  'received',
  'accepted',
  'refused',
  'failed',
  'dismissed',
] as const satisfies MessageStatus[];

/**
 * Counts messages per status, type, party and error code: of each status the newest {@link countedAtMost}. Finished
 * ones (delivered, rejected) are counted only when the filter asks for that status.
 */
export async function countMessages(pool: Pool, filter: MessageFilter): Promise<MessageCounts> {
  const statement = asked();
  const statuses = filter.status ? [filter.status] : countedStatuses;
  const parts = statuses.map((status) => {
    const { range, rest } = conditionsOf({ ...filter, status }, statement);
    const byStatus = statusesOf({ status });
    const within = [...(byStatus ? [`m.status = '${status}'`] : []), ...range];
    const counted = status === 'accepted' ? [...rest, waitsInMailbox('m.id')] : rest;
    return `select m.status, m.type, m.sender, m.recipient, m.error_code,
        ${status === 'received' ? `${holderOf('m')} is not null` : 'false'} as held,
        ${allOf(counted)} as fits
      from (select * from ${messageTable} m where ${allOf(within)}
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
    statement.values,
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
