import { createHash, randomUUIDv7 } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { Problem } from '../../problem.ts';
import type { RowMacs } from '../../store/row-mac.ts';
import { signedOperation } from '../signed.ts';
import type { Actor } from './actor.ts';
import { candidatesOf, checkIds, checkMailbox, type OperationRequest } from './candidates.ts';

/** What would happen. */
export interface DryRun {
  readonly count: number;
  /** The first hundred, in the order in which their turn would come. */
  readonly ids: readonly string[];
  readonly skippedCount: number;
  /** The first hundred that were named and would be skipped, and why. */
  readonly skipped: readonly { id: string; reason: string }[];
}

/**
 * Says how many and which messages a replay or redelivery would be about. Keeps nothing.
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
        row_number() over (partition by note is null order by rank nulls last, id) as place
      from (${text}) candidate
      window kind as (partition by note is null)
    ) numbered where place <= 100 order by place`,
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

/**
 * Makes the record of a replay or redelivery, with its set of messages, and signs it: in one transaction, so
 * that it is there whole or not at all. Runs twice with one `idempotencyKey`, also at once: the second
 * finds the first.
 *
 * @param idempotencyKey counts per caller and kind
 * @returns its id, and whether it was made now
 * @throws {Problem} `one-selection`, `unknown-messages`, `unknown-party`, `nothing-selected`,
 *   `idempotency-key-reused`
 */
export async function startOperation(
  pool: Pool,
  macs: RowMacs,
  request: OperationRequest,
  actor: Actor,
  idempotencyKey?: string,
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
    // Not before: who asks again gets the first answer, whatever has changed since.
    await checkIds(client, request);
    const { text, values } = candidates;
    const { rows } = await client.query<{ count: number }>(
      `with candidate as (${text}), fixed as (
        insert into operation_message (operation_id, ordinal, message_id, state, note)
        select $${values.length + 1}, row_number() over (order by rank nulls last, id), id,
          case when note is null then 'pending' else 'skipped' end, note
        from candidate
        returning state
      ), counted as (
        select count(*)::integer as count, count(*) filter (where state = 'pending') as pending
        from fixed
      )
      update operation set message_count = counted.count from counted
      where id = $${values.length + 1} and counted.pending > 0
      returning message_count as count`,
      [...values, id],
    );
    if (rows.length === 0) throw new Problem('nothing-selected');
    await macs.sign(client, signedOperation, id);
    await client.query('commit');
    return { id, made: true };
  } catch (error) {
    await client.query('rollback').catch((lost: Error) => {
      broken = lost; // The pool does not get this connection back; Postgres undoes what it did.
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/** @returns undefined when this caller used the key before; waits for who uses it right now */
async function insertOperation(
  client: PoolClient,
  request: OperationRequest,
  actor: Actor,
  idempotencyHash: Buffer | null,
): Promise<string | undefined> {
  const { rows } = await client.query<{ id: string }>(
    `insert into operation (id, kind, reason, made_by, made_by_key, party_code, selection,
      idempotency_hash, request_hash)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    on conflict (kind, made_by, idempotency_hash) where idempotency_hash is not null do nothing
    returning id`,
    [
      randomUUIDv7(),
      request.kind,
      request.reason,
      actor.name,
      actor.keyId,
      request.kind === 'redelivery' ? request.party : null,
      JSON.stringify(selectionOf(request)),
      idempotencyHash,
      hashOf(request),
    ],
  );
  return rows[0]?.id;
}

async function findFirst(
  client: PoolClient,
  request: OperationRequest,
  actor: Actor,
  idempotencyHash: Buffer | null,
): Promise<string> {
  const { rows } = await client.query<{ id: string; request_hash: Buffer }>(
    `select id, request_hash from operation
    where kind = $1 and made_by = $2 and idempotency_hash = $3`,
    [request.kind, actor.name, idempotencyHash],
  );
  const first = rows[0];
  if (!first?.request_hash.equals(hashOf(request))) throw new Problem('idempotency-key-reused');
  return first.id;
}

/** What the record shows of it. */
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
