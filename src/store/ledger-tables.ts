import type { ColumnType, Generated } from 'kysely';
import type { Int8 } from './int8.ts';

/** The tables of the ledger, as {@link Tables} has them. */
export interface LedgerTables {
  client: ClientTable;
  known_child: { bsn_hash: Buffer; party_code: string; client_id: string };
  ledger_entry: LedgerEntryTable;
  chain_head: { municipality: string; number: Int8; hash: Buffer };
  ledger_checkpoint: LedgerCheckpointTable;
  allocation: AllocationTable;
  request: RequestTable;
  delivery: DeliveryTable;
  prestatie: PrestatieTable;
  complete_declarations: CompleteDeclarationsTable;
  spic: SpicTable;
  agreed_product: AgreedProductTable;
  contract: {
    id: string;
    revision: number;
    number: string;
    provider: string;
    gemeenten: string[];
    mac: Buffer;
  };
  contract_version: ContractVersionTable;
  ledger_import: { source_hash: Buffer; at: Generated<Date>; mac: Buffer | null };
}

/** Rows are added and never changed: the database refuses it. */
export interface LedgerEntryTable {
  municipality: string;
  chain_number: Int8;
  version: number;
  provider: string;
  client_id: string;
  toewijzing_nummer: string | null;
  kind: string;
  message_id: string | null;
  class_path: string;
  effective_date: string | null;
  recorded_at: Date;
  amount_cents: Int8 | null;
  sealed: Buffer | null;
  previous_hash: Buffer;
  hash: Buffer;
}

/** As {@link LedgerEntryTable}. */
export interface LedgerCheckpointTable {
  municipality: string;
  day: string;
  number: Int8;
  hash: Buffer;
  at: Date;
  mac: Buffer;
  kind: Generated<'day' | 'closing' | 'closed'>;
}

export interface ClientTable {
  id: string;
  bsn_hash: Buffer;
  bsn_sealed: Buffer;
  created_at: Generated<Date>;
  revision: ColumnType<string, never, string>;
}

export const allocationStatuses = ['allocated', 'withdrawn', 'deleted', 'forgotten'] as const;
export type AllocationStatus = (typeof allocationStatuses)[number];

/** What the entries add up to; of a child that was forgotten only its number. */
export interface AllocationTable {
  id: string;
  municipality: string;
  provider: string;
  client_id: string;
  toewijzing_nummer: string;
  owns_number: boolean;
  status: AllocationStatus;
  product_category: string | null;
  product_code: string | null;
  decided_on: string | null;
  begin_date: string | null;
  end_date: string | null;
  reason: string | null;
  volume: string | null;
  unit: string | null;
  frequency: string | null;
  budget_cents: Int8 | null;
  predecessors: string[] | null;
  successors: string[] | null;
  changed_at: Date;
}

export interface RequestTable {
  provider: string;
  reference_hash: Buffer;
  municipality: string;
  client_id: string;
  type: 'JW315' | 'JW317' | null;
  owns_reference: boolean;
  answers: string[];
  honoured: boolean;
  message_id: string | null;
  requested_at: Date | null;
  sealed: Buffer | null;
  sealed_version: Generated<number>;
  answered_by: string[] | null;
}

export interface DeliveryTable {
  client_id: string;
  municipality: string;
  provider: string;
  kind: 'start' | 'stop';
  ordinal: number;
  toewijzing_nummer: string | null;
  product_category: string | null;
  product_code: string | null;
  begin_date: string;
  end_date: string | null;
  reason: string | null;
  removed: boolean;
}

/** What became of each Prestatie; of a child that was forgotten none. */
export interface PrestatieTable {
  id: string;
  municipality: string;
  provider: string;
  client_id: string;
  declaration_id: string;
  class_path: string;
  toewijzing_nummer: string;
  state: 'declared' | 'granted' | 'refused' | 'refused-whole';
  product_category: string;
  product_code: string | null;
  period_begin: string;
  period_end: string;
  debet_credit: 'D' | 'C';
  volume: string;
  unit: string;
  amount_cents: Int8;
  reference_hash: Buffer;
  previous_hash: Buffer | null;
  period_hash: Buffer;
  number_hash: Buffer | null;
  declared_month: string | null;
  taken_back: boolean;
  owns_reference: boolean;
  owns_number: boolean;
  owns_period: boolean;
  owns_credit: boolean;
  decided_by: string | null;
  changed_at: Date;
}

/** Between whom the ledger has all that was declared and granted. */
export interface CompleteDeclarationsTable {
  id: string;
  revision: Generated<number>;
  municipality: string;
  provider: string;
  complete: boolean;
  recorded_at: Generated<Date>;
  recorded_by: string;
  mac: Buffer | null;
}

/** Rows are added and never changed. */
export interface ContractVersionTable {
  id: string;
  contract_id: string;
  version: number;
  form: number;
  content: string;
  recorded_at: Date;
  recorded_by: string;
  mac: Buffer;
}

/** Lists from before there were contracts; the first start made contracts of them. */
export interface AgreedProductTable {
  municipality: string;
  provider: string;
  category: string;
  code: string;
  /** `-infinity` from the beginning. */
  valid_from: string;
  valid_to: string | null;
}

export interface SpicTable {
  region: string;
  product_category: string;
  code: string;
  segment: string;
  profile: string;
  intensity: string;
  valid_from: string;
  valid_to: string | null;
}
