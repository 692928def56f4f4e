import type { SignedTable } from '../../store/keys/row-mac.ts';

/** The columns of a session under its MAC. Another column needs another version. */
export const signedSession: SignedTable = {
  name: 'session',
  columns: [
    ...['id', 'revision', 'sign_in_id', 'secret_hash', 'api_key_id', 'issuer_hash', 'person_hash'],
    ...['actor', 'choices', 'role', 'party_code', 'created_at', 'last_used_at', 'ends_at'],
    ...['ended_at', 'end_reason', 'issuer_session_hash'],
  ],
  version: 1,
  later: 1,
  part: 'rows',
};
