import type { SignedTable } from '../store/row-mac.ts';

// What decides of rows of parties, as their MACs bind it. A column more is a version more.

/** Keys and certificates. */
export const signedKey: SignedTable = {
  name: 'api_key',
  columns: [
    ...['id', 'revision', 'role', 'party_code', 'prefix', 'key_hash', 'certificate_hash', 'name'],
    ...['created_at', 'expires_at', 'revoked_at'],
  ],
  version: 1,
  part: 'rows',
};

/** When a key or certificate was used. */
export const signedKeyUse: SignedTable = {
  name: 'api_key_use',
  columns: ['id', 'last_used_at'],
  version: 1,
  part: 'records',
};

export const signedMandate: SignedTable = {
  name: 'mandate',
  columns: [
    ...['id', 'revision', 'mandatary', 'party', 'message_types', 'valid_from', 'valid_until'],
    ...['given_by', 'given_at', 'withdrawn_by', 'withdrawn_at'],
  ],
  version: 1,
  part: 'rows',
};
