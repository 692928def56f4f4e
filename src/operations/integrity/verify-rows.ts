import type { Pool } from 'pg';
import { isAsSealed, sealedTables, walkLists } from '../../ledger/catalogue/sealed-lists.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import { type Proof, proofOf, type SignedTable } from '../../store/keys/row-mac.ts';
import { oncePer, unnamed } from '../../store/statement.ts';
import { beside, type RowFault } from './beside-macs.ts';
import { verifyFindings } from './findings.ts';
import { signedTables } from './signing.ts';

/** The result of verifying all rows. */
export interface RowVerification {
  readonly sound: boolean;
  /** The number of rows that were checked, by table. */
  readonly rows: Readonly<Record<string, number>>;
  /** The first hundred. */
  readonly faults: readonly RowFault[];
  readonly faultCount: number;
}

export interface RowVerifyOptions {
  /** Called after each piece with the number of rows checked, and about how many there are. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Ends it after the present piece: it throws the reason. */
  readonly signal?: AbortSignal;
  /** Called after each piece, and waited for: so work that nobody waits for leaves time to others. */
  readonly rest?: () => Promise<void>;
}

/** Rows in memory, whose MACs are made without a pause. */
const piece = 500;
const keptFaults = 100;

/** Takes note that so many rows were checked, and rests. */
type Progress = (rows: number) => Promise<void>;

class Tally {
  readonly rows: Record<string, number> = {};
  readonly faults: RowFault[] = [];
  count = 0;

  add(kind: RowFault['kind'], table: string, id: string): void {
    this.count += 1;
    if (this.faults.length < keptFaults) this.faults.push({ kind, table, id });
  }
}

/**
 * Checks all rows that decide who may do what, the rows of messages, the lists by which messages are judged and all data
 * keys, in pieces; and whether something exists that was revoked or deleted by the access log. Reads only.
 */
export async function verifyRows(
  pool: Pool,
  keys: KeyRing,
  options: RowVerifyOptions = {},
): Promise<RowVerification> {
  const tally = new Tally();
  const tables = Object.values(signedTables).flat();
  const total = await countAll(pool, [
    ...tables.map(({ name }) => name),
    ...sealedTables.map(({ name }) => `${name}_seal`),
    ...['message', 'data_key', 'client'],
  ]);
  let done = 0;
  const progress: Progress = async (rows) => {
    options.signal?.throwIfAborted();
    done += rows;
    options.onProgress?.(done, Math.max(done, total));
    await options.rest?.();
  };
  for (const table of tables) await verifyTable(pool, keys, table, tally, progress);
  await verifyLists(pool, keys, tally, progress);
  await lookAtFindings(pool, keys, tally, progress);
  await verifyDataKeys(pool, keys, tally, progress);
  await verifyChildren(pool, keys, tally, progress);
  for (const [kind, table, text] of beside) {
    const { rows } = await pool.query<{ id: string }>(text);
    for (const { id } of rows) tally.add(kind, table, id);
    await progress(0);
  }
  const { rows, faults, count } = tally;
  return { sound: count === 0, rows, faults, faultCount: count };
}

async function countAll(pool: Pool, tables: readonly string[]): Promise<number> {
  const counts = tables.map((name) => `(select count(*) from ${name})`);
  const { rows } = await pool.query<{ total: number }>(
    `select (${counts.join(' + ')})::float8 as total`,
  );
  return rows[0]?.total ?? 0;
}

const firstRows = oncePer((table: SignedTable) => unnamed<{ piece: number }>(rowsSql(table, '')));

const rowsAfter = oncePer((table: SignedTable) =>
  unnamed<{ piece: number; after: string }>(rowsSql(table, `where ${table.columns[0]} > $after`)),
);

function rowsSql(table: SignedTable, which: string): string {
  return `
    select ${proofOf(table, 'one')} as proof from ${table.name} one
    ${which} order by ${table.columns[0]} limit $piece`;
}

