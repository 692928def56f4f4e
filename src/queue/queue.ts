import type { RedisTrouble } from './redis-state.ts';

/** What needs its next step: a row of the outbox. */
export interface Job {
  /** As `message`: whose steps these are. */
  readonly kind: string;
  readonly id: string;
}

/** Does the next step of what a job names. Runs again when it was cut off, so it must do its work once. */
export type Step = (id: string) => Promise<void>;

/** The steps that a process does, by kind. Jobs of another kind are left to processes that know it. */
export type Steps = Readonly<Record<string, Step>>;

/** What stands in a queue, as a number of announcements. */
export interface Depth {
  /** Announced and not begun. */
  readonly waiting: number;
  /** In hand. */
  readonly active: number;
}

/**
 * Carries "this needs its next step" from who committed it to who does the step. Postgres
 * holds the truth (the table `outbox`); a queue only makes it quick. What a queue loses, and what
 * nobody announced, the relay finds in the outbox and announces (again): a step may be announced
 * many times, and also twice at once.
 */
export interface Queue {
  /** Announcements that were lost since the start; the relay makes up for them. */
  readonly errors: number;
  /** After the commit. Never waits and never throws: what is not announced is found later. */
  announce(job: Job): void;
  /** How many announcements it takes at this moment; 0 when it is full or cannot be reached. */
  room(): Promise<number>;
  /**
   * Announces what the relay found.
   *
   * @returns whether all of it arrived; if not, it is due again later. Never throws.
   */
  announceAll(jobs: readonly Job[]): Promise<boolean>;
  /**
   * What waits and what is in hand: in this process, or on the whole queue if it is shared.
   *
   * @throws when the queue cannot be reached
   */
  depth(): Promise<Depth>;
  /** What keeps announced steps from being done though the queue can be reached. Never throws. */
  troubles(): Promise<readonly RedisTrouble[]>;
  /** Begins to do steps. Who only announces does not call this. */
  start(steps: Steps): void;
  /**
   * Takes nothing new, and finishes the steps in hand or lets go of them within 10 seconds: what is
   * let go of is found in the outbox. Safe to call twice.
   */
  stop(): Promise<void>;
}
