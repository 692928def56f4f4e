import { readdir } from 'node:fs/promises';
import { Kysely, type Migration, Migrator, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { errorCode } from './errors.ts';
import { MigratedSchema } from './migrated-schema.ts';
import { connectionTo, type Limits, limitsOf, stateSession } from './session.ts';
import { endClient, Silence } from './silence.ts';
import { faultAtStart } from './start-faults.ts';
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
   * Connects apart from the pool, for what is of one session: to listen, to look who answers. Who asks
   * for it ends it, with `endClient`.
   *
   * @param name by which the administrator of the database knows it
   */
  connect(name: string): Promise<pg.Client>;
  /** For who stops: nothing waits longer than this for a Postgres that says nothing, in milliseconds. */
  hurry(ms: number): void;
  /** Ends every connection, now and later. Whoever still waits for one hears it at once. */
  cut(): void;
  close(): Promise<void>;
}

// A plain date is a date of the calendar, not a moment: keep `yyyy-mm-dd` as it stands.
const dateOid = 1082;
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number) =>
    oid === dateOid ? (value: string) => value : pg.types.getTypeParser(oid),
};

/** As {@link openStore} opens it when it is told nothing else; in seconds. */
export const defaultSeconds = 30;

/**
 * Opens the pool. Nothing is asked of the server yet. Every session states what the gateway relies on
 * (`session.ts`), and one that Postgres does not answer on is thrown away (`silence.ts`).
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
  // Postgres ends what takes too long, unless it was told to take its time.
  const silence = new Silence(limits.silenceMs, limits.statementMs === 0 ? stillWorks : undefined);
  const Client = silence.clientClass();
  const pids = new WeakMap<pg.ClientBase, number>();
  const onConnect = async (client: pg.ClientBase) => {
    silence.watch(client);
    pids.set(client, await stateSession(client, limits, schema));
  };
  const config = { ...connectionTo(url), types, connectionTimeoutMillis: limits.connectMs };
  const pool = new pg.Pool({
    ...config,
    Client,
    onConnect,
    max: options.size ?? 16,
    idleTimeoutMillis: Math.min(10_000, limits.silenceMs / 2),
    // Not `ijw-gateway`: by that earlier versions are known, which sign nothing (`checkAlone`).
    application_name: 'ijw-gateway work',
  });
  silence.follow(pool);
  pool.on('error', (error) => options.onError?.(errorCode(error)));
  // While a client is lent out the pool does not listen to it. Its query is rejected when the
  // connection breaks, and that is told to who asked; but pg also emits the error on the client, and
  // an error that nobody listens to ends the process.
  pool.on('connect', (client) => client.on('error', () => undefined));

  const connect = async (name: string): Promise<pg.Client> => {
    const client = new Client({ ...config, application_name: name });
    client.on('error', () => undefined); // Who asks something hears it.
    try {
      await client.connect();
      await onConnect(client);
      silence.lend(client);
      return client;
    } catch (error) {
      await endClient(client);
      throw error;
    }
  };
  /** Whether Postgres is still at the statement of a session that says nothing. */
  async function stillWorks(silent: pg.ClientBase): Promise<boolean> {
    const client = await connect('ijw-gateway watch');
    try {
      const { rows } = await client.query<{ works: boolean }>(
        "select state = 'active' as works from pg_stat_activity where pid = $1",
        [pids.get(silent)],
      );
      return rows[0]?.works ?? false;
    } finally {
      await endClient(client);
    }
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

/** The oldest release of Postgres that knows all that the tables need. */
const oldestPostgres = 16;
const migrationsFolder = new URL('../../migrations/', import.meta.url);

/**
 * Brings the tables up to date, in the schema that the session names. Kysely's Migrator takes a lock, so
 * processes that start together do this one after the other.
 *
 * @throws when Postgres cannot be asked, or is too old; when a migration fails, naming it: the database is
 *   then as it was before that migration
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
  // Kysely's own words, with names of migrations.
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

/** The release of Postgres: 18, say; and where the tables are or come. */
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
