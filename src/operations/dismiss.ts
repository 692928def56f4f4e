import type { Pool } from 'pg';
import { type Dismissal, dismissAll, dismissalOf } from '../messages/lifecycle/dismiss.ts';
import { nextInLines } from '../messages/lifecycle/line-up.ts';
import { messageKey } from '../messages/waiting.ts';
import type { Actor } from '../parties/actor.ts';
import type { RowMacs } from '../store/keys/row-mac.ts';

/**
 * Gives up a failed message; the messages behind it in its line go on. Repeating it changes nothing, also with
 * another reason. When the process dies after the commit, the outbox row of the next message is due, and the relay
 * finds it.
 *
 * @returns the dismissal, and the message that has to be announced now
 * @throws {Problem} `not-found`; `not-failed` for a message with another status
 */
export async function dismiss(
  pool: Pool,
  macs: RowMacs,
  messageId: string,
  reason: string,
  actor: Actor,
): Promise<{ dismissal: Dismissal; next: string | null }> {
  const fresh = (await dismissAll(pool, macs, [messageId], { reason, actor })).length === 1;
  const dismissal = await dismissalOf(pool, messageId);
  const rings = [messageKey(messageId)];
  const next = fresh ? (await nextInLines(pool, [messageId], rings)).get(messageId) : undefined;
  return { dismissal, next: next ?? null };
}
