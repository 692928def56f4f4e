import type { JWTVerifyGetKey } from 'jose';
import * as oidc from 'openid-client';
import type { SignInSettings } from '../../http/server/parts.ts';
import { errorCode } from '../../store/database.ts';
import { type Claims, type IssuedClaims, personOf } from './claims.ts';
import {
  KeysAway,
  keysAt,
  LogoutRefused,
  looksSigned,
  readLogoutToken,
  type SignedOut,
} from './logout-token.ts';

type Settings = NonNullable<SignInSettings['oidc']>;

/** Why the issuer could not say who somebody is. */
export type IssuerFaultKind = 'denied' | 'refused' | 'used' | 'silent' | 'wrong';

/** Signing in at the issuer failed. */
export class IssuerFault extends Error {
  override readonly name = 'IssuerFault';
  readonly kind: IssuerFaultKind;
  /** For the log; nothing of a person. */
  readonly code: string;

  constructor(kind: IssuerFaultKind, code: string) {
    super('The issuer did not say who this is.');
    this.kind = kind;
    this.code = code;
  }
}

/** A sign-in that begins: where the person goes, and what must come back. */
export interface Begun {
  readonly url: string;
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** How long one question to the issuer may take, and all of a sign-in together. */
const askSeconds = 4;
const deadlineMs = 8000;
/** After a failure the issuer is not asked again for this long; and what it says of itself is asked again after an hour. */
const pauseMs = 2000;
const believedMs = 3_600_000;
/** Algorithms with a private key only: with a shared secret anyone who checks a token can make one. */
const asymmetric = /^(?:(?:RS|PS|ES)(?:256|384|512)|EdDSA|Ed25519)$/;

interface Known {
  readonly at: number;
  readonly configuration: Promise<oidc.Configuration>;
  failed?: boolean;
}

/** The issuer that knows the people. It is asked when somebody signs in, never at the start of the gateway. */
export class Issuer {
  readonly #settings: Settings;
  #known: Known | undefined;
  #keys: { readonly at: string; readonly keyOf: JWTVerifyGetKey } | undefined;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /**
   * Begins a sign-in: authorization code with PKCE, state and nonce.
   *
   * @param other whether the issuer is to ask who it is, also when it knows
   * @throws {IssuerFault}
   */
  begin(returnTo: string, other: boolean): Promise<Begun> {
    return this.#ask(async () => {
      const configuration = await this.#configuration();
      const [state, nonce] = [oidc.randomState(), oidc.randomNonce()];
      const verifier = oidc.randomPKCECodeVerifier();
      const url = oidc.buildAuthorizationUrl(configuration, {
        ...{ redirect_uri: returnTo, scope: 'openid profile', state, nonce },
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        ...(other && { prompt: 'login' }),
      });
      return { url: url.href, state, nonce, verifier };
    });
  }

  /**
   * Finds out who came back.
   *
   * @param returned the address to which the person was sent back, by our own name for it
   * @throws {IssuerFault}
   */
  finish(
    returned: URL,
    { state, nonce, verifier }: Pick<Begun, 'state' | 'nonce' | 'verifier'>,
  ): Promise<IssuedClaims> {
    return this.#ask(async () => {
      const configuration = await this.#configuration();
      const tokens = await oidc.authorizationCodeGrant(configuration, returned, {
        ...{ expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier },
        idTokenExpected: true,
      });
      const claims: Claims | undefined = tokens.claims();
      if (!claims || !asymmetric.test(algorithmOf(tokens.id_token)))
        throw new IssuerFault('wrong', 'id-token-algorithm');
      return personOf(await this.#withMore(configuration, claims, tokens.access_token), {
        ...this.#settings,
      });
    });
  }

  /**
   * Where somebody signs out at the issuer too; undefined when it has no such place.
   *
   * @throws {IssuerFault}
   */
  signOutAt(returnTo: string): Promise<string | undefined> {
    return this.#ask(async () => {
      const configuration = await this.#configuration();
      if (!configuration.serverMetadata().end_session_endpoint) return undefined;
      const after = { post_logout_redirect_uri: returnTo };
      return oidc.buildEndSessionUrl(configuration, after).href;
    });
  }

  /**
   * Reads who signed out at the issuer. A token that is not believed says nothing of the issuer: whoever sends it causes no
   * question to it but for its keys, which are asked for once in half a minute at most.
   *
   * @throws {LogoutRefused} @throws {IssuerFault} when its keys cannot be had
   */
  async signedOut(token: string): Promise<SignedOut> {
    if (!looksSigned(token)) throw new LogoutRefused('no-signed-token');
    const { jwks_uri: at } = await this.#ask(async () =>
      (await this.#configuration()).serverMetadata(),
    );
    if (at === undefined) throw new IssuerFault('wrong', 'no-keys');
    if (this.#keys?.at !== at) this.#keys = { at, keyOf: keysAt(at) };
    const { keyOf } = this.#keys;
    try {
      return await inTime(() => readLogoutToken(token, keyOf, this.#settings));
    } catch (error) {
      throw error instanceof KeysAway ? new IssuerFault('silent', error.code) : error;
    }
  }

  /**
   * Does what needs the issuer, within a deadline. After a fault of the issuer what it says of itself is asked anew.
   *
   * @throws {IssuerFault}
   */
  async #ask<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await inTime(work);
    } catch (error) {
      const fault = faultOf(error);
      if (this.#known && (fault.kind === 'wrong' || fault.kind === 'silent'))
        this.#known.failed = true;
      throw fault;
    }
  }

  /** Some issuers tell roles and names only to who asks for them with the access token. */
  async #withMore(
    configuration: oidc.Configuration,
    claims: Claims,
    accessToken: string,
  ): Promise<Claims> {
    const { rolesClaim, nameClaim } = this.#settings;
    const missing = [rolesClaim, nameClaim].some((name) => !Object.hasOwn(claims, name));
    if (!missing || !configuration.serverMetadata().userinfo_endpoint) return claims;
    const more = await oidc.fetchUserInfo(configuration, accessToken, claims.sub);
    return { ...more, ...claims };
  }

  #configuration(): Promise<oidc.Configuration> {
    const now = performance.now();
    const age = now - (this.#known?.at ?? Number.NEGATIVE_INFINITY);
    if (this.#known && age < (this.#known.failed ? pauseMs : believedMs))
      return this.#known.configuration;
    const known: Known = { at: now, configuration: this.#discover() };
    known.configuration.catch(() => {
      known.failed = true;
    });
    this.#known = known;
    return known.configuration;
  }

  #discover(): Promise<oidc.Configuration> {
    const { issuer, clientId, clientSecret } = this.#settings;
    const url = new URL(issuer);
    const basic = oidc.ClientSecretBasic(clientSecret);
    const post = oidc.ClientSecretPost(clientSecret);
    return oidc.discovery(
      url,
      clientId,
      undefined,
      (as, client, body, headers) => {
        const methods = as.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
        (methods.includes('client_secret_basic') ? basic : post)(as, client, body, headers);
      },
      {
        timeout: askSeconds,
        execute: [
          oidc.enableNonRepudiationChecks,
          // The settings let only an issuer on this machine itself be asked so.
          ...(url.protocol === 'http:' ? [oidc.allowInsecureRequests] : []),
        ],
      },
    );
  }
}

function algorithmOf(token: string | undefined): string {
  const header: unknown = JSON.parse(
    Buffer.from(token?.split('.')[0] ?? '', 'base64url').toString() || '{}',
  );
  return String((header as { alg?: unknown }).alg);
}

/** @throws {IssuerFault} when it takes too long; and what `work` throws */
async function inTime<T>(work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new IssuerFault('silent', 'deadline')), deadlineMs);
  });
  try {
    return await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The texts of these errors quote what the issuer said; their codes do not. */
function faultOf(error: unknown): IssuerFault {
  if (error instanceof IssuerFault) return error;
  if (error instanceof oidc.AuthorizationResponseError)
    return error.error === 'access_denied'
      ? new IssuerFault('denied', 'access_denied')
      : new IssuerFault('refused', 'authorization-response');
  if (error instanceof oidc.ResponseBodyError)
    return error.error === 'invalid_grant'
      ? new IssuerFault('used', 'invalid_grant')
      : new IssuerFault('wrong', 'token-response');
  // What fetch throws has the code of the network below it.
  const { cause } = error as Error;
  const code = errorCode(error);
  if (code === 'OAUTH_TIMEOUT' || isNetwork(error) || isNetwork(cause))
    return new IssuerFault('silent', isNetwork(error) ? errorCode(cause ?? error) : code);
  return new IssuerFault('wrong', code);
}

function isNetwork(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { name, message } = error;
  return (
    ['AbortError', 'TimeoutError'].includes(name) ||
    (name === 'TypeError' && message === 'fetch failed')
  );
}
