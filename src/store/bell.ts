import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import type { Client } from 'pg';
import { errorCode, type Store } from './database.ts';
import { endClient } from './silence.ts';
import { statement } from './statement.ts';

const channel = 'ijw_bell';
/** Postgres takes at most 7,999 bytes in a notification. */
const payloadBytes = 7500;
const sweepMs = 3000;
/** How often the connection is tested: a connection that only listens does not notice that it broke. */
const askMs = 10_000;
/** Pause between two notifications: rings in between go together in the next. */
const pauseMs = 10;

/** The current state of each key that a request waits for; a waiter that saw another state is woken. */
export type Sweep = (keys: readonly string[]) => Promise<ReadonlyMap<string, string>>;

/**
 * SQL: rings, as a table of one row in a statement that comes after a commit anyway: it saves a statement of its own.
 * The transaction of that statement is not flushed to disk: a hint need not be, and the statement may change nothing.
 *
 * @param payloads a parameter with what {@link payloadsOf} makes of the keys
 */
export function ringIn(payloads: string): string {
  return `(select set_config('synchronous_commit', 'off', true), count(pg_notify('${channel}', payload))
    from unnest(${payloads}::text[]) payload)`;
}

const notify = statement<{ payloads: readonly string[] }>(
  'bell-notify',
  `select from ${ringIn('$payloads')} rung`,
);

/**
 * Wakes waiting requests, in any process, when something changed. A ring is a hint and may be lost: a request looks in
 * the database first and after each ring, and a sweep with one query every few seconds finds the changes of lost rings.
 *
 * Keys are names such as `inbox:0363`; they hold no personal data.
 */
export class Bell {
  readonly #store: Store;
  readonly #sweep: Sweep;
  readonly #onError: (code: string) => void;
  readonly #sweepEvery: number;
  readonly #waiters = new Map<string, Set<Waiter>>();
  #pending = new Set<string>();
  #flushing = false;
  #flushed: Promise<void> = Promise.resolve();
  #closed = false;
  #client: Client | undefined;
  #asking: NodeJS.Timeout | undefined;
  #retry: NodeJS.Timeout | undefined;
  #sweeper: NodeJS.Timeout | undefined;

  private constructor(
    store: Store,
    sweep: Sweep,
    onError: (code: string) => void,
    sweepEvery: number,
  ) {
    this.#store = store;
    this.#sweep = sweep;
    this.#onError = onError;
    this.#sweepEvery = sweepEvery;
  }

  /**
   * Listens on a connection of its own, and reconnects when it breaks.
   *
   * @param onError called with the code of each failure; nothing is lost by one
   * @param sweepEvery milliseconds between two sweeps
   */
  static async open(
    store: Store,
    sweep: Sweep,
    onError: (code: string) => void,
    sweepEvery = sweepMs,
  ): Promise<Bell> {
    const bell = new Bell(store, sweep, onError, sweepEvery);
    await bell.#connect();
    bell.#scheduleSweep();
    return bell;
  }

  /** Wakes all waiters for this key, in any process. Call it after the commit. */
  ring(key: string): void {
    this.#pending.add(key);
    if (!this.#flushing) this.#flushed = this.#flush();
  }

  /**
   * Begins to wait. Call it before looking in the database, so that no change in between is missed.
   *
   * @param key what to wait for
   * @param onRing called at each ring, and when all waiting ends, for callers that do not wait
   */
  listen(key: string, onRing?: () => void): Waiter {
    const stop = () => {
      const others = this.#waiters.get(key);
      others?.delete(waiter);
      if (others?.size === 0) this.#waiters.delete(key);
    };
    const waiter = new Waiter(this.#closed, stop, onRing);
    const waiters = this.#waiters.get(key) ?? new Set();
    waiters.add(waiter);
    this.#waiters.set(key, waiters);
    return waiter;
  }

  /** Ends all waiting, now and later: requests that wait answer with what there is. */
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

  // One notification at a time: rings in between go together in the next. So do all rings of one step: a message rings
  // for its mailbox and for its sender.
  async #flush(): Promise<void> {
    this.#flushing = true;
    await turn();
    while (this.#pending.size > 0) {
      const keys = [...this.#pending];
      this.#pending = new Set();
      try {
        await this.#store.pool.query(notify({ payloads: payloadsOf(keys) }));
      } catch (error) {
        // The sweep of each process finds the change.
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
    // The connection ended before the listener for that was added.
    if (why) throw why;
    this.#client = client;
    this.#asking = setInterval(() => {
      client.query('select').catch(() => undefined); // A failure ends the client, which is handled above.
    }, askMs);
    // Wakes all, because rings may have been missed.
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
    }, this.#sweepEvery);
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

/** A request that waits for one key. */
export class Waiter implements Disposable {
  /** The state when the waiter last looked, in the form of the sweep. */
  seen: string | undefined;
  #rung = false;
  #closed: boolean;
  #resolve: (() => void) | undefined;
  readonly #stop: () => void;
  readonly #onRing: (() => void) | undefined;

  constructor(closed: boolean, stop: () => void, onRing?: () => void) {
    this.#closed = closed;
    this.#stop = stop;
    this.#onRing = onRing;
  }

  /** True when the process stops, so that waiting has no use. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Call it before looking in the database: only rings from now on count. */
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
    this.#onRing?.();
  }

  close(): void {
    this.#closed = true;
    this.#resolve?.();
    this.#onRing?.();
  }

  [Symbol.dispose](): void {
    this.#stop();
  }
}

/** Keys as notifications of Postgres, which hold a number of bytes at most. */
export function payloadsOf(keys: readonly string[]): string[] {
  const payloads: string[] = [];
  let last = '';
  for (const key of new Set(keys)) {
    if (last && last.length + 1 + key.length > payloadBytes) {
      payloads.push(last);
      last = '';
    }
    last = last ? `${last}\n${key}` : key;
  }
  return last ? [...payloads, last] : payloads;
}
