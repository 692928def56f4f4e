import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Queue as Producer, Worker } from 'bullmq';
import { errorCode } from '../store/database.ts';
import { stopStepsMs, within } from './limits.ts';
import type { Depth, Job, Queue, Step, Steps } from './queue.ts';
import {
  connectToAnnounce,
  connectToWork,
  keyPrefix,
  type RedisConnection,
  type RedisSettings,
  redisCode,
} from './redis.ts';
import { findTroubles, type RedisTrouble } from './redis-state.ts';
import { RedisWatch } from './redis-watch.ts';

export const queueName = 'steps';
/** The version of the data of a job. Jobs of another version are not done by this program. */
const jobVersion = 2;
/** The most announcements that wait to be sent, and how many are sent at once. */
const pendingLimit = 1000;
const bulk = 100;
/** When this many jobs wait in Redis, the relay adds no more. */
const waitingLimit = 2000;
const closeMs = 1000;
/** How long a question just after the start waits for the connection, in milliseconds. */
const readyMs = 2000;

export interface BullQueueOptions {
  readonly redis: RedisSettings;
  /** The most steps at the same time in this process. */
  readonly concurrency: number;
  /** Called with the code of each error, often many times; nothing is lost by such an error. */
  readonly onError: (code: string) => void;
  /** Called each time that the connection for announcements is ready. */
  readonly onReady?: () => void;
  /** Called when a state of Redis that makes steps wait begins, and when it is over. */
  readonly onTrouble?: (trouble: RedisTrouble, there: boolean) => void;
  /** After this many milliseconds without a sign of life another worker takes a job. */
  readonly lockMs?: number;
}

/**
 * The queue on Redis, with BullMQ: any number of processes announce and any number do steps. BullMQ carries only
 * announcements: a job is a kind and an id, its result and failure are not kept, and it is not retried. Retries are
 * planned in Postgres, and the relay announces again.
 *
 * Beware: BullMQ silently ignores a job whose id it still knows, in any state. Here no id is used
 * twice.
 */
export class BullQueue implements Queue {
  errors = 0;
  readonly #options: BullQueueOptions;
  readonly #connection: RedisConnection;
  readonly #producer: Producer;
  readonly #watch: RedisWatch;
  #pending: Job[] = [];
  #sending = false;
  #sent: Promise<void> = Promise.resolve();
  #work: { readonly worker: Worker; readonly connection: RedisConnection } | undefined;
  readonly #inHand = new Set<Promise<void>>();
  #resting: NodeJS.Timeout | undefined;
  #stopped: Promise<void> | undefined;

