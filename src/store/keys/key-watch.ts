import { errorCode, type Store } from '../database.ts';
import { Recurring } from '../recurring.ts';
import type { KeyRing } from './keys.ts';
import { WrongMasterKey } from './master-keys.ts';

/** Much shorter than the pause of a rotation. */
const lookMs = 2000;

/**
 * Notices that the master key is rotated, for as long as the process runs.
 *
 * @param onError gets the code of a failure, once as long as it stays the same
 */
export function keyWatch(store: Store, keys: KeyRing, onError: (code: string) => void): Recurring {
  let lastFault = '';
  return new Recurring(
    lookMs,
    async () => {
      try {
        await keys.refresh(store.db);
        lastFault = '';
      } catch (error) {
        const code = error instanceof WrongMasterKey ? 'wrong-master-key' : errorCode(error);
        if (code !== lastFault) onError(code);
        lastFault = code;
      }
    },
    onError,
    // No check at once, because the key ring was opened a moment ago.
    { firstAfterMs: lookMs },
  );
}
