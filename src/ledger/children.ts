import type { Pool, PoolClient } from 'pg';
import type { ClientKey, KeyRing } from '../store/keys.ts';
import { advisoryLock } from '../store/locks.ts';
import { entryEvent } from './entries.ts';
import type { LedgerEvent } from './model/events.ts';
import { type OpenEntry, rowsOf, tombstonesOf } from './projection.ts';
import { type CaseId, projectedColumns, together, type WholeRows, wholeRows } from './rows.ts';

/** Before the first child: their ids are random, so none has this one. */
export const beforeAll = '00000000-0000-0000-0000-000000000000';

/** What the entries of some children add up to. */
export interface Told {
  readonly rows: WholeRows;
  /** How many entries were read. */
  readonly entries: number;
  /** Children whose entries cannot all be read: of these there are no rows. */
  readonly unreadable: readonly Unreadable[];
}

/** The first entry about a child that its key does not open: it, or the key, was changed. */
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
 * The children that entries, or rows of the tables, are about.
 *
 * @param after ids after this one, in their order
 * @param most how many at most
 */
export async function childrenAfter(
  database: Pool | PoolClient,
  after: string,
  most: number,
): Promise<string[]> {
  const { rows } = await database.query<{ id: string }>(nextChildren, [after, most]);
  return rows.map(({ id }) => id);
}

/**
 * Locks children until the end of the transaction: nobody adds entries about them meanwhile, and
 * nobody else makes their rows anew.
 */
export async function lockChildren(client: PoolClient, ids: readonly string[]): Promise<void> {
  await planForFew(client);
  // Of a child that was forgotten there is no row to lock.
  await client.query(`select pg_advisory_xact_lock(${advisoryLock('children')})`);
  await client.query('select from client where id = any($1) order by id for update', [ids]);
}

/**
 * Has Postgres find children by the indexes until the end of the transaction. Where it has no
 * statistics yet, as in a database that was restored, it takes a hundred children for half of them all.
 * The statements have no names: a plan that was kept would be of tables that were empty then.
 */
export async function planForFew(client: PoolClient): Promise<void> {
  await client.query('set local plan_cache_mode = force_generic_plan');
}

/**
 * Adds up what the entries of children say; a child without a key is forgotten, and leaves tombstones.
 *
 * @param client in a transaction that locked the children, or that sees one moment
 */
export async function toldOf(
  client: PoolClient,
  keys: KeyRing,
  ids: readonly string[],
): Promise<Told> {
  const { rows: wrapped } = await client.query<{ id: string; wrapped: Buffer }>(
    `select client.id, data_key.wrapped from client join data_key on data_key.id = client.id
    where client.id = any($1)`,
    [ids],
  );
  const wrappedKeys = new Map(wrapped.map((row) => [row.id, row.wrapped]));
  const entries = await entriesOf(client, ids);
  const unreadable: Unreadable[] = [];
  const told: WholeRows[] = [];
  for (const [clientId, own] of Map.groupBy(entries, (entry) => entry.clientId)) {
    const wrapped = wrappedKeys.get(clientId);
    if (!wrapped) {
      told.push(...forgottenRows(own));
      continue;
    }
    const child = readChild(keys, wrapped, own);
    if ('unreadable' in child) unreadable.push(child.unreadable);
    else told.push(...child.rows);
  }
  return { rows: together(told), entries: entries.length, unreadable };
}

/** All entries about children, case by case in the order of the chains. */
export async function entriesOf(
  client: PoolClient,
  ids: readonly string[],
): Promise<readonly EntryRow[]> {
  const { rows } = await client.query<EntryRow>(
    `select client_id as "clientId", municipality, provider, chain_number as "chainNumber",
      version, kind, toewijzing_nummer as "toewijzingNummer", recorded_at as "recordedAt",
      message_id as "messageId", sealed
    from ledger_entry where client_id = any($1)
    order by client_id, municipality, provider, chain_number`,
    [ids],
  );
  return rows;
}

/** What is left of children that were forgotten. */
export function tombstoneRows(entries: readonly EntryRow[]): WholeRows {
  return together(forgottenRows(entries));
}

