/** Does the next step of a message. Runs again when it was cut off, so it must do its work once. */
export type Step = (messageId: string) => Promise<void>;

/**
 * Carries "this message needs its next step" from who accepted it to who does the step. Postgres
 * holds the truth (the table `outbox`); a queue only makes it quick.
 */
export interface Queue {
  /** After the commit. Never waits and never throws: what is not announced is found later. */
  announce(messageId: string): void;
  /** Begins to do steps, those that were left by an earlier process first. */
  start(step: Step): void;
  /** Finishes the step in hand and takes no more. */
  stop(): Promise<void>;
}
