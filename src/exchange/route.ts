import type { Bell } from '../store/bell.ts';
import { canHeal, errorCode, type Store } from '../store/database.ts';
import { inboxKey, messageKey } from './waiting.ts';

/** Seconds until a step that failed is tried again: 1, 2, 4 ... and at most this. */
const longestPause = 60;

/**
 * The step that follows on acceptance: the message goes into its recipient's mailbox, and a
 * heenbericht that it refuses becomes `rejected`.
 */
export class Router {
  readonly #store: Store;
  readonly #bell: Bell;
  readonly #onError: (messageId: string, code: string) => void;

  /** @param onError hears of each step that failed; what follows on it stands in Postgres */
  constructor(store: Store, bell: Bell, onError: (messageId: string, code: string) => void) {
    this.#store = store;
    this.#bell = bell;
    this.#onError = onError;
  }

  /**
   * Runs twice: the second finds no outbox row and does nothing. Dies halfway: nothing happened,
   * the outbox row is still there. A failure that can heal is tried again later; any other makes
   * the message `failed`, for an operator to decide.
   *
   * @throws when Postgres cannot even note the failure
   */
  async step(messageId: string): Promise<void> {
    try {
      await this.#deliver(messageId);
    } catch (error) {
      this.#onError(messageId, errorCode(error));
      if (canHeal(error)) await this.#postpone(messageId);
      else await this.#fail(messageId, errorCode(error));
    }
  }

  async #deliver(messageId: string): Promise<void> {
    // One statement, one commit. The row of the mailbox stays locked until that commit, so the
    // entries of a mailbox become visible in the order of their positions.
    const { rows } = await this.#store.pool.query<{ recipient: string; refused: string | null }>({
      name: 'deliver',
      text: `
        with taken as (
          delete from outbox where message_id =
            (select message_id from outbox where message_id = $1 for update skip locked)
          returning message_id
        ), moved as (
          update message set accepted_at = now(), changed_at = now(), status = case
            when exists (select from message answer where answer.heenbericht_id = message.id
              and answer.refuses and answer.accepted_at is not null)
            then 'rejected' else 'accepted' end
          from taken where id = taken.message_id and status = 'received'
          returning id, recipient, heenbericht_id, refuses
        ), refused as (
          update message set status = 'rejected', changed_at = now()
          from moved where message.id = moved.heenbericht_id and moved.refuses
            and message.status in ('accepted', 'delivered')
          returning message.id
        ), counter as (
          update mailbox set last_position = last_position + 1
          from moved where party_code = moved.recipient
          returning party_code, last_position
        ), entry as (
          insert into mailbox_entry (party_code, position, message_id, entered_at)
          select counter.party_code, counter.last_position, moved.id, now() from moved, counter
        )
        select recipient, (select id from refused) as refused from moved`,
      values: [messageId],
    });
    for (const { recipient, refused } of rows) {
      this.#bell.ring(inboxKey(recipient));
      this.#bell.ring(messageKey(messageId));
      if (refused) this.#bell.ring(messageKey(refused));
    }
  }

  async #postpone(messageId: string): Promise<void> {
    await this.#store.pool.query(
      `update outbox set attempts = attempts + 1, next_announce_at =
        now() + least(power(2, least(attempts, 20)), $2) * (0.5 + random()) * interval '1 second'
      where message_id = $1`,
      [messageId, longestPause],
    );
  }

  async #fail(messageId: string, code: string): Promise<void> {
    await this.#store.pool.query(
      `with taken as (delete from outbox where message_id = $1 returning message_id)
      update message set status = 'failed', error_code = $2, changed_at = now()
      from taken where id = taken.message_id and status = 'received'`,
      [messageId, code],
    );
    this.#bell.ring(messageKey(messageId));
  }
}
