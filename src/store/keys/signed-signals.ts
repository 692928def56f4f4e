import type { SignedTable } from './row-mac.ts';

// Of region/signals; here, because operations is below that room, and signs and verifies the rows of all tables.

/** The columns of a signal under its MAC: whose it is, and what became of it. Another column needs another version. */
export const signedSignal: SignedTable = {
  name: 'signal',
  columns: [
    ...['id', 'revision', 'reporter', 'gemeenten', 'kind', 'segment', 'about', 'provider', 'size'],
    ...['status', 'reported_at', 'reported_on', 'answer_count', 'closed_at', 'closed_by'],
    'close_reason',
  ],
  version: 1,
  part: 'rows',
};

/** Those of which child it is. */
export const signedSignalChild: SignedTable = {
  name: 'signal_child',
  columns: ['signal_id', 'client_id', 'allocation_id'],
  version: 1,
  part: 'rows',
};
