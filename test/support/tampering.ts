import { Kysely, PostgresDialect } from 'kysely';
import type { Pool, PoolClient } from 'pg';
import { verifyChains } from '../../src/ledger/chain/verify.ts';
import { ledgerDifferences } from '../../src/ledger/projection/agreement.ts';
import { verifyRows } from '../../src/operations/integrity/verify-rows.ts';
import { verifyAccessLog } from '../../src/parties/access-log/verify.ts';
import { MasterKey } from '../../src/store/keys/encryption.ts';
import { KeyRing } from '../../src/store/keys/keys.ts';
import type { Tables } from '../../src/store/tables.ts';
import { testEncryptionKey } from './encryption-key.ts';

/*
 * What a user with the role of the runtime writes, and the result. Each change is undone: the
 * verifications look at it from within its transaction.
 */

/** `refused` by the database; `found` by `ijw verify`; `unseen`; `nothing`: there was no row to change. */
export type Outcome = 'refused' | 'found' | 'unseen' | 'nothing';

/** Does it as that role, and undoes it. */
export async function outcomeOf(runtime: Pool, ...statements: string[]): Promise<Outcome> {
  const client = await runtime.connect();
  try {
    await client.query('begin');
    const changed = await change(client, statements);
    return changed === 'done' ? ((await isSound(client)) ? 'unseen' : 'found') : changed;
  } finally {
    await client.query('rollback');
    client.release();
  }
}

async function change(
  client: PoolClient,
  statements: readonly string[],
): Promise<'done' | 'refused' | 'nothing'> {
  try {
    for (const statement of statements)
      if ((await client.query(statement)).rowCount === 0) return 'nothing';
    await client.query('set constraints all immediate');
    return 'done';
  } catch (error) {
    if (/^(42501|23\w{3})$/.test((error as { code?: string }).code ?? '')) return 'refused';
    throw new Error(`${statements.join('; ')}: ${(error as Error).message}`, { cause: error });
  }
}

/** What `ijw verify` asks, from the opening of the keys on. */
export async function isSound(client: PoolClient): Promise<boolean> {
  const pool = within(client);
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  try {
    const keys = await KeyRing.open(db, MasterKey.parse(testEncryptionKey));
    if (!(await verifyRows(pool, keys)).sound) return false;
    if (!(await verifyChains(pool, keys)).sound) return false;
    if (!(await ledgerDifferences(pool, keys)).agree) return false;
    return (await verifyAccessLog(pool, keys)).sound;
  } catch (error) {
    // Of the gateway, as where a key does not open: the command ends with it. Not of Postgres: a wrong test.
    if (/^[0-9A-Z]{5}$/.test((error as { code?: string }).code ?? '')) throw error;
    return false;
  }
}

/** A pool that is one session, in the transaction that it is in. */
function within(client: PoolClient): Pool {
  const query = (text: unknown, values?: unknown[]) =>
    typeof text === 'string' &&
    /^(begin|commit|rollback|start transaction|set transaction)/.test(text)
      ? Promise.resolve({ rows: [], rowCount: 0 })
      : client.query(text as string, values);
  const session = { query, release: () => undefined };
  return {
    query,
    connect: async () => session,
    end: async () => undefined,
  } as unknown as Pool;
}

/** A table as one who changes it sees it. */
export interface TableShape {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly key: readonly string[];
  /** Columns of all indexes that are unique. */
  readonly unique: readonly string[];
  /** How many rows there are. */
  readonly rows: number;
  /** Rows that are tried: of each kind the first and the last, as conditions of SQL. */
  readonly places: readonly string[];
}

interface Column {
  readonly name: string;
  readonly type: string;
  /** Whether the role may update it at all. */
  readonly may: boolean;
}

