import type { PoolClient } from 'pg';
import type { KeyRing } from '../../store/keys/keys.ts';
import { statement } from '../../store/statement.ts';
import type { NewEntry } from '../chain/append.ts';
import { entryOf } from '../chain/entries.ts';
import { entryVersion } from '../chain/hash.ts';
import type { LedgerEvent } from '../model/events.ts';
import { applyEvents } from '../model/state.ts';
import type { Case } from './case.ts';
import { clientsOf, type LedgerClient } from './clients.ts';
import { touchedRows } from './projection.ts';
import { keptAnswers, projectedColumns, together, type WholeRows, wholeRows } from './rows.ts';

/** Events about one child, between one gemeente and one aanbieder, that become entries. */
export interface Note {
  readonly ledgerCase: Case;
  /** At least one. */
  readonly events: readonly LedgerEvent[];
  /** The message that reports them; null for what is imported. */
  readonly messageId: string | null;
}

/** Entries about a child were added since its past was read: the message must be judged again. */
export class Outdated extends Error {
  override readonly name = 'Outdated';
  /** Random ids of those children, as far as they are known. */
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
 * Updates the tables that people and rules read (`allocation`, `request`, `delivery`), within the transaction of the
 * caller, which then adds the entries that this returns (`appendEntries`, last). A few statements, however many notes.
 *
 * Locks the rows of the children in the order of their ids until the end of the transaction, so that one message at a
 * time changes what is true of a child.
 *
 * @param notes all that one message, or one import, makes true; each case once
 * @returns the entries, in the order of the notes; none of a note whose child is unknown
 * @throws {Outdated} naming every child whose revision has changed; the error of Postgres about `allocation_number`
 *   or `request_owner`, when another was first with a number or a reference. In all these cases roll back and judge
 *   again
 */
export async function updateProjection(
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
    const recorded = events.map((event, index) => ({
      ...{ event, recordedAt, messageId, version: entryVersion },
      sealed: added[index]?.sealed ?? null,
    }));
    const states = { before: own, after: applyEvents(own, events) };
    rows.push(wholeRows(id, touchedRows(keys, id, states, recorded)));
    entries.push(...added);
  }
  await takeChildren(client, known);
  await writeRows(client, together(rows));
  return entries;
}

/** The child of each note; one that the sender does not know is looked up by its BSN, or made. */
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

const takeThose = statement<{
  ids: readonly string[];
  revisions: readonly (string | null)[];
  knowers: readonly string[];
}>(
  'take-children',
  // A child that the sender did not know must still be unknown to it; entries of others do not matter.
  `with wanted as (
    select * from unnest($ids::uuid[], $revisions::bigint[], $knowers::text[]) one (id, revision, knowers)
  ), locked as materialized (
    select id from client where id = any($ids::uuid[]) order by id
    -- There are no more. Postgres expects few then, and looks up each one below.
    limit cardinality($ids::uuid[]) for no key update
  )
  update client set revision = client.revision + 1
  from locked join wanted using (id)
  where client.id = locked.id and case when wanted.revision is null
    then not exists (select from known_child where client_id = client.id
      and party_code = any(string_to_array(wanted.knowers, ' ')))
    else client.revision = wanted.revision end
  returning client.id`,
);

/** @throws {Outdated} */
async function takeChildren(client: PoolClient, known: readonly Known[]): Promise<void> {
  const wanted = new Map(known.map((one) => [one.child.id, one.note.ledgerCase]));
  const { rows } = await client.query<{ id: string }>(
    takeThose({
      ids: [...wanted.keys()],
      revisions: [...wanted.values()].map((ledgerCase) => ledgerCase.client?.revision ?? null),
      knowers: [...wanted.values()].map(({ knowers }) => knowers.join(' ')),
    }),
  );
  if (rows.length === wanted.size) return;
  const taken = new Set(rows.map(({ id }) => id));
  throw new Outdated([...wanted.keys()].filter((id) => !taken.has(id)));
}

/** Inserts or updates rows. The owner of a number or a reference keeps it. */
async function writeRows(client: PoolClient, rows: WholeRows): Promise<void> {
  const { allocations, requests, deliveries } = rows;
  await client.query(
    writeCases({
      allocations: JSON.stringify(allocations),
      requests: JSON.stringify(requests),
      deliveries: JSON.stringify(deliveries),
    }),
  );
}

const { allocation, request, delivery } = projectedColumns;

// In one order over all cases, so that two messages with the same numbers do not deadlock.
const writeCases = statement<{ allocations: string; requests: string; deliveries: string }>(
  'write-cases',
  `
  with written_allocation as (
    insert into allocation (${allocation})
    select ${allocation} from jsonb_populate_recordset(null::allocation, $allocations::jsonb)
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
    select ${request} from jsonb_populate_recordset(null::request, $requests::jsonb)
    order by provider, reference_hash, municipality, client_id
    on conflict (provider, reference_hash, municipality, client_id) do update
    set type = excluded.type, owns_reference = excluded.owns_reference,
      answers = excluded.answers, honoured = excluded.honoured,
      -- The first message that made the request counts.
      message_id = case when request.requested_at is null
        then excluded.message_id else request.message_id end,
      requested_at = coalesce(request.requested_at, excluded.requested_at),
      sealed = case when request.requested_at is null then excluded.sealed else request.sealed end,
      sealed_version = case when request.requested_at is null
        then excluded.sealed_version else request.sealed_version end,
      answered_by = (request.answered_by || excluded.answered_by)[:${keptAnswers}]
  )
  insert into delivery (${delivery})
  select ${delivery} from jsonb_populate_recordset(null::delivery, $deliveries::jsonb)
  order by client_id, municipality, provider, kind, ordinal
  on conflict (client_id, municipality, provider, kind, ordinal) do update
  set removed = excluded.removed`,
);
