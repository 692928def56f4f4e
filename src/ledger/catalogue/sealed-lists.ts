import type { Pool, PoolClient } from 'pg';
import { type MacTable, NotBelieved, type RowMacs } from '../../store/keys/row-mac.ts';
import { oncePer, unnamed } from '../../store/statement.ts';
import { inTransaction } from '../../store/transaction.ts';

/**
 * A table of lists that an administrator loads, and by which messages are judged. For each list one row of the table
 * `..._seal` has a MAC over all its lines. So a list with a line that somebody changed, added, removed or put back in
 * the database is noticed when it is read to judge.
 */
export interface SealedTable {
  readonly name: 'agreed_product' | 'spic';
  /** Columns that identify a list. */
  readonly of: readonly string[];
  /** Columns of a line. */
  readonly columns: readonly string[];
}

/** The products that a gemeente and an aanbieder agreed. */
export const productLists: SealedTable = {
  name: 'agreed_product',
  of: ['municipality', 'provider'],
  columns: ['category', 'code', 'valid_from', 'valid_to'],
};

/** The SPICs of one product in a region. */
export const spicLists: SealedTable = {
  name: 'spic',
  of: ['region', 'product_category', 'code'],
  columns: ['segment', 'profile', 'intensity', 'valid_from', 'valid_to'],
};

export const sealedTables = [productLists, spicLists];

/** What identifies a list: a value for each column of {@link SealedTable.of}. */
export type ListKey = readonly [string, ...string[]];
/** A value for each column of {@link SealedTable.columns}, as Postgres writes it. */
export type Line = readonly (string | null)[];

/** A list with its lines. */
export interface List {
  readonly key: ListKey;
  readonly lines: readonly Line[];
}

/** A list as it is in the database; null where it has no lines or no seal. */
export type FoundList = readonly [
  key: ListKey,
  seal: readonly [mac: string, revision: string] | null,
  lines: readonly Line[] | null,
];

/** SQL: a {@link FoundList}, in JSON. @param key SQL of each value of the key */
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

/** Whether a list is as it was sealed. A list without a seal is accepted until the first start has sealed all. */
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
 * Seals lists with these lines, within a transaction that has locked their table against other writers. A list whose
 * seal is right already does not change.
 *
 * @param lists each once
 */
export async function sealLists(
  client: PoolClient,
  macs: RowMacs,
  table: SealedTable,
  lists: readonly List[],
): Promise<void> {
  const keysOf = (some: readonly List[]) =>
    Object.fromEntries(
      table.of.map((column, index) => [
        parameterOf(column),
        some.map(({ key }) => key[index] as string),
      ]),
    );
  const { rows } = await client.query<{ seal: FoundList[1] }>(sealsOf(table)(keysOf(lists)));
  const changed = lists.flatMap((list, index) => {
    const seal = rows[index]?.seal ?? null;
    if (seal && isAsSealed(macs, table, [list.key, seal, list.lines])) return [];
    const revision = String(Number(seal?.[1] ?? 0) + 1);
    const mac = macs.macOf(sealOf(table), valuesOf(list.key, revision, list.lines));
    return { ...list, revision, mac };
  });
  await client.query(
    keepSeals(table)({
      ...keysOf(changed),
      revisions: changed.map(({ revision }) => revision),
      macs: changed.map(({ mac }) => mac),
    }),
  );
}

/** The name of the parameter of a column of {@link SealedTable.of}: `productCategory` for `product_category`. */
function parameterOf(column: string): string {
  return column.replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}

const sealsOf = oncePer(({ name, of }: SealedTable) =>
  unnamed<Readonly<Record<string, readonly string[]>>>(`
  select case when mac is not null then json_build_array(encode(mac, 'hex'), revision::text) end as seal
  from unnest(${of.map((column) => `$${parameterOf(column)}::text[]`).join(', ')})
    with ordinality as list (${of.join(', ')}, place)
    left join ${name}_seal using (${of.join(', ')})
  order by place`),
);

const keepSeals = oncePer(({ name, of }: SealedTable) =>
  unnamed<{ revisions: readonly string[]; macs: readonly Buffer[] }>(`
  insert into ${name}_seal (${of.join(', ')}, revision, mac)
  select * from unnest(${of.map((column) => `$${parameterOf(column)}::text[]`).join(', ')},
    $revisions::integer[], $macs::bytea[])
  on conflict (${of.join(', ')}) do update set revision = excluded.revision, mac = excluded.mac`),
);

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
 * Seals the lists that have no seal, because they were loaded before lists were sealed. In pieces, each in a
 * transaction that excludes loads into this table.
 *
 * @param onPiece gets how many were sealed so far
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

const firstLists = oncePer((table: SealedTable) => unnamed<{ piece: number }>(pageOf(table, '')));

const listsAfter = oncePer((table: SealedTable) =>
  unnamed<{ piece: number }>(
    pageOf(
      table,
      `where (${table.of.join(', ')}) > (${table.of.map((column) => `$${parameterOf(column)}`).join(', ')})`,
    ),
  ),
);

function pageOf(table: SealedTable, after: string): string {
  const { name, of } = table;
  const names = of.join(', ');
  return `
    select ${foundList(
      table,
      of.map((column) => `list.${column}`),
    )} as found
    from (
      select distinct ${names} from (
        select ${names} from ${name} union all select ${names} from ${name}_seal
      ) either
      ${after}
      order by ${names} limit $piece
    ) list
    order by ${names}`;
}

async function pageAfter(
  db: Pool | PoolClient,
  table: SealedTable,
  after: ListKey | undefined,
): Promise<FoundList[]> {
  const { rows } = await db.query<{ found: FoundList }>(
    after
      ? listsAfter(table)({
          piece,
          ...Object.fromEntries(
            table.of.map((column, index) => [parameterOf(column), after[index] as string]),
          ),
        })
      : firstLists(table)({ piece }),
  );
  return rows.map(({ found }) => found);
}

/** The table of the seals, as a MAC names it. */
function sealOf({ name }: SealedTable): MacTable {
  return { name: `${name}_seal`, version: 1, part: 'lists' };
}

/** The values under the MAC of a list: its key, its revision, and its lines, sorted. */
function valuesOf(key: ListKey, revision: string, lines: readonly Line[]): [string, ...string[]] {
  const inOrder = lines.map((line) => JSON.stringify(line)).sort();
  const [first, ...rest] = key;
  return [first, ...rest, revision, inOrder.join('\n')];
}
