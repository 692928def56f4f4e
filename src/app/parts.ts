import type { Logger } from 'pino';
import { InspectionDispatcher } from '../messages/judging/inspection-dispatcher.ts';
import { sweepOf } from '../messages/waiting.ts';
import { Verifications } from '../operations/verifications/verifications.ts';
import { openQueue } from '../queue/open.ts';
import { Bell } from '../store/bell.ts';
import type { Store } from '../store/database.ts';
import type { KeyRing } from '../store/keys/keys.ts';
import type { Config } from './config.ts';

/** The parts that a process needs in any role. */
export interface Parts {
  readonly store: Store;
  readonly keys: KeyRing;
  /** For work whose statements may take any time. */
  readonly patient: Store;
  readonly verifications: Verifications;
  readonly bell: Bell;
  readonly queue: Awaited<ReturnType<typeof openQueue>>;
  readonly inspections: InspectionDispatcher;
}

/** Opens the bell, the queue and the inspection of messages, to be closed with `opened`. */
export async function openParts(
  config: Config,
  logger: Logger,
  { store, keys, patient }: Pick<Parts, 'store' | 'keys' | 'patient'>,
  opened: AsyncDisposableStack,
): Promise<Parts> {
  const bell = await Bell.open(store, sweepOf(store), (code) =>
    logger.warn({ part: 'bell', code }, 'the bell was not heard; the sweep makes up for it'),
  );
  opened.defer(() => bell.close());
  const queue = await openQueue(store, config, logger);
  opened.defer(() => queue.stop());
  const inspections = await InspectionDispatcher.open(config);
  opened.defer(() => inspections.close());
  const verifications = verificationsOf(logger, { store, keys, patient });
  opened.defer(() => verifications.stop());
  return { store, keys, patient, bell, queue, inspections, verifications };
}

/** What is wrong is said loudly: whoever watches the log is to see it. */
function verificationsOf(
  logger: Logger,
  { store, keys, patient }: Pick<Parts, 'store' | 'keys' | 'patient'>,
): Verifications {
  const log = logger.child({ part: 'verification' });
  const parts = { pool: store.pool, walked: patient.pool, keys };
  return new Verifications(parts, {
    onEnd: ({ id, what, end }) => {
      if (end.state === 'faulty')
        log.error(
          { code: `${what}-not-sound`, id, count: end.faultCount, fault: end.fault },
          'not all is as the gateway wrote it: find out who can write in the database',
        );
      else if (end.state === 'sound')
        log.info({ id, what, done: end.done }, 'verified: all is well');
      else
        log.warn({ id, what, state: end.state, code: end.code }, 'it was not verified to its end');
    },
    onNotKept: (code) =>
      log.error({ code }, 'how far a verification is, or what it found, could not be kept'),
  });
}
