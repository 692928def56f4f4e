import type { Generated } from 'kysely';

/** What is to be reached with allocations, as {@link Tables} has it. */
export interface GoalTables {
  goal: {
    id: string;
    allocation_id: string;
    municipality: string;
    provider: string;
    client_id: string;
    writer: string;
    domain: string;
    set_on: string;
    evaluate_on: string | null;
    outcome: string;
    outcome_on: string | null;
    consent_by: string | null;
    consent_on: string | null;
    consent_how: string | null;
    shared_with: string | null;
    sealed: Buffer | null;
    posted_hash: Buffer | null;
    made_at: Generated<Date>;
    changed_at: Generated<Date>;
    changed_by: string;
    /** Goes up with each change. */
    revision: Generated<number>;
    mac: Buffer | null;
  };
}
