import type { Generated } from 'kysely';
import type { Int8 } from './int8.ts';

/** What can be verified, each by itself. */
export const verifiedKinds = ['ledger', 'access-log', 'rows'] as const;
export type VerifiedKind = (typeof verifiedKinds)[number];

/** What was verified, as {@link Tables} has it. */
export interface VerificationTables {
  verification: {
    id: string;
    what: VerifiedKind;
    municipality: string | null;
    begun_by: string;
    begun_by_key: string | null;
    form_key: string | null;
    begun_at: Generated<Date>;
    seen_at: Generated<Date>;
    state: Generated<'running' | 'sound' | 'faulty' | 'stopped' | 'failed'>;
    ended_at: Date | null;
    done: Int8;
    total: Int8;
    fault_count: Generated<number>;
    fault_kind: string | null;
    fault_municipality: string | null;
    fault_number: Int8 | null;
    fault_to: Int8 | null;
    fault_table: string | null;
    fault_id: string | null;
    failed_code: string | null;
    revision: Generated<number>;
    mac: Buffer | null;
  };
}
