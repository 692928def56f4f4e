import type { Generated } from 'kysely';

/** Sessions of people, as {@link Tables} has them. */
export interface SessionTables {
  session: {
    id: string;
    sign_in_id: string;
    secret_hash: Buffer;
    api_key_id: string | null;
    issuer_hash: Buffer | null;
    person_hash: Buffer | null;
    actor: string;
    choices: string[];
    role: string;
    party_code: string | null;
    created_at: Date;
    last_used_at: Date;
    ends_at: Date;
    ended_at: Date | null;
    end_reason: string | null;
    issuer_session_hash: Buffer | null;
    /** Goes up with each change. */
    revision: Generated<number>;
    mac: Buffer | null;
  };
  kept_form: { id: string; person: Buffer; sealed: Buffer; kept_at: Generated<Date> };
  kept_search: { id: string; session_id: string; sealed: Buffer; kept_at: Generated<Date> };
  kept_file: { id: string; session_id: string; sealed: Buffer; kept_at: Generated<Date> };
  issuer_logout: { hash: Buffer; seen_at: Generated<Date> };
}
