import { errorCode, type Store } from './database.ts';
import type { KeyRing } from './keys.ts';
import { WrongMasterKey } from './master-keys.ts';

/** Far less than what a rotation waits for. */
const lookMs = 2000;

/** Notices that the master key is rotated, for as long as the process runs. */
export class KeyWatch {
  readonly #store: Store;
  readonly #keys: KeyRing;
  readonly #onError: (code: string) => void;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();
  #stopped = false;
  #lastFault = '';

  /** @param onError gets the code of a failure, once as long as it stays the same */
  constructor(store: Store, keys: KeyRing, onError: (code: string) => void) {
    this.#store = store;
    this.#keys = keys;
    this.#onError = onError;
  }

  start(): void {
    this.#timer = setTimeout(() => {
      this.#looking = this.#look();
    }, lookMs);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#looking;
  }

  async #look(): Promise<void> {
    try {
      await this.#keys.refresh(this.#store.db);
      this.#lastFault = '';
    } catch (error) {
      const code = error instanceof WrongMasterKey ? 'wrong-master-key' : errorCode(error);
      if (code !== this.#lastFault) this.#onError(code);
      this.#lastFault = code;
    }
    if (!this.#stopped) this.start();
  }
}
