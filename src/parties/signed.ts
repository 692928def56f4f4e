import type { SignedTable } from '../store/row-mac.ts';

// What decides of rows of parties, as their MACs bind it. A column more is a version more.

/** Keys and certificates; not when they were used. */
export const signedKey: SignedTable = {
  name: 'api_key',
  columns: [
    ...['id', 'revision', 'role', 'party_code', 'prefix', 'key_hash', 'certificate_hash', 'name'],
    ...['created_at', 'expires_at', 'revoked_at'],
  ],
  version: 1,
  part: 'rows',
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
