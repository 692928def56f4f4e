import type { Sweep } from '../store/bell.ts';
import type { Store } from '../store/database.ts';

/** What goes with waiting for news, for whoever asked. */
export interface Waits {
  /** Ends the waiting when the caller is gone. */
  readonly signal?: AbortSignal;
  /**
   * Called before it waits.
   *
   * @throws {Problem} when too many wait
   */
  wait?(): void;
  /** Called when it waits no more, before the answer. */
  waited?(): Promise<void>;
}

/**
 * Lets those who ask the same in one turn of the event loop share one answer. A ring wakes all who wait for
 * it in one turn, and what they ask is asked after it: so they hear of what it rang for.
 */
export class SharedQuestions<T> {
  readonly #asked = new Map<string, Promise<T>>();

  /** @param key the same for questions that have the same answer */
  ask(key: string, question: () => Promise<T>): Promise<T> {
    const asked = this.#asked.get(key);
    if (asked) return asked;
    const answer = question();
    this.#asked.set(key, answer);
    setImmediate(() => this.#asked.delete(key));
    return answer;
  }
}

/** Rings when a message came into this party's mailbox. */
export function inboxKey(partyCode: string): string {
  return `inbox:${partyCode}`;
}

/** Rings when the status of this message changed. */
export function messageKey(messageId: string): string {
  return `message:${messageId}`;
}

/**
 * What is now true of everything that requests wait for, in one query: the last position of a
 * mailbox, the status of a message.
 */
export function sweepOf(store: Store): Sweep {
  return async (keys) => {
    const named = (prefix: string) =>
      keys.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
    const { rows } = await store.pool.query<{ key: string; state: string }>({
      name: 'sweep',
      text: `select 'inbox:' || party_code as key, last_position::text as state
          from mailbox where party_code = any($1)
        union all
        select 'message:' || id, status from message where id = any($2::uuid[])`,
      values: [named('inbox:'), named('message:')],
    });
    return new Map(rows.map((row) => [row.key, row.state]));
  };
}
