import { chmod, mkdir, mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { migrate, openStore } from '../../src/store/database.ts';
import { initialise, openCluster } from '../../src/store/embedded/cluster.ts';
import { joinEmbeddedPostgres } from '../../src/store/embedded/embedded.ts';
import { copyCluster } from './cluster.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A Postgres that is there for the whole run; each test file makes databases of its own. */
    postgresUrl: string;
    /** The same server as the role that owns nothing. */
    runtimePostgresUrl: string;
    /** A database there with the tables of the gateway, to be copied: migrating takes thrice as long. */
    databaseTemplate: string;
    /** A `DATA_DIR` with a cluster on which no server ever ran, to be copied. */
    clusterTemplate: string;
  }
}

/** Starts one real Postgres for all test files. */
export default async function setup(
  project: Pick<TestProject, 'provide'>,
): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(await quickFolder(), 'ijw-gateway-test-'));
  // Postgres, which may be another user, goes through it.
  await chmod(folder, 0o711);
  const temporary = join(folder, 'tmp');
  await mkdir(temporary);
  await chmod(temporary, 0o1777);
  // Where tests make folders of their own.
  process.env.TMPDIR = temporary;
  const clusterTemplate = join(folder, 'template');
  await initialise(await openCluster(clusterTemplate, () => undefined), { sync: false });
  const dataDir = join(folder, 'data');
  await copyCluster(clusterTemplate, dataDir);
  const postgres = await joinEmbeddedPostgres({
    dataDir,
    // What is lost when the machine fails is a test run, and nobody guesses its password.
    settings: {
      fsync: 'off',
      synchronous_commit: 'off',
      full_page_writes: 'off',
      wal_level: 'minimal',
      max_wal_senders: '0',
      scram_iterations: '1',
      // Three files at a time, each with gateways that may take 23 each.
      max_connections: '300',
    },
  });
  const databaseTemplate = 'migrated';
  await makeMigrated(postgres.url, databaseTemplate);
  project.provide('databaseTemplate', databaseTemplate);
  project.provide('postgresUrl', postgres.url);
  project.provide('runtimePostgresUrl', postgres.runtimeUrl);
  project.provide('clusterTemplate', clusterTemplate);
  // Where the processes and threads of tests, and tests themselves, find what Node compiled before:
  // they start in half the time.
  process.env.NODE_COMPILE_CACHE = join(folder, 'compiled');
  return async () => {
    await postgres.leave();
    // The last processes may still write there what they compiled.
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  };
}

/** Makes a database with the tables of the gateway. */
export async function makeMigrated(postgresUrl: string, name: string): Promise<void> {
  const server = openStore({ url: postgresUrl, size: 1 });
  await server.pool.query(`create database ${name}`);
  await server.close();
  const url = new URL(postgresUrl);
  url.pathname = `/${name}`;
  const store = openStore({ url: url.href, size: 1 });
  await migrate(store.db);
  // Who is connected to it keeps others from copying it.
  await store.close();
}

/**
 * Where files are memory, when there is room enough; on a disk a database is copied in ten times as long.
 * Nothing here outlives a test run.
 */
async function quickFolder(): Promise<string> {
  const shared = '/dev/shm';
  const found = await statfs(shared).catch(() => undefined); // Not on this system.
  return found && found.bavail * found.bsize > 4 * 2 ** 30 ? shared : tmpdir();
}
