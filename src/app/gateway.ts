import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { closeOldChains } from '../ledger/chain/closing.ts';
import { FirstSigning } from '../operations/integrity/signing.ts';
import { ensureAdministratorKey, newApiKeyText } from '../parties/credentials/api-keys.ts';
import type { Store } from '../store/database.ts';
import { keyWatch } from '../store/keys/key-watch.ts';
import { KeyRing } from '../store/keys/keys.ts';
import { localOperatorKey } from '../store/keys/local-secrets.ts';
import { startApi } from './api.ts';
import type { Config } from './config.ts';
import { masterKeysOf, openDatabase } from './open-database.ts';
import { openParts, type Parts } from './parts.ts';
import { startJob, startWorker } from './worker.ts';

/** A gateway that runs. */
export interface Gateway {
  /** Where it listens, as in `http://127.0.0.1:8080`; undefined for a worker. */
  readonly address?: string;
  /** The administrator's key, on embedded defaults: its file, and whether it was made now. */
  readonly operator?: { readonly file: string; readonly key: string; readonly made: boolean };
  readonly store: Store;
  readonly keys: KeyRing;
  /**
   * Stops in this order: readiness reports it, waiting polls end with what there is, requests and current steps are
   * finished, the database is left. Safe to call twice.
   *
   * @param options.drain after readiness reports it, answers everything as before for `drainSeconds`, for load
   *   balancers; a later call without it ends that
   */
  stop(options?: { readonly drain: boolean }): Promise<void>;
}

/**
 * For stopping, in milliseconds: how long it waits for a Postgres that does not answer, and after how long all that
 * still waits for Postgres is ended; statements that may take any time are ended sooner. The rest of the ten seconds is for
 * Redis and open requests.
 */
const hurryMs = 3000;
const cutMs = 7000;
const cutPatientMs = 1500;

/**
 * Opens the parts of a gateway and starts what its role does.
 *
 * @param wait waits for a Postgres that cannot be reached, until this is aborted; absent: that is an error
 * @throws when a setting or a part cannot be used, with what to do; what was started is stopped
 */
export async function startGateway(
  config: Config,
  logger: Logger,
  wait?: AbortSignal,
): Promise<Gateway> {
  // Closes what was opened in the opposite order.
  const opened = new AsyncDisposableStack();
  try {
    return await open(config, logger, opened, wait);
  } catch (error) {
    await opened.disposeAsync();
    throw error;
  }
}

async function open(
  config: Config,
  logger: Logger,
  opened: AsyncDisposableStack,
  wait: AbortSignal | undefined,
): Promise<Gateway> {
  const { store, openPatient, openOwner, leave } = await openDatabase(config, logger, {
    ...(wait && { wait }),
  });
  opened.defer(leave);
  const patient = openPatient();
  opened.defer(() => patient.close());
  const keys = await KeyRing.open(store.db, await masterKeysOf(config));
  startJob(
    opened,
    keyWatch(store, keys, (code) =>
      logger.warn({ part: 'keys', code }, 'it is not known which master key to write with'),
    ),
  );
  const signing = firstSigning(openOwner, keys, logger);
  opened.defer(() => signing.stop());
  await signing.start(store, wait);
  await closeChains(store, keys, logger.child({ part: 'ledger' }));
  const operator = config.databaseUrl ? undefined : await operatorKey(config, store, keys);

  const parts = await openParts(config, logger, { store, keys, patient }, opened);
  if (config.role !== 'api') startWorker(config, logger, parts, opened);
  const stopping = { asked: false };
  const address =
    config.role === 'worker'
      ? undefined
      : await startApi(config, logger, parts, opened, () => stopping.asked);
  return {
    ...(address !== undefined && { address }),
    ...(operator && { operator }),
    store,
    keys,
    stop: stopOf(parts, opened, stopping, {
      seconds: config.drainSeconds,
      drains: address !== undefined,
    }),
  };
}

function firstSigning(openOwner: () => Store, keys: KeyRing, logger: Logger): FirstSigning {
  return new FirstSigning(openOwner, keys, {
    onSigned: (signed, rows) => logger.info({ part: 'signing', signed, rows }, 'rows were signed'),
    onWait: (sentence) => logger.info({ part: 'signing' }, sentence),
    onError: (code) =>
      logger.error({ part: 'signing', code }, 'messages are not signed; it is tried again'),
  });
}

/** The administrator's key of a gateway with embedded Postgres. */
async function operatorKey(
  { dataDir }: Config,
  store: Store,
  keys: KeyRing,
): Promise<NonNullable<Gateway['operator']>> {
  const operator = await localOperatorKey(dataDir, newApiKeyText);
  await ensureAdministratorKey(store.db, keys.rows, operator.key);
  return operator;
}

/**
 * Makes {@link Gateway.stop}.
 *
 * @param stopping is set at the first call
 * @param options.drains whether there are callers, for whom it waits that many seconds
 */
function stopOf(
  { bell, store, patient }: Parts,
  opened: AsyncDisposableStack,
  stopping: { asked: boolean },
  { seconds, drains }: { readonly seconds: number; readonly drains: boolean },
): Gateway['stop'] {
  const drained = new AbortController();
  let stopped: Promise<void> | undefined;
  const close = (afterMs: number) => {
    bell.endWaiting();
    store.hurry(hurryMs);
    const cuts = [
      setTimeout(() => store.cut(), cutMs - afterMs),
      setTimeout(() => patient.cut(), cutPatientMs),
    ];
    return opened.disposeAsync().finally(() => cuts.forEach(clearTimeout));
  };
  return ({ drain } = { drain: false }) => {
    stopping.asked = true;
    if (!drain || !drains) drained.abort();
    stopped ??= sleep(seconds * 1000, undefined, { signal: drained.signal })
      .catch(() => undefined) // A later call ended the drain.
      .then(() => close(drain ? seconds * 1000 : 0));
    return stopped;
  };
}

/** Closes old chains before anything is added to the ledger: see {@link closeOldChains}. */
async function closeChains(store: Store, keys: KeyRing, log: Logger): Promise<void> {
  const { made, missing } = await closeOldChains(store.pool, keys);
  for (const closing of made)
    log.info(closing, 'old chains are closed: processes of earlier versions can add nothing more');
  if (missing.length > 0)
    log.error(
      { code: 'ledger-closing-missing', municipalities: missing },
      'entries of earlier versions have no record of when they were closed: verify the ledger',
    );
}
