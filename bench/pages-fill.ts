import type { Pool } from 'pg';
import { signPart } from '../src/operations/integrity/signing.ts';
import type { KeyRing } from '../src/store/keys/keys.ts';
import { fillSome } from './lists/fill.ts';

/** What the pages of the console show many of. */
const filled = new Set([
  ...['message', 'mailbox_entry', 'access_log', 'allocation', 'ledger_entry', 'request', 'term'],
  ...['term_count', 'operation', 'operation_message', 'signal', 'signal_municipality'],
  ...['legal_hold', 'forgetting', 'forgotten'],
]);

/** Parts of the database in which these rows are signed. */
const parts = ['rows', 'records', 'messages'] as const;

/**
 * Fills the tables behind the pages with so many rows, signed as the gateway signs them, beside what it has. No message
 * waits for a step: a gateway runs on this database.
 *
 * @param pool as the owner of the tables
 */
export async function fillPages(pool: Pool, keys: KeyRing, count: number): Promise<void> {
  await fillSome(pool, count, filled);
  await pool.query(
    `update message set status = 'delivered', accepted_at = received_at
    where status = 'received' and actor = 'ijw_busy'`,
  );
  await pool.query('update mailbox set last_position = $1', [count]);
  await pool.query("select setval('message_acceptance', $1)", [count + 1]);
  for (const part of parts) {
    await pool.query("update signing set state = 'unsigned', mac = null where part = $1", [part]);
    await signPart(pool, keys, part);
  }
  await pool.query('analyze');
}
