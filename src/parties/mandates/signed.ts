import type { SignedTable } from '../../store/keys/row-mac.ts';

/** The columns of a mandate under its MAC. Another column needs another version. */
export const signedMandate: SignedTable = {
  name: 'mandate',
  columns: [
    ...['id', 'revision', 'mandatary', 'party', 'message_types', 'valid_from', 'valid_until'],
    ...['given_by', 'given_at', 'withdrawn_by', 'withdrawn_at'],
  ],
  version: 1,
  part: 'rows',
};
