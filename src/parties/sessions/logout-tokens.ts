import type { Pool, PoolClient } from 'pg';
import { unnamed } from '../../store/statement.ts';

/** How long a message of the issuer may be under way, in seconds: an older one is refused. */
export const logoutTokenSeconds = 300;
/** After this nobody takes a message any more, in minutes: it may be under way for five, and clocks differ. */
const keptMinutes = 60;

const noteToken = unnamed<{ hash: Buffer }>(
  'insert into issuer_logout (hash) values ($hash) on conflict do nothing',
);

const deleteOver = unnamed<{ most: number }>(`
  delete from issuer_logout where hash in (
    select hash from issuer_logout where seen_at < now() - interval '${keptMinutes} minutes'
    limit $most::integer)`);

/** Notes that a message of the issuer is carried out, in the transaction that does so. @returns false when it was before */
export async function noteLogoutToken(tx: PoolClient, hash: Buffer): Promise<boolean> {
  return (await tx.query(noteToken({ hash }))).rowCount === 1;
}

/** Deletes notes of messages that nobody would take any more. @returns how many */
export async function deleteOldLogoutTokens(pool: Pool, batch: number): Promise<number> {
  return (await pool.query(deleteOver({ most: batch }))).rowCount ?? 0;
}
