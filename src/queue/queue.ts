import type { RedisTrouble } from './redis-state.ts';

/** A row of the outbox: something that needs its next step. */
export interface Job {
  /** What needs the step, as `message`. */
  readonly kind: string;
  readonly id: string;
}

/** Does the next step of a job. It may run again after it was interrupted, so it must be idempotent. */
export type Step = (id: string) => Promise<void>;

/** The steps that a process does, by kind. Jobs of another kind are left to processes that know it. */
export type Steps = Readonly<Record<string, Step>>;

/** The number of announcements in a queue. */
export interface Depth {
  /** Announced and not begun. */
  readonly waiting: number;
  /** Being done. */
  readonly active: number;
}

/**
 * Announces "this needs its next step" from the process that committed it to a process that does the step. The truth
 * is in Postgres (the table `outbox`); a queue only makes it fast. The relay finds rows in the outbox whose
 * announcement was lost or never made, and announces them (again). So a step may be announced many times, also twice
 * at the same moment.
 */
export interface Queue {
  /** Announcements that were lost since the start; the relay makes them again. */
  readonly errors: number;
  /** Call it after the commit. Never waits and never throws: the relay finds rows that were not announced. */
  announce(job: Job): void;
  /** How many announcements it can take now; 0 when it is full or cannot be reached. */
  room(): Promise<number>;
  /**
   * Announces the rows that the relay found.
   *
   * @returns whether all arrived; if not, they are due again later. Never throws.
   */
  announceAll(jobs: readonly Job[]): Promise<boolean>;
  /**
   * How many jobs wait and are being done: in this process, or in the whole queue if it is shared.
   *
   * @throws when the queue cannot be reached
   */
  depth(): Promise<Depth>;
  /** Why announced steps are not done although the queue can be reached. Never throws. */
  troubles(): Promise<readonly RedisTrouble[]>;
  /** Begins to do steps. A process that only announces does not call this. */
  start(steps: Steps): void;
  /**
   * Takes no new jobs, and finishes running steps or abandons them within 10 seconds: abandoned steps are found in
   * the outbox. Safe to call twice.
   */
  stop(): Promise<void>;
}
