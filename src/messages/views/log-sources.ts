import { knownAmong, knownByBsn, messagesAbout } from '../../ledger/views/known.ts';
import type { LogSources } from '../../parties/access-log/sources.ts';

/** What the access log is read with besides its own tables: messages in hand, and what the ledger knows. */
export const logSources: LogSources = {
  posts: `(select id, status, received_at, actor, actor_party, sender, mandate_id, address, request_id
    from message)`,
  messagesAbout,
  knownAmong,
  knownByBsn,
};
