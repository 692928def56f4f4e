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
 * Opens the queue that the settings name: on Redis, or in this process. A Redis that cannot be
 * reached is no reason not to start: messages are accepted without it, and processed when it comes.
 *
 * @throws {RedisRefused} when Redis answers that it will not do, with what to do about it
 */
export async function openQueue(
  store: Store,
  settings: { readonly redis?: RedisSettings; readonly workerConcurrency: number },
  logger: Logger,
): Promise<Queue & Partial<Pick<BullQueue, 'resume'>>> {
  const log = logger.child({ part: 'queue' });
  const concurrency = settings.workerConcurrency;
  if (!settings.redis) {
    const onError = seldom((code) =>
      log.error({ code }, 'steps cannot be done now; they are tried again'),
    );
    return new InProcessQueue(store, { concurrency, onError });
  }
  const trouble = seldom((code) =>
    log.warn(
      { code },
      `Redis or a step has trouble; messages are accepted all the same and processed when it heals. ${sentenceOfRedis(code) ?? ''}`.trim(),
    ),
  );
  // Who has no Redis, and each command of the CLI, starts sooner without BullMQ.
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
  const onError = seldom((code) =>
    logger.error({ part: 'relay', code }, 'the outbox cannot be read now; it is tried again'),
  );
  const relay = new Relay(store, queue, Object.keys(steps), onError);
  relay.start();
  return relay;
}

/** A Redis that is away is tried many times a minute: each code is passed on now and then. */
function seldom(report: (code: string) => void): (code: string) => void {
  const last = new Map<string, number>();
  return (code) => {
    const now = Date.now();
    if (now - (last.get(code) ?? Number.NEGATIVE_INFINITY) < sameTroubleMs) return;
    last.set(code, now);
    report(code);
  };
}
