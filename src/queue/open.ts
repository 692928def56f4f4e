import type { Logger } from 'pino';
import type { Store } from '../store/database.ts';
import type { BullQueue } from './bullmq.ts';
import { InProcessQueue } from './in-process.ts';
import type { Queue, Steps } from './queue.ts';
import type { RedisSettings } from './redis.ts';
import { sentenceOfRedis } from './redis-state.ts';
import { Relay } from './relay.ts';

/** The same trouble is logged once in this time, in milliseconds. */
const sameTroubleMs = 30_000;

/**
 * Opens the queue of the settings: on Redis, or in this process. The start does not fail when Redis cannot be reached:
 * messages are accepted without it, and processed when it comes back.
 *
 * @throws {RedisRefused} when Redis answers but cannot be used, with what to do about it
 */
export async function openQueue(
  store: Store,
  settings: { readonly redis?: RedisSettings; readonly workerConcurrency: number },
  logger: Logger,
): Promise<Queue & Partial<Pick<BullQueue, 'resume'>>> {
  const log = logger.child({ part: 'queue' });
  const concurrency = settings.workerConcurrency;
  if (!settings.redis) {
    const onError = atMostOften((code) =>
      log.error({ code }, 'steps cannot be done now; they are tried again'),
    );
    return new InProcessQueue(store, { concurrency, onError });
  }
  const trouble = atMostOften((code) =>
    log.warn(
      { code },
      `Redis or a step has trouble; messages are accepted all the same and processed when that is over. ${sentenceOfRedis(code) ?? ''}`.trim(),
    ),
  );
  // Imported only here, because a gateway without Redis and commands of the CLI start faster without BullMQ.
  const [{ BullQueue: Bull }, { probeRedis }] = await Promise.all([
    import('./bullmq.ts'),
    import('./redis-probe.ts'),
  ]);
  const away = await probeRedis(settings.redis);
  if (away) trouble(away);
  return new Bull({
    redis: settings.redis,
    concurrency,
    onError: trouble,
    onReady: () => log.info('connected to Redis'),
    onTrouble: ({ code, sentence }, there) =>
      there ? log.warn({ code }, sentence) : log.info({ code }, 'that is over'),
  });
}

/** Starts the steps of a process, and the relay that finds what was not announced. */
export function startSteps(store: Store, queue: Queue, steps: Steps, logger: Logger): Relay {
  queue.start(steps);
  const onError = atMostOften((code) =>
    logger.error({ part: 'relay', code }, 'the outbox cannot be read now; it is tried again'),
  );
  const relay = new Relay(store, queue, Object.keys(steps), onError);
  relay.start();
  return relay;
}

/** Passes each code on at most once in a while: a Redis that is away is tried many times a minute. */
function atMostOften(report: (code: string) => void): (code: string) => void {
  const last = new Map<string, number>();
  return (code) => {
    const now = Date.now();
    if (now - (last.get(code) ?? Number.NEGATIVE_INFINITY) < sameTroubleMs) return;
    last.set(code, now);
    report(code);
  };
}
