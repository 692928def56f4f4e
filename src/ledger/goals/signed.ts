import type { SignedTable } from '../../store/keys/row-mac.ts';

/** The columns of a goal under its MAC: all of them. Another column needs another version. */
export const signedGoal: SignedTable = {
  name: 'goal',
  columns: [
    ...['id', 'revision', 'allocation_id', 'municipality', 'provider', 'client_id', 'writer'],
    ...['domain', 'set_on', 'evaluate_on', 'outcome', 'outcome_on', 'consent_by', 'consent_on'],
    ...['consent_how', 'shared_with', 'sealed', 'posted_hash', 'made_at', 'changed_at'],
    'changed_by',
  ],
  version: 1,
  part: 'rows',
};
