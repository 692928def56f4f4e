import type { Bell, Waiter } from '../store/bell.ts';
import { errorCode, type Store } from '../store/database.ts';
import type { Queue, Step } from './queue.ts';

const batch = 100;
/** How often to look when nothing was announced, in milliseconds: finds what became due again. */
const lookEvery = 1000;
const bellKey = 'outbox';

/**
 * The queue without Redis: steps are done one after the other, in the order of acceptance, in this
 * process. Several processes may do so on one database: whoever deletes the outbox row does the
 * step (the others skip a row that is locked).
 */
export class InProcessQueue implements Queue {
  readonly #store: Store;
  readonly #bell: Bell;
  readonly #onError: (code: string) => void;
  #waiter: Waiter | undefined;
  #stopped = false;
  #running: Promise<void> = Promise.resolve();

  constructor(store: Store, bell: Bell, onError: (code: string) => void) {
    this.#store = store;
    this.#bell = bell;
    this.#onError = onError;
  }

  announce(): void {
    // Who works here is woken at once; who works elsewhere hears the bell.
    if (this.#waiter) this.#waiter.wake();
    else this.#bell.ring(bellKey);
  }

  start(step: Step): void {
    this.#waiter = this.#bell.listen(bellKey);
    this.#running = this.#run(step, this.#waiter);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#waiter?.close();
    await this.#running;
    this.#waiter?.[Symbol.dispose]();
  }

  async #run(step: Step, waiter: Waiter): Promise<void> {
    while (!this.#stopped) {
      waiter.reset();
      try {
        const due = await this.#due();
        for (const messageId of due) {
          if (this.#stopped) return;
          await step(messageId);
        }
        if (due.length === batch) continue;
      } catch (error) {
        // Postgres is away, or the step could not even note its failure. Look again in a while.
        this.#onError(errorCode(error));
        waiter.reset();
      }
      await waiter.rung(lookEvery);
    }
  }

  async #due(): Promise<string[]> {
    const { rows } = await this.#store.pool.query<{ message_id: string }>({
      name: 'outbox-due',
      text: `select message_id from outbox where next_announce_at <= now()
        order by acceptance limit ${batch}`,
    });
    return rows.map((row) => row.message_id);
  }
}
