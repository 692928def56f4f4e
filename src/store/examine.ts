import type { Client } from 'pg';
import type { Store } from './database.ts';
import { expectedSettings, type Limits } from './session.ts';
import { endClient } from './silence.ts';
import { readOnlySentence, StartRefused } from './start-faults.ts';
import { unnamed } from './statement.ts';

/** The result of an examination of a usable database. */
export interface Examined {
  /** Where the tables are, or are made. */
  readonly schema: string;
  /** Sentences for the log. */
  readonly warnings: readonly string[];
}

/** The application names of pools of earlier versions that sign less; see `openStore`. */
const versionsBefore = ['ijw-gateway', 'ijw-gateway work'];

/** How often it is checked that two sessions stay apart. */
const rounds = 5;

/**
 * Checks at the start that the database can be relied upon: that a session stays with one server process, that it has
 * the settings that were stated, and what only an administrator can fix.
 *
 * @param setting the name of the setting with the URL of Postgres
 * @throws {StartRefused} saying what to do
 * @throws the error of Postgres or the network when it does not answer
 */
export async function examine(store: Store, limits: Limits, setting: string): Promise<Examined> {
  const one = await store.connect('ijw-gateway start');
  try {
    const other = await store.connect('ijw-gateway start');
    try {
      await checkSessions(one, other, setting);
    } finally {
      await endClient(other);
    }
    await checkSettings(one, limits, setting);
    return await checkDatabase(one, setting);
  } finally {
    await endClient(one);
  }
}

/**
 * Refuses a pooler that lends a server process for one transaction or one statement: it gives both clients the same
 * process in turn, or each another every time. Named statements, LISTEN and session locks do not work with that.
 */
async function checkSessions(one: Client, other: Client, setting: string): Promise<void> {
  const pidOf = async (client: Client) => {
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    return rows[0]?.pid;
  };
  const first = await pidOf(one);
  const second = await pidOf(other);
  for (let round = 0; round < rounds; round++) {
    const pids = [await pidOf(one), await pidOf(other)];
    if (first === second || pids[0] !== first || pids[1] !== second)
      throw new StartRefused(
        `A pooler between the gateway and Postgres lends a server for a transaction or a statement only, and the gateway needs one for as long as it is connected (it listens, and holds locks and statements). Set the pooler to session mode (PgBouncer: pool_mode = session), or lead ${setting} to Postgres itself.`,
      );
  }
}

const settingsOf = unnamed<{ names: readonly string[] }>(
  'select name, setting from pg_settings where name = any($names)',
);

async function checkSettings(client: Client, limits: Limits, setting: string): Promise<void> {
  const expected = expectedSettings(limits);
  const { rows } = await client.query<{ name: string; setting: string }>(
    settingsOf({ names: Object.keys(expected) }),
  );
  const found = new Map(rows.map((row) => [row.name, row.setting]));
  const unlike = Object.entries(expected).filter(([name, value]) => found.get(name) !== value);
  if (unlike.length === 0) return;
  throw new StartRefused(
    `Postgres, or a pooler in front of it, does not take settings of a session: ${unlike
      .map(([name, value]) => `${name} is to be ${value}`)
      .join(', ')}. Lead ${setting} to Postgres itself, or to a pooler in session mode.`,
  );
}

interface Facts {
  readonly encoding: string;
  readonly replicationRole: string;
  readonly readOnly: string;
  readonly fsync: string;
  readonly role: string;
  readonly schema: string | null;
}

async function checkDatabase(client: Client, setting: string): Promise<Examined> {
  const { rows } = await client.query<Facts>(`
    select current_setting('server_encoding') as encoding,
      current_setting('session_replication_role') as "replicationRole",
      current_setting('transaction_read_only') as "readOnly",
      current_setting('fsync') as fsync, current_user as role,
      -- Of the session itself: it is there when there is no other.
      case when current_schema() !~ '^pg_' then current_schema() end as schema`);
  const { encoding, replicationRole, readOnly, fsync, role, schema } = rows[0] as Facts;
  if (encoding !== 'UTF8')
    throw new StartRefused(
      `The database of ${setting} is encoded in ${encoding}, which does not know all letters of names. Make another one: create database ... encoding 'UTF8' template template0.`,
    );
  if (replicationRole !== 'origin')
    throw new StartRefused(
      `session_replication_role is ${replicationRole} for the role of ${setting}, which switches off what keeps the tables whole. Take that setting away from the role and the database.`,
    );
  if (schema === null)
    throw new StartRefused(
      `The search_path of the role of ${setting} names no schema that there is and that it may use. Make one for it: create schema ijw authorization "${role}"; alter role "${role}" set search_path = ijw.`,
    );
  if (readOnly !== 'off') throw new ReadOnly(readOnlySentence().replaceAll('{setting}', setting));
  const warnings =
    fsync === 'on'
      ? []
      : ['fsync of Postgres is off: what was answered with 202 is lost when its machine fails'];
  return { schema, warnings };
}

/** The error that Postgres would give at the first change. It ends when another server takes over. */
class ReadOnly extends Error {
  readonly code = '25006';
}

const mayMake = unnamed<{ schema: string }>(`
  select current_user as role, has_schema_privilege($schema, 'create') as may,
    to_regclass('kysely_migration') is not null as there`);

/**
 * Checks that this role may make the tables, where there are none yet.
 *
 * @throws {StartRefused} when there are no tables, and it may not make any
 */
export async function checkMayMake(store: Store, schema: string, setting: string): Promise<void> {
  const { rows } = await store.pool.query<{ role: string; may: boolean; there: boolean }>(
    mayMake({ schema }),
  );
  const { role, may, there } = rows[0] as (typeof rows)[0];
  if (may || there) return;
  throw new StartRefused(
    `There are no tables of the gateway yet, and the role of ${setting} may not make them in the schema ${schema}. As its owner: grant create on schema ${schema} to "${role}". Or give it one of its own: create schema ijw authorization "${role}"; alter role "${role}" set search_path = ijw. Or set MIGRATION_DATABASE_URL, with a role that may.`,
  );
}

/**
 * Checks that the tables of a gateway exist, for commands that only read them.
 *
 * @throws {StartRefused} when they are not
 */
export async function checkMade(store: Store, setting: string): Promise<void> {
  const { rows } = await store.pool.query<{ there: boolean }>(
    `select to_regclass('kysely_migration') is not null as there`,
  );
  if (rows[0]?.there) return;
  throw new StartRefused(
    `This database is of no gateway: it has none of its tables. Lead ${setting} to the database of the gateway; if it is new, start the gateway first.`,
  );
}

const beforeIsThere = unnamed<{ names: readonly string[] }>(`
  select to_regclass('kysely_migration') is not null
    and not exists (select from pg_attribute
      where attrelid = to_regclass('message') and attname = 'judged_mac')
    and exists (select from pg_stat_activity
      where datname = current_database() and application_name = any($names)) as before`);

/**
 * Checks that no process of an earlier version is connected, where this one is about to give rows MACs: rows that such a
 * process writes have none, and would not be believed.
 *
 * @throws {StartRefused} when there is one
 */
export async function checkAlone(store: Store): Promise<void> {
  const { rows } = await store.pool.query<{ before: boolean }>(
    beforeIsThere({ names: versionsBefore }),
  );
  if (!rows[0]?.before) return;
  throw new StartRefused(
    'A process of an earlier version of the gateway is connected to this database. Stop all of them before the first start of this version: what they would write from then on is not signed. Nothing was changed.',
  );
}
