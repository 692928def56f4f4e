import type { SignedTable } from '../../store/keys/row-mac.ts';

/** The columns of a contract under its MAC. Another column needs another version. */
export const signedContract: SignedTable = {
  name: 'contract',
  columns: ['id', 'revision', 'number', 'provider', 'gemeenten'],
  version: 1,
  part: 'contracts',
};

/** Those of a version of it. */
export const signedContractVersion: SignedTable = {
  name: 'contract_version',
  columns: ['id', 'contract_id', 'version', 'form', 'content', 'recorded_at', 'recorded_by'],
  version: 1,
  part: 'contracts',
};
