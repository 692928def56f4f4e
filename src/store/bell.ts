import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { errorCode, type Store } from './database.ts';
import { endClient } from './silence.ts';

const channel = 'ijw_bell';
/** Postgres takes at most 7,999 bytes in a notification. */
const payloadBytes = 7500;
const sweepMs = 3000;
/** So often it is asked whether anybody is there: a connection that only listens hears nothing of a break. */
const askMs = 10_000;
/** Pause between two notifications: what rings meanwhile goes together, and costs others nothing. */
const pauseMs = 10;

/** For each key that somebody waits for, what is now true of it; a waiter that saw less is woken. */
export type Sweep = (keys: readonly string[]) => Promise<ReadonlyMap<string, string>>;

/**
 * Tells waiting requests, in any process, that something changed. Ringing is a hint and may be
 * lost: whoever waits looks in the database first and after each ring, and a sweep with one query
 * every few seconds finds what a lost ring would have told.
 *
 * Keys are names such as `inbox:0363`; they hold no personal data.
 */
export class Bell {
  readonly #store: Store;
  readonly #sweep: Sweep;
  readonly #onError: (code: string) => void;
  readonly #waiters = new Map<string, Set<Waiter>>();
  #pending = new Set<string>();
  #flushing = false;
  #flushed: Promise<void> = Promise.resolve();
  #closed = false;
  #client: Client | undefined;
  #asking: NodeJS.Timeout | undefined;
  #retry: NodeJS.Timeout | undefined;
  #sweeper: NodeJS.Timeout | undefined;

  private constructor(store: Store, sweep: Sweep, onError: (code: string) => void) {
    this.#store = store;
    this.#sweep = sweep;
    this.#onError = onError;
  }

  /**
   * Listens on a connection of its own, made anew when it breaks.
   *
   * @param onError called with the code of each failure; nothing is lost by one
   */
  static async open(store: Store, sweep: Sweep, onError: (code: string) => void): Promise<Bell> {
    const bell = new Bell(store, sweep, onError);
    await bell.#connect();
    bell.#scheduleSweep();
    return bell;
  }

  /** Wakes who waits for this key, here and elsewhere. To be called after the commit. */
  ring(key: string): void {
    this.#pending.add(key);
    if (!this.#flushing) this.#flushed = this.#flush();
  }

  /**
   * Begins to wait. Do this before looking in the database, so that nothing falls between.
   *
   * @param key what to wait for
   */
  listen(key: string): Waiter {
    const waiter = new Waiter(this.#closed, () => {
      const others = this.#waiters.get(key);
      others?.delete(waiter);
      if (others?.size === 0) this.#waiters.delete(key);
    });
    const waiters = this.#waiters.get(key) ?? new Set();
    waiters.add(waiter);
    this.#waiters.set(key, waiters);
    return waiter;
  }

  /** Ends all waiting, now and later: whoever waits answers with what there is. */
  endWaiting(): void {
    this.#closed = true;
    for (const waiters of this.#waiters.values()) for (const waiter of waiters) waiter.close();
  }

  async close(): Promise<void> {
    this.endWaiting();
    clearTimeout(this.#retry);
    clearTimeout(this.#sweeper);
    clearInterval(this.#asking);
    await this.#flushed;
    const client = this.#client;
    this.#client = undefined;
    if (client) await endClient(client);
  }

  // One notification at a time: what rings meanwhile goes together in the next.
  async #flush(): Promise<void> {
    this.#flushing = true;
    while (this.#pending.size > 0) {
      const keys = [...this.#pending];
      this.#pending = new Set();
      try {
        for (const payload of payloads(keys))
          await this.#store.pool.query({
            name: 'bell-notify',
            // A hint needs no flush of the log to disk: those are for the messages.
            text: "select set_config('synchronous_commit', 'off', true), pg_notify($1, $2)",
            values: [channel, payload],
          });
      } catch (error) {
        // The sweep of each process finds what this would have told.
        this.#onError(errorCode(error));
      }
      await sleep(pauseMs);
    }
    this.#flushing = false;
  }

  async #connect(): Promise<void> {
    const client = await this.#store.connect('ijw-gateway bell');
    let why: Error | undefined;
    client.on('error', (error) => {
      why ??= error;
    });
    client.on('notification', ({ payload }) => {
      for (const key of payload?.split('\n') ?? []) this.#wake(key);
    });
    try {
      await client.query(`listen ${channel}`);
    } catch (error) {
      await endClient(client);
      throw error;
    }
    client.once('end', () => {
      clearInterval(this.#asking);
      if (!this.#closed) this.#reconnect(why ?? new Error('Connection terminated'));
    });
    // It ended before anybody listened for that.
    if (why) throw why;
    this.#client = client;
    this.#asking = setInterval(() => {
      client.query('select').catch(() => undefined); // It ends of it, which is heard above.
    }, askMs);
    // What rang while nobody listened.
    for (const key of [...this.#waiters.keys()]) this.#wake(key);
  }

  #reconnect(why: unknown): void {
    this.#onError(errorCode(why));
    this.#client = undefined;
    this.#retry = setTimeout(() => {
      this.#connect().catch((error) => {
        if (!this.#closed) this.#reconnect(error);
      });
    }, 500);
  }

  #wake(key: string): void {
    for (const waiter of this.#waiters.get(key) ?? []) waiter.wake();
  }

  #scheduleSweep(): void {
    this.#sweeper = setTimeout(async () => {
      try {
        await this.#sweepOnce();
      } catch (error) {
        this.#onError(errorCode(error));
      }
      if (!this.#closed) this.#scheduleSweep();
    }, sweepMs);
    this.#sweeper.unref();
  }

  async #sweepOnce(): Promise<void> {
    if (this.#waiters.size === 0) return;
    const now = await this.#sweep([...this.#waiters.keys()]);
    for (const [key, state] of now)
      for (const waiter of this.#waiters.get(key) ?? [])
        if (waiter.seen !== undefined && waiter.seen !== state) waiter.wake();
  }
}

/** Somebody who waits for one key. */
export class Waiter implements Disposable {
  /** What was true when the waiter last looked, in the words of the sweep. */
  seen: string | undefined;
  #rung = false;
  #closed: boolean;
  #resolve: (() => void) | undefined;
  readonly #stop: () => void;

  constructor(closed: boolean, stop: () => void) {
    this.#closed = closed;
    this.#stop = stop;
  }

  /** No use to wait any longer: the process stops. */
  get closed(): boolean {
    return this.#closed;
  }

  /** To be called before looking in the database: a ring from now on counts. */
  reset(): void {
    this.#rung = false;
  }

  /** Waits for a ring since the last reset, at most so many milliseconds. */
  async rung(ms: number, signal?: AbortSignal): Promise<void> {
    if (this.#rung || this.#closed || ms <= 0 || signal?.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#resolve = resolve;
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', resolve as () => void);
    await promise;
    clearTimeout(timer);
    signal?.removeEventListener('abort', resolve as () => void);
    this.#resolve = undefined;
  }

  wake(): void {
    this.#rung = true;
    this.#resolve?.();
  }

  close(): void {
    this.#closed = true;
    this.#resolve?.();
  }

  [Symbol.dispose](): void {
    this.#stop();
  }
}

function* payloads(keys: readonly string[]): Generator<string> {
  let payload = '';
  for (const key of keys) {
    if (payload && payload.length + 1 + key.length > payloadBytes) {
      yield payload;
      payload = '';
    }
    payload = payload ? `${payload}\n${key}` : key;
  }
  if (payload) yield payload;
}
