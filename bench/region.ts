import { createStaffKey } from '../src/parties/credentials/api-keys.ts';
import { localCall } from '../src/parties/principal.ts';
import { migrate, openStore, type Store } from '../src/store/database.ts';
import { joinEmbeddedPostgres } from '../src/store/embedded/embedded.ts';
import { MasterKey } from '../src/store/keys/encryption.ts';
import { KeyRing } from '../src/store/keys/keys.ts';
import { fillBare } from './bare.ts';
import { makeParties, type PartyWithKey, region } from './parties.ts';
import { startProcess, temporaryFolder } from './processes.ts';
import { startRedis } from './redis.ts';

const encryptionKey = '00'.repeat(31).concat('01');

/** A gateway of one or more processes, on a database of its own. */
export interface RegionGateway {
  readonly address: string;
  readonly administratorKey: string;
  /** Of the bench itself: to look, and to set things right. */
  readonly store: Store;
  readonly parties: readonly PartyWithKey[];
  /** Starts `ROLE=worker` beside a gateway that was started without. */
  startWorker(): Promise<void>;
}

/** One Postgres, one Redis, and everything that runs on them: all that a section wants to compare. */
export interface Servers extends AsyncDisposable {
  /** Makes a database with the tables and the parties of a region, which no gateway looks into. */
  bareDatabase(): Promise<string>;
  /** Makes a database with the tables and nothing in them. */
  emptyDatabase(name: string): Promise<Store>;
  /** `ROLE=api` and `ROLE=worker` with BullMQ on Redis; undefined when there is no redis-server. */
  startOnRedis(options?: { worker: boolean }): Promise<RegionGateway | undefined>;
  /** One process, `ROLE=all` without Redis. */
  startInProcess(): Promise<RegionGateway>;
  /** Forgets all that is in Redis. */
  emptyRedis(): Promise<void>;
}

/**
 * Starts an embedded Postgres (fsync on) in a temporary folder, and Redis where there is one.
 *
 * @param profile folder for a CPU profile of each process of a gateway
 */
export async function startServers(profile?: string): Promise<Servers> {
  // What was opened, to be closed in the opposite order.
  const opened = new AsyncDisposableStack();
  try {
    const folder = await temporaryFolder();
    opened.defer(folder.remove);
    const postgres = await joinEmbeddedPostgres({
      dataDir: folder.path,
      // Several gateways, and bare inserts over 64 connections.
      settings: { max_connections: '200' },
    });
    opened.defer(() => postgres.leave());
    const redis = await startRedis(folder.path);
    if (redis) opened.defer(() => redis.stop());
    else console.log('There is no program redis-server here: no measurements on Redis.');

    const openDatabase = async (name: string, size = 4) => {
      const url = await makeDatabase(postgres.url, name);
      const store = openStore({ url, size });
      opened.defer(() => store.close());
      await migrate(store.db);
      return store;
    };
    const start = async (name: string, settings: Record<string, string>, worker: boolean) => {
      const store = await openDatabase(name);
      const environment = {
        DATABASE_URL: store.url,
        ENCRYPTION_KEY: encryptionKey,
        PORT: '0',
        ...settings,
      };
      const run = async (role: string) => {
        const started = await startProcess(
          { ...environment, ROLE: role },
          { folder: folder.path, profile },
        );
        opened.defer(() => started.stop());
        return started;
      };
      const startWorker = async () => {
        await run('worker');
      };
      const { address } = await run(redis && settings.REDIS_URL ? 'api' : 'all');
      if (worker) await startWorker();
      const keys = await KeyRing.open(store.db, MasterKey.parse(encryptionKey));
      const { key: administratorKey } = await createStaffKey(
        store.db,
        keys.rows,
        localCall('bench'),
        'administrator',
      );
      const parties = await makeParties({ address, administratorKey }, region);
      return { address, administratorKey, store, parties, startWorker };
    };
    return {
      bareDatabase: async () => {
        const url = await makeDatabase(postgres.url, 'bare');
        await fillBare(url, region);
        return url;
      },
      emptyDatabase: (name) => openDatabase(name, 32),
      startOnRedis: async ({ worker } = { worker: true }) =>
        redis && start('on_redis', { REDIS_URL: redis.url }, worker),
      startInProcess: () => start('in_process', {}, false),
      emptyRedis: async () => redis?.empty(),
      [Symbol.asyncDispose]: () => opened.disposeAsync(),
    };
  } catch (error) {
    await opened.disposeAsync();
    throw error;
  }
}

async function makeDatabase(serverUrl: string, name: string): Promise<string> {
  const store = openStore({ url: serverUrl, size: 1 });
  try {
    await store.pool.query(`create database ${name}`);
  } finally {
    await store.close();
  }
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}
