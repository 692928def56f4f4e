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
    from ${mailboxTable} mailbox where party_code = any($mailboxes::text[])
  union all
  -- The offset makes Postgres look up each one through the index, also while it believes that the table is small.
  select 'message:' || asked.id, status from unnest($messages::uuid[]) asked (id)
    cross join lateral (select status from message where message.id = asked.id offset 0) message`,
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
