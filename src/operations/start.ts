import { createHash, randomUUIDv7 } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import type { Actor } from '../parties/actor.ts';
import { Problem } from '../problem.ts';
import { asked } from '../store/conditions.ts';
import type { RowMacs } from '../store/keys/row-mac.ts';
import { unnamed } from '../store/statement.ts';
import { candidatesOf, checkIds, checkMailbox, type OperationRequest } from './candidates.ts';
import { SelectionChanged, selectionSql } from './selection.ts';
import { signedOperation } from './signed.ts';

/** What a replay or redelivery would do. */
export interface DryRun {
  readonly count: number;
  /** The first hundred, in the order of their turns. */
  readonly ids: readonly string[];
  readonly skippedCount: number;
  /** The first hundred that would be skipped, and why. */
  readonly skipped: readonly { id: string; reason: string }[];
}

/**
 * Finds how many and which messages a replay or redelivery would be about. Keeps nothing.
 *
 * @throws {Problem} `one-selection`, `unknown-messages`, `unknown-party`
 */
export async function tryOut(pool: Pool, request: OperationRequest): Promise<DryRun> {
  const { text, values } = candidatesOf(request);
  await checkMailbox(pool, request);
  await checkIds(pool, request);
  const { rows } = await pool.query<{ id: string; note: string | null; of_kind: number }>(
    `select * from (
      select id, note, (count(*) over kind)::integer as of_kind,
        row_number() over (partition by note is null order by rank nulls last, id) as nr
      from (${text}) candidate
      window kind as (partition by note is null)
    ) numbered where nr <= 100 order by nr`,
    values,
  );
  const taken = rows.filter((row) => row.note === null);
  const skipped = rows.filter((row) => row.note !== null);
  return {
    count: taken[0]?.of_kind ?? 0,
    ids: taken.map((row) => row.id),
    skippedCount: skipped[0]?.of_kind ?? 0,
    skipped: skipped.map((row) => ({ id: row.id, reason: row.note as string })),
  };
}

/** What a caller says of a start, besides what is asked. */
export interface Seen {
  readonly idempotencyKey?: string | undefined;
  readonly selection?: string | undefined;
}

/**
 * Makes and signs the record of a replay or redelivery, with its set of messages, in one transaction. When it runs
 * twice with the same `idempotencyKey`, also at the same time, the second finds the record of the first.
 *
 * @param seen with `idempotencyKey`, which is unique per caller and kind; and the messages that the caller saw, as
 *   {@link selectionSql} has them: absent, whatever fits now
 * @returns its id, and whether it was made now
 * @throws {Problem} `one-selection`, `unknown-messages`, `unknown-party`, `nothing-selected`,
 *   `idempotency-key-reused`
 * @throws {SelectionChanged} when the messages are others than those that were seen
 */
export async function startOperation(
  pool: Pool,
  macs: RowMacs,
  request: OperationRequest,
  actor: Actor,
  { idempotencyKey, selection }: Seen = {},
): Promise<{ id: string; made: boolean }> {
  const candidates = candidatesOf(request);
  const idempotencyHash = idempotencyKey === undefined ? null : sha256(idempotencyKey);
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await checkMailbox(client, request);
    await client.query('begin');
    const id = await insertOperation(client, request, actor, idempotencyHash);
    if (!id) {
      await client.query('rollback');
      return { id: await findFirst(client, request, actor, idempotencyHash), made: false };
    }
    // Only for a new record: a repeat gets the first answer, also when messages have changed since.
    await checkIds(client, request);
    const { text } = candidates;
    const { values, value } = asked(...candidates.values);
    const operation = value(id);
    const { rows } = await client.query<{ count: number; selection: string }>(
      `with candidate as (${text}), fixed as (
        insert into operation_message (operation_id, ordinal, message_id, state, note)
        select ${operation}, row_number() over (order by rank nulls last, id), id,
          case when note is null then 'pending' else 'skipped' end, note
        from candidate
        returning state, message_id as id
      ), counted as (
        select count(*)::integer as count, count(*) filter (where state = 'pending') as pending
        from fixed
      )
      update operation set message_count = counted.count from counted
      where id = ${operation} and counted.pending > 0
      returning message_count as count, (${selectionSql('fixed')}) as selection`,
      values,
    );
    if (rows.length === 0) throw new Problem('nothing-selected');
    if (selection !== undefined && rows[0]?.selection !== selection) throw new SelectionChanged();
    await macs.sign(client, signedOperation, id);
    await client.query('commit');
    return { id, made: true };
  } catch (error) {
    await client.query('rollback').catch((lost: Error) => {
      broken = lost; // The pool closes this connection; then Postgres rolls back.
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

const newOperation = unnamed<{
  id: string;
  kind: string;
  reason: string;
  madeBy: string;
  keyId: string | null;
  party: string | null;
  selection: string;
  idempotencyHash: Buffer | null;
  requestHash: Buffer;
}>(`
  insert into operation (id, kind, reason, made_by, made_by_key, party_code, selection,
    idempotency_hash, request_hash)
  values ($id, $kind, $reason, $madeBy, $keyId, $party, $selection, $idempotencyHash, $requestHash)
  on conflict (kind, made_by, idempotency_hash) where idempotency_hash is not null do nothing
  returning id`);

/** @returns undefined when this caller used the key before; waits for a transaction that uses it now */
async function insertOperation(
  client: PoolClient,
  request: OperationRequest,
  actor: Actor,
  idempotencyHash: Buffer | null,
): Promise<string | undefined> {
  const { rows } = await client.query<{ id: string }>(
    newOperation({
      id: randomUUIDv7(),
      kind: request.kind,
      reason: request.reason,
      madeBy: actor.name,
      keyId: actor.keyId,
      party: request.kind === 'redelivery' ? request.party : null,
      selection: JSON.stringify(selectionOf(request)),
      idempotencyHash,
      requestHash: hashOf(request),
    }),
  );
  return rows[0]?.id;
}

const firstOf = unnamed<{ kind: string; madeBy: string; idempotencyHash: Buffer | null }>(`
  select id, request_hash from operation
  where kind = $kind and made_by = $madeBy and idempotency_hash = $idempotencyHash`);

async function findFirst(
  client: PoolClient,
  request: OperationRequest,
  actor: Actor,
  idempotencyHash: Buffer | null,
): Promise<string> {
  const { rows } = await client.query<{ id: string; request_hash: Buffer }>(
    firstOf({ kind: request.kind, madeBy: actor.name, idempotencyHash }),
  );
  const first = rows[0];
  if (!first?.request_hash.equals(hashOf(request))) throw new Problem('idempotency-key-reused');
  return first.id;
}

/** The selection as the record shows it. */
function selectionOf(request: OperationRequest): object {
  if (request.ids) return { ids: request.ids.length };
  const chosen = request.kind === 'replay' ? request.filter : request.period;
  return { filter: chosen ?? {} };
}

function hashOf(request: OperationRequest): Buffer {
  const sorted = (object: object = {}) =>
    Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1));
  const chosen = request.kind === 'replay' ? sorted(request.filter) : sorted(request.period);
  const party = request.kind === 'redelivery' ? request.party : null;
  const ids = request.ids && [...request.ids].sort();
  return sha256(JSON.stringify([request.kind, request.reason, party, ids ?? null, chosen]));
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
