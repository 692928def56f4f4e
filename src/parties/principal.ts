import { Problem } from '../problem.ts';
import type { keyRoles, partyKinds } from '../store/tables.ts';

/** The roles of callers; each route in `src/http/` names those that may call it. */
export type Role = (typeof keyRoles)[number];

/** What keys, certificates and tokens of a party may do, by its kind. */
export function roleOf(kind: (typeof partyKinds)[number]): Role {
  return kind === 'regional-office' ? 'contract-manager' : 'party';
}

/** Who is calling. */
export interface Principal {
  readonly role: Role;
  /** The credential that was shown, for logs of who did what. */
  readonly credential: {
    /**
     * The prefix of an API key or certificate; `token:` and the subject that a token names; or `person:` and the
     * beginning of the keyed hash of who signed in at an issuer.
     */
    readonly name: string;
    /** The id of the API key or certificate; null for a token, and for who signed in at an issuer. */
    readonly keyId: string | null;
    /** The session of a person who uses the console; absent for programs. */
    readonly sessionId?: string;
    /** When it expires; null or absent: it works until it is revoked. */
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
  /** The id of the call in the log. */
  readonly requestId: string | null;
}

/** The problem of a caller whose key has not the role that is needed. */
export function forbidden(role: Role, needed: readonly Role[]): Problem {
  return new Problem('forbidden', { params: { role, needed: needed.join(', ') } });
}

/** One call: who makes it, and from where. */
export interface Call extends Origin {
  readonly principal: Principal;
}

/** A call that does not come over the network: of a command, or of the gateway itself. @param name who */
export function localCall(name: string): Call {
  const credential = { name, keyId: null };
  const principal = { role: 'administrator', credential, actsFor: [] } as const;
  return { principal, address: null, requestId: null };
}
