import type { ColumnType, Generated } from 'kysely';
import type {
  AccessLogClosedTable,
  AccessLogFreshTable,
  AccessLogRow,
  AccessLogSealTable,
  DisclosureTable,
} from './access-log-tables.ts';
import type { ConversionTables } from './conversion-tables.ts';
import type { DraftTables } from './draft-tables.ts';
import type { GoalTables } from './goal-tables.ts';
import type { Int8 } from './int8.ts';
import type { KeepingTables } from './keeping-tables.ts';
import type { LedgerTables } from './ledger-tables.ts';
import type { RegionTables } from './region-tables.ts';
import type { SessionTables } from './session-tables.ts';
import type { VerificationTables } from './verification-tables.ts';

/** The tables of `migrations/`, as Kysely reads them. Moments are Date, plain dates `yyyy-mm-dd`. */
export interface Tables
  extends LedgerTables,
    KeepingTables,
    RegionTables,
    DraftTables,
    ConversionTables,
    GoalTables,
    SessionTables,
    VerificationTables {
  party: PartyTable;
  mailbox: MailboxTable;
  api_key: ApiKeyTable;
  api_key_use: { id: string; last_used_at: Date; mac: Buffer | null };
  mandate: MandateTable;
  designation: DesignationTable;
  key_fingerprint: { name: string; fingerprint: Buffer };
  data_key: { id: string; wrapped: Buffer; created_at: Generated<Date> };
  key_name: { name: string; data_key_id: string };
  signing: {
    part: string;
    state: Generated<'unsigned' | 'signed'>;
    mac: Buffer | null;
    added_at: Generated<Date>;
  };
  message: MessageTable;
  message_content: { message_id: string; sealed: Buffer; version: Generated<number> };
  request_reference: { reference_hash: Buffer; message_id: string; line: Buffer };
  message_finding: MessageFindingTable;
  outbox: OutboxTable;
  mailbox_entry: MailboxEntryTable;
  operation: OperationTable;
  operation_message: OperationMessageTable;
  dismissal: DismissalTable;
  worker_presence: WorkerPresenceTable;
  access_log_fresh: AccessLogFreshTable;
  access_log: AccessLogRow & { sealed_at: Date; batch: Int8; ordinal: number };
  access_log_seal: AccessLogSealTable;
  access_log_head: { single: Generated<boolean>; batch: Int8; hash: Buffer };
  access_log_closed: AccessLogClosedTable;
  disclosure: DisclosureTable;
}

export const partyKinds = ['gemeente', 'aanbieder', 'software-house', 'regional-office'] as const;

export interface PartyTable {
  code: string;
  kind: (typeof partyKinds)[number];
  name: string;
  until: string | null;
  successor: string | null;
  retour_by: Generated<'gateway' | 'party'>;
  declarations: Generated<'gateway' | null>;
  level3: Generated<'enforce' | 'advise'>;
  region: string | null;
  /** Goes up with each change. */
  revision: Generated<number>;
  mac: Buffer | null;
}

export interface MailboxTable {
  party_code: string;
  last_position: ColumnType<string, never, never>;
}

export const keyRoles = [
  'party',
  'contract-manager',
  'operator',
  'auditor',
  'administrator',
] as const;

export interface ApiKeyTable {
  id: string;
  role: (typeof keyRoles)[number];
  party_code: string | null;
  prefix: string;
  /** Of a key; null for a certificate. */
  key_hash: Buffer | null;
  /** Of a certificate: SHA-256 of its DER. */
  certificate_hash: Buffer | null;
  created_at: Generated<Date>;
  name: string | null;
  expires_at: Date | null;
  revoked_at: Date | null;
  /** Goes up with each change. */
  revision: Generated<number>;
  mac: Buffer | null;
}

/** What tables of permissions have in common (`src/parties/permissions/`). */
interface PermissionColumns {
  id: string;
  valid_from: Date;
  valid_until: Date | null;
  given_by: string;
  given_at: Generated<Date>;
  withdrawn_by: string | null;
  withdrawn_at: Date | null;
  /** Goes up with each change. */
  revision: Generated<number>;
  mac: Buffer | null;
}

