import type { Pool, PoolClient } from 'pg';
import { entryTable, messageTable } from '../messages/views/message-table.ts';
import { mailboxTable } from '../parties/directory/mailboxes.ts';
import { Problem } from '../problem.ts';
import { asked } from '../store/conditions.ts';
import { type Query, unnamed } from '../store/statement.ts';
import { conditionOf, type MessageFilter } from './filter.ts';

/** A request of an operator: messages by their ids, or by a filter or period. */
export type OperationRequest = {
  readonly reason: string;
  /** At most 10,000. */
  readonly ids?: readonly string[];
} & (
  | {
      readonly kind: 'replay';
      /** For messages that are `failed`, unless its status is `received`. */
      readonly filter?: Omit<MessageFilter, 'held'>;
    }
  | {
      readonly kind: 'redelivery';
      /** Whose mailbox. */
      readonly party: string;
      /** Acknowledged from `from` and before `to`. Without both: the whole mailbox. */
      readonly period?: { readonly from?: Date; readonly to?: Date };
    }
);

/**
 * The query for the messages of a request, with their present state: `id`, `rank` (the order of the turns) and
 * `note` (why a message is skipped).
 *
 * @throws {Problem} `one-selection` unless there are either ids or a filter or period
 */
export function candidatesOf(request: OperationRequest): Query {
  const { ids } = request;
  if (request.kind === 'replay') {
    if ((ids === undefined) === (request.filter === undefined)) throw new Problem('one-selection');
    if (ids) return replayOf({ ids });
    const statement = asked();
    const condition = conditionOf({ status: 'failed', ...request.filter }, statement);
    const replayable = "m.status in ('failed', 'received')";
    return {
      text: `select m.id, m.acceptance as rank, null::text as note
        from ${messageTable} m where ${replayable} and ${condition}`,
      values: statement.values,
    };
  }
  if (ids && request.period) throw new Problem('one-selection');
  const { party } = request;
  if (ids) return redeliveryOf({ ids, party });
  const { from = null, to = null } = request.period ?? {};
  return redeliveryWithin({ party, from, to });
}

const replayOf = unnamed<{ ids: readonly string[] }>(`
  select id, acceptance as rank,
    case when forgotten_at is not null then 'forgotten'
      when status not in ('failed', 'received') then status end as note
  from ${messageTable} message where id = any($ids::uuid[])`);

const redeliveryOf = unnamed<{ ids: readonly string[]; party: string }>(`
  select m.id, entry.position as rank, case
    when m.forgotten_at is not null then 'forgotten'
    when entry.position is null then 'not-in-mailbox'
    when entry.acknowledged_at is null then 'not-acknowledged' end as note
  from ${messageTable} m
  left join ${entryTable} entry on entry.message_id = m.id and entry.party_code = $party
  where m.id = any($ids::uuid[])`);

const redeliveryWithin = unnamed<{ party: string; from: Date | null; to: Date | null }>(`
  select message_id as id, position as rank,
    case when forgotten_at is not null then 'forgotten' end as note
  from ${entryTable} entry join ${messageTable} message on message.id = message_id
  where party_code = $party and acknowledged_at is not null
    and ($from::timestamptz is null or acknowledged_at >= $from)
    and ($to::timestamptz is null or acknowledged_at < $to)`);

const findMailbox = unnamed<{ party: string }>(
  `select from ${mailboxTable} mailbox where party_code = $party`,
);

/** @throws {Problem} `unknown-party` when a redelivery names a mailbox that does not exist */
export async function checkMailbox(
  db: Pool | PoolClient,
  request: OperationRequest,
): Promise<void> {
  if (request.kind !== 'redelivery') return;
  const { party } = request;
  const { rowCount } = await db.query(findMailbox({ party }));
  if (!rowCount) throw new Problem('unknown-party', { params: { party } });
}

const unknownAmong = unnamed<{ ids: readonly string[] }>(`
  select distinct id from unnest($ids::uuid[]) as asked (id)
  where not exists (select from ${messageTable} message where message.id = asked.id)`);

/** @throws {Problem} `unknown-messages` when there is no message with one of the ids */
export async function checkIds(db: Pool | PoolClient, request: OperationRequest): Promise<void> {
  if (!request.ids) return;
  const { rows } = await db.query<{ id: string }>(unknownAmong({ ids: request.ids }));
  if (rows.length === 0) return;
  const first = rows.slice(0, 10).map((row) => row.id);
  throw new Problem('unknown-messages', {
    params: { count: rows.length, ids: first.join(', ') },
  });
}
