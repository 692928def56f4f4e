import { type KeyObject, timingSafeEqual } from 'node:crypto';
import { CompiledQuery } from 'kysely';
import type { Pool, PoolClient } from 'pg';
import type { Database } from './database.ts';
import { keyedHash, keyedHashHex } from './encryption.ts';

/** A table whose rows are believed by their MAC. */
export interface SignedTable {
  readonly name: string;
  /** What decides, as the MAC has it. The first is what a row is known by. */
  readonly columns: readonly string[];
  /** Of the list of columns: one more when it changes. */
  readonly version: number;
  /** In which part its rows were signed that were there before. */
  readonly part: SigningPart;
  /** Columns that are part of it in some rows only. @param row how a statement calls the row */
  readonly onlyIf?: {
    readonly columns: readonly string[];
    readonly condition: (row: string) => string;
  };
}

/** What of a table a MAC binds, and by which it is known whether a row without one is believed. */
export type MacTable = Pick<SignedTable, 'name' | 'version' | 'part'>;

/** A row as it is checked: its MAC in hexadecimal, then its columns as Postgres writes them. */
export type Proof = readonly [mac: string | null, id: string | null, ...rest: (string | null)[]];

/** What is signed apart; each has a row in `signing`. */
export const signingParts = ['rows', 'lists', 'records', 'messages', 'contents'] as const;
export type SigningPart = (typeof signingParts)[number];

/** A row that decides who may do what is not as the gateway wrote it. Names no person. */
export class NotBelieved extends Error {
  override readonly name = 'NotBelieved';
  readonly code = 'row-not-believed';
  readonly table: string;
  readonly id: string;

  constructor(table: string, id: string, options?: ErrorOptions) {
    super(`The row ${id} of ${table} is not as the gateway wrote it.`, options);
    this.table = table;
    this.id = id;
  }
}

/** Told of a row that is left out because it is not believed. */
export type OnNotBelieved = (error: NotBelieved) => void;

/** Nobody can tell whether the rows of this database were signed, or what was signed with. */
export class SigningUnknown extends Error {
  readonly code = 'signing-unknown';

  constructor() {
    super(
      'This database does not say in a way that can be believed whether its rows were signed (table `signing`). It was changed by hand, or restored in part. Restore all of it; nothing was signed.',
    );
  }
}

/** SQL: the {@link Proof} of a row, in JSON. @param row how the statement calls it */
export function proofOf(table: SignedTable, row: string): string {
  return `json_build_array(${proofColumns(table, row).join(', ')})`;
}

/** SQL: each part of the {@link Proof} of a row. @param row how the statement calls it */
function proofColumns({ columns, onlyIf }: SignedTable, row: string): string[] {
  const values = columns.map((column) =>
    onlyIf?.columns.includes(column)
      ? `case when ${onlyIf.condition(row)} then ${row}.${column}::text end`
      : `${row}.${column}::text`,
  );
  return [`encode(${row}.mac, 'hex')`, ...values];
}

/** SQL: as {@link proofOf}; null where an outer join found no row. */
export function proofIfAny(table: SignedTable, row: string): string {
  return `case when ${row}.${table.columns[0]} is not null then ${proofOf(table, row)} end`;
}

/**
 * Makes and checks the MACs of rows: HMAC-SHA-256 under a key of its own, over JSON of a name, the version,
 * the table and its columns as Postgres writes them. So a row of another table, or what a column means in
 * another version, is never taken for it.
 */
export class RowMacs {
  readonly #key: KeyObject;
  #signed: ReadonlySet<SigningPart>;

  private constructor(key: KeyObject, signed: ReadonlySet<SigningPart>) {
    this.#key = key;
    this.#signed = signed;
  }

  /** @throws {SigningUnknown} */
  static async open(db: Database, key: KeyObject): Promise<RowMacs> {
    return new RowMacs(key, await readSigned(db, key));
  }

  /** Looks again what was signed. @throws {SigningUnknown} */
  async refresh(db: Database): Promise<void> {
    this.#signed = await readSigned(db, this.#key);
  }

  isSigned(part: SigningPart): boolean {
    return this.#signed.has(part);
  }

