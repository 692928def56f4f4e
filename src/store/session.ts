import './libpq-variables.ts';
import type { ClientBase, ClientConfig } from 'pg';

/** How long things may take in a session. In milliseconds; 0 is without end. */
export interface Limits {
  /** Of one statement: Postgres ends it. */
  readonly statementMs: number;
  /** For a lock that another has. */
  readonly lockMs: number;
  /** Between two statements of a transaction: Postgres undoes it, and others get on. */
  readonly transactionMs: number;
  /** Of a session that asks nothing: what holds a lock or listens gives signs of life. */
  readonly idleMs: number;
  /** Of a server that says nothing after a question. */
  readonly silenceMs: number;
  /** For a connection, from the first packet until it may be asked something; also for one that is free. */
  readonly connectMs: number;
}

const idleMs = 300_000;

/** For requests and steps. Postgres gives up before the gateway does, so the connection stays. */
export function limitsOf(seconds: number): Limits {
  const statementMs = seconds * 1000;
  return {
    statementMs,
    lockMs: Math.ceil(statementMs / 3),
    transactionMs: statementMs,
    idleMs,
    silenceMs: Math.ceil(statementMs * 1.2),
    connectMs: Math.min(10_000, statementMs),
  };
}

/**
 * For work that may take any time: tables are brought up to date, somebody waits at a terminal. When nothing
 * comes it is asked on another connection whether Postgres is still at it.
 */
export function limitsOfLongWork(seconds: number): Limits {
  return { ...limitsOf(seconds), statementMs: 0, lockMs: 0, transactionMs: 600_000 };
}

/** What a URL may say besides where the database is. What else stands there is without effect. */
const urlParameters = ['host', 'port', 'sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'options'];

/** The URL with no more in it than may stand there: pg would take any of its own options from it. */
export function connectionTo(url: string): ClientConfig {
  const clean = new URL(url);
  for (const name of [...clean.searchParams.keys()])
    if (!urlParameters.includes(name)) clean.searchParams.delete(name);
  return { connectionString: clean.href, keepAlive: true, keepAliveInitialDelayMillis: 30_000 };
}

/**
 * What the gateway relies on in a session, whatever the database, the role, a pooler or the environment
 * would have. Left alone is what changes how fast an answer comes and not which: settings of the planner
 * and of memory, places of tables, languages of messages (only codes are read), logging.
 */
const stated: Readonly<Record<string, string>> = {
  // How values are written: by Postgres for us, and by us for Postgres.
  client_encoding: 'UTF8',
  DateStyle: 'ISO, YMD',
  IntervalStyle: 'postgres',
  TimeZone: 'UTC',
  bytea_output: 'hex',
  extra_float_digits: '1',
  standard_conforming_strings: 'on',
  array_nulls: 'on',
  quote_all_identifiers: 'off',
  transform_null_equals: 'off',
  // What a statement finds. A policy on rows would hide some of them: then it is to fail.
  row_security: 'off',
  gin_fuzzy_search_limit: '0',
  default_transaction_isolation: 'read committed',
  default_transaction_deferrable: 'off',
  client_min_messages: 'warning',
};

/** So that Postgres notices within a minute that a process or its machine is gone, with its locks. */
const signsOfLife: Readonly<Record<string, string>> = {
  tcp_keepalives_idle: '30',
  tcp_keepalives_interval: '10',
  tcp_keepalives_count: '3',
};

function timeouts(limits: Limits): Record<string, string> {
  return {
    statement_timeout: String(limits.statementMs),
    lock_timeout: String(limits.lockMs),
    idle_in_transaction_session_timeout: String(limits.transactionMs),
    idle_session_timeout: String(limits.idleMs),
  };
}

/** Everything that is compared at the start, as `pg_settings` has it. */
export function expectedSettings(limits: Limits): Readonly<Record<string, string>> {
  return { ...stated, ...timeouts(limits) };
}

/**
 * Says in a new session what the gateway relies on, in one round trip. In words of SQL and not of the first
 * packet, which poolers refuse or forget. A pooler may also hand on what somebody else left in the session.
 *
 * @param schema where the tables are; absent: where they are found or, when there are none yet, where
 *   this role would make them
 * @returns the number of its process at Postgres, which a pooler hides otherwise
 */
export async function stateSession(
  client: ClientBase,
  limits: Limits,
  schema?: string,
): Promise<number> {
  const all = { ...expectedSettings(limits), ...signsOfLife };
  const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;
  const set = (name: string, value: string) => `pg_catalog.set_config('${name}', ${value}, false)`;
  // Names are of this schema or of Postgres itself, and never of somebody's temporary tables.
  const path =
    schema === undefined
      ? `(select pg_catalog.concat(pg_catalog.quote_ident(coalesce(
          (select n.nspname from pg_catalog.pg_class c join pg_catalog.pg_namespace n
            on n.oid operator(pg_catalog.=) c.relnamespace
            where c.oid operator(pg_catalog.=) pg_catalog.to_regclass('kysely_migration')::pg_catalog.oid),
          pg_catalog.current_schema(), '')), ', pg_temp'))`
      : `pg_catalog.concat(pg_catalog.quote_ident(${literal(schema)}), ', pg_temp')`;
  const results = (await client.query(`
    deallocate all;
    unlisten *;
    select pg_catalog.pg_advisory_unlock_all();
    select ${set('quote_all_identifiers', "'off'")};
    select ${set('search_path', path)};
    select ${Object.entries(all)
      .map(([name, value]) => set(name, literal(value)))
      .join(', ')},
      case when pg_catalog.current_setting('transaction_timeout', true) is not null
        then ${set('transaction_timeout', "'0'")} end,
      -- What was answered with 202 is on disk. A stronger form than \`on\` stays as it is.
      case when pg_catalog.current_setting('synchronous_commit') operator(pg_catalog.=) 'off'
        then ${set('synchronous_commit', "'on'")} end,
      pg_catalog.pg_backend_pid() as pid`)) as unknown as readonly { rows: { pid: number }[] }[];
  return results.at(-1)?.rows[0]?.pid ?? 0;
}
