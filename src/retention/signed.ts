import type { SignedTable } from '../store/keys/row-mac.ts';

// The columns of rows of retention under their MACs. Another column needs another version.

/** Legal holds. */
export const signedHold: SignedTable = {
  name: 'legal_hold',
  columns: [
    ...['id', 'revision', 'message_id', 'client_id', 'party_code', 'reason', 'placed_by'],
    ...['placed_at', 'lifted_by', 'lifted_at'],
  ],
  version: 1,
  part: 'rows',
};

/** The report of what was forgotten on a day. `verify` compares it with the messages and children. */
export const signedForgetting: SignedTable = {
  name: 'forgetting',
  columns: [
    ...['day', 'revision', 'started_at', 'finished_at', 'terms', 'messages', 'refused', 'clients'],
    ...['imports', 'access_log_months', 'held_messages', 'held_clients', 'held_months'],
    'waiting_messages',
  ],
  version: 1,
  part: 'records',
};
