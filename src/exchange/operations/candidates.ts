import type { Pool, PoolClient } from 'pg';
import { Problem } from '../../problem.ts';
import { conditionOf, type MessageFilter } from './filter.ts';

/** What an operator asks for: messages by id, or by what they have in common. */
export type OperationRequest = {
  readonly reason: string;
  /** At most 10,000. */
  readonly ids?: readonly string[];
} & (
  | {
      readonly kind: 'replay';
      /** Of messages that are `failed`, unless it says `received`. */
      readonly filter?: Omit<MessageFilter, 'held'>;
    }
  | {
      readonly kind: 'redelivery';
      /** Whose mailbox. */
      readonly party: string;
      /** Acknowledged at this moment or later, and before that one. Neither: all of the mailbox. */
      readonly period?: { readonly from?: Date; readonly to?: Date };
    }
);

/** A statement that gives `id`, `rank` (the order of the turns) and `note` (why it is skipped). */
export interface Candidates {
  readonly text: string;
  readonly values: unknown[];
}

/**
 * Which messages a request is about, as they are now.
 *
 * @throws {Problem} `one-selection` unless there are either ids or a filter or period
 */
export function candidatesOf(request: OperationRequest): Candidates {
  const { ids } = request;
  if (request.kind === 'replay') {
    if ((ids === undefined) === (request.filter === undefined)) throw new Problem('one-selection');
    if (ids)
      return {
        text: `select id, acceptance as rank,
            case when forgotten_at is not null then 'forgotten'
              when status not in ('failed', 'received') then status end as note
          from message where id = any($1::uuid[])`,
        values: [ids],
      };
    const values: unknown[] = [];
    const condition = conditionOf({ status: 'failed', ...request.filter }, values);
    const replayable = "m.status in ('failed', 'received')";
    return {
      text: `select m.id, m.acceptance as rank, null::text as note
        from message m where ${replayable} and ${condition}`,
      values,
    };
  }
  if (ids && request.period) throw new Problem('one-selection');
  if (ids)
    return {
      text: `select m.id, entry.position as rank, case
            when m.forgotten_at is not null then 'forgotten'
            when entry.position is null then 'not-in-mailbox'
            when entry.acknowledged_at is null then 'not-acknowledged' end as note
        from message m
        left join mailbox_entry entry on entry.message_id = m.id and entry.party_code = $2
        where m.id = any($1::uuid[])`,
      values: [ids, request.party],
    };
  return {
    text: `select message_id as id, position as rank,
        case when forgotten_at is not null then 'forgotten' end as note
      from mailbox_entry join message on message.id = message_id
      where party_code = $1 and acknowledged_at is not null
        and ($2::timestamptz is null or acknowledged_at >= $2)
        and ($3::timestamptz is null or acknowledged_at < $3)`,
    values: [request.party, request.period?.from ?? null, request.period?.to ?? null],
  };
}

/** @throws {Problem} `unknown-party` when a redelivery names a mailbox that is not there */
export async function checkMailbox(
  db: Pool | PoolClient,
  request: OperationRequest,
): Promise<void> {
  if (request.kind !== 'redelivery') return;
  const { party } = request;
  const { rowCount } = await db.query('select from mailbox where party_code = $1', [party]);
  if (!rowCount) throw new Problem('unknown-party', { params: { party } });
}

/** @throws {Problem} `unknown-messages` when an id is of no message */
export async function checkIds(db: Pool | PoolClient, request: OperationRequest): Promise<void> {
  if (!request.ids) return;
  const { rows } = await db.query<{ id: string }>(
    `select distinct id from unnest($1::uuid[]) as asked (id)
    where not exists (select from message where message.id = asked.id)`,
    [request.ids],
  );
  if (rows.length === 0) return;
  const first = rows.slice(0, 10).map((row) => row.id);
  throw new Problem('unknown-messages', {
    params: { count: rows.length, ids: first.join(', ') },
  });
}
