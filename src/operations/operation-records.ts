import type { Pool } from 'pg';
import { messageTable } from '../messages/views/message-table.ts';
import type { Actor } from '../parties/actor.ts';
import { Problem } from '../problem.ts';
import type { BerichtType } from '../standard/catalogue.ts';
import type { RowMacs } from '../store/keys/row-mac.ts';
import { statement, unnamed } from '../store/statement.ts';
import type { MessageStatus, OperationKind, OperationMessageState } from '../store/tables.ts';
import { inTransaction } from '../store/transaction.ts';
import { askInOrder } from '../store/walk.ts';
import { signedOperation } from './signed.ts';

/** `stopping`: stopped, while messages that had their turn are still being processed. */
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
  /** What was asked for: the number of ids, or the filter. */
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
  readonly type: BerichtType | null;
  /** Its present status. */
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

const operationOf = unnamed<{ id: string; kind: string }>(
  `select ${operation} from operation o where o.id = $id and o.kind = $kind`,
);

/** @throws {Problem} `not-found` */
export async function findOperation(
  pool: Pool,
  kind: OperationKind,
  id: string,
): Promise<Operation> {
  const { rows } = await pool.query<Row>(operationOf({ id, kind }));
  if (!rows[0]) throw new Problem('not-found');
  return fromRow(rows[0]);
}

const operationsBefore = unnamed<{ kind: string; before: string | null; most: number }>(`
  select ${operation} from operation o
  where o.kind = $kind and o.id < coalesce($before::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
  order by o.id desc nulls last limit $most`);

/**
 * A page of records, newest first.
 *
 * @param page.before the id at which the page before ended
 * @returns the items, and the cursor of the next page; null when this is all
 */
export async function listOperations(
  pool: Pool,
  kind: OperationKind,
  page: { readonly limit: number; readonly before?: string },
): Promise<{ items: Operation[]; next: string | null }> {
  const rows = await askInOrder<Row>(
    pool,
    operationsBefore({ kind, before: page.before ?? null, most: page.limit + 1 }),
  );
  const items = rows.slice(0, page.limit).map(fromRow);
  return { items, next: rows.length > page.limit ? (items.at(-1)?.id ?? null) : null };
}

interface ItemCursor {
  readonly id: string;
  readonly after: number;
  readonly most: number;
}

// For one state there is an index with `nulls first` (there are no nulls): the same order makes Postgres use it.
const allItems = unnamed<ItemCursor>(itemsSql('', ''));
const itemsIn = unnamed<ItemCursor & { state: OperationMessageState }>(
  itemsSql('and state = $state', 'nulls first'),
);

// First the page, then each message: with a plain join Postgres may read messages of rows that are not shown.
function itemsSql(which: string, order: string): string {
  return `
    select mine.message_id as id, mine.ordinal, mine.state, mine.note,
      mine.changed_at as "changedAt", message.type, message.status,
      message.error_code as "errorCode"
    from (
      select * from operation_message
      where operation_id = $id and ordinal > $after ${which}
      order by ordinal ${order} limit $most
    ) mine left join lateral (
      select type, status, error_code from ${messageTable} message where id = mine.message_id offset 0
    ) message on true
    order by mine.ordinal ${order}`;
}

const findOne = unnamed<{ id: string; kind: string }>(
  'select from operation where id = $id and kind = $kind',
);

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
  const known = await askInOrder(pool, findOne({ id, kind }));
  if (known.length === 0) throw new Problem('not-found');
  const { after, limit, state } = page;
  const cursor = { id, after, most: limit + 1 };
  const rows = await askInOrder<OperationItem>(
    pool,
    state ? itemsIn({ ...cursor, state }) : allItems(cursor),
  );
  const items = rows.slice(0, page.limit);
  return { items, next: rows.length > page.limit ? (items.at(-1)?.ordinal ?? null) : null };
}

const holdRunning = unnamed<{ id: string; kind: string }>(`
  select from operation
  where id = $id and kind = $kind and finished_at is null and stopped_at is null
  for no key update`);

const stopThose = unnamed<{ id: string; name: string }>(`
  with stopping as (
    update operation set stopped_at = now(), stopped_by = $name where id = $id
  )
  update operation_message set state = 'stopped', changed_at = now()
  where operation_id = $id and state = 'pending'`);

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
    const { rowCount } = await client.query(holdRunning({ id, kind }));
    if (rowCount === 0) return;
    await macs.rewrite(client, signedOperation, id, () =>
      client.query(stopThose({ id, name: actor.name })),
    );
  });
  await finishOperation(pool, id);
  return findOperation(pool, kind, id);
}

const finishIfDone = statement<{ id: string }>(
  'finish-operation',
  `update operation set finished_at = now(), result = ${counts('$id')}::jsonb
  where id = $id and finished_at is null and not exists (
    select from operation_message where operation_id = $id and state in ('pending', 'running')
  )`,
);

/** Marks an operation as finished, if nothing of it is left to do. @returns whether it was marked now */
export async function finishOperation(pool: Pool, id: string): Promise<boolean> {
  const { rowCount } = await pool.query(finishIfDone({ id }));
  return rowCount === 1;
}
