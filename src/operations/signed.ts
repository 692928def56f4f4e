import type { SignedTable } from '../store/keys/row-mac.ts';

// The columns of operations that their MACs protect. Adding a column needs a new version.

/**
 * Who made a replay or redelivery, of how many messages, and who stopped it. Its progress is not part of it.
 * `ijw verify` counts its messages.
 */
export const signedOperation: SignedTable = {
  name: 'operation',
  columns: [
    ...['id', 'revision', 'kind', 'reason', 'made_by', 'made_by_key', 'party_code', 'selection'],
    ...[
      'message_count',
      'idempotency_hash',
      'request_hash',
      'created_at',
      'stopped_at',
      'stopped_by',
    ],
  ],
  version: 1,
  part: 'records',
};
