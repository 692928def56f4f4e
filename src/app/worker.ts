import type { Logger } from 'pino';
import { dailyCheckpoints } from '../ledger/chain/checkpoint.ts';
import { Contracts } from '../ledger/contracts/views.ts';
import { requestCompletion } from '../ledger/projection/complete-requests.ts';
import { composeDrafts } from '../messages/drafts/compose/compose.ts';
import { Drafts } from '../messages/drafts/drafts.ts';
import { draftsEnding } from '../messages/drafts/over.ts';
import { MessageSteps } from '../messages/judging/steps.ts';
import { eventReconstruction } from '../messages/lifecycle/reconstruct.ts';
import { Messages } from '../messages/views/messages.ts';
import { hourFollowing } from '../operations/hours/follow.ts';
import { OperationRunner } from '../operations/runner.ts';
import { nightlyVerification } from '../operations/verifications/clock.ts';
import { WorkerPresence } from '../operations/workers.ts';
import { AccessLogSealer } from '../parties/access-log/seal.ts';
import { sessionsEnding } from '../parties/sessions/over.ts';
import { startSteps } from '../queue/open.ts';
import { ConversionRunner } from '../region/conversion/runner.ts';
import { figureFollowing } from '../region/figures/follow.ts';
import { signalTextsEnding } from '../region/signals/ending.ts';
import { termFollowing } from '../region/terms/follow.ts';
import { dailyForgetting } from '../retention/daily.ts';
import { eventNumbering } from '../store/events/number.ts';
import type { Config } from './config.ts';
import { intakeOf, notBelieved } from './intake.ts';
import type { Parts } from './parts.ts';
import { version } from './version.ts';

/** Work that goes on by itself until it is stopped. */
export interface Job {
  start(): void;
  stop(): Promise<void>;
}

/** Starts a job, to be stopped when what was opened is closed. */
export function startJob(opened: AsyncDisposableStack, job: Job): void {
  job.start();
  opened.defer(() => job.stop());
}

/** Starts what a worker does: the steps of messages, and its jobs. */
export function startWorker(
  config: Config,
  logger: Logger,
  parts: Parts,
  opened: AsyncDisposableStack,
): void {
  const { store, keys, queue } = parts;
  const steps = messageSteps(parts, logger);
  const relay = startSteps(store, queue, { message: (id) => steps.step(id) }, logger);
  opened.defer(() => relay.stop());
  const jobs = [
    ...operationJobs(parts, logger),
    ...ledgerJobs(parts, logger),
    accessLogSealer(parts, logger),
    ...eventJobs(parts, config, logger),
    terms(parts, config, logger),
    figures(parts, config, logger),
    forgetting(parts, config, logger),
    verification(parts, config, logger),
    conversions(config, parts, logger),
    signalTextsEnding(store.pool, keys.rows, config.signalMonths, (code) =>
      logger.error({ part: 'signals', code }, 'texts that are over stay; it is tried again'),
    ),
    sessionsEnding(store.pool, (code) =>
      logger.error({ part: 'sessions', code }, 'old sessions stay; it is tried again'),
    ),
    draftsEnding(store.pool, (code) =>
      logger.error({ part: 'drafts', code }, 'drafts that are over stay; it is tried again'),
    ),
  ];
  for (const job of jobs) startJob(opened, job);
}

function messageSteps(parts: Parts, logger: Logger): MessageSteps {
  return new MessageSteps({
    ...parts,
    onStep: (step) => logger.info({ part: 'route', ...step }, 'step'),
    onError: (messageId, code, requestId, frames) =>
      logger.error({ part: 'route', messageId, requestId, code, frames }, 'step failed'),
  });
}

