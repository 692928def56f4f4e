import {
  createRemoteJWKSet,
  customFetch,
  errors,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose';
import { Problem } from '../../problem.ts';
import { errorCode } from '../../store/database.ts';
import { anyParty } from '../directory/codes.ts';

/** The issuer whose tokens are believed. */
export interface TokenSettings {
  /** Exactly as the `iss` of its tokens. */
  readonly issuer: string;
  /** What `aud` must name: this gateway. */
  readonly audience: string;
  /** Where the issuer publishes the public keys that it signs with. */
  readonly jwksUrl: string;
  /** The claim that holds the code of the party. */
  readonly partyClaim: string;
  /** How far the clocks of issuer and gateway may differ. */
  readonly clockSkewSeconds: number;
}

/** The bearer of a token, by its claims. */
export interface TokenBearer {
  /** The client of the issuer (`sub`). */
  readonly subject: string;
  /** Code of a party, which may not exist. */
  readonly party: string;
  /** When it expires. */
  readonly expiresAt: Date;
  /** The certificate that it must be used with (RFC 8705): SHA-256 of its DER, in base64url. */
  readonly certificate?: string;
}

/**
 * Checks a token.
 *
 * @throws {Problem} `unauthorized`; `unavailable` when the issuer's keys are needed and cannot be had
 */
export type VerifyToken = (token: string) => Promise<TokenBearer>;

/** Algorithms with a private key only: with a shared secret (HS256 ...) anyone who can check a token can make one. */
const algorithms = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];
/** Three parts of base64url (RFC 7515). jose also reads parts with white space in them. */
const compactForm = /^[\w-]+\.[\w-]+\.[\w-]+$/;
/** A token cannot be revoked, so a stolen one is refused after this, whatever its `exp`. */
const oldestSeconds = 24 * 60 * 60;
/** Errors that are the token's own fault. Other errors with a key are the issuer's. */
const tokenFaults = [
  'ERR_JWKS_NO_MATCHING_KEY',
  'ERR_JWKS_MULTIPLE_MATCHING_KEYS',
  'ERR_JOSE_NOT_SUPPORTED',
];
/** After a failure the issuer is not asked again for this long, in milliseconds. */
const pauseMs = 2000;
/** How long a request waits for the issuer, in milliseconds. */
const answerMs = 3000;

/**
 * Makes the check of OAuth 2.0 access tokens (JWT, RFC 9068): signature, issuer, audience, times and the
 * claim that names the party. The keys of the issuer are fetched when they are first needed, kept for ten
 * minutes, and fetched again when a token names a key that is not among them.
 *
 * @param cooldownMs pause after a fetch before another one for an unknown key, so that strangers cannot cause a fetch
 *   with each token that they invent
 */
export function tokenVerifier(settings: TokenSettings, cooldownMs = 30_000): VerifyToken {
  const keys = createRemoteJWKSet(new URL(settings.jwksUrl), {
    cooldownDuration: cooldownMs,
    timeoutDuration: answerMs,
    [customFetch]: fetchWithPauses(),
  });
  const keyOf: JWTVerifyGetKey = async (header, token) => {
    try {
      return await keys(header, token);
    } catch (error) {
      const code = errorCode(error);
      if (tokenFaults.includes(code)) throw error;
      throw new Problem('unavailable', {}, `the keys of the OAuth issuer cannot be had: ${code}`);
    }
  };
  const options = {
    algorithms,
    issuer: settings.issuer,
    audience: settings.audience,
    clockTolerance: settings.clockSkewSeconds,
    maxTokenAge: oldestSeconds,
    requiredClaims: ['exp', 'sub'],
  };
  return async (token) => {
    if (!compactForm.test(token)) throw new Problem('unauthorized', {}, 'a token is no signed JWT');
    try {
      const { payload } = await jwtVerify(token, keyOf, options);
      return bearerOf(payload, settings.partyClaim);
    } catch (error) {
      if (error instanceof Problem) throw error;
      // The text of the error may quote the token; its code, and the name of a claim, do not.
      const claim = error instanceof errors.JWTClaimValidationFailed ? ` (${error.claim})` : '';
      throw new Problem('unauthorized', {}, `a token was refused: ${errorCode(error)}${claim}`);
    }
  };
}

function bearerOf(payload: JWTPayload, partyClaim: string): TokenBearer {
  const party = Object.hasOwn(payload, partyClaim) ? payload[partyClaim] : undefined;
  // A number has lost the zeros at the start of a code.
  if (typeof party !== 'string' || !anyParty.test(party))
    throw new Problem('unauthorized', {}, `a token has no code of a party in ${partyClaim}`);
  const { sub } = payload;
  if (typeof sub !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(sub))
    throw new Problem('unauthorized', {}, 'a token has no sub that can be kept');
  const certificate = boundTo(payload);
  const expiresAt = endOf(payload);
  return { subject: sub, party, expiresAt, ...(certificate !== undefined && { certificate }) };
}

/** `jwtVerify` refuses a token without either. */
function endOf({ iat = 0, exp = 0 }: JWTPayload): Date {
  return new Date(Math.min(exp, iat + oldestSeconds) * 1000);
}

/** The certificate that a token is bound to. A token with another kind of binding is refused. */
function boundTo({ cnf }: JWTPayload): string | undefined {
  if (cnf === undefined) return undefined;
  const thumbprint = (cnf as Record<string, unknown> | null)?.['x5t#S256'];
  if (typeof thumbprint !== 'string' || !/^[A-Za-z0-9_-]{43}$/.test(thumbprint))
    throw new Problem('unauthorized', {}, 'a token is bound (cnf) to something else than x5t#S256');
  return thumbprint;
}

/** As fetch, but for a while a failure is repeated without a new request. */
function fetchWithPauses(): (url: string, init: RequestInit) => Promise<Response> {
  let failed: { at: number; error: unknown } | undefined;
  return async (url, init) => {
    if (failed && performance.now() - failed.at < pauseMs) throw failed.error;
    try {
      const response = await fetch(url, init);
      if (response.status !== 200) throw new IssuerFailed(`HTTP_${response.status}`);
      failed = undefined;
      return response;
    } catch (error) {
      // What fetch throws has the code of the network below it.
      const { cause } = error as Error;
      failed = { at: performance.now(), error: cause ? new IssuerFailed(errorCode(cause)) : error };
      throw failed.error;
    }
  };
}

class IssuerFailed extends Error {
  readonly code: string;

  constructor(code: string) {
    super('The OAuth issuer does not give its keys.');
    this.code = code;
  }
}
