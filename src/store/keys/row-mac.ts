import { type KeyObject, timingSafeEqual } from 'node:crypto';
import { CompiledQuery } from 'kysely';
import type { Pool, PoolClient } from 'pg';
import type { Database } from '../database.ts';
import { oncePer, type Query, unnamed } from '../statement.ts';
import { keyedHash, keyedHashHex } from './encryption.ts';

/** A table whose rows are believed by their MAC. */
export interface SignedTable {
  readonly name: string;
  /** The columns under the MAC. The first identifies the row. */
  readonly columns: readonly string[];
  /** The version of the list of columns: it goes up when the list changes. */
  readonly version: number;
  /** The part of the first signing that has its rows. */
  readonly part: SigningPart;
  /**
   * How many of the last columns came when rows were signed already: they are under the MAC where they have a value, so that
   * rows of an earlier version are believed as they are.
   */
  readonly later?: number;
  /** Columns that are under the MAC in some rows only. @param row the name of the row in a statement */
  readonly onlyIf?: {
    readonly columns: readonly string[];
    readonly condition: (row: string) => string;
  };
}

/** The facts of a table in a MAC, and the part that decides whether a row without one is believed. */
export type MacTable = Pick<SignedTable, 'name' | 'version' | 'part' | 'later'>;

/** A row as it is checked: its MAC in hexadecimal, then its columns as Postgres writes them. */
export type Proof = readonly [mac: string | null, id: string | null, ...rest: (string | null)[]];

/** The parts that are signed separately; each has a row in `signing`. */
export const signingParts = [
  'rows',
  'lists',
  'log',
  'records',
  'messages',
  'findings',
  'contents',
  'contracts',
] as const;
export type SigningPart = (typeof signingParts)[number];

/** A row that decides who may do what was changed outside the gateway. The error names no person. */
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

/** Called for a row that is left out because it is not believed. */
export type OnNotBelieved = (error: NotBelieved) => void;

/** It is unknown whether the rows of this database were signed, or with which key. */
export class SigningUnknown extends Error {
  readonly code = 'signing-unknown';

  constructor() {
    super(
      'This database does not say in a way that can be believed whether its rows were signed (table `signing`). It was changed by hand, or restored in part. Restore all of it; nothing was signed.',
    );
  }
}

/** SQL: the {@link Proof} of a row, in JSON. @param row its name in the statement */
export function proofOf(table: SignedTable, row: string): string {
  return `json_build_array(${proofColumns(table, row).join(', ')})`;
}

/** SQL: each part of the {@link Proof} of a row. @param row its name in the statement */
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
 * the table and its columns as Postgres writes them. So a row of another table or version never has the same MAC.
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

  /** Reads again what was signed. @throws {SigningUnknown} */
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

  /** Whether the gateway wrote a row so. A row without a MAC is believed until the first start has signed all. */
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
   * Checks a row before it is changed, and locks it for this transaction, so that a change from outside the gateway is
   * never signed with it. Does nothing when there is no such row.
   *
   * @throws {NotBelieved}
   */
  async lock(tx: Writer, table: SignedTable, id: string): Promise<void> {
    const [row] = await ask<{ proof: Proof }>(tx, holdRow(table)({ id }));
    if (row) this.check(table, row.proof);
  }

  /**
   * Changes a row that has a revision, and signs the result. Only runs `change` when there is no such row, before or
   * after.
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
    const [row] = await ask<{ proof: Proof }>(tx, nextRevision(table)({ id }));
    if (row) await this.#write(tx, table, id, row.proof);
    return result;
  }

  /** Signs a row that was written in this transaction, without a MAC. */
  async sign(tx: Writer, table: SignedTable, id: string): Promise<void> {
    const [row] = await ask<{ proof: Proof }>(tx, readRow(table)({ id }));
    if (!row) throw new Error(`There is no row of ${table.name} to sign.`);
    await this.#write(tx, table, id, row.proof);
  }

  async #write(tx: Writer, table: SignedTable, id: string, [, ...values]: Proof): Promise<void> {
    await ask(tx, writeMac(table)({ id, mac: this.macOf(table, values) }));
  }
}

const readRow = oncePer((table: SignedTable) => unnamed<{ id: string }>(rowSql(table)));

const holdRow = oncePer((table: SignedTable) =>
  unnamed<{ id: string }>(`${rowSql(table)} for no key update`),
);

function rowSql(table: SignedTable): string {
  return `
    select ${proofOf(table, 'signed')} as proof from ${table.name} signed
    where ${table.columns[0]} = $id`;
}

const nextRevision = oncePer((table: SignedTable) =>
  unnamed<{ id: string }>(`
    update ${table.name} signed set revision = revision + 1, mac = null
    where ${table.columns[0]} = $id returning ${proofOf(table, 'signed')} as proof`),
);

const writeMac = oncePer(({ name, columns }: SignedTable) =>
  unnamed<{ id: string; mac: Buffer }>(`update ${name} set mac = $mac where ${columns[0]} = $id`),
);

/** A transaction. */
type Writer = Pool | PoolClient | Database;

async function ask<T>(tx: Writer, query: Query): Promise<T[]> {
  if (!('selectFrom' in tx)) return (await tx.query(query)).rows;
  return (await tx.executeQuery<T>(CompiledQuery.raw(query.text, query.values))).rows;
}

function boundBy(
  { name, version, later = 0 }: MacTable,
  values: readonly (string | null)[],
): string {
  let end = values.length;
  while (end > values.length - later && values[end - 1] === null) end--;
  return JSON.stringify(['ijw-gateway row', version, name, ...values.slice(0, end)]);
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