function operationJobs({ store, bell, queue }: Parts, logger: Logger): Job[] {
  return [
    new OperationRunner(store, bell, queue, (code) =>
      logger.error({ part: 'operations', code }, 'a replay or redelivery waits; it is tried again'),
    ),
    hourFollowing(store.pool, (code) =>
      logger.error(
        { part: 'hours', code },
        'nothing is counted by the hour now; it is tried again',
      ),
    ),
    new WorkerPresence(store, version, (code) =>
      logger.warn({ part: 'presence', code }, 'operators do not see this worker for now'),
    ),
  ];
}

function ledgerJobs({ store, keys }: Parts, logger: Logger): Job[] {
  return [
    dailyCheckpoints(
      store,
      keys,
      (checkpoint) => logger.info({ part: 'ledger', ...checkpoint }, 'checkpoint'),
      (code) => logger.warn({ part: 'ledger', code }, 'no checkpoint for now; it is tried again'),
    ),
    requestCompletion(store.pool, keys, (code) =>
      logger.warn({ part: 'ledger', code }, 'open requests are not complete; it is tried again'),
    ),
  ];
}

function accessLogSealer({ store, keys }: Parts, logger: Logger): Job {
  return new AccessLogSealer(store, keys, (code) =>
    logger.error({ part: 'access-log', code }, 'it cannot be sealed now; it is tried again'),
  );
}

function eventJobs({ store }: Parts, { eventMonths }: Config, logger: Logger): Job[] {
  return [
    eventNumbering(store.pool, eventMonths, (code) =>
      logger.error({ part: 'events', code }, 'events get no numbers now; it is tried again'),
    ),
    eventReconstruction(store.pool, eventMonths, (code) =>
      logger.warn({ part: 'events', code }, 'earlier events are not complete; it is tried again'),
    ),
  ];
}

function terms(
  { store, keys, inspections }: Parts,
  { equalisedDays, eventMonths }: Config,
  logger: Logger,
): Job {
  return termFollowing(
    {
      ...{ pool: store.pool, keys, inspections, keptMonths: eventMonths },
      calendar: { equalised: equalisedDays },
      onUnreadable: (what) =>
        logger.error({ part: 'terms', ...what }, 'it cannot be read, and has no terms'),
      onAnew: (state) =>
        logger.info(
          { part: 'terms', state },
          state === 'begun' ? 'all terms are made again' : 'all terms were made again',
        ),
    },
    (code) => logger.error({ part: 'terms', code }, 'no terms are made now; it is tried again'),
  );
}

function figures({ store }: Parts, { smallProviderChildren }: Config, logger: Logger): Job {
  return figureFollowing({ pool: store.pool, smallBelow: smallProviderChildren }, (code) =>
    logger.error({ part: 'figures', code }, 'nothing is counted now; it is tried again'),
  );
}

function forgetting({ store, keys }: Parts, { terms }: Config, logger: Logger): Job {
  return dailyForgetting(
    { pool: store.pool, keys, terms },
    ({ forgotten, kept }) => logger.info({ part: 'forgetting', forgotten, kept }, 'forgotten'),
    (code) => logger.error({ part: 'forgetting', code }, 'it stopped; it is tried again'),
  );
}

function verification({ store, verifications }: Parts, { verifyAt }: Config, logger: Logger): Job {
  return nightlyVerification(store.pool, verifications, verifyAt, (code) =>
    logger.error({ part: 'verification', code }, 'nothing is verified now; it is tried again'),
  );
}

function conversions(config: Config, parts: Parts, logger: Logger): Job {
  const { store, keys, bell, inspections } = parts;
  const taking = intakeOf(config, parts, inspections);
  const drafts = new Drafts({
    ...{ store, keys, ...taking, compose: composeDrafts },
    messages: new Messages(store, keys, bell, notBelieved(logger)),
    contracts: new Contracts(store, keys.rows),
  });
  return new ConversionRunner(
    {
      ...{ store, keys, bell, drafts, intake: taking.intake },
      onUnmade: (code) =>
        logger.error({ part: 'conversions', code }, 'a preview, or a child of it, cannot be made'),
    },
    (code) => logger.error({ part: 'conversions', code }, 'a conversion waits; it is tried again'),
  );
}
