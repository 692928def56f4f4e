import { createHash, randomBytes, randomUUIDv7 } from 'node:crypto';
import { Problem } from '../../problem.ts';
import type { Principal } from '../principal.ts';
import type { Choice } from './choices.ts';
import type { EndReason } from './rows.ts';

/** What a cookie holds of a session. */
export interface SessionSecret {
  readonly id: string;
  readonly secret: string;
}

/** A session that is in force. */
export interface SessionNow {
  readonly id: string;
  /** The same over all roles of one sign-in. */
  readonly signInId: string;
  readonly principal: Principal;
  readonly choices: readonly Choice[];
  readonly chosen: Choice;
  /** Keyed hash of who it is. */
  readonly person: Buffer;
}

/** A session that begins, with what its cookie has to hold. */
export interface NewSession extends SessionSecret {
  /** The name of the key; null where it has none, and for who signed in at an issuer. */
  readonly keyName: string | null;
  readonly person: Buffer;
}

/** Somebody at an issuer. */
export interface IssuedPerson {
  readonly issuer: string;
  readonly subject: string;
  /** What the issuer calls its session; absent when it does not say. */
  readonly sid?: string;
  /** Ids of choices, in the order of the issuer. */
  readonly choices: readonly string[];
}

/** Who signed out at an issuer, as it says so; at least one of `subject` and `sid` is there. */
export interface SignedOutAtIssuer {
  readonly issuer: string;
  /** The id of its message. */
  readonly jti: string;
  readonly subject?: string;
  readonly sid?: string;
}

/** The caller has no session, or none any more. */
export class SessionOver extends Problem {
  readonly why: EndReason | 'unknown';

  /** @param reason for the log */
  constructor(why: EndReason | 'unknown', reason?: string) {
    super('unauthorized', {}, reason);
    this.why = why;
  }
}

/** Somebody is who it is, and has no pages to work in. */
export class NothingToDo extends Error {
  readonly why: 'software-house' | 'party-ended' | 'no-role';

  constructor(why: NothingToDo['why']) {
    super(why);
    this.why = why;
  }
}

/** The id and secret of a session that begins. */
export function newSecret(): SessionSecret {
  return { id: randomUUIDv7(), secret: randomBytes(32).toString('base64url') };
}

/** SHA-256, because a slow hash adds nothing to a secret of 256 random bits. */
export function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
