import type { SignedTable } from '../../store/keys/row-mac.ts';

/**
 * The columns of a party under its MAC. Another column needs another version, or to be one of the later ones. The ledger
 * reads them too: who succeeded whom, and whether a gemeente lets level 3 refuse.
 */
export const signedParty: SignedTable = {
  name: 'party',
  columns: [
    ...['code', 'revision', 'kind', 'name', 'until', 'successor', 'retour_by', 'level3', 'region'],
    'declarations',
  ],
  version: 1,
  later: 1,
  part: 'rows',
};
