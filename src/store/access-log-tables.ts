import type { Generated } from 'kysely';
import type { Int8 } from './int8.ts';

/** Rows are added, and moved once from `access_log_fresh` to `access_log`. */
export interface AccessLogRow {
  id: string;
  at: Generated<Date>;
  action: string;
  actor: string;
  role: string | null;
  actor_party: string | null;
  party: string | null;
  counterparty: string | null;
  mandate_id: string | null;
  message_id: string | null;
  client_ids: Generated<string[]>;
  detail: string | null;
  address: string | null;
  request_id: string | null;
  reason: string | null;
  trace_id: string | null;
  span_id: string | null;
  ended_at: Date | null;
  other_operation: string | null;
}

/** Rows are added, and moved once to where they stay. */
export interface AccessLogFreshTable extends AccessLogRow {
  signed_on: Generated<string>;
  mac: Buffer | null;
}

/** Rows are added and never changed: the database refuses it. */
export interface AccessLogSealTable {
  version: number;
  sealed_at: Date;
  batch: Int8;
  row_count: number;
  previous_hash: Buffer;
  hash: Buffer;
  mac: Buffer;
}

/** Rows are added and never changed: the database refuses it. */
export interface AccessLogClosedTable {
  month: string;
  first_batch: Int8 | null;
  last_batch: Int8 | null;
  row_count: Int8;
  opening_hash: Buffer | null;
  closing_hash: Buffer | null;
  closing_mac: Buffer | null;
  dropped_at: Generated<Date>;
}

export interface DisclosureTable {
  id: string;
  message_id: string;
  reason: string;
  made_by: string;
  made_by_key: string | null;
  at: Generated<Date>;
  expires_at: Date;
  mac: Buffer | null;
}
