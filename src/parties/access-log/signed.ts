import type { RowMacs, SignedTable } from '../../store/keys/row-mac.ts';
import type { AccessEntry } from './entry.ts';

/**
 * A row that is not sealed yet. It does not change, and its id is there once; so that these are enough, also where the
 * statement that writes it makes up the rest.
 */
export const signedFresh: SignedTable = {
  name: 'access_log_fresh',
  columns: ['id', 'action', 'signed_on'],
  version: 1,
  part: 'log',
};

/**
 * Days for which a row is believed that is not sealed. The log is kept for longer, so one that comes a second time is
 * found beside the first.
 */
export const unsealedDays = 180;

/** SQL: whether a row of `access_log_fresh` is too old to be believed. */
export const waitedTooLong = `signed_on < current_date - ${unsealedDays}`;

/** What a row is believed by until it is sealed: the day, in UTC, and 32 bytes. */
export function signedNote(
  macs: RowMacs,
  { id, action }: Pick<AccessEntry, 'id' | 'action'>,
): { readonly signedOn: string; readonly mac: Buffer } {
  const signedOn = new Date().toISOString().slice(0, 10);
  return { signedOn, mac: macs.macOf(signedFresh, [id.toLowerCase(), action, signedOn]) };
}
