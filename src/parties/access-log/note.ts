import type { Pool, PoolClient } from 'pg';
import type { Database } from '../../store/database.ts';
import type { RowMacs } from '../../store/keys/row-mac.ts';
import type { AccessEntry } from './entry.ts';
import { signedNote } from './signed.ts';

/**
 * Writes a row of the access log: in the transaction of the action, or by itself before data that was read is sent. A job
 * seals it later (seal.ts), so that no request waits for that.
 *
 * Two calls write two rows.
 */
export async function noteAccess(
  database: Pool | PoolClient | Database,
  macs: RowMacs,
  entry: AccessEntry,
): Promise<void> {
  const row = rowOf(macs, entry);
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

/**
 * SQL: writes rows of the access log in the statement of the action, or of the read, so that both commit together.
 *
 * @param columns those of {@link AccessEntry} by their names in the table, `signed_on` and `mac` (see
 *   {@link signedNote}), and `at` where it is not now
 * @param source a select of these, in their order
 */
export function noteFrom(columns: string, source: string): string {
  return `insert into access_log_fresh (${columns}) ${source}`;
}

function rowOf(macs: RowMacs, entry: AccessEntry) {
  const { signedOn, mac } = signedNote(macs, entry);
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
    signed_on: signedOn,
    mac,
  };
}
