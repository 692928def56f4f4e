import type { Generated } from 'kysely';

/** Drafted messages, as {@link Tables} has them. */
export interface DraftTables {
  draft: DraftTable;
  client_details: {
    client_id: string;
    municipality: string;
    source: 'import' | 'typed';
    sealed: Buffer;
    recorded_at: Date;
    recorded_by: string;
  };
  complete_ledger: {
    id: string;
    municipality: string;
    provider: string;
    declared_at: Generated<Date>;
    declared_by: string;
    withdrawn_at: Date | null;
    withdrawn_by: string | null;
    /** Goes up with each change. */
    revision: Generated<number>;
    mac: Buffer | null;
  };
}

export interface DraftTable {
  id: string;
  party: string;
  recipient: string;
  type: string;
  version: Generated<number>;
  request_id: string | null;
  group_id: string;
  ordinal: number;
  after_previous: boolean;
  client_id: string | null;
  child_hash: Buffer | null;
  other_clients: Generated<string[]>;
  other_hashes: Generated<Buffer[]>;
  state: Generated<'open' | 'sending' | 'sent' | 'forgotten'>;
  sealed: Buffer | null;
  created_at: Generated<Date>;
  changed_at: Generated<Date>;
  changed_by: string;
  expires_at: Generated<Date>;
  sent_message: string | null;
  proposed: Generated<boolean>;
}
