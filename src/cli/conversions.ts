import { ConversionCommits } from '../region/conversion/committing.ts';
import { Conversions } from '../region/conversion/views.ts';
import type { Store } from '../store/database.ts';
import type { KeyRing } from '../store/keys/keys.ts';
import { withKeys } from './session.ts';

/** What commands on conversions work with. */
export interface ConversionParts {
  readonly store: Store;
  readonly keys: KeyRing;
  readonly conversions: Conversions;
  readonly commits: ConversionCommits;
}

/** Same as {@link withKeys}, for commands on conversions. */
export function withConversions<T>(command: (parts: ConversionParts) => Promise<T>): Promise<T> {
  return withKeys((store, keys) => {
    const parts = { store, keys };
    return command({
      ...parts,
      conversions: new Conversions(parts),
      commits: new ConversionCommits(parts),
    });
  });
}
