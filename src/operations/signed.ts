import type { SignedTable } from '../store/keys/row-mac.ts';

// The columns of operations and verifications that their MACs protect. Adding a column needs a new version.

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

/** What was verified, by whom and when, and what was found. How far it is, is part of it when it has ended. */
export const signedVerification: SignedTable = {
  name: 'verification',
  columns: [
    ...[
      'id',
      'revision',
      'what',
      'municipality',
      'begun_by',
      'begun_by_key',
      'form_key',
      'begun_at',
    ],
    ...['state', 'ended_at', 'done', 'total', 'fault_count', 'fault_kind', 'fault_municipality'],
    ...['fault_number', 'fault_to', 'fault_table', 'fault_id', 'failed_code'],
  ],
  version: 1,
  part: 'rows',
  onlyIf: {
    columns: ['done', 'total'],
    condition: (row) => `${row}.ended_at is not null`,
  },
};
