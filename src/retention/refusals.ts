import type { Pool } from 'pg';
import { dropRefused, type RefusalBounds, refusalsBeyond } from '../messages/lifecycle/forget.ts';
import type { RowMacs } from '../store/keys/row-mac.ts';
import { inTransaction } from '../store/transaction.ts';
import { lockHolds } from './holds-in-force.ts';

/**
 * Drops the oldest refused messages of a party beyond the bounds, with their keys, except those under a legal hold. The
 * newest one always stays, because the problem that the sender gets names it.
 */
export async function dropOldestRefusals(
  pool: Pool,
  macs: RowMacs,
  sender: string,
  bounds: RefusalBounds,
): Promise<void> {
  const beyond = await refusalsBeyond(pool, sender, bounds);
  if (beyond.length === 0) return;
  await inTransaction(pool, async (client) => {
    const { messages, parties } = await lockHolds(client, macs);
    if (parties.includes(sender)) return;
    const under = new Set(messages);
    await dropRefused(
      client,
      macs,
      beyond.filter((id) => !under.has(id)),
    );
  });
}
