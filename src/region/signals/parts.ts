import type { Store } from '../../store/database.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import type { OnNotBelieved } from '../../store/keys/row-mac.ts';

/** The parts that signals use. */
export interface SignalParts {
  readonly store: Store;
  readonly keys: Pick<KeyRing, 'newClientKey' | 'openClientKey' | 'rows'>;
  /** An aanbieder with fewer children than this is small: see `sizesOf`. */
  readonly smallBelow: number;
  readonly onNotBelieved: OnNotBelieved;
}
