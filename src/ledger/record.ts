import type { PoolClient } from 'pg';
import type { KeyRing } from '../store/keys.ts';
import type { NewEntry } from './append.ts';
import { clientsOf, type LedgerClient } from './clients.ts';
import { entryOf } from './entries.ts';
import { entryVersion } from './hash.ts';
import type { Case } from './memory.ts';
import type { LedgerEvent } from './model/events.ts';
import { applyEvents } from './model/state.ts';
import { touchedRows } from './projection.ts';
import { keptAnswers, projectedColumns, together, type WholeRows, wholeRows } from './rows.ts';

/** What becomes true of one child, between one gemeente and one aanbieder. */
export interface Note {
  readonly ledgerCase: Case;
  /** At least one. */
  readonly events: readonly LedgerEvent[];
  /** The message that tells it; null for what is imported. */
  readonly messageId: string | null;
}

/** There are entries about a child since its past was looked up: judge anew. */
export class Outdated extends Error {
  override readonly name = 'Outdated';
  /** Random ids of these children, as far as they are known. */
  readonly children: readonly string[];

  constructor(children: readonly string[] = []) {
    super();
    this.children = children;
  }
}

/** A note, and the child that it is about. */
interface Known {
  readonly note: Note;
  readonly child: LedgerClient;
}

/**
 * Updates the tables that people and rules read (`allocation`, `request`, `delivery`), within the
 * transaction of the caller, who then adds the entries that this returns (`appendEntries`, last). A few
 * statements, however many notes.
 *
 * The rows of the children, locked in the order of their ids, stay so until the end of the transaction: one
 * message at a time changes what is true of a child.
 *
 * @param notes all that one message, or one import, makes true; each case once
 * @returns the entries, in the order of the notes; none of a note of which nobody knows which child it is about
 * @throws {Outdated} naming every child whose revision is another by now; what Postgres says of
 *   `allocation_number` and `request_owner`, when another was first with a number or a reference: in all
 *   these cases roll back and judge anew
 */
export async function record(
  client: PoolClient,
  keys: KeyRing,
  notes: readonly Note[],
  recordedAt: Date,
): Promise<NewEntry[]> {
  const known = await knownChildren(client, keys, notes);
  if (known.length === 0) return [];
  const entries: NewEntry[] = [];
  const rows: WholeRows[] = [];
  for (const { note, child } of known) {
    const { municipality, provider, own } = note.ledgerCase;
    const { events, messageId } = note;
    const id = { municipality, provider, clientId: child.id };
    const about = { ...id, key: child.key, messageId };
    const added = events.map((event) => entryOf(event, about));
    const told = events.map((event, index) => ({
      ...{ event, recordedAt, messageId, version: entryVersion },
      sealed: added[index]?.sealed ?? null,
    }));
    const states = { before: own, after: applyEvents(own, events) };
    rows.push(wholeRows(id, touchedRows(keys, id, states, told)));
    entries.push(...added);
  }
  await takeChildren(client, known);
  await writeRows(client, together(rows));
  return entries;
}

/** Those that the sender does not know are looked up, or made. */
async function knownChildren(
  client: PoolClient,
  keys: KeyRing,
  notes: readonly Note[],
): Promise<Known[]> {
  const bsns = notes.flatMap(({ ledgerCase: { client: known, bsn } }) =>
    known ? [] : (bsn ?? []),
  );
  const found = bsns.length === 0 ? none : await clientsOf(client, keys, [...new Set(bsns)]);
  return notes.flatMap((note) => {
    const { client: known, bsn } = note.ledgerCase;
    const child = known ?? (bsn === undefined ? undefined : found.get(bsn));
    return child ? [{ note, child }] : [];
  });
}

const none: ReadonlyMap<string, LedgerClient> = new Map();

/** @throws {Outdated} */
async function takeChildren(client: PoolClient, known: readonly Known[]): Promise<void> {
  const wanted = new Map(known.map((one) => [one.child.id, one.note.ledgerCase]));
  const { rows } = await client.query<{ id: string }>({
    name: 'take-children',
    // Whom the sender did not know it does not know yet: others may have said much of the child.
    text: `with wanted as (
        select * from unnest($1::uuid[], $2::bigint[], $3::text[]) one (id, revision, knowers)
      ), locked as materialized (
        select id from client where id = any($1) order by id for no key update
      )
      update client set revision = client.revision + 1
      from locked join wanted using (id)
      where client.id = locked.id and case when wanted.revision is null
        then not exists (select from known_child where client_id = client.id
          and party_code = any(string_to_array(wanted.knowers, ' ')))
        else client.revision = wanted.revision end
      returning client.id`,
    values: [
      [...wanted.keys()],
      [...wanted.values()].map((ledgerCase) => ledgerCase.client?.revision ?? null),
      [...wanted.values()].map(({ knowers }) => knowers.join(' ')),
    ],
  });
  if (rows.length === wanted.size) return;
  const taken = new Set(rows.map(({ id }) => id));
  throw new Outdated([...wanted.keys()].filter((id) => !taken.has(id)));
}

/** Writes rows over those that are there. Who owns a number or a reference keeps it. */
async function writeRows(client: PoolClient, rows: WholeRows): Promise<void> {
  const { allocations, requests, deliveries } = rows;
  await client.query({
    name: 'write-cases',
    text: statement,
    values: [allocations, requests, deliveries].map((some) => JSON.stringify(some)),
  });
}

const { allocation, request, delivery } = projectedColumns;

// In one order over all cases, so that two messages with the same numbers do not wait for each other in a circle.
const statement = `
  with written_allocation as (
    insert into allocation (${allocation})
    select ${allocation} from jsonb_populate_recordset(null::allocation, $1::jsonb)
    order by municipality, toewijzing_nummer, id
    on conflict (id) do update set status = excluded.status,
      product_category = excluded.product_category, product_code = excluded.product_code,
      decided_on = excluded.decided_on, begin_date = excluded.begin_date,
      end_date = excluded.end_date, reason = excluded.reason, volume = excluded.volume,
      unit = excluded.unit, frequency = excluded.frequency, budget_cents = excluded.budget_cents,
      predecessors = excluded.predecessors, successors = excluded.successors,
      changed_at = excluded.changed_at
  ), written_request as (
    insert into request (${request})
    select ${request} from jsonb_populate_recordset(null::request, $2::jsonb)
    order by provider, reference_hash, municipality, client_id
    on conflict (provider, reference_hash, municipality, client_id) do update
    set type = excluded.type, owns_reference = excluded.owns_reference,
      answers = excluded.answers, honoured = excluded.honoured,
      -- The first that made it did.
      message_id = case when request.requested_at is null
        then excluded.message_id else request.message_id end,
      requested_at = coalesce(request.requested_at, excluded.requested_at),
      sealed = case when request.requested_at is null then excluded.sealed else request.sealed end,
      sealed_version = case when request.requested_at is null
        then excluded.sealed_version else request.sealed_version end,
      answered_by = (request.answered_by || excluded.answered_by)[:${keptAnswers}]
  )
  insert into delivery (${delivery})
  select ${delivery} from jsonb_populate_recordset(null::delivery, $3::jsonb)
  order by client_id, municipality, provider, kind, ordinal
  on conflict (client_id, municipality, provider, kind, ordinal) do update
  set removed = excluded.removed`;