/**
 * Puts rows in the place of all that the tables have of children, in two statements: unique indexes
 * look at each row as it is written. Who knows them is told by the entries alone.
 *
 * @throws what Postgres says of `allocation_number` and `request_owner`, when a row of another child is
 *   in the way
 */
export async function replaceRows(
  client: PoolClient,
  ids: readonly string[],
  { allocations, requests, deliveries }: WholeRows,
): Promise<void> {
  await client.query(removal, [ids]);
  const rows = [allocations, requests, deliveries].map((rows) => JSON.stringify(rows));
  await client.query(insertion, [...rows, ids]);
}

function forgottenRows(entries: readonly EntryRow[]): WholeRows[] {
  return casesIn(entries).map(([id, own]) => wholeRows(id, tombstonesOf(id, own)));
}

function readChild(
  keys: KeyRing,
  wrapped: Buffer,
  entries: readonly EntryRow[],
): { rows: WholeRows[] } | { unreadable: Unreadable } {
  let key: ClientKey | undefined;
  const events = new Map<EntryRow, LedgerEvent>();
  for (const entry of entries) {
    const { clientId, municipality } = entry;
    const chainNumber = Number(entry.chainNumber);
    try {
      key ??= keys.openClientKey(clientId, wrapped);
      events.set(entry, entryEvent(key, { ...entry, chainNumber }));
    } catch {
      // Whatever it says quotes what is encrypted.
      return { unreadable: { clientId, municipality, chainNumber } };
    }
  }
  const told = (own: readonly EntryRow[]) =>
    own.map((entry) => ({
      event: events.get(entry) as LedgerEvent,
      recordedAt: entry.recordedAt,
      messageId: entry.messageId,
      sealed: entry.sealed,
      version: entry.version,
    }));
  return {
    rows: casesIn(entries).map(([id, own]) => wholeRows(id, rowsOf(keys, id, told(own)))),
  };
}

function casesIn(entries: readonly EntryRow[]): [CaseId, readonly EntryRow[]][] {
  const cases = Map.groupBy(entries, ({ clientId, municipality, provider }) =>
    [clientId, municipality, provider].join(' '),
  );
  return [...cases.values()].map((own) => [own[0] as CaseId, own]);
}

// From child to child by the indexes, so that no step reads what it does not need.
const nextChildren = `
  with recursive child (id) as (
    select $1::uuid
    union all
    select least(
      (select client_id from ledger_entry where client_id > child.id order by client_id limit 1),
      (select client_id from allocation where client_id > child.id order by client_id limit 1),
      (select client_id from request where client_id > child.id order by client_id limit 1),
      (select client_id from delivery where client_id > child.id order by client_id limit 1)
    )
    from child where child.id is not null
  )
  select id from child where id is not null offset 1 limit $2`;

/** SQL: the rows of `known_child` that the entries of children make. @param ids the parameter */
export function knownByEntries(ids: string): string {
  return `select bsn_hash, code as party_code, id as client_id from (
      select client_id, municipality as code from ledger_entry where client_id = any(${ids})
      union select client_id, provider from ledger_entry where client_id = any(${ids})
    ) told join client on client.id = told.client_id`;
}

const removal = `
  with allocations as (delete from allocation where client_id = any($1)),
    requests as (delete from request where client_id = any($1)),
    known as (delete from known_child where client_id = any($1))
  delete from delivery where client_id = any($1)`;

const insertion = `
  with allocations as (
    insert into allocation (${projectedColumns.allocation})
    select ${projectedColumns.allocation}
    from jsonb_populate_recordset(null::allocation, $1::jsonb)
  ), requests as (
    insert into request (${projectedColumns.request})
    select ${projectedColumns.request} from jsonb_populate_recordset(null::request, $2::jsonb)
  ), known as (
    insert into known_child (bsn_hash, party_code, client_id) ${knownByEntries('$4')}
  )
  insert into delivery (${projectedColumns.delivery})
  select ${projectedColumns.delivery} from jsonb_populate_recordset(null::delivery, $3::jsonb)`;
