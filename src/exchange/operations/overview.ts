import type { Pool } from 'pg';
import { Problem } from '../../problem.ts';
import type { MessageStatus, OperationKind, OperationMessageState } from '../../store/tables.ts';
import type { Actor } from './actor.ts';
import { conditionOf, type MessageFilter } from './filter.ts';

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
}

export interface OperatorMessageDetails extends OperatorMessage {
  readonly heenberichtId: string | null;
  readonly answerId: string | null;
  /** The gateway wrote it, in the name of its sender. */
  readonly byGateway: boolean;
  /** Rules that it breaks, and where; only the first are kept. */
  readonly findings: readonly { readonly rule: string; readonly path: string }[];
  readonly findingCount: number;
  /** How often it was tried, and when it is announced next; null when no step is to come. */
  readonly next: { readonly attempts: number; readonly at: Date } | null;
  readonly dismissal: { readonly reason: string; readonly by: Actor; readonly at: Date } | null;
  /** Replays and redeliveries of it, newest first. */
  readonly operations: readonly {
    readonly id: string;
    readonly kind: OperationKind;
    readonly state: OperationMessageState;
  }[];
}

// Never the Identificatie: it is free text of a party.
const columns = `m.id, m.type, m.status, m.sender, m.recipient, m.size,
  m.received_at as "receivedAt", m.changed_at as "changedAt", m.accepted_at as "acceptedAt",
  m.delivered_at as "deliveredAt", m.forgotten_at as "forgottenAt", m.error_code as "errorCode",
  m.refusal->>'code' as refusal,
  holder.id is not null as held, holder.id as "heldBy"`;

const holder = `left join lateral (
    select earlier.id from message earlier
    where m.status = 'received' and earlier.line = m.line and earlier.acceptance < m.acceptance
      and earlier.status = 'failed'
    order by earlier.acceptance limit 1
  ) holder on true`;

/**
 * A page of messages, newest first, by id: that is the moment of receipt, and the primary key, so a
 * page costs the same whatever the number of messages. (Nothing is processed in this order.)
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
  const condition = conditionOf(filter, values);
  const before = page.before ? `and m.id < $${values.push(page.before)}` : '';
  const { rows } = await pool.query<OperatorMessage>(
    `select ${columns} from (
      select * from message m where ${condition} ${before}
      order by m.id desc limit $${values.push(page.limit + 1)}
    ) m ${holder} order by m.id desc`,
    values,
  );
  const items = rows.slice(0, page.limit);
  return { items, next: rows.length > page.limit ? (items.at(-1)?.id ?? null) : null };
}

/** @throws {Problem} `not-found` */
export async function findMessage(pool: Pool, id: string): Promise<OperatorMessageDetails> {
  type Row = Omit<OperatorMessageDetails, 'dismissal' | 'next'> & {
    reason: string | null;
    by: Actor;
    dismissedAt: Date;
    attempts: number | null;
    nextAt: Date;
  };
  const { rows } = await pool.query<Row>(
    `select ${columns}, m.heenbericht_id as "heenberichtId", m.by_gateway as "byGateway",
      (select id from message answer where answer.heenbericht_id = m.id) as "answerId",
      m.finding_count as "findingCount",
      coalesce((select json_agg(json_build_object('rule', rule, 'path', path) order by ordinal)
        from message_finding where message_id = m.id), '[]') as findings, outbox.attempts,
      outbox.next_announce_at as "nextAt", dismissal.reason, dismissal.at as "dismissedAt",
      json_build_object('name', dismissal.made_by, 'keyId', dismissal.made_by_key) as by,
      coalesce((select json_agg(json_build_object('id', operation.id, 'kind', operation.kind,
          'state', part.state) order by operation.id desc)
        from operation_message part join operation on operation.id = part.operation_id
        where part.message_id = m.id), '[]') as operations
    from message m ${holder}
    left join outbox on outbox.message_id = m.id
    left join dismissal on dismissal.message_id = m.id
    where m.id = $1`,
    [id],
  );
  if (!rows[0]) throw new Problem('not-found');
  const { reason, by, dismissedAt, attempts, nextAt, ...message } = rows[0];
  return {
    ...message,
    next: attempts === null ? null : { attempts, at: nextAt },
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
}

/** What is on its way, or went wrong: found in indexes that finished messages have left. */
const countedStatuses = [
  'received',
  'accepted',
  'refused',
  'failed',
  'dismissed',
] as const satisfies MessageStatus[];

// Postgres would read all messages to find these; unacknowledged entries have an index.
const inMailbox = `and m.id = any(array(
  select message_id from mailbox_entry where acknowledged_at is null))`;

/**
 * Counts messages per status, type, party and error code. Finished ones (delivered, rejected) are
 * counted only when the filter says so: there may be millions, and counting means reading them.
 * Give a period with it.
 */
export async function countMessages(pool: Pool, filter: MessageFilter): Promise<MessageCounts> {
  const values: unknown[] = [];
  const statuses = filter.status ? [filter.status] : countedStatuses;
  const parts = statuses.map(
    (status) => `select m.status, m.type, m.sender, m.recipient, m.error_code,
        m.status = 'received' and holder.id is not null as held
      from message m ${status === 'received' ? holder : 'cross join (select null as id) holder'}
      where ${conditionOf({ ...filter, status }, values)} ${status === 'accepted' ? inMailbox : ''}`,
  );
  const { rows } = await pool.query<{ what: string; name: string; count: number }>(
    `with chosen as materialized (${parts.join(' union all ')}),
    grouped as (
      select status, type, sender, recipient, error_code, held, count(*) as count
      from chosen group by 1, 2, 3, 4, 5, 6
    ), summed as (
      select 'count' as what, '' as name, sum(count) as count from grouped
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
  };
}
