import { randomUUIDv7 } from 'node:crypto';
import type { AccessEntry } from '../src/parties/access-log/entry.ts';
import { signedNote } from '../src/parties/access-log/signed.ts';
import type { RowMacs } from '../src/store/keys/row-mac.ts';

/** SQL: the rows of {@link signedRows}, to select from; its parameters are `$1`, `$2` and `$3`. */
export const signedRowsSql =
  'unnest($1::uuid[], $2::text[], $3::bytea[]) with ordinality as signed (id, action, mac, n)';

/** The values of rows of the access log that are not sealed yet, signed as the gateway does. */
export function signedRows(
  macs: RowMacs,
  actions: readonly AccessEntry['action'][],
): { readonly values: readonly unknown[]; readonly signedOn: string } {
  const notes = actions.map((action) => {
    const id = randomUUIDv7();
    return { id, action, ...signedNote(macs, { id, action }) };
  });
  return {
    values: [notes.map(({ id }) => id), actions, notes.map(({ mac }) => mac)],
    signedOn: notes[0]?.signedOn ?? '',
  };
}
