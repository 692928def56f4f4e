import type { Pool } from 'pg';
import { isAsSealed, sealedTables, walkLists } from '../ledger/sealed-lists.ts';
import type { KeyRing } from '../store/keys.ts';
import { type Proof, proofOf, type SignedTable } from '../store/row-mac.ts';
import { signedTables } from './signing.ts';

/** A row that is not as the gateway wrote it. */
export interface RowFault {
  readonly table: string;
  readonly id: string;
  /**
   * not-believed: its MAC is not of what stands there; revived: the access log says that it was revoked or
   * withdrawn; misplaced: it is in the mailbox of another; no-key: neither master key opens it; gone: its key
   * or content is not there, though nothing says that it was forgotten; miscounted: it has another count than
   * there are of what it counts.
   */
  readonly kind: 'not-believed' | 'revived' | 'misplaced' | 'no-key' | 'gone' | 'miscounted';
}

/** What came of looking at all rows. */
export interface RowVerification {
  readonly sound: boolean;
  /** Rows that were looked at, by table. */
  readonly rows: Readonly<Record<string, number>>;
  /** The first hundred. */
  readonly faults: readonly RowFault[];
  readonly faultCount: number;
}

export interface RowVerifyOptions {
  /** Told after each piece how many rows were looked at, of about how many. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Ends it after the piece in hand: it throws the reason. */
  readonly signal?: AbortSignal;
}

/** Rows that are in memory at a time. */
const piece = 2000;
const keptFaults = 100;

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
 * Looks at all rows that decide who may do what, at those of messages, at the lists that messages are judged by
 * and at all data keys, in pieces; and whether something came back that the access log says is gone. Reads only.
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
    ...['data_key', 'client'],
  ]);
  let done = 0;
  const progress = (rows: number) => {
    options.signal?.throwIfAborted();
    done += rows;
    options.onProgress?.(done, Math.max(done, total));
  };
  for (const table of tables) await verifyTable(pool, keys, table, tally, progress);
  await verifyLists(pool, keys, tally, progress);
  await verifyDataKeys(pool, keys, tally, progress);
  await verifyChildren(pool, keys, tally, progress);
  for (const [kind, table, text] of beside) {
    const { rows } = await pool.query<{ id: string }>(text);
    for (const { id } of rows) tally.add(kind, table, id);
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

async function verifyTable(
  pool: Pool,
  keys: KeyRing,
  table: SignedTable,
  tally: Tally,
  progress: (rows: number) => void,
): Promise<void> {
  const id = table.columns[0] as string;
  tally.rows[table.name] = 0;
  for (let after: string | null = null; ; ) {
    const { rows }: { rows: { proof: Proof }[] } = await pool.query(
      `select ${proofOf(table, 'one')} as proof from ${table.name} one
      ${after === null ? '' : `where ${id} > $2`} order by ${id} limit $1`,
      after === null ? [piece] : [piece, after],
    );
    for (const { proof } of rows)
      if (!keys.rows.believes(table, proof)) tally.add('not-believed', table.name, proof[1] ?? '');
    tally.rows[table.name] = (tally.rows[table.name] ?? 0) + rows.length;
    progress(rows.length);
    after = rows.at(-1)?.proof[1] ?? null;
    if (rows.length < piece || after === null) return;
  }
}

/** Whether each list has the lines that were loaded, and no others. */
async function verifyLists(
  pool: Pool,
  keys: KeyRing,
  tally: Tally,
  progress: (rows: number) => void,
): Promise<void> {
  for (const table of sealedTables) {
    tally.rows[table.name] = 0;
    for await (const lists of walkLists(pool, table)) {
      for (const list of lists)
        if (!isAsSealed(keys.rows, table, list))
          tally.add('not-believed', table.name, list[0].join('/'));
      tally.rows[table.name] = (tally.rows[table.name] ?? 0) + lists.length;
      progress(lists.length);
    }
  }
}

async function verifyDataKeys(
  pool: Pool,
  keys: KeyRing,
  tally: Tally,
  progress: (rows: number) => void,
): Promise<void> {
  tally.rows.data_key = 0;
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const { rows } = await pool.query<{ id: string; wrapped: Buffer }>(
      'select id, wrapped from data_key where id > $1 order by id limit $2',
      [after, piece],
    );
    for (const { id, wrapped } of rows)
      if (!keys.opens(id, wrapped)) tally.add('no-key', 'data_key', id);
    tally.rows.data_key += rows.length;
    progress(rows.length);
    after = rows.at(-1)?.id ?? after;
    if (rows.length < piece) return;
  }
}