  /** Connects in the background: Redis may be away. */
  constructor(options: BullQueueOptions) {
    this.#options = options;
    this.#connection = connectToAnnounce(options.redis);
    const { client } = this.#connection;
    client.on('error', this.#report);
    this.#producer = new Producer(queueName, {
      connection: client,
      prefix: keyPrefix,
      // Events are for dashboards only; a few are enough.
      streams: { events: { maxLen: 100 } },
      ...noQuestionsFirst,
    });
    this.#producer.on('error', this.#report);
    this.#watch = new RedisWatch(
      () => findTroubles(client, this.#producer),
      (trouble, there) => options.onTrouble?.(trouble, there),
    );
    client.on('ready', () => {
      options.onReady?.();
      void this.#watch.look();
    });
  }

  announce(job: Job): void {
    if (!this.#reachable || this.#pending.length >= pendingLimit) {
      this.errors += 1;
      return;
    }
    this.#pending.push(job);
    if (!this.#sending) this.#sent = this.#send();
  }

  async room(): Promise<number> {
    if (!this.#reachable) return 0;
    try {
      return waitingLimit - (await this.depth()).waiting;
    } catch (error) {
      this.#report(error);
      return 0;
    }
  }

  async announceAll(jobs: readonly Job[]): Promise<boolean> {
    try {
      await this.#producer.addBulk(jobs.map(bullJobOf));
      return true;
    } catch (error) {
      this.errors += jobs.length;
      this.#report(error);
      return false;
    }
  }

  async depth(): Promise<Depth> {
    await this.#whenReady();
    const counts = await this.#producer.getJobCounts('wait', 'active');
    return { waiting: counts.wait ?? 0, active: counts.active ?? 0 };
  }

  async troubles(): Promise<readonly RedisTrouble[]> {
    await this.#whenReady();
    return findTroubles(this.#connection.client, this.#producer).catch((error) => {
      this.#report(error);
      return [];
    });
  }

  /** Resumes the queue when it is paused. */
  async resume(): Promise<void> {
    await this.#whenReady();
    await this.#producer.resume();
  }

  async #whenReady(): Promise<void> {
    if (!this.#connection.ready)
      await within(
        once(this.#connection.client, 'ready').catch(() => undefined),
        readyMs,
      );
  }

  start(steps: Steps): void {
    const { redis, concurrency, lockMs = 30_000 } = this.#options;
    const connection = connectToWork(redis);
    connection.client.on('error', this.#report);
    const worker = new Worker(queueName, (job) => this.#process(job.data, steps), {
      connection: connection.client,
      prefix: keyPrefix,
      concurrency,
      lockDuration: lockMs,
      stalledInterval: lockMs / 2,
      // ioredis waits for a broken connection itself; this is the pause after other failures.
      runRetryDelay: 1000,
      ...noQuestionsFirst,
    });
    worker.on('error', (error) => {
      this.#report(error);
      // Redis answers with an error, for instance when it is full: BullMQ would retry at once, for ever.
      if (error.name === 'ReplyError') this.#rest(worker);
    });
    this.#work = { worker, connection };
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    this.#pending = [];
    this.#watch.stop();
    clearTimeout(this.#resting);
    if (this.#work) {
      const { worker, connection } = this.#work;
      await worker.pause(true);
      const finished = await within(Promise.all(this.#inHand), stopStepsMs);
      // BullMQ would wait for ever for steps, and for a Redis that is away.
      const force = !finished || !connection.ready;
      await within(worker.close(force), closeMs);
      connection.cut();
    }
    await within(this.#sent, closeMs);
    await within(this.#producer.close().catch(this.#report), closeMs);
    this.#connection.cut();
  }

  get #reachable(): boolean {
    return this.#connection.ready && !this.#stopped;
  }

  readonly #report = (error: unknown): void => {
    if (!this.#stopped) this.#options.onError(redisCode(error));
  };

  // One bulk at a time: jobs that are announced meanwhile go together in the next one.
  async #send(): Promise<void> {
    this.#sending = true;
    while (this.#pending.length > 0) await this.announceAll(this.#pending.splice(0, bulk));
    this.#sending = false;
  }

  async #process(data: unknown, steps: Steps): Promise<void> {
    const job = jobOf(data);
    const step: Step | undefined =
      job && Object.hasOwn(steps, job.kind) ? steps[job.kind] : undefined;
    if (!job || !step) {
      this.#options.onError('JOB_UNKNOWN');
      return;
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#inHand.add(promise);
    try {
      await step(job.id);
    } catch (error) {
      this.#options.onError(errorCode(error));
      // BullMQ writes the text and stack to Redis, so they must hold only the code. The outbox row is still
      // there, and the relay announces it again.
      throw new StepFailed(errorCode(error));
    } finally {
      this.#inHand.delete(promise);
      resolve();
    }
  }

  #rest(worker: Worker): void {
    if (this.#resting || this.#stopped) return;
    this.#resting = setTimeout(async () => {
      this.#resting = undefined;
      if (!this.#stopped) await worker.resume();
    }, 1000);
    worker.pause(true).catch(this.#report);
  }
}

/** A step failed; holds only the code of the error. */
class StepFailed extends Error {
  override readonly name = 'StepFailed';
  override readonly stack = '';
}

/**
 * BullMQ would first ask Redis for its version, and give up for good if the connection breaks just then. The gateway
 * checks the version itself, at the start.
 */
const noQuestionsFirst = { skipVersionCheck: true, skipWaitingForReady: true } as const;

function bullJobOf({ kind, id }: Job) {
  return {
    name: 'step',
    data: { version: jobVersion, kind, id },
    opts: {
      jobId: `${id}.${randomBytes(6).toString('base64url')}`,
      removeOnComplete: true,
      removeOnFail: true,
      stackTraceLimit: 0,
    },
  };
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Reads the data of a job; undefined for a job that this version of the program did not make. */
function jobOf(data: unknown): Job | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const { version, kind, id } = data as { version?: unknown; kind?: unknown; id?: unknown };
  if (version !== jobVersion || typeof kind !== 'string' || typeof id !== 'string')
    return undefined;
  return uuid.test(id) ? { kind, id } : undefined;
}
