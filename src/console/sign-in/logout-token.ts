import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { logoutTokenSeconds } from '../../parties/sessions/logout-tokens.ts';
import { errorCode } from '../../store/database.ts';

/** What an issuer says of somebody who signed out there; at least one of `subject` and `sid` is there. */
export interface SignedOut {
  /** The id of the message. */
  readonly jti: string;
  readonly subject?: string;
  /** The session at the issuer. */
  readonly sid?: string;
}

/** A logout token is not believed. */
export class LogoutRefused extends Error {
  override readonly name = 'LogoutRefused';
  /** For the log; nothing of a person. */
  readonly code: string;

  constructor(code: string) {
    super('A logout token was refused.');
    this.code = code;
  }
}

/** The keys of the issuer could not be asked for. */
export class KeysAway extends Error {
  override readonly name = 'KeysAway';
  readonly code: string;

  constructor(code: string) {
    super('The keys of the issuer cannot be had.');
    this.code = code;
  }
}

/** Algorithms with a private key only, as for ID tokens. */
const algorithms = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];
/** How far the clocks of issuer and gateway may differ, in seconds. */
const clockSeconds = 30;
/** How long a question for keys may take, and how soon strangers can cause another one, in milliseconds. */
const answerMs = 3000;
const cooldownMs = 30_000;
/** The longest token and the longest text in it: the texts of an issuer are ids. */
const mostLetters = 8192;
const longestText = 1000;
const compactForm = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const event = 'http://schemas.openid.net/event/backchannel-logout';
/** Errors that are the token's own fault; others with a key are the issuer's. */
const tokenFaults = [
  'ERR_JWKS_NO_MATCHING_KEY',
  'ERR_JWKS_MULTIPLE_MATCHING_KEYS',
  'ERR_JOSE_NOT_SUPPORTED',
];

/** The public keys of an issuer: fetched when they are first needed, and anew for a key that is not among them. */
export function keysAt(jwksUri: string): JWTVerifyGetKey {
  const options = { cooldownDuration: cooldownMs, timeoutDuration: answerMs };
  const keys = createRemoteJWKSet(new URL(jwksUri), options);
  return async (header, token) => {
    try {
      return await keys(header, token);
    } catch (error) {
      const code = errorCode(error);
      throw tokenFaults.includes(code) ? error : new KeysAway(code);
    }
  };
}

/** Whether a text can be a signed token at all: what is asked before any key is. */
export function looksSigned(token: string): boolean {
  return token.length <= mostLetters && compactForm.test(token);
}

/**
 * Checks a logout token, as OpenID Connect Back-Channel Logout 1.0 (2.6) says: signature, issuer, audience, times, the event,
 * whose it is, and that it is no ID token. That it comes once is for who carries it out.
 *
 * `exp` is looked at where it is there: some issuers leave it out, and `iat` bounds how old a token may be in any case.
 *
 * @throws {LogoutRefused} @throws {KeysAway}
 */
export async function readLogoutToken(
  token: string,
  keyOf: JWTVerifyGetKey,
  { issuer, clientId }: { readonly issuer: string; readonly clientId: string },
): Promise<SignedOut> {
  if (!looksSigned(token)) throw new LogoutRefused('no-signed-token');
  try {
    const { payload, protectedHeader } = await jwtVerify(token, keyOf, {
      ...{ algorithms, issuer, audience: clientId, clockTolerance: clockSeconds },
      ...{ maxTokenAge: logoutTokenSeconds, requiredClaims: ['iat', 'jti', 'events'] },
    });
    const type = protectedHeader.typ?.toLowerCase().replace(/^application\//, '');
    if (type !== undefined && type !== 'logout+jwt' && type !== 'jwt')
      throw new LogoutRefused('type');
    return signedOutOf(payload);
  } catch (error) {
    if (error instanceof LogoutRefused || error instanceof KeysAway) throw error;
    // The text of the error may quote the token; its code, and the name of a claim, do not.
    const claim = error instanceof errors.JWTClaimValidationFailed ? `-${error.claim}` : '';
    throw new LogoutRefused(`${errorCode(error)}${claim}`);
  }
}

/** @throws {LogoutRefused} */
function signedOutOf({ jti, sub, sid, events, nonce }: JWTPayload): SignedOut {
  // With one it would be an ID token.
  if (nonce !== undefined) throw new LogoutRefused('nonce');
  const isObject = (value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isObject(events) || !Object.hasOwn(events as object, event))
    throw new LogoutRefused('event');
  if (!isObject((events as Readonly<Record<string, unknown>>)[event]))
    throw new LogoutRefused('event');
  const text = (value: unknown, name: string) => {
    if (value === undefined) return undefined;
    if (typeof value !== 'string' || value === '' || value.length > longestText)
      throw new LogoutRefused(name);
    return value;
  };
  const [id, subject, session] = [text(jti, 'jti'), text(sub, 'sub'), text(sid, 'sid')];
  if (id === undefined) throw new LogoutRefused('jti');
  if (subject === undefined && session === undefined) throw new LogoutRefused('nobody');
  return {
    jti: id,
    ...(subject !== undefined && { subject }),
    ...(session !== undefined && { sid: session }),
  };
}
