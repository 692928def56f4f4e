import type { PoolClient } from 'pg';
import type { KeyRing } from '../store/keys.ts';
import type { NewEntry } from './append.ts';
import { clientOf } from './clients.ts';
import { entryOf } from './entries.ts';
import type { Case } from './memory.ts';
import type { LedgerEvent } from './model/events.ts';
import { applyEvents } from './model/state.ts';
import { type CaseId, type CaseRows, keptAnswers, touchedRows } from './projection.ts';

/** What an approved message adds to the ledger. */
export interface Note {
  readonly ledgerCase: Case;
  /** At least one. */
  readonly events: readonly LedgerEvent[];
  /** The message that tells it; null for what is imported. */
  readonly messageId: string | null;
}

/** There are entries about the child since its past was looked up: judge anew. */
export class Outdated extends Error {
  override readonly name = 'Outdated';
}

/**
 * Updates the tables that people and rules read (`allocation`, `request`, `delivery`), within the
 * transaction of the caller, who then adds the entries that this returns (`appendEntries`, last).
 *
 * The child's row stays locked until the end of the transaction: one message at a time changes what is
 * true of a child.
 *
 * @returns the entries; none where nobody knows which child it is about
 * @throws {Outdated} what Postgres says of `allocation_number` and `request_owner`, when another was
 *   first with a number or a reference: in all these cases roll back and judge anew
 */
export async function record(
  client: PoolClient,
  keys: KeyRing,
  { ledgerCase, events, messageId }: Note,
  recordedAt: Date,
): Promise<NewEntry[]> {
  const { municipality, provider, bsn, own } = ledgerCase;
  const { client: known, knowers } = ledgerCase;
  const child = known ?? (bsn === undefined ? undefined : await clientOf(client, keys, bsn));
  if (!child) return [];
  const id = { municipality, provider, clientId: child.id };
  const states = { before: own, after: applyEvents(own, events) };
  const about = { provider, clientId: child.id, key: child.key, messageId };
  const entries = events.map((event) => entryOf(event, about));
  const told = events.map((event, index) => ({
    ...{ event, recordedAt, messageId },
    sealed: entries[index]?.sealed ?? null,
  }));
  const rows = touchedRows(keys, id, states, told);
  const { rowCount } = await client.query({
    name: 'take-child',
    // Whom the sender did not know it does not know yet: others may have said much of the child.
    text: `update client set revision = revision + 1
      where id = $1 and case when $2::bigint is null
        then not exists (select from known_child where client_id = $1 and party_code = any($3))
        else revision = $2 end`,
    values: [child.id, known?.revision ?? null, knowers],
  });
  if (rowCount !== 1) throw new Outdated();
  await writeRows(client, id, rows);
  return entries;
}

/** Writes rows of a case, over those that are there. Who owns a number or a reference keeps it. */
export async function writeRows(client: PoolClient, id: CaseId, rows: CaseRows): Promise<void> {
  const { allocations, requests, deliveries } = rows;
  await client.query({
    name: 'write-case',
    text: statement,
    values: [
      id.municipality,
      id.provider,
      id.clientId,
      JSON.stringify(allocations),
      JSON.stringify(requests),
      JSON.stringify(deliveries),
    ],
  });
}

const allocationColumns = `id, toewijzing_nummer, owns_number, status, product_category,
  product_code, decided_on, begin_date, end_date, reason, volume, unit, frequency, budget_cents,
  predecessors, successors, changed_at`;

// In the order of the numbers, so that two messages with the same numbers do not wait for each other.
const statement = `
  with written_allocation as (
    insert into allocation (municipality, provider, client_id, ${allocationColumns})
    select $1, $2, $3, ${allocationColumns}
    from jsonb_populate_recordset(null::allocation, $4::jsonb)
    order by toewijzing_nummer
    on conflict (id) do update set status = excluded.status,
      product_category = excluded.product_category, product_code = excluded.product_code,
      decided_on = excluded.decided_on, begin_date = excluded.begin_date,
      end_date = excluded.end_date, reason = excluded.reason, volume = excluded.volume,
      unit = excluded.unit, frequency = excluded.frequency, budget_cents = excluded.budget_cents,
      predecessors = excluded.predecessors, successors = excluded.successors,
      changed_at = excluded.changed_at
  ), written_request as (
    insert into request (municipality, provider, client_id, reference_hash, type, owns_reference,
      answers, honoured, message_id, requested_at, sealed, answered_by)
    select $1, $2, $3, reference_hash, type, owns_reference, answers, honoured, message_id,
      requested_at, sealed, answered_by
    from jsonb_populate_recordset(null::request, $5::jsonb)
    order by reference_hash
    on conflict (provider, reference_hash, municipality, client_id) do update
    set type = excluded.type, owns_reference = excluded.owns_reference,
      answers = excluded.answers, honoured = excluded.honoured,
      -- The first that made it did.
      message_id = case when request.requested_at is null
        then excluded.message_id else request.message_id end,
      requested_at = coalesce(request.requested_at, excluded.requested_at),
      sealed = case when request.requested_at is null then excluded.sealed else request.sealed end,
      answered_by = (request.answered_by || excluded.answered_by)[:${keptAnswers}]
  )
  insert into delivery (municipality, provider, client_id, kind, ordinal, toewijzing_nummer,
    product_category, product_code, begin_date, end_date, reason, removed)
  select $1, $2, $3, kind, ordinal, toewijzing_nummer, product_category, product_code, begin_date,
    end_date, reason, removed
  from jsonb_populate_recordset(null::delivery, $6::jsonb)
  on conflict (client_id, municipality, provider, kind, ordinal) do update
  set removed = excluded.removed`;
