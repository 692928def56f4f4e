import { timingSafeEqual } from 'node:crypto';
import type { PeopleKeys } from '../../store/keys/people-keys.ts';

/** Whose a form is: the sign-in in which, and the choice as which it was made. */
export interface FormOwner {
  readonly signInId: string;
  readonly as: string;
}

/**
 * The token of a form that changes something: whose the form is, and the proof that the gateway made it. It holds for all of
 * a sign-in, so that a form still works when its person switched to another role and back.
 */
export function formToken(keys: PeopleKeys, { signInId, as }: FormOwner): string {
  return `${as}.${signInId}.${proofOf(keys, { signInId, as }).toString('base64url')}`;
}

/** @returns whose a form is; undefined when the gateway did not make its token */
export function ownerOf(keys: PeopleKeys, token: unknown): FormOwner | undefined {
  if (typeof token !== 'string' || token.length > 200) return undefined;
  const [as = '', signInId = '', proof = '', ...more] = token.split('.');
  const given = Buffer.from(proof, 'base64url');
  const made = proofOf(keys, { signInId, as });
  if (more.length > 0 || given.length !== made.length || !timingSafeEqual(given, made))
    return undefined;
  return { signInId, as };
}

/** The token of the form with which somebody signs in: it belongs to a cookie of that browser. */
export function tokenBefore(keys: PeopleKeys, cookie: string): string {
  return keys.formProof('before', cookie).toString('base64url');
}

/** Whether a form for signing in is of the browser with this cookie. */
export function isOfBrowser(keys: PeopleKeys, cookie: string | undefined, token: unknown): boolean {
  if (cookie === undefined || typeof token !== 'string') return false;
  const given = Buffer.from(token);
  const made = Buffer.from(tokenBefore(keys, cookie));
  return given.length === made.length && timingSafeEqual(given, made);
}

function proofOf(keys: PeopleKeys, { signInId, as }: FormOwner): Buffer {
  return keys.formProof('session', signInId, as);
}
