import type { Bell, Waiter } from '../store/bell.ts';

/** Something that callers wait for, and the query that reads its changes. */
export interface Topic<T> {
  /** The same for all callers who may share an answer. */
  readonly key: string;
  /** The key of the bell that rings when there is a change. */
  readonly bellKey: string;
  /** Reads what came after the state `seen`. */
  ask(seen: string): Promise<T>;
  /** The state that a caller with this answer has seen, as the sweep of the bell writes it. */
  seenIn(answer: T): string;
  /** Whether the state `one` is earlier than `other`. */
  isEarlier(one: string, other: string): boolean;
}

/** What one caller waits for. */
export interface WaitOptions<T> {
  /** The state that it has seen, as the sweep of the bell writes it. */
  readonly seen: string;
  /** Whether this answer has a change for this caller. */
  readonly accepts: (answer: T) => boolean;
  /** How long it waits at most, in milliseconds. */
  readonly ms: number;
  /** Ends the waiting when the caller is gone. */
  readonly signal?: AbortSignal | undefined;
}

interface Member<T> {
  readonly accepts: (answer: T) => boolean;
  readonly resolve: (answer: T | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * How many callers get their answer in one turn of the event loop, so that many waiting callers do not
 * delay other requests.
 */
const atOnce = 16;

/**
 * Callers that wait for the same topic share one query each time that the bell rings for it. Only callers
 * for whom the answer has a change get it, a few in each turn of the event loop: a thousand callers that
 * wait for one mailbox delay other requests no more than one does.
 */
export class SharedWaits<T> {
  readonly #bell: Bell;
  readonly #groups = new Map<string, Group<T>>();
  readonly #released: (() => void)[] = [];

  constructor(bell: Bell) {
    this.#bell = bell;
  }

  /** Begins to listen. Do this before reading the database, so that no change is missed. */
  listen(topic: Topic<T>): Listener<T> {
    const known = this.#groups.get(topic.key);
    const group = known ?? new Group(topic, this.#bell, (go) => this.#release(go));
    if (!known) this.#groups.set(topic.key, group);
    group.listeners += 1;
    return new Listener(group, () => {
      group.listeners -= 1;
      if (group.listeners > 0) return;
      group.stop();
      this.#groups.delete(topic.key);
    });
  }

  #release(go: () => void): void {
    this.#released.push(go);
    if (this.#released.length === 1) setImmediate(() => this.#releaseNext());
  }

  #releaseNext(): void {
    for (const go of this.#released.slice(0, atOnce)) go();
    this.#released.splice(0, atOnce);
    if (this.#released.length > 0) setImmediate(() => this.#releaseNext());
  }
}

/** One caller that listens, and may wait. */
export class Listener<T> implements Disposable {
  readonly #group: Group<T>;
  readonly #stop: () => void;
  readonly #rings: number;

  constructor(group: Group<T>, stop: () => void) {
    this.#group = group;
    this.#stop = stop;
    this.#rings = group.rings;
  }

  /**
   * Waits for an answer that this caller accepts. Every ring since it began to listen counts.
   *
   * @returns undefined when none came in time, the caller is gone, or the process stops
   * @throws what the query throws
   */
  async next({ seen, accepts, ms, signal }: WaitOptions<T>): Promise<T | undefined> {
    const group = this.#group;
    if (group.closed || ms <= 0 || signal?.aborted) return undefined;
    const { promise, resolve, reject } = Promise.withResolvers<T | undefined>();
    const member = { accepts, resolve, reject };
    const end = () => group.leave(member);
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end, { once: true });
    group.join(member, seen, this.#rings);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
    }
  }

  [Symbol.dispose](): void {
    this.#stop();
  }
}

/** All callers that listen to one topic. */
class Group<T> {
  listeners = 0;
  /** How often the bell rang for this topic. */
  rings = 0;
  readonly #topic: Topic<T>;
  readonly #waiter: Waiter;
  readonly #release: (go: () => void) => void;
  readonly #members = new Set<Member<T>>();
  #asking = false;

  constructor(topic: Topic<T>, bell: Bell, release: (go: () => void) => void) {
    this.#topic = topic;
    this.#release = release;
    this.#waiter = bell.listen(topic.bellKey, () => this.#ring());
  }

  /** The process stops, so waiting longer has no use. */
  get closed(): boolean {
    return this.#waiter.closed;
  }

  /** @param rings how often the bell had rung when this caller began to listen */
  join(member: Member<T>, seen: string, rings: number): void {
    this.#members.add(member);
    const before = this.#waiter.seen;
    // A caller that has seen less than the group needs a query from its own state.
    const isBehind = before !== undefined && this.#topic.isEarlier(seen, before);
    if (before === undefined || isBehind) this.#waiter.seen = seen;
    if (isBehind || rings !== this.rings) this.#ring();
  }

  /** Lets this caller continue without an answer. */
  leave(member: Member<T>): void {
    if (this.#members.delete(member)) this.#release(() => member.resolve(undefined));
  }

  stop(): void {
    this.#waiter[Symbol.dispose]();
  }

  #ring(): void {
    this.rings += 1;
    if (this.closed) for (const member of this.#members) this.leave(member);
    else if (!this.#asking) void this.#ask();
  }

  /** Runs one query for all rings so far, and another when the bell rang during the query. */
  async #ask(): Promise<void> {
    this.#asking = true;
    try {
      let handledRings: number | undefined;
      while (handledRings !== this.rings && this.#members.size > 0) {
        handledRings = this.rings;
        const { seen = '' } = this.#waiter;
        const answer = await this.#topic.ask(seen);
        // If a caller joined during the query that had seen less, `seen` was set back and there is a new ring.
        if (this.#waiter.seen === seen) this.#waiter.seen = this.#topic.seenIn(answer);
        this.#answer(answer);
      }
    } catch (error) {
      for (const member of this.#members) this.#release(() => member.reject(error));
      this.#members.clear();
    } finally {
      this.#asking = false;
    }
  }

  #answer(answer: T): void {
    for (const member of this.#members) {
      if (!member.accepts(answer)) continue;
      this.#members.delete(member);
      this.#release(() => member.resolve(answer));
    }
  }
}
