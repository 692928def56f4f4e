import { Problem } from '../problem.ts';
import type { keyRoles } from '../store/tables.ts';

/** What somebody may be here; `src/http/access.ts` says what each may call. */
export type Role = (typeof keyRoles)[number];

/** Who is calling. */
export interface Principal {
  readonly role: Role;
  /** What was shown, for the record of who did what. */
  readonly credential: {
    /** The prefix of an API key or certificate, or `token:` and the subject that a token names. */
    readonly name: string;
    /** The id of the API key or certificate; null for a token. */
    readonly keyId: string | null;
    /** From when on it is refused; null or absent: it goes on until it is revoked. */
    readonly expiresAt?: Date | null;
  };
  /** The party's own code; absent for all other roles. */
  readonly party?: string;
  /** Its own code first, then those of ended parties whose successor it is. */
  readonly actsFor: readonly string[];
}

/** From where a call came. */
export interface Origin {
  /** Address of the network; null for a command line. */
  readonly address: string | null;
  /** Under which the log tells of the call. */
  readonly requestId: string | null;
}

/** What a caller hears whose key has another role than it takes. */
export function forbidden(role: Role, needed: readonly Role[]): Problem {
  return new Problem('forbidden', { params: { role, needed: needed.join(', ') } });
}

/** One call: who makes it, and from where. */
export interface Call extends Origin {
  readonly principal: Principal;
}

/** A call that comes over no network: of a command, or of the gateway itself. @param name who */
export function localCall(name: string): Call {
  const credential = { name, keyId: null };
  const principal = { role: 'administrator', credential, actsFor: [] } as const;
  return { principal, address: null, requestId: null };
}