/** All tables of the schema, without the partitions that make one up. */
export async function tablesOf(runtime: Pool): Promise<TableShape[]> {
  const { rows } = await runtime.query<Omit<TableShape, 'rows' | 'places'>>(
    `select relname as name,
      (select json_agg(json_build_object('name', attname, 'type', format_type(atttypid, null),
          'may', has_column_privilege(pg_class.oid, attnum, 'update')) order by attnum)
        from pg_attribute where attrelid = pg_class.oid and attnum > 0 and not attisdropped) as columns,
      coalesce((select json_agg(attname) from pg_index join pg_attribute
        on attrelid = indrelid and attnum = any(indkey)
        where indrelid = pg_class.oid and indisprimary), '[]') as key,
      coalesce((select json_agg(distinct attname) from pg_index join pg_attribute
        on attrelid = indrelid and attnum = any(indkey)
        where indrelid = pg_class.oid and indisunique), '[]') as unique
    from pg_class
    where relkind in ('r', 'p') and not relispartition
      and relnamespace = quote_ident(current_schema())::regnamespace order by relname`,
  );
  const tables: TableShape[] = [];
  for (const table of rows) {
    const count = await runtime.query(`select count(*)::integer as rows from ${table.name}`);
    tables.push({ ...table, rows: count.rows[0].rows, places: await placesOf(runtime, table) });
  }
  return tables;
}

/**
 * Rows are of one kind when the same columns are empty and they are in the same state. All changes are undone, so
 * a row stays where it is.
 */
async function placesOf(
  runtime: Pool,
  { name, columns }: Pick<TableShape, 'name' | 'columns'>,
): Promise<string[]> {
  const kind = columns.map((column) =>
    ['status', 'state', 'kind'].includes(column.name) ? column.name : `${column.name} is null`,
  );
  const { rows } = await runtime.query<{ first: string; last: string }>(
    `select min(ctid)::text as first, max(ctid)::text as last from ${name}
    group by ${kind.join(', ')} order by min(ctid)`,
  );
  return [...new Set(rows.flatMap(({ first, last }) => [first, last]))].map(
    (place) => `'${place}'`,
  );
}

/** Another value of a column, in SQL, by its type. */
const others: Readonly<Record<string, string>> = {
  uuid: 'gen_random_uuid()',
  text: `'x'`,
  'character varying': `'x'`,
  bytea: 'sha256(uuid_send(gen_random_uuid()))',
  boolean: 'not {column}',
  smallint: 'coalesce({column}, 0) + 1',
  integer: 'coalesce({column}, 0) + 1',
  bigint: 'coalesce({column}, 0) + 1',
  date: `coalesce({column}, '2020-01-01') - 1`,
  jsonb: `jsonb_build_object('x', 1)`,
  'text[]': `array['JW305']`,
  'uuid[]': 'array[gen_random_uuid()]',
  'bytea[]': 'array[sha256(uuid_send(gen_random_uuid()))]',
  'date[]': `array['2020-01-01'::date]`,
  'timestamp with time zone': `coalesce({column}, now()) + interval '1 day'`,
};

/** Where a column takes few values, and rows of the test have all the same. */
const ofFew: Readonly<Record<string, string>> = {
  'message.status': `case status when 'delivered' then 'accepted' else 'delivered' end`,
  'operation_message.state': `case state when 'pending' then 'failed' else 'pending' end`,
  'mailbox_entry.position': 'position + 1000',
  'access_log_fresh.span_id': `'00000000000000ff'`,
  'key_fingerprint.name': `case name when 'master' then 'previous' else 'master' end`,
};

function otherOf(table: string, { name, type }: Column): string {
  const value = ofFew[`${table}.${name}`] ?? others[type];
  if (value === undefined) throw new Error(`${table}.${name} is of a type that is new: ${type}`);
  return value.replaceAll('{column}', name);
}

/** Updates of a column: another value, and those of other rows. */
export function updatesOf({ name: table, places }: TableShape, column: Column): string[] {
  const { name } = column;
  return places.flatMap((place) => [
    `update ${table} set ${name} = ${otherOf(table, column)} where ctid = ${place}`,
    ...['asc', 'desc'].map(
      (way) => `update ${table} one set ${name} = two.${name} from (
        select two.${name} from ${table} two, ${table} one
        where one.ctid = ${place} and two.${name} is distinct from one.${name}
        order by two.ctid ${way} limit 1
      ) two where one.ctid = ${place}`,
    ),
  ]);
}

