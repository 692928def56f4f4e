import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { dryRun } from './exchange/dry-run.ts';
import { DailyForgetting } from './exchange/forgetting/daily.ts';
import { InspectionPool } from './exchange/inspection-pool.ts';
import { Intake } from './exchange/intake.ts';
import { eventReconstruction } from './exchange/lifecycle/reconstruct.ts';
import { Mailbox } from './exchange/mailbox.ts';
import { Messages } from './exchange/messages.ts';
import { Disclosures } from './exchange/operations/disclosures.ts';
import { Operations } from './exchange/operations/operations.ts';
import { OperationRunner } from './exchange/operations/runner.ts';
import { WorkerPresence } from './exchange/operations/workers.ts';
import { Router } from './exchange/route.ts';
import { FirstSigning } from './exchange/signing.ts';
import { sweepOf } from './exchange/waiting.ts';
import { type App, buildApp } from './http/app.ts';
import { Cursors } from './http/cursors.ts';
import { publicAddress } from './http/public-address.ts';
import { Allocations } from './ledger/allocations.ts';
import { DailyCheckpoints } from './ledger/checkpoint.ts';
import { closeOldChains } from './ledger/closing.ts';
import { RequestCompletion } from './ledger/complete-requests.ts';
import { listOpenRequests } from './ledger/open-requests.ts';
import { verifyChains } from './ledger/verify.ts';
import { masterKeysOf, openDatabase } from './open-database.ts';
import { AccessLog } from './parties/access-log/log.ts';
import { AccessLogSealer } from './parties/access-log/seal.ts';
import { verifyAccessLog } from './parties/access-log/verify.ts';
import { ensureAdministratorKey, newApiKeyText } from './parties/api-keys.ts';
import { Authenticator } from './parties/authenticator.ts';
import { tokenVerifier } from './parties/tokens.ts';
import { openQueue, startSteps } from './queue/open.ts';
import { readReference } from './standard/reference.ts';
import { Bell } from './store/bell.ts';
import type { Store } from './store/database.ts';
import { eventNumbering } from './store/events/number.ts';
import { KeyWatch } from './store/key-watch.ts';
import { KeyRing } from './store/keys.ts';
import { localOperatorKey } from './store/local-secrets.ts';
import type { OnNotBelieved } from './store/row-mac.ts';
import { version } from './version.ts';

/** A gateway that runs. */
export interface Gateway {
  /** Where it listens, as in `http://127.0.0.1:8080`; undefined for a worker. */
  readonly address?: string;
  /** The administrator's key, on embedded defaults: its file, and whether it was made now. */
  readonly operator?: { readonly file: string; readonly key: string; readonly made: boolean };
  readonly store: Store;
  readonly keys: KeyRing;
  /**
   * Stops in this order: readiness says so, waiting polls end with what there is, requests and
   * the step in hand are finished, the database is left. Safe to call twice.
   *
   * @param options.drain everything is answered as before for `drainSeconds` once readiness says
   *   so, for load balancers; a later call without it ends that
   */
  stop(options?: { readonly drain: boolean }): Promise<void>;
}

/**
 * For stopping, in milliseconds: how long a Postgres that says nothing is borne, and when all that still
 * waits for it is ended. The rest of the ten seconds is for Redis and whoever asked something.
 */
const hurryMs = 3000;
const cutMs = 7000;

/**
 * Wires the parts together and starts them.
 *
 * @param wait waits for a Postgres that is away, until this is aborted; absent: that is an error
 * @throws when a setting or a part cannot be used, with what to do; what was started is stopped
 */
export async function startGateway(
  config: Config,
  logger: Logger,
  wait?: AbortSignal,
): Promise<Gateway> {
  // What was opened, to be closed in the opposite order.
  const opened = new AsyncDisposableStack();
  try {
    return await wire(config, logger, opened, wait);
  } catch (error) {
    await opened.disposeAsync();
    throw error;
  }
}

