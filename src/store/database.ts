import { readdir } from 'node:fs/promises';
import { Kysely, type Migration, Migrator, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { errorCode } from './errors.ts';
import { MigratedSchema } from './migrated-schema.ts';
import { connectionTo, type Limits, limitsOf, stateSession } from './session.ts';
import { endClient, Silence } from './silence.ts';
import { faultAtStart } from './start-faults.ts';
import { unnamed } from './statement.ts';
import type { Tables } from './tables.ts';

export { canHeal, errorCode, violatedUnique } from './errors.ts';

export type Database = Kysely<Tables>;

/** The one way to Postgres: a pool, and Kysely on top of it. */
export interface Store {
  readonly db: Database;
  /** For statements whose locking or binary results Kysely would hide. */
  readonly pool: pg.Pool;
  readonly url: string;
  /**
   * Connects outside the pool, for work of one session, such as `listen`. The caller ends the client, with `endClient`.
   *
   * @param name the application name, for the administrator of the database
   */
  connect(name: string): Promise<pg.Client>;
  /** For stopping: from now on nothing waits longer than this for a silent Postgres, in milliseconds. */
  hurry(ms: number): void;
  /** Ends every connection, now and later. Calls that wait for one fail at once. */
  cut(): void;
  close(): Promise<void>;
}

// A plain date is a date of the calendar, not a moment: it stays the text `yyyy-mm-dd`.
const dateOid = 1082;
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number) =>
    oid === dateOid ? (value: string) => value : pg.types.getTypeParser(oid),
};

/** The limit of statements by which {@link openStore} opens a store by default, in seconds. */
export const defaultSeconds = 30;

/**
 * Opens the pool. Nothing is asked of the server yet. Every session states what the gateway relies on
 * (`session.ts`), and a session that Postgres does not answer on is closed (`silence.ts`).
 *
 * @param onError called when an idle connection breaks; the pool replaces it by itself
 */
export function openStore(options: {
  url: string;
  /** Connections at most. */
  size?: number;
  limits?: Limits;
  /** Where the tables are; see `stateSession`. */
  schema?: string;
  onError?: (code: string) => void;
}): Store {
  const { url, schema, limits = limitsOf(defaultSeconds) } = options;
  // With a limit Postgres itself ends a long statement; without one a silent session may still be at work.
  const silence = new Silence(limits.silenceMs, limits.statementMs === 0 ? stillWorks : undefined);
  const Client = silence.clientClass();
  const pids = new WeakMap<pg.ClientBase, number>();
  const onConnect = async (client: pg.ClientBase) => {
    silence.watch(client);
    pids.set(client, await stateSession(client, limits, schema));
  };
  const config = { ...connectionTo(url), types, connectionTimeoutMillis: limits.connectMs };
  const pool = poolWith(silence, options.onError, {
    ...config,
    Client,
    onConnect,
    max: options.size ?? 16,
    idleTimeoutMillis: Math.min(10_000, limits.silenceMs / 2),
    // Not a name of earlier versions that sign less (`checkAlone`).
    application_name: 'ijw-gateway process',
  });
  const connect = (name: string) =>
    connected(new Client({ ...config, application_name: name }), async (client) => {
      await onConnect(client);
      silence.lend(client);
    });
  async function stillWorks(silent: pg.ClientBase): Promise<boolean> {
    return isAtWork(await connect('ijw-gateway watch'), pids.get(silent));
  }

  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  return {
    db,
    pool,
    url,
    connect,
    hurry: (ms) => {
      pool.options.connectionTimeoutMillis = Math.min(ms, limits.connectMs);
      silence.shorten(ms);
    },
    cut: () => silence.cut(),
    close: async () => {
      await db.destroy();
      // Kysely ends a pool only when it used it.
      if (!pool.ending) await pool.end();
    },
  };
}

function poolWith(
  silence: Silence,
  onError: ((code: string) => void) | undefined,
  config: pg.PoolConfig,
): pg.Pool {
  const pool = new pg.Pool(config);
  silence.follow(pool);
  pool.on('error', (error) => onError?.(errorCode(error)));
  // The pool does not listen to a client that is lent out. When its connection breaks its query is rejected, and the
  // caller gets that; but pg also emits the error on the client, and an error without a listener ends the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** A client that is connected and prepared, or closed when that fails. */
async function connected(
  client: pg.Client,
  prepare: (client: pg.Client) => Promise<void>,
): Promise<pg.Client> {
  client.on('error', () => undefined); // The query that fails reports it.
  try {
    await client.connect();
    await prepare(client);
    return client;
  } catch (error) {
    await endClient(client);
    throw error;
  }
}

const isActive = unnamed<{ pid: number | undefined }>(
  "select state = 'active' as works from pg_stat_activity where pid = $pid",
);

/** Whether Postgres still executes a statement of a session that is silent. Ends the client that asks. */
async function isAtWork(client: pg.Client, pid: number | undefined): Promise<boolean> {
  try {
    const { rows } = await client.query<{ works: boolean }>(isActive({ pid }));
    return rows[0]?.works ?? false;
  } finally {
    await endClient(client);
  }
}

/** The oldest release of Postgres that has all that the tables need. */
const oldestPostgres = 16;
const migrationsFolder = new URL('../../migrations/', import.meta.url);

/**
 * Migrates the tables, in the schema of the session. Kysely's Migrator takes a lock, so processes that start together
 * do this one after the other.
 *
 * @throws when Postgres does not answer, or is too old; when a migration fails, naming it: the database is then as it
 *   was before that migration
 */
export async function migrate(db: Database): Promise<void> {
  const { release, schema } = await whereTo(db);
  if (release < oldestPostgres)
    throw new Error(
      `Postgres ${release} is too old: the gateway needs ${oldestPostgres} or later. Nothing was changed in the database.`,
    );
  const migrator = new Migrator({
    db: db.withPlugin(new MigratedSchema(schema)),
    provider: { getMigrations: readMigrations },
    migrationTableSchema: schema,
  });
  const { error, results } = await migrator.migrateToLatest();
  if (!error) return;
  const failed = results?.find((result) => result.status === 'Error')?.migrationName;
  // Kysely's own text, with names of migrations.
  if (error instanceof Error && error.message.startsWith('corrupted migrations'))
    throw new Error(
      `The tables are not of this version of the gateway, or an earlier one: ${error.message}. Start the version that was started last, or a newer one. Nothing was changed.`,
      { cause: error },
    );
  const fault = faultAtStart(error, 'DATABASE_URL') ?? { sentence: errorCode(error) };
  throw new Error(`Migration ${failed ?? '(before the first)'} failed. ${fault.sentence}`, {
    cause: error,
  });
}

/** The release of Postgres, such as 18, and the schema of the tables. */
async function whereTo(db: Database): Promise<{ release: number; schema: string }> {
  const query = sql<{ version: number; schema: string }>`
    select current_setting('server_version_num')::integer as version,
      coalesce(current_schema(), '') as schema`;
  const { rows } = await query.execute(db).catch((error: unknown) => {
    throw new Error(faultAtStart(error, 'DATABASE_URL')?.sentence, { cause: error });
  });
  const { version = 0, schema = '' } = rows[0] ?? {};
  return { release: Math.floor(version / 10_000), schema };
}

async function readMigrations(): Promise<Record<string, Migration>> {
  const files = (await readdir(migrationsFolder)).filter((file) => file.endsWith('.ts')).sort();
  const migrations: Record<string, Migration> = {};
  for (const file of files)
    migrations[file.slice(0, -'.ts'.length)] = await import(new URL(file, migrationsFolder).href);
  return migrations;
}
