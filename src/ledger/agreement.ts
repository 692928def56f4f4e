import { isDeepStrictEqual } from 'node:util';
import type { Pool, PoolClient } from 'pg';
import type { KeyRing } from '../store/keys.ts';
import { inTransaction } from '../store/transaction.ts';
import {
  beforeAll,
  childrenAfter,
  knownByEntries,
  planForFew,
  type Told,
  toldOf,
  type Unreadable,
} from './children.ts';
import { entryCount, type OnProgress } from './rebuild.ts';
import { projectedColumns } from './rows.ts';

/** A row that says something else than the entries add up to. Nothing personal. */
export interface Difference {
  readonly table: Table;
  readonly clientId: string;
  readonly municipality: string;
  readonly provider: string;
  /** Which row of these: the id of an allocation, the hash of a reference, `start 1`, a party's code. */
  readonly row: string;
  /** `missing` from the table, more than there should be (`extra`), or with other values. */
  readonly what: 'missing' | 'extra' | 'different';
  /** Columns with other values, by name. */
  readonly columns: readonly string[];
}

/** Whether the tables say what the entries add up to. */
export interface Agreement {
  readonly agree: boolean;
  /** Rows that differ. */
  readonly count: number;
  /** The first of these. */
  readonly differences: readonly Difference[];
  /** Children with an entry that cannot be read: their rows were not compared. */
  readonly unreadable: readonly Unreadable[];
  readonly entries: number;
  readonly seconds: number;
  readonly entriesPerSecond: number;
}

const batchSize = 500;
/** Differences that are named. */
const named = 20;

/**
 * Compares the rows of `allocation`, `request`, `delivery` and `known_child` with what the entries of the
 * ledger add up to. Reads only; each batch of children sees one moment, so that nothing has to wait.
 */
export async function ledgerDifferences(
  pool: Pool,
  keys: KeyRing,
  onProgress?: OnProgress,
): Promise<Agreement> {
  const began = performance.now();
  const total = await entryCount(pool);
  const differences: Difference[] = [];
  const unreadable: Unreadable[] = [];
  let count = 0;
  let entries = 0;
  for (let after: string | undefined = beforeAll; after !== undefined; ) {
    const batch = await compareAfter(pool, keys, after);
    count += batch.differences.length;
    differences.push(...batch.differences.slice(0, named - differences.length));
    unreadable.push(...batch.told.unreadable);
    entries += batch.told.entries;
    onProgress?.(entries, total);
    after = batch.last;
  }
  const seconds = (performance.now() - began) / 1000;
  return {
    agree: count === 0 && unreadable.length === 0,
    count,
    differences,
    unreadable,
    entries,
    seconds,
    entriesPerSecond: Math.round(entries / seconds),
  };
}

interface Batch {
  readonly told: Told;
  readonly differences: readonly Difference[];
  /** The last child; absent when none can come after it. */
  readonly last: string | undefined;
}

function compareAfter(pool: Pool, keys: KeyRing, after: string): Promise<Batch> {
  return inTransaction(pool, async (client) => {
    await client.query('set transaction isolation level repeatable read, read only');
    await planForFew(client);
    const ids = await childrenAfter(client, after, batchSize);
    const told = await toldOf(client, keys, ids);
    const unreadable = new Set(told.unreadable.map(({ clientId }) => clientId));
    const readable = ids.filter((id) => !unreadable.has(id));
    const last = ids.length === batchSize ? ids.at(-1) : undefined;
    return { told, differences: await compare(client, readable, told), last };
  });
}

type Table = 'allocation' | 'request' | 'delivery' | 'known_child';
type Row = Readonly<Record<string, unknown>>;

async function compare(
  client: PoolClient,
  ids: readonly string[],
  { rows: { allocations, requests, deliveries } }: Told,
): Promise<Difference[]> {
  const { rows } = await client.query<{ table: Table; told: Row | null; stored: Row | null }>(
    question,
    [ids, ...[allocations, requests, deliveries].map((told) => JSON.stringify(told))],
  );
  return rows.map(({ table, told, stored }) => differenceOf(table, told, stored));
}

function differenceOf(table: Table, told: Row | null, stored: Row | null): Difference {
  const one = { ...stored, ...told } as Row;
  const both = told !== null && stored !== null;
  const columns = both
    ? Object.keys(told)
        .filter((name) => !isDeepStrictEqual(told[name], stored[name]))
        .sort()
    : [];
  return {
    table,
    clientId: String(one.client_id),
    municipality: String(one.municipality ?? '-'),
    provider: String(one.provider ?? '-'),
    row: shown[table].map((name) => one[name]).join(' '),
    what: both ? 'different' : told ? 'missing' : 'extra',
    columns,
  };
}

const shown: Readonly<Record<Table, readonly string[]>> = {
  allocation: ['id'],
  request: ['reference_hash'],
  delivery: ['kind', 'ordinal'],
  known_child: ['party_code'],
};

/** What a row is recognised by, in the table and in what the entries add up to. */
const keyColumns: Readonly<Record<Exclude<Table, 'known_child'>, readonly string[]>> = {
  allocation: ['client_id', 'municipality', 'provider', 'toewijzing_nummer'],
  request: ['provider', 'reference_hash', 'municipality', 'client_id'],
  delivery: ['client_id', 'municipality', 'provider', 'kind', 'ordinal'],
};

// Postgres reads both sides as its own types, so that one value is not written in two ways. `offset 0`:
// each row becomes JSON once.
const question = (['allocation', 'request', 'delivery'] as const)
  .map((table, index) => {
    const key = keyColumns[table].join(', ');
    const told = projectedColumns[table];
    return `
      select '${table}' as table, told.row as told, stored.row as stored from (
        select ${key}, to_jsonb(one) as row from (
          select ${told} from jsonb_populate_recordset(null::${table}, $${index + 2}::jsonb)
        ) one offset 0
      ) told full join (
        select ${key}, to_jsonb(one) as row
        from (select ${told} from ${table} where client_id = any($1)) one offset 0
      ) stored using (${key})
      where told.row is distinct from stored.row`;
  })
  .concat(
    `select 'known_child', to_jsonb(told), to_jsonb(stored)
    from (${knownByEntries('$1')}) told full join (
      select bsn_hash, party_code, client_id from known_child where client_id = any($1)
    ) stored using (client_id, party_code, bsn_hash)
    where told is null or stored is null`,
  )
  .join(' union all ');
