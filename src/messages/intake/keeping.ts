import type { Pool } from 'pg';
import { inEachOthersWay, isOfData } from '../../store/errors.ts';
import { Batches, Singly, usualBounds } from '../batches.ts';
import type { NewMessage } from '../lifecycle/new-message.ts';
import { canGoTogether, receive, receiveTogether, uniqueKeyOf } from '../lifecycle/receive.ts';

/** The most statements for one message each at the same time, for all parties together. */
const singlyAtOnce = 6;

/**
 * Keeps messages: those that wait at the same time with one statement and one commit. A message that cannot be kept
 * with the others is kept alone after it, at no cost for the others.
 */
export class Keeping {
  readonly #pool: Pool;
  readonly #together: Batches<NewMessage, boolean>;
  readonly #singly = new Singly(singlyAtOnce);

  constructor(pool: Pool) {
    this.#pool = pool;
    this.#together = new Batches((messages) => keepAll(pool, messages));
  }

  /**
   * Keeps a message; it is committed when this returns true.
   *
   * @param party the party whose turn it takes
   * @returns false when nothing happened; see {@link receive}
   * @throws what {@link receive} throws
   */
  async keep(party: string, message: NewMessage): Promise<boolean> {
    // All others in the batch would wait while a large message is written.
    if (canGoTogether(message) && message.size <= usualBounds.mostBytes) {
      const load = { party, bytes: message.size, key: uniqueKeyOf(message) };
      if (await this.#together.do(message, load)) return true;
    }
    // Alone it may wait for locks, and its error concerns no other message.
    return this.singly(party, async () => (await receive(this.#pool, [message])).has(message.id));
  }

  /** Does work for one message in the turn of a party, so that no party takes all connections. */
  singly<T>(party: string, work: () => Promise<T>): Promise<T> {
    return this.#singly.do(party, work);
  }
}

/** @returns for each whether it was kept; the others have to be kept alone */
async function keepAll(pool: Pool, messages: readonly NewMessage[]): Promise<boolean[]> {
  try {
    const kept = await receiveTogether(pool, messages);
    return messages.map(({ id }) => kept.has(id));
  } catch (error) {
    if (!isOfData(error) && !inEachOthersWay(error)) throw error;
    return messages.map(() => false);
  }
}
