import type { SignedTable } from '../../store/keys/row-mac.ts';

/** The columns of a preview under its MAC. Another column needs another version. */
export const signedConversion: SignedTable = {
  name: 'conversion',
  columns: [
    ...['id', 'revision', 'number', 'day', 'gemeenten', 'aanbieders', 'input_digest', 'digest'],
    ...['state', 'row_count', 'owner', 'made_by', 'made_at', 'shared_gemeenten'],
    ...['shared_at', 'shared_by'],
  ],
  version: 1,
  part: 'rows',
};

/** Those of a row of it: what is proposed, and who agrees. How far it is, is a status. */
export const signedConversionRow: SignedTable = {
  name: 'conversion_row',
  columns: [
    ...['id', 'revision', 'conversion_id', 'number', 'case_number', 'municipality', 'provider'],
    ...['toewijzing_nummer', 'version', 'to_category', 'to_code', 'to_months', 'chosen'],
    ...['unmapped', 'holds', 'remains_cents', 'price_cents', 'difference_cents'],
    ...['gemeente_mark', 'aanbieder_mark'],
  ],
  version: 1,
  part: 'rows',
};

/** Those of what a side said. */
export const signedConversionMark: SignedTable = {
  name: 'conversion_mark',
  columns: [
    ...['id', 'row_id', 'side', 'mark', 'version', 'to_category', 'to_code', 'to_months'],
    ...['sealed', 'party', 'said_by', 'said_at'],
  ],
  version: 1,
  part: 'rows',
};

/** Those of a commit or revert. */
export const signedConversionCommit: SignedTable = {
  name: 'conversion_commit',
  columns: [
    ...['id', 'revision', 'conversion_id', 'kind', 'gemeenten', 'office', 'reason', 'made_by'],
    ...['made_at', 'stopped_at', 'stopped_by'],
  ],
  version: 1,
  part: 'rows',
};