interface ChildRow {
  readonly id: string;
  readonly hash: Buffer;
  readonly sealed: Buffer;
  readonly wrapped: Buffer | null;
  /** Something was said of it more or less often than there is: by messages, or imports of an entry or more. */
  readonly miscounted: boolean;
}

/** Whether each child is found by its own BSN: messages about another would be taken for it. */
async function verifyChildren(
  pool: Pool,
  keys: KeyRing,
  tally: Tally,
  progress: (rows: number) => void,
): Promise<void> {
  tally.rows.client = 0;
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const { rows } = await pool.query<ChildRow>(
      `select client.id, bsn_hash as hash, bsn_sealed as sealed, wrapped, (
        select revision not between count(distinct message_id)
          and count(distinct message_id) + count(*) filter (where message_id is null)
        from ledger_entry where client_id = client.id
      ) as miscounted
      from client left join data_key on data_key.id = client.id
      where client.id > $1 order by client.id limit $2`,
      [after, piece],
    );
    for (const child of rows)
      if (!child.wrapped) tally.add('gone', 'client', child.id);
      else if (!isFoundRightly(keys, child)) tally.add('not-believed', 'client', child.id);
      else if (child.miscounted) tally.add('miscounted', 'client', child.id);
    tally.rows.client += rows.length;
    progress(rows.length);
    after = rows.at(-1)?.id ?? after;
    if (rows.length < piece) return;
  }
}

function isFoundRightly(keys: KeyRing, { id, hash, sealed, wrapped }: ChildRow): boolean {
  try {
    const bsn = keys.openClientKey(id, wrapped as Buffer).unseal(sealed);
    return keys.clientHash(bsn.toString()).equals(hash);
  } catch {
    return false; // Sealed for another child, or changed.
  }
}

/** SQL: what was ended by an action of this name, as the log tells it. */
const ended = (action: string, name: string) => `(
  select (detail::jsonb ->> '${name}')::uuid from (
    select action, detail from access_log union all select action, detail from access_log_fresh
  ) told where action = '${action}')`;

/** What a MAC cannot tell. The first hundred of each. */
const beside: readonly (readonly [RowFault['kind'], string, string])[] = [
  [
    'revived',
    'api_key',
    `select id from api_key where revoked_at is null and id in ${ended('revoke-key', 'keyId')} limit 100`,
  ],
  [
    'revived',
    'mandate',
    `select id from mandate where withdrawn_at is null
      and id in ${ended('withdraw-mandate', 'mandateId')} limit 100`,
  ],
  [
    'misplaced',
    'mailbox_entry',
    `select message_id as id from mailbox_entry join message on message.id = message_id
    where party_code is distinct from recipient limit 100`,
  ],
  [
    // Who has a mandate for a type is shown what is of it.
    'not-believed',
    'mailbox_entry',
    `select message_id as id from mailbox_entry join message on message.id = message_id
    where mailbox_entry.type <> message.type limit 100`,
  ],
  [
    // That a message or child was forgotten is believed where the signed report of the day has counted it.
    'miscounted',
    'forgetting',
    `select day::text as id from forgetting where (messages, refused, clients) <> (
      select count(*) filter (where kind = 'message'), count(*) filter (where kind = 'refused'),
        count(*) filter (where kind = 'client')
      from forgotten where forgotten.day = forgetting.day
    ) order by day limit 100`,
  ],
  [
    'miscounted',
    'operation',
    `select id from operation where message_count <> (
      select count(*) from operation_message where operation_id = operation.id
    ) limit 100`,
  ],
  [
    'gone',
    'message',
    `select id from message where forgotten_at is null and (
      not exists (select from data_key where data_key.id = message.id)
      or not exists (select from message_content where message_id = message.id)
    ) limit 100`,
  ],
  [
    // A day of forgetting tells which.
    'gone',
    'message',
    `select id from message where forgotten_at is not null and (
      not exists (select from forgotten where forgotten.id = message.id)
      or exists (select from data_key where data_key.id = message.id)
    ) limit 100`,
  ],
];
