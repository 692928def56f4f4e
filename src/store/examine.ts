import type { Client } from 'pg';
import type { Store } from './database.ts';
import { expectedSettings, type Limits } from './session.ts';
import { endClient } from './silence.ts';
import { readOnlySentence, StartRefused } from './start-faults.ts';

/** What an examination found that may be used all the same. */
export interface Examined {
  /** Where the tables are, or are made. */
  readonly schema: string;
  /** Sentences for the log. */
  readonly warnings: readonly string[];
}

/** What pools of versions before rows had MACs are known by at Postgres; see `openStore`. */
const versionsBefore = 'ijw-gateway';

/** How often it is looked whether two sessions are two. */
const rounds = 5;

/**
 * Looks at the start whether what answers can be relied upon: that a session stays one, that it has the
 * settings that it was told, and what only an administrator can set right.
 *
 * @param setting the name of the setting that says where Postgres is
 * @throws {StartRefused} saying what to do
 * @throws what Postgres or the network says when it cannot be asked
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
 * A pooler that lends a server for one transaction, or one statement, gives both clients the same server in
 * turn, or each another every time. Named statements, LISTEN and locks of a session do not work on that.
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

async function checkSettings(client: Client, limits: Limits, setting: string): Promise<void> {
  const expected = expectedSettings(limits);
  const { rows } = await client.query<{ name: string; setting: string }>(
    'select name, setting from pg_settings where name = any($1)',
    [Object.keys(expected)],
  );
  const found = new Map(rows.map((row) => [row.name, row.setting]));
  const unlike = Object.entries(expected).filter(([name, value]) => found.get(name) !== value);
  if (unlike.length === 0) return;
  throw new StartRefused(
    `Postgres, or what stands between, does not take settings of a session: ${unlike
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

/** As Postgres would say it at the first change. It heals when another server takes over. */
class ReadOnly extends Error {
  readonly code = '25006';
}

/**
 * Whether this role may bring the tables up to date. Who may not, and finds them up to date, need not.
 *
 * @throws {StartRefused} when there are no tables, and it may not make any
 */
export async function checkMayMake(store: Store, schema: string, setting: string): Promise<void> {
  const { rows } = await store.pool.query<{ role: string; may: boolean; there: boolean }>(
    `select current_user as role, has_schema_privilege($1, 'create') as may,
      to_regclass('kysely_migration') is not null as there`,
    [schema],
  );
  const { role, may, there } = rows[0] as (typeof rows)[0];
  if (may || there) return;
  throw new StartRefused(
    `There are no tables of the gateway yet, and the role of ${setting} may not make them in the schema ${schema}. As its owner: grant create on schema ${schema} to "${role}". Or give it one of its own: create schema ijw authorization "${role}"; alter role "${role}" set search_path = ijw. Or set MIGRATION_DATABASE_URL, with a role that may.`,
  );
}

/**
 * Whether the tables of a gateway are there, for who reads what a gateway wrote.
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

/**
 * Whether no process of a version before is connected, where this one is about to give rows MACs: what such
 * a process writes has none, and would not be believed.
 *
 * @throws {StartRefused} when there is one
 */
export async function checkAlone(store: Store): Promise<void> {
  const { rows } = await store.pool.query<{ before: boolean }>(
    `select to_regclass('kysely_migration') is not null and to_regclass('signing') is null
      and exists (select from pg_stat_activity
        where datname = current_database() and application_name = $1) as before`,
    [versionsBefore],
  );
  if (!rows[0]?.before) return;
  throw new StartRefused(
    'A process of an earlier version of the gateway is connected to this database. Stop all of them before the first start of this version: what they would write from then on is not signed. Nothing was changed.',
  );
}
