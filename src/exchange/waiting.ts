import type { Sweep } from '../store/bell.ts';
import type { Store } from '../store/database.ts';

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