  /** @param values of the columns of the table, in their order */
  macOf(table: MacTable, values: readonly (string | null)[]): Buffer {
    return keyedHash(this.#key, boundBy(table, values));
  }

  /** The MAC with which a part is marked as signed. */
  markOf(part: SigningPart): Buffer {
    return markOf(this.#key, part);
  }

  /** Whether this is a row as the gateway wrote it; until the first start has signed all, one without a MAC. */
  believes(table: MacTable, [mac, ...values]: Proof): boolean {
    if (mac === null) return !this.#signed.has(table.part);
    const given = Buffer.from(mac);
    const made = Buffer.from(keyedHashHex(this.#key, boundBy(table, values)));
    return given.length === made.length && timingSafeEqual(given, made);
  }

  /** @throws {NotBelieved} */
  check(table: SignedTable, ...proofs: (Proof | null)[]): void {
    for (const proof of proofs)
      if (proof !== null && !this.believes(table, proof))
        throw new NotBelieved(table.name, proof[1] ?? '');
  }

  /**
   * Checks a row before it is changed, and keeps it for this transaction: what somebody else wrote in it
   * must not be signed with it. Does nothing when there is no such row.
   *
   * @throws {NotBelieved}
   */
  async lock(tx: Writer, table: SignedTable, id: string): Promise<void> {
    const [row] = await ask<{ proof: Proof }>(
      tx,
      `select ${proofOf(table, 'signed')} as proof from ${table.name} signed
      where ${table.columns[0]} = $1 for no key update`,
      [id],
    );
    if (row) this.check(table, row.proof);
  }

  /**
   * Changes a row that has a revision, and signs it as it is then. Does no more than `change` when there is
   * no such row, before or after.
   *
   * @throws {NotBelieved} and then nothing was changed
   */
  async rewrite<T>(
    tx: Writer,
    table: SignedTable,
    id: string,
    change: () => Promise<T>,
  ): Promise<T> {
    await this.lock(tx, table, id);
    const result = await change();
    const [row] = await ask<{ proof: Proof }>(
      tx,
      `update ${table.name} signed set revision = revision + 1, mac = null
      where ${table.columns[0]} = $1 returning ${proofOf(table, 'signed')} as proof`,
      [id],
    );
    if (row) await this.#write(tx, table, id, row.proof);
    return result;
  }

  /** Signs a row that was written in this transaction, without a MAC. */
  async sign(tx: Writer, table: SignedTable, id: string): Promise<void> {
    const [row] = await ask<{ proof: Proof }>(
      tx,
      `select ${proofOf(table, 'signed')} as proof from ${table.name} signed
      where ${table.columns[0]} = $1`,
      [id],
    );
    if (!row) throw new Error(`There is no row of ${table.name} to sign.`);
    await this.#write(tx, table, id, row.proof);
  }

  async #write(tx: Writer, table: SignedTable, id: string, [, ...values]: Proof): Promise<void> {
    await ask(tx, `update ${table.name} set mac = $2 where ${table.columns[0]} = $1`, [
      id,
      this.macOf(table, values),
    ]);
  }
}

/** A transaction. */
type Writer = Pool | PoolClient | Database;

async function ask<T>(tx: Writer, text: string, values: readonly unknown[]): Promise<T[]> {
  if (!('selectFrom' in tx)) return (await tx.query(text, [...values])).rows;
  return (await tx.executeQuery<T>(CompiledQuery.raw(text, [...values]))).rows;
}

function boundBy({ name, version }: MacTable, values: readonly (string | null)[]): string {
  return JSON.stringify(['ijw-gateway row', version, name, ...values]);
}

function markOf(key: KeyObject, part: SigningPart): Buffer {
  return keyedHash(key, JSON.stringify(['ijw-gateway signing', 1, part, 'signed']));
}

async function readSigned(db: Database, key: KeyObject): Promise<ReadonlySet<SigningPart>> {
  const rows = await db.selectFrom('signing').select(['part', 'state', 'mac']).execute();
  const signed = new Set<SigningPart>();
  for (const part of signingParts) {
    const row = rows.find((one) => one.part === part);
    if (!row) throw new SigningUnknown();
    if (row.state === 'unsigned') continue;
    if (!row.mac?.equals(markOf(key, part))) throw new SigningUnknown();
    signed.add(part);
  }
  return signed;
}
