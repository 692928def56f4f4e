import './libpq-variables.ts';
import type { ClientBase, ClientConfig } from 'pg';

/** Limits of time in a session. In milliseconds; 0 is no limit. */
export interface Limits {
  /** Of one statement, which Postgres ends. */
  readonly statementMs: number;
  /** Of a wait for a lock. */
  readonly lockMs: number;
  /** Between two statements of a transaction: after it Postgres rolls back, so that others can go on. */
  readonly transactionMs: number;
  /** Of an idle session: a session that holds a lock or listens sends a query before it. */
  readonly idleMs: number;
  /** Of a server that does not answer a query. */
  readonly silenceMs: number;
  /** Of connecting, from the first packet until the session is ready; also of the wait for a free connection. */
  readonly connectMs: number;
}

const idleMs = 300_000;

/** Limits for requests and steps. Postgres gives up before the gateway does, so that the connection stays usable. */
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
 * Limits for work that may take any time: migrations, and commands at a terminal. When Postgres is silent, another
 * connection asks whether it still works.
 */
export function limitsOfLongWork(seconds: number): Limits {
  return { ...limitsOf(seconds), statementMs: 0, lockMs: 0, transactionMs: 600_000 };
}

/** The parameters of a URL that have effect. Others are removed. */
const urlParameters = ['host', 'port', 'sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'options'];

/** The connection settings in a URL, with allowed parameters only: pg would read any of its own options from it. */
export function connectionTo(url: string): ClientConfig {
  const clean = new URL(url);
  for (const name of [...clean.searchParams.keys()])
    if (!urlParameters.includes(name)) clean.searchParams.delete(name);
  return { connectionString: clean.href, keepAlive: true, keepAliveInitialDelayMillis: 30_000 };
}

/**
 * The settings on which the gateway relies in a session, set whatever the database, the role, a pooler or the environment
 * has. Settings that only change how fast an answer comes are left alone: those of the planner and of memory,
 * tablespaces, the language of messages (only codes are read), logging.
 */
const stated: Readonly<Record<string, string>> = {
  // How values are written, in both directions.
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
  // What a statement finds. A policy on rows would hide some of them: then the statement must fail.
  row_security: 'off',
  gin_fuzzy_search_limit: '0',
  default_transaction_isolation: 'read committed',
  default_transaction_deferrable: 'off',
  client_min_messages: 'warning',
};

/** Makes Postgres notice within a minute that a process or its machine is gone, and release its locks. */
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

/** All settings that are checked at the start, in the form of `pg_settings`. */
export function expectedSettings(limits: Limits): Readonly<Record<string, string>> {
  return { ...stated, ...timeouts(limits) };
}

/**
 * Sets in a new session what the gateway relies on, in one round trip. By SQL and not in the first packet, because
 * poolers refuse or forget that. It also clears what another client left in a session of a pooler.
 *
 * @param schema of the tables; absent: where they are found or, when there are none yet, where this role would make them
 * @returns the process id at Postgres, which a pooler hides otherwise
 */
export async function stateSession(
  client: ClientBase,
  limits: Limits,
  schema?: string,
): Promise<number> {
  const all = { ...expectedSettings(limits), ...signsOfLife };
  const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;
  const set = (name: string, value: string) => `pg_catalog.set_config('${name}', ${value}, false)`;
  // Names refer to this schema or to Postgres itself, and never to temporary tables.
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
      -- A message that got a 202 must be on disk. A stronger form than \`on\` is left as it is.
      case when pg_catalog.current_setting('synchronous_commit') operator(pg_catalog.=) 'off'
        then ${set('synchronous_commit', "'on'")} end,
      pg_catalog.pg_backend_pid() as pid`)) as unknown as readonly { rows: { pid: number }[] }[];
  return results.at(-1)?.rows[0]?.pid ?? 0;
}
