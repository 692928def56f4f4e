import type { Pool, PoolClient } from 'pg';
import { type MacTable, NotBelieved, type RowMacs } from '../store/row-mac.ts';
import { inTransaction } from '../store/transaction.ts';

/**
 * A table of lists that an administrator loads, and by which messages are judged. For each list one row of
 * the table `..._seal` has a MAC over all its lines. So where a list is read to judge, a line is noticed that
 * somebody else changed, added, took out or put back.
 */
export interface SealedTable {
  readonly name: 'agreed_product' | 'spic';
  /** Columns by which a list is known. */
  readonly of: readonly string[];
  /** Columns of a line. */
  readonly columns: readonly string[];
}

/** What a gemeente and an aanbieder agreed. */
export const productLists: SealedTable = {
  name: 'agreed_product',
  of: ['municipality', 'provider'],
  columns: ['category', 'code', 'valid_from', 'valid_to'],
};

/** What a region says of one product. */
export const spicLists: SealedTable = {
  name: 'spic',
  of: ['region', 'product_category', 'code'],
  columns: ['segment', 'profile', 'intensity', 'valid_from', 'valid_to'],
};

export const sealedTables = [productLists, spicLists];

/** What a list is known by: a value for each column of {@link SealedTable.of}. */
export type ListKey = readonly [string, ...string[]];
/** A value for each column of {@link SealedTable.columns}, as Postgres writes it. */
export type Line = readonly (string | null)[];

/** A list with its lines. */
export interface List {
  readonly key: ListKey;
  readonly lines: readonly Line[];
}

/** A list as it stands in the database: without lines when there are none, without a seal when it has none. */
export type FoundList = readonly [
  key: ListKey,
  seal: readonly [mac: string, revision: string] | null,
  lines: readonly Line[] | null,
];

/** SQL: a {@link FoundList}, in JSON. @param key how the statement calls each value of the key */
export function foundList({ name, of, columns }: SealedTable, key: readonly string[]): string {
  const condition = (row: string) =>
    of.map((column, index) => `${row}.${column} = ${key[index]}`).join(' and ');
  const line = columns.map((column) => `line.${column}::text`).join(', ');
  return `json_build_array(
    json_build_array(${key.join(', ')}),
    (select json_build_array(encode(mac, 'hex'), revision::text)
      from ${name}_seal seal where ${condition('seal')}),
    (select json_agg(json_build_array(${line})) from ${name} line where ${condition('line')})
  )`;
}

/** Whether a list is as it was sealed; until the first start has sealed all, also one without a seal. */
export function isAsSealed(
  macs: RowMacs,
  table: SealedTable,
  [key, seal, lines]: FoundList,
): boolean {
  if (!seal) return lines === null || !macs.isSigned('lists');
  const [mac, revision] = seal;
  return macs.believes(sealOf(table), [mac, ...valuesOf(key, revision, lines ?? [])]);
}

/** @throws {NotBelieved} */
export function checkLists(macs: RowMacs, table: SealedTable, found: readonly FoundList[]): void {
  for (const list of found)
    if (!isAsSealed(macs, table, list)) throw new NotBelieved(table.name, list[0].join('/'));
}

/**
 * Seals lists as they are from now on, within a transaction that has locked their table against others who
 * write. Those that are sealed so already stay as they are.
 *
 * @param lists each once
 */
export async function sealLists(
  client: PoolClient,
  macs: RowMacs,
  table: SealedTable,
  lists: readonly List[],
): Promise<void> {
  const { name, of } = table;
  const keysOf = (some: readonly List[]) =>
    of.map((_, index) => some.map(({ key }) => key[index] as string));
  const { rows } = await client.query<{ seal: FoundList[1] }>(
    `select case when mac is not null then json_build_array(encode(mac, 'hex'), revision::text) end as seal
    from unnest(${of.map((_, index) => `$${index + 1}::text[]`).join(', ')})
      with ordinality as list (${of.join(', ')}, place)
      left join ${name}_seal using (${of.join(', ')})
    order by place`,
    keysOf(lists),
  );
  const changed = lists.flatMap((list, index) => {
    const seal = rows[index]?.seal ?? null;
    if (seal && isAsSealed(macs, table, [list.key, seal, list.lines])) return [];
    const revision = String(Number(seal?.[1] ?? 0) + 1);
    const mac = macs.macOf(sealOf(table), valuesOf(list.key, revision, list.lines));
    return { ...list, revision, mac };
  });
  const types = [...of.map(() => 'text'), 'integer', 'bytea'];
  await client.query(
    `insert into ${name}_seal (${of.join(', ')}, revision, mac)
    select * from unnest(${types.map((type, index) => `$${index + 1}::${type}[]`).join(', ')})
    on conflict (${of.join(', ')}) do update set revision = excluded.revision, mac = excluded.mac`,
    [...keysOf(changed), changed.map(({ revision }) => revision), changed.map(({ mac }) => mac)],
  );
}

/** Lists in memory at a time. */
const piece = 500;

/** All lists that have lines or a seal, in pieces, in the order of their keys. */
export async function* walkLists(pool: Pool, table: SealedTable): AsyncGenerator<FoundList[]> {
  for (let after: ListKey | undefined; ; ) {
    const page = await pageAfter(pool, table, after);
    if (page.length > 0) yield page;
    after = page.at(-1)?.[0];
    if (page.length < piece) return;
  }
}

/**
 * Seals the lists that have no seal, as they are: those of before lists were sealed. In pieces, each of them
 * a transaction in which nobody loads a list of this table.
 *
 * @param onPiece hears how many were sealed so far
 */
export async function sealOldLists(
  owner: Pool,
  macs: RowMacs,
  table: SealedTable,
  onPiece: (lists: number) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  let sealed = 0;
  for (let after: ListKey | undefined; ; ) {
    signal?.throwIfAborted();
    const page = await inTransaction(owner, async (client) => {
      await client.query(`lock table ${table.name} in share mode`);
      const found = await pageAfter(client, table, after);
      const old = found.flatMap(([key, seal, lines]) => (seal ? [] : { key, lines: lines ?? [] }));
      await sealLists(client, macs, table, old);
      sealed += old.length;
      return found;
    });
    onPiece(sealed);
    after = page.at(-1)?.[0];
    if (page.length < piece) return;
  }
}

async function pageAfter(
  db: Pool | PoolClient,
  table: SealedTable,
  after: ListKey | undefined,
): Promise<FoundList[]> {
  const { name, of } = table;
  const names = of.join(', ');
  const { rows } = await db.query<{ found: FoundList }>(
    `select ${foundList(
      table,
      of.map((column) => `list.${column}`),
    )} as found
    from (
      select distinct ${names} from (
        select ${names} from ${name} union all select ${names} from ${name}_seal
      ) either
      ${after ? `where (${names}) > (${of.map((_, index) => `$${index + 2}`).join(', ')})` : ''}
      order by ${names} limit $1
    ) list
    order by ${names}`,
    [piece, ...(after ?? [])],
  );
  return rows.map(({ found }) => found);
}

/** The table of the seals, as a MAC names it. */
function sealOf({ name }: SealedTable): MacTable {
  return { name: `${name}_seal`, version: 1, part: 'lists' };
}

/** What a MAC binds of a list: its key, its revision, and its lines in whatever order they are read. */
function valuesOf(key: ListKey, revision: string, lines: readonly Line[]): [string, ...string[]] {
  const inOrder = lines.map((line) => JSON.stringify(line)).sort();
  const [first, ...rest] = key;
  return [first, ...rest, revision, inOrder.join('\n')];
}
