import type { keyRoles } from '../store/tables.ts';

/** What somebody may be here; `src/http/access.ts` says what each may call. */
export type Role = (typeof keyRoles)[number];

/** Who is calling. */
export interface Principal {
  readonly role: Role;
  /** What was shown, for the record of who did what. */
  readonly credential: {
    /** The prefix of an API key, or `token:` and the subject that a token names. */
    readonly name: string;
    /** The id of the API key; null for a token. */
    readonly keyId: string | null;
  };
  /** The party's own code; absent for all other roles. */
  readonly party?: string;
  /** Its own code first, then those of ended parties whose successor it is. */
  readonly actsFor: readonly string[];
}