/** Copies of a row with other values in any of the columns that must be unique, and in none. */
export function insertsOf({ name, columns, key, unique, places }: TableShape): string[] {
  const names = columns.map((column) => column.name).join(', ');
  const variants: string[][] = [[]];
  for (const column of new Set([...key, ...unique]))
    variants.push(...variants.map((others) => [...others, column]));
  return places.flatMap((place) =>
    variants.map((changed) => {
      const values = columns.map((column) =>
        changed.includes(column.name) ? otherOf(name, column) : column.name,
      );
      return `insert into ${name} (${names}) select ${values.join(', ')} from ${name} where ctid = ${place}`;
    }),
  );
}

/** Deletes of single rows. */
export function deletesOf({ name, places }: TableShape): string[] {
  return places.map((place) => `delete from ${name} where ctid = ${place}`);
}

/** Two rows that change places, in these columns: of each two kinds, and within each. */
export function swapsOf({ name, places }: TableShape, columns: readonly string[]): string[] {
  const pairs = places.flatMap((first, at) => places.slice(at + 1).map((last) => [first, last]));
  return pairs.map(
    ([
      first,
      last,
    ]) => `update ${name} one set ${columns.map((one) => `${one} = two.${one}`).join(', ')}
    from (select ctid as place, * from ${name}) two
    where one.ctid in (${first}, ${last}) and two.place in (${first}, ${last}) and one.ctid <> two.place
      and row(${columns.map((one) => `one.${one}`).join(', ')})
        is distinct from row(${columns.map((one) => `two.${one}`).join(', ')})`,
  );
}

/** All rows of a table, each as JSON of Postgres. */
export async function snapshotOf(
  pool: Pool,
  { name }: Pick<TableShape, 'name'>,
): Promise<string[]> {
  const { rows } = await pool.query<{ row: string }>(
    `select to_jsonb(one)::text as row from ${name} one order by 1`,
  );
  return rows.map(({ row }) => row);
}

/** Rows that are not there any more as they were: the first and the last. @param but for these columns */
export function changedRows(
  then: readonly string[],
  now: readonly string[],
  but: readonly string[],
): string[] {
  const bare = (row: string) =>
    JSON.stringify(Object.entries(JSON.parse(row)).filter(([name]) => !but.includes(name)));
  const there = new Set(now.map(bare));
  const gone = then.filter((row) => !there.has(bare(row)));
  return [...new Set([gone.at(0), gone.at(-1)])].flatMap((row) => row ?? []);
}

/**
 * Puts back a row as it was once: what may be changed of it, all of it, or where it is gone.
 *
 * @param unseen what can be done unseen by itself: columns, `insert`, `delete`. These prove nothing here
 */
export function replaysOf(table: TableShape, row: string, unseen: readonly string[]): string[][] {
  const { name, key } = table;
  const was = `jsonb_populate_record(null::${name}, '${row.replaceAll("'", "''")}') was`;
  const names = table.columns.map((column) => column.name);
  const same = (key.length > 0 ? key : names).map((one) => `one.${one} = was.${one}`).join(' and ');
  const set = changeableOf(table, unseen).map((one) => `${one} = was.${one}`);
  const update = `update ${name} one set ${set.join(', ')} from ${was} where ${same}`;
  const remove = `delete from ${name} one using ${was} where ${same}`;
  const insert = `insert into ${name} select was.* from ${was}`;
  return [
    ...(set.length > 0 ? [[update]] : []),
    ...(unseen.includes('insert') ? [] : [[remove, insert], [insert]]),
  ];
}

/** Columns that the role may update, but for the key and those that it changes unseen. */
export function changeableOf({ columns, key }: TableShape, unseen: readonly string[]): string[] {
  return columns
    .filter(({ may, name }) => may && !key.includes(name) && !unseen.includes(name))
    .map(({ name }) => name);
}
