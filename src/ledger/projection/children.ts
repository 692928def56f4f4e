import type { Pool, PoolClient } from 'pg';
import { joinKey } from '../../store/keys/data-keys.ts';
import type { ClientKey, KeyRing } from '../../store/keys/keys.ts';
import { advisoryLock } from '../../store/locks.ts';
import { unnamed } from '../../store/statement.ts';
import { entryEvent, entryPrestatie } from '../chain/entries.ts';
import { type PrestatieRow, prestatiesOf } from '../declarations/rows.ts';
import { replacePrestaties } from '../declarations/write.ts';
import type { LedgerEvent } from '../model/events.ts';
import { isPrestatieKind, type PrestatieEvent } from '../model/prestaties.ts';
import { type OpenEntry, type RecordedEvent, rowsOf, tombstonesOf } from './projection.ts';
import { type CaseId, projectedColumns, together, type WholeRows, wholeRows } from './rows.ts';

/** Before the first child: their ids are random, so none has this one. */
export const beforeAll = '00000000-0000-0000-0000-000000000000';

/** What the entries of some children add up to. */
export interface ProjectedChildren {
  readonly rows: WholeRows;
  readonly prestaties: readonly PrestatieRow[];
  /** How many entries were read. */
  readonly entries: number;
  /** Children whose entries cannot all be read: `rows` has nothing of these. */
  readonly unreadable: readonly Unreadable[];
}

/** The first entry about a child that its key does not open, because it or the key was changed. */
export interface Unreadable {
  readonly clientId: string;
  readonly municipality: string;
  readonly chainNumber: number;
}

interface EntryRow extends OpenEntry, CaseId {
  readonly version: number;
  /** bigint, as pg gives it. */
  readonly chainNumber: string;
  readonly messageId: string | null;
  readonly sealed: Buffer | null;
}

/**
 * Ids of children that have entries, or rows in the tables, in order.
 *
 * @param after only ids after this one
 * @param most how many at most
 */
export async function childrenAfter(
  database: Pool | PoolClient,
  after: string,
  most: number,
): Promise<string[]> {
  const { rows } = await database.query<{ id: string }>(nextChildren({ after, most }));
  return rows.map(({ id }) => id);
}

const lockRows = unnamed<{ ids: readonly string[] }>(
  'select from client where id = any($ids::uuid[]) order by id for update',
);

/**
 * Locks children until the end of the transaction: meanwhile no entries about them are added, and no other rebuild
 * writes their rows.
 */
export async function lockChildren(client: PoolClient, ids: readonly string[]): Promise<void> {
  await planForFew(client);
  // A child that was forgotten has no row to lock.
  await client.query(`select pg_advisory_xact_lock(${advisoryLock('children')})`);
  await client.query(lockRows({ ids }));
}

/**
 * Makes Postgres find children by the indexes until the end of the transaction. Without statistics, as in a database
 * that was just restored, it estimates that a hundred children are half of all. The statements are unnamed, because a
 * plan that was kept could be of tables that were empty then.
 */
export async function planForFew(client: PoolClient): Promise<void> {
  await client.query('set local plan_cache_mode = force_generic_plan');
}

const keysOf = unnamed<{ ids: readonly string[] }>(`
  select client.id, wrapped from client ${joinKey('client.id')}
  where client.id = any($ids::uuid[])`);

/**
 * Adds up the entries of children; a child without a key was forgotten, and leaves tombstones.
 *
 * @param client in a transaction that locked the children, or that reads one snapshot
 */
export async function projectChildren(
  client: PoolClient,
  keys: KeyRing,
  ids: readonly string[],
): Promise<ProjectedChildren> {
  const { rows: wrapped } = await client.query<{ id: string; wrapped: Buffer }>(keysOf({ ids }));
  const wrappedKeys = new Map(wrapped.map((row) => [row.id, row.wrapped]));
  const entries = await entriesOf(client, ids);
  const unreadable: Unreadable[] = [];
  const projected: WholeRows[] = [];
  const prestaties: PrestatieRow[] = [];
  for (const [clientId, own] of Map.groupBy(entries, (entry) => entry.clientId)) {
    const wrapped = wrappedKeys.get(clientId);
    if (!wrapped) {
      projected.push(...forgottenRows(own));
      continue;
    }
    const child = readChild(keys, wrapped, own);
    if ('unreadable' in child) unreadable.push(child.unreadable);
    else {
      projected.push(...child.rows);
      prestaties.push(...child.prestaties);
    }
  }
  return { rows: together(projected), prestaties, entries: entries.length, unreadable };
}

const entriesAbout = unnamed<{ ids: readonly string[] }>(`
  select client_id as "clientId", municipality, provider, chain_number as "chainNumber",
    version, kind, toewijzing_nummer as "toewijzingNummer", recorded_at as "recordedAt",
    message_id as "messageId", sealed
  from ledger_entry where client_id = any($ids::uuid[])
  order by client_id, municipality, provider, chain_number`);

/** All entries about children, case by case in the order of the chains. */
export async function entriesOf(
  client: PoolClient,
  ids: readonly string[],
): Promise<readonly EntryRow[]> {
  const { rows } = await client.query<EntryRow>(entriesAbout({ ids }));
  return rows;
}

