import type { Pool } from 'pg';
import type { RowMacs } from '../store/row-mac.ts';
import { inTransaction } from '../store/transaction.ts';
import { lockHolds } from './forgetting/holds-in-force.ts';
import { dropRefused } from './lifecycle/forget.ts';
import { type NewRefusal, refuse } from './lifecycle/refuse.ts';

/** What is kept of refused messages, per party. */
export interface RefusalBounds {
  readonly count: number;
  readonly bytes: number;
}

/**
 * Keeps a refused message for its sender and the operators; see {@link refuse}. The oldest beyond the bounds
 * go, with their keys, but for what is under a legal hold.
 *
 * @returns the id under which it is kept
 */
export async function keepRefusal(
  pool: Pool,
  rows: RowMacs,
  refusal: NewRefusal,
  bounds: RefusalBounds,
): Promise<string> {
  const [id] = (await refuse(pool, [refusal])) as [string];
  if (id === refusal.id) await dropOldest(pool, rows, refusal.sender, bounds);
  return id;
}

// The newest one stays whatever its size: the problem that the sender reads names it. What was forgotten
// has no bytes any more.
async function dropOldest(
  pool: Pool,
  macs: RowMacs,
  sender: string,
  bounds: RefusalBounds,
): Promise<void> {
  const { rows } = await pool.query<{ id: string }>({
    name: 'find-oldest-refusals',
    text: `
      select id from (
        select id, row_number() over newest as place,
          sum(case when forgotten_at is null then size else 0 end) over newest as bytes
        from message where sender = $1 and status = 'refused'
        window newest as (order by changed_at desc, id desc)
      ) ranked where place > 1 and (place > $2 or bytes > $3)`,
    values: [sender, bounds.count, bounds.bytes],
  });
  if (rows.length === 0) return;
  await inTransaction(pool, async (client) => {
    const { messages, parties } = await lockHolds(client, macs);
    if (parties.includes(sender)) return;
    const under = new Set(messages);
    const ids = rows.map(({ id }) => id).filter((id) => !under.has(id));
    await dropRefused(client, ids);
  });
}
