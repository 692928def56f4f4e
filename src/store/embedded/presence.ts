import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import '../libpq-variables.ts';
import { advisoryLock } from '../locks.ts';
import { unnamed } from '../statement.ts';
import { type Cluster, SUPERUSER } from './cluster.ts';
import { explain } from './explain.ts';
import { superuserPassword, takeOutPassword } from './password.ts';

/** The gateway's role and its database have the same name. */
const GATEWAY = 'ijw';

/** The role of the gateway when it runs: it owns nothing. */
const RUNTIME = 'ijw_runtime';

/** The lock that everybody present shares, in the database `postgres`. */
const PRESENCE = advisoryLock('presence');

/** A process that was killed a moment ago counts as present until its session noticed. */
const DEATHBED_MS = [100, 100, 0];

/** What a process has of the server while it is present. */
export interface Presence {
  /** Holds the shared lock; has a listener for errors, and emits `end` when it is lost. */
  readonly client: pg.Client;
  /**
   * Connection string of the gateway's database. Its role owns the database and may make others,
   * but is no superuser.
   */
  readonly url: string;
  /** As a role that owns nothing: it may do what it was granted. */
  readonly runtimeUrl: string;
}

/**
 * Makes the gateway's role and database when they are not there, and takes the shared lock by
 * which others know that this process is present.
 */
export async function enter(cluster: Cluster, port: number): Promise<Presence> {
  const client = await connect(cluster, port);
  try {
    const secret = await superuserPassword(cluster);
    await ensureDatabase(client, secret);
    await client.query(`select pg_advisory_lock_shared(${PRESENCE})`);
    const urlOf = (role: string) =>
      `postgres://${role}:${passwordOf(role, secret)}@127.0.0.1:${port}/${GATEWAY}`;
    return { client, url: urlOf(GATEWAY), runtimeUrl: urlOf(RUNTIME) };
  } catch (error) {
    await client.end();
    throw explain('The embedded Postgres does not let the gateway in', error);
  }
}

/** Derived from the superuser's, so that one secret is kept; that cannot be derived from this. */
function passwordOf(role: string, superuserPassword: string): string {
  return createHmac('sha256', superuserPassword).update(`role ${role}`).digest('hex');
}

const rolesThere = unnamed<{ roles: readonly string[] }>(
  'select rolname as role from pg_roles where rolname = any($roles)',
);

/**
 * Gives all roles other passwords, when an earlier version left the superuser's where others may have
 * read it. To be called under the lock, on a server that was started here.
 */
export function renewPassword(cluster: Cluster, port: number): Promise<void> {
  return takeOutPassword(cluster, async (password, next) => {
    const client = await connect(cluster, port, password).catch(() => undefined);
    if (!client) return false;
    try {
      await client.query('begin');
      const { rows } = await client.query<{ role: string }>(
        rolesThere({ roles: [GATEWAY, RUNTIME] }),
      );
      for (const { role } of rows)
        await client.query(`alter role ${role} password '${passwordOf(role, next)}'`);
      await client.query(`alter role ${SUPERUSER} password '${next}'`);
      await client.query('commit');
      return true;
    } finally {
      await client.end();
    }
  });
}

/** Gives up this process's share of the lock and closes the connection that holds it. */
export async function giveUp(cluster: Cluster, held: pg.Client): Promise<void> {
  try {
    await held.query('select pg_advisory_unlock_all()');
  } catch (error) {
    // It broke at this very moment, which gives up the lock as well.
    cluster.log(`The connection to the embedded Postgres broke: ${(error as Error).message}`);
  }
  await held.end();
}

/**
 * Whether nobody is present. To be called under the lock file, so that nobody enters before the
 * server is stopped.
 */
export async function isDeserted(cluster: Cluster, port: number): Promise<boolean> {
  const client = await connect(cluster, port);
  try {
    for (const delay of DEATHBED_MS) {
      const { rows } = await client.query<{ alone: boolean }>(
        `select pg_try_advisory_lock(${PRESENCE}) as alone`,
      );
      if (rows[0]?.alone) return true;
      await sleep(delay);
    }
    return false;
  } finally {
    await client.end();
  }
}

async function connect(cluster: Cluster, port: number, password?: string): Promise<pg.Client> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: SUPERUSER,
    database: 'postgres',
    password: password ?? (await superuserPassword(cluster)),
    application_name: 'ijw-gateway presence',
    connectionTimeoutMillis: 30_000,
    statement_timeout: 60_000,
    keepAlive: true,
    ssl: false,
  });
  // Without a listener a broken connection would end the process; `end` follows, and is acted on.
  client.on('error', (error) => cluster.log(`Embedded Postgres: ${error.message}`));
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end();
    throw explain('The embedded Postgres cannot be reached', error);
  }
}

const whatIsThere = unnamed<{ gateway: string; runtime: string }>(`
  select exists (select from pg_roles where rolname = $gateway) as gateway,
    exists (select from pg_roles where rolname = $runtime) as runtime,
    exists (select from pg_database where datname = $gateway) as database`);

async function ensureDatabase(client: pg.Client, superuserPassword: string): Promise<void> {
  const { rows } = await client.query<Record<'gateway' | 'runtime' | 'database', boolean>>(
    whatIsThere({ gateway: GATEWAY, runtime: RUNTIME }),
  );
  // Not as parameters, which these statements do not take. Passwords are hexadecimal.
  const make = (role: string, rights: string) =>
    client.query(
      `create role ${role} login ${rights} password '${passwordOf(role, superuserPassword)}'`,
    );
  if (!rows[0]?.gateway) await make(GATEWAY, 'createdb');
  if (!rows[0]?.runtime) await make(RUNTIME, '');
  if (!rows[0]?.database) await client.query(`create database ${GATEWAY} owner ${GATEWAY}`);
}
