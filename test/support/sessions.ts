import { Authenticator } from '../../src/parties/credentials/authenticator.ts';
import { KeptForms } from '../../src/parties/sessions/kept-forms.ts';
import { Sessions } from '../../src/parties/sessions/sessions.ts';
import type { Store } from '../../src/store/database.ts';
import type { KeyRing } from '../../src/store/keys/keys.ts';

/** A call of nobody in particular, for who has not signed in yet. */
export const fromTest = { address: '192.0.2.7', requestId: null } as const;

/** The sessions of a process with these settings, beside the gateway. */
export function sessionsBeside(
  { store, keys }: { readonly store: Store; readonly keys: KeyRing },
  { idleMinutes = 30, issuer }: { readonly idleMinutes?: number; readonly issuer?: string } = {},
): { readonly sessions: Sessions; readonly keptForms: KeptForms } {
  const { rows: macs, people } = keys;
  const authenticator = new Authenticator(store.db, macs, {
    onError: (code) => {
      throw new Error(code);
    },
  });
  const parts = { pool: store.pool, macs, people, authenticator, idleMinutes };
  return {
    sessions: new Sessions({ ...parts, ...(issuer !== undefined && { issuer }) }),
    keptForms: new KeptForms(store.pool, people),
  };
}
