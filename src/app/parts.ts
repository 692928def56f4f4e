import type { Logger } from 'pino';
import { InspectionDispatcher } from '../messages/judging/inspection-dispatcher.ts';
import { sweepOf } from '../messages/waiting.ts';
import { openQueue } from '../queue/open.ts';
import { Bell } from '../store/bell.ts';
import type { Store } from '../store/database.ts';
import type { KeyRing } from '../store/keys/keys.ts';
import type { Config } from './config.ts';

/** The parts that a process needs in any role. */
export interface Parts {
  readonly store: Store;
  readonly keys: KeyRing;
  readonly bell: Bell;
  readonly queue: Awaited<ReturnType<typeof openQueue>>;
  readonly inspections: InspectionDispatcher;
}

/** Opens the bell, the queue and the inspection of messages, to be closed with `opened`. */
export async function openParts(
  config: Config,
  logger: Logger,
  { store, keys }: Pick<Parts, 'store' | 'keys'>,
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
  return { store, keys, bell, queue, inspections };
}
