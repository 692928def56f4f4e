import type { SignedTable } from '../../store/keys/row-mac.ts';

/** The columns of what says that declarations are known as a whole, under its MAC. Another column needs another version. */
export const signedCompleteDeclarations: SignedTable = {
  name: 'complete_declarations',
  columns: [
    ...['id', 'revision', 'municipality', 'provider', 'complete', 'recorded_at', 'recorded_by'],
  ],
  version: 1,
  part: 'rows',
};
