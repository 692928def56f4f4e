import type { Pool } from 'pg';
import { Batches } from '../messages/batches.ts';
import { dropRefused, type RefusalBounds, refusalsBeyond } from '../messages/lifecycle/forget.ts';
import type { RowMacs } from '../store/keys/row-mac.ts';
import { inTransaction } from '../store/transaction.ts';
import { lockHolds } from './holds-in-force.ts';

/** Keeps the refused messages of each party within the bounds. */
export class KeptRefusals {
  readonly #checks: Batches<string, undefined>;

  constructor(pool: Pool, macs: RowMacs, bounds: RefusalBounds) {
    const check = (sender: string) =>
      dropOldestRefusals(pool, macs, sender, bounds).then(
        () => undefined,
        (error: Error) => error,
      );
    this.#checks = new Batches(async (senders) => {
      const results = new Map<string, Error | undefined>();
      for (const sender of new Set(senders)) results.set(sender, await check(sender));
      return senders.map((sender) => results.get(sender));
    });
  }

  /**
   * Drops the oldest refused messages of a party, after one more was kept. The check reads all of them, so it is done
   * once for all refusals of a moment: a party with many at once pays for it in its own time.
   */
  async keptOneMore(sender: string): Promise<void> {
    await this.#checks.do(sender, { party: sender });
  }
}

/**
 * Drops the oldest refused messages of a party beyond the bounds, with their keys, except those under a legal hold. The
 * newest one always stays, because the problem that the sender gets names it.
 */
async function dropOldestRefusals(
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