async function verifyTable(
  pool: Pool,
  keys: KeyRing,
  table: SignedTable,
  tally: Tally,
  progress: Progress,
): Promise<void> {
  tally.rows[table.name] = 0;
  for (let after: string | null = null; ; ) {
    const { rows }: { rows: { proof: Proof }[] } = await pool.query(
      after === null ? firstRows(table)({ piece }) : rowsAfter(table)({ piece, after }),
    );
    for (const { proof } of rows)
      if (!keys.rows.believes(table, proof)) tally.add('not-believed', table.name, proof[1] ?? '');
    tally.rows[table.name] = (tally.rows[table.name] ?? 0) + rows.length;
    await progress(rows.length);
    after = rows.at(-1)?.proof[1] ?? null;
    if (rows.length < piece || after === null) return;
  }
}

/** Checks whether findings, requests and reasons of refusal are as they were written. */
async function lookAtFindings(
  pool: Pool,
  keys: KeyRing,
  tally: Tally,
  progress: Progress,
): Promise<void> {
  tally.rows.message_finding = 0;
  const onRows = async (rows: number) => {
    tally.rows.message_finding = (tally.rows.message_finding ?? 0) + rows;
    await progress(rows);
  };
  for await (const [table, id] of verifyFindings(pool, keys.rows, onRows))
    tally.add('not-believed', table, id);
}

/** Checks whether each list has the lines that were loaded, and no others. */
async function verifyLists(
  pool: Pool,
  keys: KeyRing,
  tally: Tally,
  progress: Progress,
): Promise<void> {
  for (const table of sealedTables) {
    tally.rows[table.name] = 0;
    for await (const lists of walkLists(pool, table)) {
      for (const list of lists)
        if (!isAsSealed(keys.rows, table, list))
          tally.add('not-believed', table.name, list[0].join('/'));
      tally.rows[table.name] = (tally.rows[table.name] ?? 0) + lists.length;
      await progress(lists.length);
    }
  }
}

const dataKeysAfter = unnamed<{ after: string; piece: number }>(
  'select id, wrapped from data_key where id > $after order by id limit $piece',
);

async function verifyDataKeys(
  pool: Pool,
  keys: KeyRing,
  tally: Tally,
  progress: Progress,
): Promise<void> {
  tally.rows.data_key = 0;
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const { rows } = await pool.query<{ id: string; wrapped: Buffer }>(
      dataKeysAfter({ after, piece }),
    );
    for (const { id, wrapped } of rows)
      if (!keys.opens(id, wrapped)) tally.add('no-key', 'data_key', id);
    tally.rows.data_key += rows.length;
    await progress(rows.length);
    after = rows.at(-1)?.id ?? after;
    if (rows.length < piece) return;
  }
}

interface ChildRow {
  readonly id: string;
  readonly hash: Buffer;
  readonly sealed: Buffer;
  readonly wrapped: Buffer | null;
  /** Its revision differs from the number of messages and imports with entries about it. */
  readonly miscounted: boolean;
}

const childrenAfter = unnamed<{ after: string; piece: number }>(`
  select client.id, bsn_hash as hash, bsn_sealed as sealed, wrapped, (
    select revision not between count(distinct message_id)
      and count(distinct message_id) + count(*) filter (where message_id is null)
    from ledger_entry where client_id = client.id
  ) as miscounted
  from client left join data_key on data_key.id = client.id
  where client.id > $after order by client.id limit $piece`);

/** Checks whether the hash of each child fits its BSN: if not, messages of another child would be linked to it. */
async function verifyChildren(
  pool: Pool,
  keys: KeyRing,
  tally: Tally,
  progress: Progress,
): Promise<void> {
  tally.rows.client = 0;
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const { rows } = await pool.query<ChildRow>(childrenAfter({ after, piece }));
    for (const child of rows)
      if (!child.wrapped) tally.add('gone', 'client', child.id);
      else if (!isFoundRightly(keys, child)) tally.add('not-believed', 'client', child.id);
      else if (child.miscounted) tally.add('miscounted', 'client', child.id);
    tally.rows.client += rows.length;
    await progress(rows.length);
    after = rows.at(-1)?.id ?? after;
    if (rows.length < piece) return;
  }
}

function isFoundRightly(keys: KeyRing, { id, hash, sealed, wrapped }: ChildRow): boolean {
  try {
    const bsn = keys.openClientKey(id, wrapped as Buffer).unseal(sealed);
    return keys.clientHash(bsn.toString()).equals(hash);
  } catch {
    return false; // Encrypted for another child, or changed.
  }
}