export interface MandateTable extends PermissionColumns {
  mandatary: string;
  party: string;
  message_types: string[];
}

export interface DesignationTable extends PermissionColumns {
  office: string;
  gemeente: string;
}

export const messageStatuses = [
  'received',
  'accepted',
  'delivered',
  'rejected',
  'refused',
  'failed',
  'dismissed',
] as const;
export type MessageStatus = (typeof messageStatuses)[number];

export interface MessageTable {
  id: string;
  acceptance: Int8 | null;
  type: string | null;
  afzender: string | null;
  ontvanger: string | null;
  identificatie: string | null;
  dagtekening: string | null;
  sender: string;
  recipient: string | null;
  status: MessageStatus;
  content_hash: Buffer;
  size: number;
  heenbericht_id: string | null;
  refuses: Generated<boolean>;
  refusal: ColumnType<unknown, string | null, string | null>;
  refused_count: number | null;
  error_code: string | null;
  received_at: Date;
  changed_at: Date;
  accepted_at: Date | null;
  delivered_at: Date | null;
  line: Buffer | null;
  by_gateway: Generated<boolean>;
  finding_count: Generated<number>;
  first_use: Generated<boolean>;
  opens_identificatie: Generated<boolean>;
  actor: string | null;
  actor_party: string | null;
  mandate_id: string | null;
  address: string | null;
  request_id: string | null;
  forgotten_at: Date | null;
  mac: Buffer | null;
  /** Of the finding at the door and the requests that it makes. */
  received_mac: Buffer | null;
  /** Of what its judgement found. */
  judged_mac: Buffer | null;
  refusal_mac: Buffer | null;
}

export interface MessageFindingTable {
  message_id: string;
  ordinal: number;
  rule: string;
  path: string;
  retour_code: string | null;
}

export interface OutboxTable {
  kind: string;
  id: string;
  ordinal: Int8;
  /** How often its step was put off. */
  attempts: Generated<number>;
  /** How often it was judged and no judgement came back. */
  judgements: Generated<number>;
  next_announce_at: Date;
  /** The code of its last failure. */
  last_error: string | null;
}

export interface MailboxEntryTable {
  party_code: string;
  position: Int8;
  message_id: string;
  entered_at: Date;
  acknowledged_at: Date | null;
  redelivered: Generated<boolean>;
  /** Of the message; null where it was acknowledged before this was kept. */
  type: Generated<string | null>;
}

export const operationKinds = ['replay', 'redelivery'] as const;
export type OperationKind = (typeof operationKinds)[number];

export interface OperationTable {
  id: string;
  kind: OperationKind;
  reason: string;
  made_by: string;
  made_by_key: string | null;
  party_code: string | null;
  selection: ColumnType<unknown, string, never>;
  message_count: Generated<number>;
  idempotency_hash: Buffer | null;
  request_hash: Buffer;
  created_at: Generated<Date>;
  stopped_at: Date | null;
  stopped_by: string | null;
  finished_at: Date | null;
  result: ColumnType<unknown, null, string>;
}

export const operationMessageStates = [
  'pending',
  'running',
  'succeeded',
  'failed',
  'skipped',
  'stopped',
] as const;
export type OperationMessageState = (typeof operationMessageStates)[number];

export interface OperationMessageTable {
  operation_id: string;
  ordinal: number;
  message_id: string;
  state: OperationMessageState;
  note: string | null;
  changed_at: Generated<Date>;
}

export interface DismissalTable {
  message_id: string;
  reason: string;
  made_by: string;
  made_by_key: string | null;
  at: Generated<Date>;
}

export interface WorkerPresenceTable {
  id: string;
  host: string;
  pid: number;
  version: string;
  started_at: Generated<Date>;
  seen_at: Generated<Date>;
}
