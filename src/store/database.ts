import { readdir } from 'node:fs/promises';
import { Kysely, type Migration, Migrator, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import type { Tables } from './tables.ts';

export type Database = Kysely<Tables>;

/** The one way to Postgres: a pool, and Kysely on top of it. */
export interface Store {
  readonly db: Database;
  /** For statements whose locking or binary results Kysely would hide. */
  readonly pool: pg.Pool;
  readonly url: string;
  close(): Promise<void>;
}

// A plain date is a date of the calendar, not a moment: keep `yyyy-mm-dd` as it stands.
const dateOid = 1082;
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number) =>
    oid === dateOid ? (value: string) => value : pg.types.getTypeParser(oid),
};

/**
 * Opens the pool. Nothing is asked of the server yet.
 *
 * @param onError called when an idle connection breaks; the pool replaces it by itself
 */
export function openStore(options: {
  url: string;
  /** Connections at most. */
  size?: number;
  onError?: (code: string) => void;
}): Store {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.size ?? 16,
    connectionTimeoutMillis: 10_000,
    application_name: 'ijw-gateway',
    types,
  });
  pool.on('error', (error) => options.onError?.(errorCode(error)));
  // While a client is lent out the pool does not listen to it. Its query is rejected when the
  // connection breaks, and that is told to who asked; but pg also emits the error on the client, and
  // an error that nobody listens to ends the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  const close = async () => {
    await db.destroy();
    // Kysely ends a pool only when it used it.
    if (!pool.ending) await pool.end();
  };
  return { db, pool, url: options.url, close };
}

/** The oldest release of Postgres that knows all that the tables need. */
const oldestPostgres = 16;
const migrationsFolder = new URL('../../migrations/', import.meta.url);

/**
 * Brings the tables up to date. Kysely's Migrator takes a lock, so processes that start together
 * do this one after the other.
 *
 * @throws when Postgres cannot be asked, or is too old; when a migration fails, naming it: the database is
 *   then as it was before that migration
 */
export async function migrate(db: Database): Promise<void> {
  const release = await releaseOf(db);
  if (release < oldestPostgres)
    throw new Error(
      `Postgres ${release} is too old: the gateway needs ${oldestPostgres} or later. Nothing was changed in the database.`,
    );
  const migrator = new Migrator({ db, provider: { getMigrations: readMigrations } });
  const { error, results } = await migrator.migrateToLatest();
  if (!error) return;
  const failed = results?.find((result) => result.status === 'Error')?.migrationName;
  // Kysely's own words, with names of migrations.
  if (error instanceof Error && error.message.startsWith('corrupted migrations'))
    throw new Error(
      `The tables are not of this version of the gateway, or an earlier one: ${error.message}. Start the version that was started last, or a newer one. Nothing was changed.`,
      { cause: error },
    );
  throw new Error(`Migration ${failed ?? '(before the first)'} failed: ${errorCode(error)}`, {
    cause: error,
  });
}

/** The release of Postgres: 18, say. */
async function releaseOf(db: Database): Promise<number> {
  const version = sql<{ version: number }>`
    select current_setting('server_version_num')::integer as version`;
  const { rows } = await version.execute(db).catch((error: unknown) => {
    throw new Error(
      `Postgres cannot be asked (${errorCode(error)}). Look whether it runs, and at DATABASE_URL.`,
      { cause: error },
    );
  });
  return Math.floor((rows[0]?.version ?? 0) / 10_000);
}

async function readMigrations(): Promise<Record<string, Migration>> {
  const files = (await readdir(migrationsFolder)).filter((file) => file.endsWith('.ts')).sort();
  const migrations: Record<string, Migration> = {};
  for (const file of files)
    migrations[file.slice(0, -'.ts'.length)] = await import(new URL(file, migrationsFolder).href);
  return migrations;
}

/**
 * What may be said of a database error: its code, never its text or detail, which quote values.
 */
export function errorCode(error: unknown): string {
  if (error && typeof error === 'object' && 'code' in error && typeof error.code === 'string')
    return error.code;
  return error instanceof Error ? error.name : 'UNKNOWN';
}

/** The unique index or constraint that a statement ran into, if that is why it failed. */
export function violatedUnique(error: unknown): string | undefined {
  const unique = errorCode(error) === '23505';
  return unique ? (error as { constraint?: string }).constraint : undefined;
}

const connectionClasses = new Set(['08', '53', '57', '58', '40', '55']);
const connectionCodes = new Set([
  '25006',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
]);

/**
 * Whether a failure can heal by itself: Postgres is away, restarting, read-only, out of disk or
 * connections, or two transactions were in each other's way.
 */
export function canHeal(error: unknown): boolean {
  const code = errorCode(error);
  if (connectionCodes.has(code) || (code.length === 5 && connectionClasses.has(code.slice(0, 2))))
    return true;
  // pg has no codes for these.
  return (
    error instanceof Error &&
    /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable/.test(
      error.message,
    )
  );
}
