import type { SignedTable } from '../../store/keys/row-mac.ts';

// The columns of keys and certificates under their MACs. Another column needs another version.

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

/**
 * SQL: whether a key works now, for lists: neither its MAC nor its party is looked at.
 *
 * @param id of the key, in SQL
 */
export function keyWorks(id: string): string {
  return `exists (select from api_key where api_key.id = ${id} and revoked_at is null
    and coalesce(expires_at > now(), true))`;
}
