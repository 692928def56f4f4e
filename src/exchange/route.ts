import type { Queue } from '../queue/queue.ts';
import type { Bell } from '../store/bell.ts';
import { canHeal, errorCode, type Store } from '../store/database.ts';
import { deliver } from './deliver.ts';
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
  readonly #queue: Pick<Queue, 'announce'>;
  readonly #onError: (messageId: string, code: string) => void;

  /** @param onError hears of each step that failed; what follows on it stands in Postgres */
  constructor(
    store: Store,
    bell: Bell,
    queue: Pick<Queue, 'announce'>,
    onError: (messageId: string, code: string) => void,
  ) {
    this.#store = store;
    this.#bell = bell;
    this.#queue = queue;
    this.#onError = onError;
  }

  /**
   * Runs twice: the second finds no outbox row and does nothing. Dies halfway: nothing happened,
   * the outbox row is still there; or all did, and only the next in line was not announced, which
   * the relay makes up for. A failure that can heal is tried again later; any other makes
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
    const delivery = await deliver(this.#store.pool, messageId);
    if (!delivery) return;
    this.#bell.ring(inboxKey(delivery.recipient));
    this.#bell.ring(messageKey(messageId));
    if (delivery.refused) this.#bell.ring(messageKey(delivery.refused));
    if (delivery.next) this.#queue.announce(delivery.next);
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
