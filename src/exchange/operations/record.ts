import type { Pool } from 'pg';
import { Problem } from '../../problem.ts';
import type { RowMacs } from '../../store/row-mac.ts';
import type { MessageStatus, OperationKind, OperationMessageState } from '../../store/tables.ts';
import { inTransaction } from '../../store/transaction.ts';
import { askInOrder } from '../../store/walk.ts';
import { signedOperation } from '../signed.ts';
import type { Actor } from './actor.ts';

/** `stopping`: stopped, and what had its turn is still being done. */
export type OperationState = 'running' | 'stopping' | 'stopped' | 'finished';

/** A replay or a redelivery, as its record shows it. */
export interface Operation {
  readonly id: string;
  readonly kind: OperationKind;
  readonly state: OperationState;
  readonly reason: string;
  readonly by: Actor;
  /** The mailbox of a redelivery. */
  readonly party: string | null;
  /** What was asked for: how many ids, or the filter. */
  readonly selection: { readonly ids?: number; readonly filter?: object };
  /** Messages in all. */
  readonly count: number;
  readonly progress: Readonly<Record<OperationMessageState, number>>;
  readonly createdAt: Date;
  readonly stoppedAt: Date | null;
  readonly stoppedBy: string | null;
  readonly finishedAt: Date | null;
}

/** A message of a replay or redelivery. */
export interface OperationItem {
  readonly id: string;
  /** 1, 2, 3 ... in the order of the turns. */
  readonly ordinal: number;
  readonly state: OperationMessageState;
  /** Why it was skipped. */
  readonly note: string | null;
  readonly changedAt: Date;
  readonly type: string | null;
  /** As it is now. */
  readonly status: MessageStatus | null;
  readonly errorCode: string | null;
}

const counts = (operationId: string) => `(
  select json_object_agg(state, messages) from (
    select state, count(*) as messages from operation_message
    where operation_id = ${operationId} group by state
  ) counted)`;

const operation = `o.id, o.kind, o.reason, o.party_code as party, o.selection,
  o.message_count as count, o.created_at as "createdAt", o.stopped_at as "stoppedAt",
  o.stopped_by as "stoppedBy", o.finished_at as "finishedAt",
  json_build_object('name', o.made_by, 'keyId', o.made_by_key) as by,
  case when o.finished_at is null
    then case when o.stopped_at is null then 'running' else 'stopping' end
    else case when o.stopped_at is null then 'finished' else 'stopped' end end as state,
  case when o.finished_at is null then ${counts('o.id')} else o.result::json end as counted`;

type Row = Omit<Operation, 'progress'> & { counted: Partial<Operation['progress']> | null };

function fromRow({ counted, ...row }: Row): Operation {
  const none = { pending: 0, running: 0, succeeded: 0, failed: 0, skipped: 0, stopped: 0 };
  return { ...row, progress: { ...none, ...counted } };
}

/** @throws {Problem} `not-found` */
export async function findOperation(
  pool: Pool,
  kind: OperationKind,
  id: string,
): Promise<Operation> {
  const { rows } = await pool.query<Row>(
    `select ${operation} from operation o where o.id = $1 and o.kind = $2`,
    [id, kind],
  );
  if (!rows[0]) throw new Problem('not-found');
  return fromRow(rows[0]);
}

/**
 * A page of records, newest first.
 *
 * @param page.before the id at which the page before ended
 * @returns the items, and where the next page begins; null when this is all
 */
export async function listOperations(
  pool: Pool,
  kind: OperationKind,
  page: { readonly limit: number; readonly before?: string },
): Promise<{ items: Operation[]; next: string | null }> {
  const rows = await askInOrder<Row>(pool, {
    text: `select ${operation} from operation o
    where o.kind = $1 and o.id < coalesce($2::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
    order by o.id desc nulls last limit $3`,
    values: [kind, page.before ?? null, page.limit + 1],
  });
  const items = rows.slice(0, page.limit).map(fromRow);
  return { items, next: rows.length > page.limit ? (items.at(-1)?.id ?? null) : null };
}

/**
 * A page of the messages of a record, in the order of their turns.
 *
 * @param page.after the ordinal at which the page before ended
 * @throws {Problem} `not-found`
 */
export async function listOperationItems(
  pool: Pool,
  kind: OperationKind,
  id: string,
  page: { readonly limit: number; readonly after: number; readonly state?: OperationMessageState },
): Promise<{ items: OperationItem[]; next: number | null }> {
  const known = await askInOrder(pool, {
    text: 'select from operation where id = $1 and kind = $2',
    values: [id, kind],
  });
  if (known.length === 0) throw new Problem('not-found');
  const order = page.state ? 'nulls first' : '';
  const rows = await askInOrder<OperationItem>(pool, {
    // The page first, then each message by itself: joined, Postgres may read messages of rows that are
    // not shown.
    text: `select mine.message_id as id, mine.ordinal, mine.state, mine.note,
      mine.changed_at as "changedAt", message.type, message.status,
      message.error_code as "errorCode"
    from (
      select * from operation_message
      where operation_id = $1 and ordinal > $2 ${page.state ? 'and state = $4' : ''}
      order by ordinal ${order} limit $3
    ) mine left join lateral (
      select type, status, error_code from message where id = mine.message_id offset 0
    ) message on true
    order by mine.ordinal ${order}`,
    values: [id, page.after, page.limit + 1, ...(page.state ? [page.state] : [])],
  });
  const items = rows.slice(0, page.limit);
  return { items, next: rows.length > page.limit ? (items.at(-1)?.ordinal ?? null) : null };
}

/**
 * Stops a replay or redelivery: messages whose turn has not come are left as they are. The record
 * stays. Repeating it, or stopping what has finished, changes nothing.
 *
 * @throws {Problem} `not-found`
 * @throws {NotBelieved}
 */
export async function stopOperation(
  pool: Pool,
  macs: RowMacs,
  kind: OperationKind,
  id: string,
  actor: Actor,
): Promise<Operation> {
  await inTransaction(pool, async (client) => {
    const { rowCount } = await client.query(
      `select from operation
      where id = $1 and kind = $2 and finished_at is null and stopped_at is null
      for no key update`,
      [id, kind],
    );
    if (rowCount === 0) return;
    await macs.rewrite(client, signedOperation, id, () =>
      client.query(
        `with stopping as (
          update operation set stopped_at = now(), stopped_by = $2 where id = $1
        )
        update operation_message set state = 'stopped', changed_at = now()
        where operation_id = $1 and state = 'pending'`,
        [id, actor.name],
      ),
    );
  });
  await finishOperation(pool, id);
  return findOperation(pool, kind, id);
}

/** Notes that nothing of it is left to be done, if that is so. */
export async function finishOperation(pool: Pool, id: string): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: 'finish-operation',
    text: `update operation set finished_at = now(), result = ${counts('$1')}::jsonb
      where id = $1 and finished_at is null and not exists (
        select from operation_message where operation_id = $1 and state in ('pending', 'running')
      )`,
    values: [id],
  });
  return rowCount === 1;
}
