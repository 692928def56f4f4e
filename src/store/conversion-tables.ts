import type { Generated } from 'kysely';
import type { Int8 } from './int8.ts';

/** Conversions of running care to SPICs, as {@link Tables} has them. */
export interface ConversionTables {
  conversion: ConversionTable;
  conversion_input: { conversion_id: string; mapping: string; declared: string | null };
  conversion_case: {
    conversion_id: string;
    number: number;
    municipality: string;
    provider: string;
    client_id: string | null;
    sealed: Buffer;
  };
  conversion_row: ConversionRowTable;
  conversion_mark: ConversionMarkTable;
  conversion_commit: ConversionCommitTable;
  conversion_post: ConversionPostTable;
}

export interface ConversionTable {
  id: string;
  number: number;
  day: string;
  gemeenten: string[];
  aanbieders: string[] | null;
  input_digest: string;
  digest: string | null;
  state: Generated<'making' | 'ready' | 'failed'>;
  failed_code: string | null;
  cases_done: Generated<number>;
  cases_total: number | null;
  cases_left_out: Generated<number>;
  row_count: number | null;
  declared_unused: number | null;
  owner: string | null;
  made_by: string;
  made_at: Generated<Date>;
  shared_gemeenten: Generated<string[]>;
  shared_at: Date | null;
  shared_by: string | null;
  /** Goes up with each change. */
  revision: Generated<number>;
  mac: Buffer | null;
}

export interface ConversionRowTable {
  id: string;
  conversion_id: string;
  number: number;
  case_number: number;
  municipality: string;
  provider: string;
  toewijzing_nummer: string | null;
  version: Generated<number>;
  to_category: string | null;
  to_code: string | null;
  to_months: number | null;
  chosen: Generated<boolean>;
  unmapped: string | null;
  holds: string;
  remains_cents: Int8 | null;
  price_cents: Int8 | null;
  difference_cents: Int8 | null;
  gemeente_mark: 'agreed' | 'changed' | 'held' | null;
  aanbieder_mark: 'agreed' | 'changed' | 'held' | null;
  post_id: string | null;
  new_number: string | null;
  revision: Generated<number>;
  mac: Buffer | null;
}

/** Rows are added and never changed. */
export interface ConversionMarkTable {
  id: string;
  row_id: string;
  side: 'gemeente' | 'aanbieder';
  mark: 'agreed' | 'changed' | 'held';
  version: number;
  to_category: string | null;
  to_code: string | null;
  to_months: number | null;
  sealed: Buffer | null;
  party: string;
  said_by: string;
  said_at: Date;
  mac: Buffer;
}

export interface ConversionCommitTable {
  id: string;
  conversion_id: string;
  kind: 'commit' | 'revert';
  gemeenten: string[];
  office: string | null;
  reason: string | null;
  made_by: string;
  made_at: Generated<Date>;
  stopped_at: Date | null;
  stopped_by: string | null;
  finished_at: Date | null;
  post_count: Generated<number>;
  revision: Generated<number>;
  mac: Buffer | null;
}

export interface ConversionPostTable {
  id: string;
  commit_id: string;
  conversion_id: string;
  case_number: number;
  kind: 'commit' | 'revert';
  municipality: string;
  provider: string;
  client_id: string | null;
  row_numbers: number[];
  step: Generated<
    'waiting' | 'posting' | 'sent' | 'approved' | 'refused' | 'failed' | 'held-back' | 'stopped'
  >;
  why: Generated<string>;
  sealed: Buffer | null;
  message_id: string | null;
  drafted: Generated<boolean>;
  changed_at: Generated<Date>;
}
