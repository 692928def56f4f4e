import { isDeepStrictEqual } from 'node:util';
import type { Pool, PoolClient } from 'pg';
import type { KeyRing } from '../../store/keys/keys.ts';
import { unnamed } from '../../store/statement.ts';
import { inTransaction } from '../../store/transaction.ts';
import { prestatieColumns } from '../declarations/rows.ts';
import {
  beforeAll,
  childrenAfter,
  knownByEntries,
  type ProjectedChildren,
  planForFew,
  projectChildren,
  type Unreadable,
} from './children.ts';
import { entryCount, type OnProgress } from './rebuild.ts';
import { projectedColumns } from './rows.ts';

/** A row that differs from what the entries add up to. Nothing personal. */
export interface Difference {
  readonly table: Table;
  readonly clientId: string;
  readonly municipality: string;
  readonly provider: string;
  /** Identifies the row: the id of an allocation, the hash of a reference, `start 1`, a party's code. */
  readonly row: string;
  /** `missing` from the table, `extra` in it, or `different`: with other values. */
  readonly what: 'missing' | 'extra' | 'different';
  /** Names of the columns with other values. */
  readonly columns: readonly string[];
}

/** Whether the tables agree with what the entries add up to. */
export interface Agreement {
  readonly agree: boolean;
  /** Rows that differ. */
  readonly count: number;
  /** The first of the differences. */
  readonly differences: readonly Difference[];
  /** Children with an entry that cannot be read: their rows were not compared. */
  readonly unreadable: readonly Unreadable[];
  readonly entries: number;
  readonly seconds: number;
  readonly entriesPerSecond: number;
}

const batchSize = 500;
/** Differences that are listed, at most. */
const listed = 20;

/**
 * Compares the rows of `allocation`, `request`, `delivery`, `prestatie` and `known_child` with what the entries of the
 * ledger add up to. Reads only; each batch of children is read in one snapshot, so that nothing has to wait.
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
    differences.push(...batch.differences.slice(0, listed - differences.length));
    unreadable.push(...batch.projected.unreadable);
    entries += batch.projected.entries;
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
  readonly projected: ProjectedChildren;
  readonly differences: readonly Difference[];
  /** The last child; absent when none can come after it. */
  readonly last: string | undefined;
}

function compareAfter(pool: Pool, keys: KeyRing, after: string): Promise<Batch> {
  return inTransaction(pool, async (client) => {
    await client.query('set transaction isolation level repeatable read, read only');
    await planForFew(client);
    const ids = await childrenAfter(client, after, batchSize);
    const projected = await projectChildren(client, keys, ids);
    const unreadable = new Set(projected.unreadable.map(({ clientId }) => clientId));
    const readable = ids.filter((id) => !unreadable.has(id));
    const last = ids.length === batchSize ? ids.at(-1) : undefined;
    return { projected, differences: await compare(client, readable, projected), last };
  });
}

type Table = 'allocation' | 'request' | 'delivery' | 'prestatie' | 'known_child';
type Row = Readonly<Record<string, unknown>>;

async function compare(
  client: PoolClient,
  ids: readonly string[],
  { rows: { allocations, requests, deliveries }, prestaties }: ProjectedChildren,
): Promise<Difference[]> {
  const { rows } = await client.query<{ table: Table; projected: Row | null; stored: Row | null }>(
    question({
      ids,
      allocation: JSON.stringify(allocations),
      request: JSON.stringify(requests),
      delivery: JSON.stringify(deliveries),
      prestatie: JSON.stringify(prestaties),
    }),
  );
  return rows.map(({ table, projected, stored }) => differenceOf(table, projected, stored));
}

function differenceOf(table: Table, projected: Row | null, stored: Row | null): Difference {
  const one = { ...stored, ...projected } as Row;
  const both = projected !== null && stored !== null;
  const columns = both
    ? Object.keys(projected)
        .filter((name) => !isDeepStrictEqual(projected[name], stored[name]))
        .sort()
    : [];
  return {
    table,
    clientId: String(one.client_id),
    municipality: String(one.municipality ?? '-'),
    provider: String(one.provider ?? '-'),
    row: shown[table].map((name) => one[name]).join(' '),
    what: both ? 'different' : projected ? 'missing' : 'extra',
    columns,
  };
}

const shown: Readonly<Record<Table, readonly string[]>> = {
  allocation: ['id'],
  request: ['reference_hash'],
  delivery: ['kind', 'ordinal'],
  prestatie: ['id'],
  known_child: ['party_code'],
};

/** The columns that identify a row, in the table and in what the entries add up to. */
const keyColumns: Readonly<Record<Exclude<Table, 'known_child'>, readonly string[]>> = {
  allocation: ['client_id', 'municipality', 'provider', 'toewijzing_nummer'],
  request: ['provider', 'reference_hash', 'municipality', 'client_id'],
  delivery: ['client_id', 'municipality', 'provider', 'kind', 'ordinal'],
  prestatie: ['id'],
};

const comparedColumns = { ...projectedColumns, prestatie: prestatieColumns };

// Postgres reads both sides as its own types, so that one value has one spelling. `offset 0` makes JSON of each row
// only once.
const question = unnamed<
  Record<'allocation' | 'request' | 'delivery' | 'prestatie', string> & { ids: readonly string[] }
>(
  (['allocation', 'request', 'delivery', 'prestatie'] as const)
    .map((table) => {
      const key = keyColumns[table].join(', ');
      const columns = comparedColumns[table];
      return `
      select '${table}' as table, projected.row as projected, stored.row as stored from (
        select ${key}, to_jsonb(one) as row from (
          select ${columns} from jsonb_populate_recordset(null::${table}, $${table}::jsonb)
        ) one offset 0
      ) projected full join (
        select ${key}, to_jsonb(one) as row
        from (select ${columns} from ${table} where client_id = any($ids::uuid[])) one offset 0
      ) stored using (${key})
      where projected.row is distinct from stored.row`;
    })
    .concat(
      `select 'known_child', to_jsonb(projected), to_jsonb(stored)
    from (${knownByEntries('$ids')}) projected full join (
      select bsn_hash, party_code, client_id from known_child where client_id = any($ids::uuid[])
    ) stored using (client_id, party_code, bsn_hash)
    where projected is null or stored is null`,
    )
    .join(' union all '),
);
