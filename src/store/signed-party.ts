import type { SignedTable } from './row-mac.ts';

/**
 * What decides of a party, as its MAC binds it. A column more is a version more. Here, for the ledger reads
 * who succeeded whom and what a gemeente lets refuse.
 */
export const signedParty: SignedTable = {
  name: 'party',
  columns: [
    ...['code', 'revision', 'kind', 'name', 'until', 'successor', 'retour_by', 'level3', 'region'],
  ],
  version: 1,
  part: 'rows',
};