/** The rows that stay of children that were forgotten. */
export function tombstoneRows(entries: readonly EntryRow[]): WholeRows {
  return together(forgottenRows(entries));
}

/**
 * Replaces all rows of children, those of a table in two statements, because unique indexes check each row when it is
 * written. The rows of `known_child` follow from the entries alone.
 *
 * @throws the error of Postgres about `allocation_number`, `request_owner` or one of `prestatieIndexes`, when a row of
 *   another child is in the way
 */
export async function replaceRows(
  client: PoolClient,
  ids: readonly string[],
  { allocations, requests, deliveries }: WholeRows,
  prestaties: readonly PrestatieRow[],
): Promise<void> {
  await replacePrestaties(client, ids, prestaties);
  await client.query(removal({ ids }));
  await client.query(
    insertion({
      allocations: JSON.stringify(allocations),
      requests: JSON.stringify(requests),
      deliveries: JSON.stringify(deliveries),
      ids,
    }),
  );
}

function forgottenRows(entries: readonly EntryRow[]): WholeRows[] {
  return casesIn(entries).map(([id, own]) => wholeRows(id, tombstonesOf(id, own)));
}

function readChild(
  keys: KeyRing,
  wrapped: Buffer,
  entries: readonly EntryRow[],
): { rows: WholeRows[]; prestaties: PrestatieRow[] } | { unreadable: Unreadable } {
  let key: ClientKey | undefined;
  const events = new Map<EntryRow, LedgerEvent>();
  const told = new Map<EntryRow, PrestatieEvent>();
  for (const entry of entries) {
    const { clientId, municipality } = entry;
    const chainNumber = Number(entry.chainNumber);
    try {
      key ??= keys.openClientKey(clientId, wrapped);
      if (isPrestatieKind(entry.kind))
        told.set(entry, entryPrestatie(key, { ...entry, chainNumber }));
      else events.set(entry, entryEvent(key, { ...entry, chainNumber }));
    } catch {
      // The error may quote what is encrypted.
      return { unreadable: { clientId, municipality, chainNumber } };
    }
  }
  const recorded = (own: readonly EntryRow[]): RecordedEvent[] =>
    own.map((entry) => ({
      event: events.get(entry) as LedgerEvent,
      recordedAt: entry.recordedAt,
      messageId: entry.messageId,
      sealed: entry.sealed,
      version: entry.version,
    }));
  const declared = entries.filter((entry) => told.has(entry));
  return {
    rows: casesIn(entries.filter((entry) => events.has(entry))).map(([id, own]) =>
      wholeRows(id, rowsOf(keys, id, recorded(own))),
    ),
    prestaties: casesIn(declared).flatMap(([id, own]) =>
      prestatiesOf(
        keys,
        id,
        own.map((entry) => ({ ...entry, event: told.get(entry) as PrestatieEvent })),
      ),
    ),
  };
}

function casesIn(entries: readonly EntryRow[]): [CaseId, readonly EntryRow[]][] {
  const cases = Map.groupBy(entries, ({ clientId, municipality, provider }) =>
    [clientId, municipality, provider].join(' '),
  );
  return [...cases.values()].map((own) => [own[0] as CaseId, own]);
}

// Steps from child to child by the indexes, so that no step reads more than it needs.
const nextChildren = unnamed<{ after: string; most: number }>(`
  with recursive child (id) as (
    select $after::uuid
    union all
    select least(
      (select client_id from ledger_entry where client_id > child.id order by client_id limit 1),
      (select client_id from allocation where client_id > child.id order by client_id limit 1),
      (select client_id from request where client_id > child.id order by client_id limit 1),
      (select client_id from delivery where client_id > child.id order by client_id limit 1),
      (select client_id from prestatie where client_id > child.id order by client_id limit 1)
    )
    from child where child.id is not null
  )
  select id from child where id is not null offset 1 limit $most`);

/** SQL: the rows of `known_child` that follow from the entries of children. @param ids the parameter */
export function knownByEntries(ids: string): string {
  return `select bsn_hash, code as party_code, id as client_id from (
      select client_id, municipality as code from ledger_entry where client_id = any(${ids})
      union select client_id, provider from ledger_entry where client_id = any(${ids})
    ) reported join client on client.id = reported.client_id`;
}

const removal = unnamed<{ ids: readonly string[] }>(`
  with allocations as (delete from allocation where client_id = any($ids::uuid[])),
    requests as (delete from request where client_id = any($ids::uuid[])),
    known as (delete from known_child where client_id = any($ids::uuid[]))
  delete from delivery where client_id = any($ids::uuid[])`);

const insertion = unnamed<{
  allocations: string;
  requests: string;
  deliveries: string;
  ids: readonly string[];
}>(`
  with allocations as (
    insert into allocation (${projectedColumns.allocation})
    select ${projectedColumns.allocation}
    from jsonb_populate_recordset(null::allocation, $allocations::jsonb)
  ), requests as (
    insert into request (${projectedColumns.request})
    select ${projectedColumns.request} from jsonb_populate_recordset(null::request, $requests::jsonb)
  ), known as (
    insert into known_child (bsn_hash, party_code, client_id) ${knownByEntries('$ids')}
  )
  insert into delivery (${projectedColumns.delivery})
  select ${projectedColumns.delivery} from jsonb_populate_recordset(null::delivery, $deliveries::jsonb)`);
