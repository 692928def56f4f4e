import type { Pool } from 'pg';
import { appendEntries } from '../ledger/append.ts';
import { Outdated, record } from '../ledger/record.ts';
import { violatedUnique } from '../store/database.ts';
import type { KeyRing } from '../store/keys.ts';
import { inTransaction } from '../store/transaction.ts';
import { type Delivered, deliverAll } from './lifecycle/deliver.ts';
import { nextInLines } from './lifecycle/line-up.ts';
import type { Verdict } from './verdict.ts';

/** What a delivery changed, for those who wait. */
export interface Delivery extends Omit<Delivered, 'id'> {
  /** The message that is now first in the line. */
  readonly next: string | null;
}

/** What reaches across lines: who comes second with one of these judges anew, and finds the first. */
const acrossLines = new Set(['message_first_use', 'allocation_number', 'request_owner']);

/**
 * Does with a message what the verdict says, when nothing before it in its line is unfinished
 * (`received` or `failed`): into its recipient's mailbox or `rejected`, the gateway's answer into the
 * mailbox of its sender, and what becomes true by it into the ledger. One commit: status, findings,
 * answer, mailbox entries, ledger entries, events and outbox row together.
 *
 * Runs twice, or in two processes at once: the row of the outbox is deleted by one of them, the
 * others find it locked or gone. Rows are locked in one order, so that steps do not wait for each
 * other in a circle: the child, numbers and references, outbox, mailboxes in the order of their codes,
 * and the head of the chain last and shortly.
 *
 * @returns undefined when nothing was done: the step was done before, or it is not its turn
 * @throws {Outdated} when the verdict is of a past that is no longer so: nothing was done
 */
export async function deliver(
  pool: Pool,
  keys: KeyRing,
  messageId: string,
  verdict: Verdict,
): Promise<Delivery | undefined> {
  let delivered: Delivered | undefined;
  try {
    delivered =
      verdict.notes.length > 0
        ? await deliverAndNote(pool, keys, messageId, verdict)
        : (await deliverAll(pool, [{ id: messageId, verdict, children: [] }]))[0];
  } catch (error) {
    if (error instanceof NothingDone) return undefined;
    throw acrossLines.has(violatedUnique(error) ?? '') ? new Outdated() : error;
  }
  if (!delivered) return undefined;
  const { mailboxes, refused } = delivered;
  const [next = null] = await nextInLines(pool, [messageId]);
  return { mailboxes, refused, next };
}

/** Undoes a transaction in which there turned out to be nothing to do. */
class NothingDone extends Error {}

function deliverAndNote(
  pool: Pool,
  keys: KeyRing,
  id: string,
  verdict: Verdict,
): Promise<Delivered> {
  return inTransaction(pool, async (client) => {
    const recordedAt = new Date();
    const entries = await record(client, keys, verdict.notes, recordedAt);
    const children = [...new Set(entries.map(({ clientId }) => clientId))];
    const [delivered] = await deliverAll(client, [{ id, verdict, children }]);
    if (!delivered) throw new NothingDone();
    if (entries.length > 0) await appendEntries(client, keys, entries, recordedAt);
    return delivered;
  });
}
