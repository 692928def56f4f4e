import type { SignedTable } from '../../store/keys/row-mac.ts';

/** The columns of a declaration that a ledger is complete, under its MAC. Another column needs another version. */
export const signedCompleteLedger: SignedTable = {
  name: 'complete_ledger',
  columns: [
    ...['id', 'revision', 'municipality', 'provider', 'declared_at', 'declared_by'],
    ...['withdrawn_at', 'withdrawn_by'],
  ],
  version: 1,
  part: 'rows',
};
