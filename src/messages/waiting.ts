import { mailboxTable } from '../parties/directory/mailboxes.ts';
import type { Sweep } from '../store/bell.ts';
import type { Store } from '../store/database.ts';
import { statement } from '../store/statement.ts';

/** How a request waits for a change. */
export interface Waits {
  /** Ends the wait when the caller is gone. */
  readonly signal?: AbortSignal;
  /**
   * Called before it waits.
   *
   * @throws {Problem} when too many wait
   */
  wait?(): void;
  /** Called after the wait, before the answer. */
  waited?(): Promise<void>;
}

/** The key of the bell that rings when a message comes into this party's mailbox. */
export function inboxKey(partyCode: string): string {
  return `inbox:${partyCode}`;
}

/** The key of the bell that rings when the status of this message changes. */
export function messageKey(messageId: string): string {
  return `message:${messageId}`;
}

const sweep = statement<{ mailboxes: readonly string[]; messages: readonly string[] }>(
  'sweep',
  `select 'inbox:' || party_code as key, last_position::text as state
    from ${mailboxTable} mailbox where party_code = any($mailboxes)
  union all
  select 'message:' || id, status from message where id = any($messages::uuid[])`,
);

/**
 * Reads the present state of everything that requests wait for in one query: the last position of a
 * mailbox, the status of a message.
 */
export function sweepOf(store: Store): Sweep {
  return async (keys) => {
    const named = (prefix: string) =>
      keys.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
    const { rows } = await store.pool.query<{ key: string; state: string }>(
      sweep({ mailboxes: named('inbox:'), messages: named('message:') }),
    );
    return new Map(rows.map((row) => [row.key, row.state]));
  };
}
