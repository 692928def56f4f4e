import type { SignedTable } from '../../store/keys/row-mac.ts';

/** The columns of a designation under its MAC. Another column needs another version. */
export const signedDesignation: SignedTable = {
  name: 'designation',
  columns: [
    ...['id', 'revision', 'office', 'gemeente', 'valid_from', 'valid_until'],
    ...['given_by', 'given_at', 'withdrawn_by', 'withdrawn_at'],
  ],
  version: 1,
  part: 'rows',
};
