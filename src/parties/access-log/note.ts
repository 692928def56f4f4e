import type { Pool, PoolClient } from 'pg';
import type { Database } from '../../store/database.ts';
import type { AccessEntry } from './entry.ts';

/**
 * Writes a row of the access log: in a transaction of the caller with what it tells of, or by itself
 * before what was read goes out. A job seals it later (seal.ts), so that nobody waits for that.
 *
 * Runs twice: two rows, for two calls.
 */
export async function noteAccess(
  database: Pool | PoolClient | Database,
  entry: AccessEntry,
): Promise<void> {
  const row = rowOf(entry);
  if ('insertInto' in database) {
    await database.insertInto('access_log_fresh').values(row).execute();
    return;
  }
  const columns = Object.keys(row);
  const places = columns.map((_, index) => `$${index + 1}`);
  await database.query({
    name: 'note-access',
    text: `insert into access_log_fresh (${columns.join(', ')}) values (${places.join(', ')})`,
    values: Object.values(row),
  });
}

function rowOf(entry: AccessEntry) {
  return {
    id: entry.id,
    action: entry.action,
    actor: entry.actor,
    role: entry.role,
    actor_party: entry.actorParty,
    party: entry.party,
    counterparty: entry.counterparty,
    mandate_id: entry.mandateId,
    message_id: entry.messageId,
    client_ids: [...entry.clientIds],
    detail: entry.detail && JSON.stringify(entry.detail),
    address: entry.address,
    request_id: entry.requestId,
    reason: entry.reason,
  };
}