async function wire(
  config: Config,
  logger: Logger,
  opened: AsyncDisposableStack,
  wait: AbortSignal | undefined,
): Promise<Gateway> {
  const { store, openOwner, leave } = await openDatabase(config, logger, { ...(wait && { wait }) });
  opened.defer(leave);
  const keys = await KeyRing.open(store.db, await masterKeysOf(config));
  const watch = new KeyWatch(store, keys, (code) =>
    logger.warn({ part: 'keys', code }, 'it is not known which master key to write with'),
  );
  watch.start();
  opened.defer(() => watch.stop());
  const signing = new FirstSigning(openOwner, keys, {
    onSigned: (signed, rows) => logger.info({ part: 'signing', signed, rows }, 'rows were signed'),
    onWait: (sentence) => logger.info({ part: 'signing' }, sentence),
    onError: (code) =>
      logger.error({ part: 'signing', code }, 'messages are not signed; it is tried again'),
  });
  opened.defer(() => signing.stop());
  await signing.start(store, wait);
  await closeChains(store, keys, logger.child({ part: 'ledger' }));
  let operator: Gateway['operator'];
  if (!config.databaseUrl) {
    operator = await localOperatorKey(config.dataDir, newApiKeyText);
    await ensureAdministratorKey(store.db, keys.rows, operator.key);
  }

  const bell = await Bell.open(store, sweepOf(store), (code) =>
    logger.warn({ part: 'bell', code }, 'the bell was not heard; the sweep makes up for it'),
  );
  opened.defer(() => bell.close());
  const queue = await openQueue(store, config, logger);
  opened.defer(() => queue.stop());
  const inspections = await InspectionPool.open(config);
  opened.defer(() => inspections.close());
  if (config.role !== 'api') {
    const router = new Router({
      store,
      keys,
      bell,
      queue,
      inspections,
      onStep: (step) => logger.info({ part: 'route', ...step }, 'step'),
      onError: (messageId, code, requestId, frames) =>
        logger.error({ part: 'route', messageId, requestId, code, frames }, 'step failed'),
    });
    const relay = startSteps(store, queue, { message: (id) => router.step(id) }, logger);
    opened.defer(() => relay.stop());
    const runner = new OperationRunner(store, bell, queue, (code) =>
      logger.error({ part: 'operations', code }, 'a replay or redelivery waits; it is tried again'),
    );
    runner.start();
    opened.defer(() => runner.stop());
    const presence = new WorkerPresence(store, version, (code) =>
      logger.warn({ part: 'presence', code }, 'operators do not see this worker for now'),
    );
    presence.start();
    opened.defer(() => presence.stop());
    const checkpoints = new DailyCheckpoints(
      store,
      keys,
      (checkpoint) => logger.info({ part: 'ledger', ...checkpoint }, 'checkpoint'),
      (code) => logger.warn({ part: 'ledger', code }, 'no checkpoint for now; it is tried again'),
    );
    checkpoints.start();
    opened.defer(() => checkpoints.stop());
    const completion = new RequestCompletion(store.pool, keys, (code) =>
      logger.warn({ part: 'ledger', code }, 'open requests are not complete; it is tried again'),
    );
    completion.start();
    opened.defer(() => completion.stop());
    const sealer = new AccessLogSealer(store, keys, (code) =>
      logger.error({ part: 'access-log', code }, 'it cannot be sealed now; it is tried again'),
    );
    sealer.start();
    opened.defer(() => sealer.stop());
    const numbering = eventNumbering(store.pool, config.eventMonths, (code) =>
      logger.error({ part: 'events', code }, 'events get no numbers now; it is tried again'),
    );
    numbering.start();
    opened.defer(() => numbering.stop());
    const reconstruction = eventReconstruction(store.pool, config.eventMonths, (code) =>
      logger.warn({ part: 'events', code }, 'events of before are not complete; it is tried again'),
    );
    reconstruction.start();
    opened.defer(() => reconstruction.stop());
    const forgetting = new DailyForgetting(
      { pool: store.pool, keys, terms: config.terms },
      ({ forgotten, kept }) => logger.info({ part: 'forgetting', forgotten, kept }, 'forgotten'),
      (code) => logger.error({ part: 'forgetting', code }, 'it stopped; it is tried again'),
    );
    forgetting.start();
    opened.defer(() => forgetting.stop());
  }

  let app: App | undefined;
  let stopping = false;
  if (config.role !== 'worker') {
    // Of its own, so that a large message that is judged does not hold up one that comes in.
    const incoming = inspections.beside();
    opened.defer(() => incoming.close());
    const authenticator = new Authenticator(store.db, keys.rows, {
      ...(config.oauth && { verifyToken: tokenVerifier(config.oauth) }),
      onError: (code) =>
        logger.warn({ part: 'authenticator', code }, 'that a key was used could not be kept'),
    });
    opened.defer(() => authenticator.close());
    const leftOut: OnNotBelieved = ({ code, table, id }) =>
      logger.error({ part: 'lists', code, table, id }, 'a row is not believed: it is left out');
    const intake = new Intake({ store, keys, inspections: incoming, queue, ...config });
    app = await buildApp({
      store,
      macs: keys.rows,
      authenticator,
      intake,
      tryOut: (call, bytes) => dryRun({ store, keys, inspections: incoming }, call, bytes),
      spentOn: (bytes) => incoming.spentOn(bytes),
      messages: new Messages(store, keys, bell, leftOut),
      mailbox: new Mailbox(store, keys.rows, bell, leftOut),
      operations: new Operations(store, keys.rows, { bell, queue }),
      allocations: new Allocations(store.pool, keys),
      openRequests: (call, query) => listOpenRequests(store.pool, keys, call, query, leftOut),
      disclosures: new Disclosures(store.pool, keys),
      accessLog: new AccessLog(store.pool, keys),
      cursors: new Cursors(keys),
      verifyLedger: (options) => verifyChains(store.pool, keys, options),
      verifyAccessLog: (options) => verifyAccessLog(store.pool, keys, options),
      ...(config.redis && { redisQueue: queue }),
      reference: readReference(config),
      maxMessageBytes: config.maxMessageBytes,
      door: { ...config.door, ...(config.redis && { redis: config.redis }) },
      version,
      contact: config.apiContact,
      publicAddress: publicAddress(config.publicUrl),
      stopping: () => stopping,
      logger,
    });
    const started = app;
    opened.defer(() => started.close());
    await app.listen({ host: config.host, port: config.port });
  }

  const drained = new AbortController();
  let stopped: Promise<void> | undefined;
  return {
    ...(app && { address: addressOf(app) }),
    ...(operator && { operator }),
    store,
    keys,
    stop: ({ drain } = { drain: false }) => {
      stopping = true;
      if (!drain || !app) drained.abort();
      stopped ??= sleep(config.drainSeconds * 1000, undefined, { signal: drained.signal })
        .catch(() => undefined) // Nobody waits for the drain any more.
        .then(() => {
          bell.endWaiting();
          store.hurry(hurryMs);
          const cut = setTimeout(
            () => store.cut(),
            drain ? cutMs - config.drainSeconds * 1000 : cutMs,
          );
          return opened.disposeAsync().finally(() => clearTimeout(cut));
        });
      return stopped;
    },
  };
}

/** Before anything is added to the ledger: see {@link closeOldChains}. */
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

function addressOf(app: App): string {
  const { address, family, port } = app.server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
