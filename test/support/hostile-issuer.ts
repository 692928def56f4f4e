import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

/** What an issuer does wrong. */
export interface Mischief {
  /** Claims of the ID token, over the right ones; undefined leaves one out. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** The algorithm of the ID token: HS256 signs with the secret of the client, none not at all. */
  readonly alg?: 'HS256' | 'none';
  /** Signs with a key that is not published. */
  readonly otherKey?: boolean;
  /** What it says of itself, over the right things. */
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** The answer to a path instead of the right one: a status, a body, and where it leads. */
  readonly answers?: Readonly<Record<string, readonly [status: number, body: string, to?: string]>>;
}

/** An issuer that says what a test wants, and signs in everybody at once. */
export interface HostileIssuer {
  readonly url: string;
  readonly settings: Readonly<Record<string, string>>;
  mischief: Mischief;
  /** Signs any claims, as a logout token unless it is told otherwise. */
  sign(
    claims: object,
    how: Pick<Mischief, 'alg' | 'otherKey'> & { readonly typ?: string },
  ): Promise<string>;
  stop(): Promise<void>;
}

const secret = 'the-secret-of-the-client-of-the-test';
const clientId = 'gateway';

export async function startHostileIssuer(): Promise<HostileIssuer> {
  const [right, other] = [await generateKeyPair('ES256'), await generateKeyPair('ES256')];
  const jwk: JWK = { ...(await exportJWK(right.publicKey)), alg: 'ES256', kid: 'one', use: 'sig' };
  let nonce = '';
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', url);
    const { answers = {}, otherKey } = result.mischief;
    const [status, body, to] = answers[pathname] ?? [];
    const json = (value: unknown) =>
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
    if (status !== undefined)
      response
        .writeHead(status, { 'Content-Type': 'application/json', ...(to && { Location: to }) })
        .end(body);
    else if (pathname === '/.well-known/openid-configuration')
      json({ ...metadataOf(url), ...result.mischief.metadata });
    else if (pathname === '/keys') json({ keys: [jwk] });
    else if (pathname === '/authorize') {
      nonce = searchParams.get('nonce') ?? '';
      const back = new URL(searchParams.get('redirect_uri') ?? '');
      back.search = new URLSearchParams({
        code: 'a',
        state: searchParams.get('state') ?? '',
      }).toString();
      response.writeHead(303, { Location: back.href }).end();
    } else {
      const key = otherKey ? other.privateKey : right.privateKey;
      const id_token = await idToken(url, nonce, result.mischief, key);
      json({ access_token: 'x', token_type: 'Bearer', id_token });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const result: HostileIssuer = {
    url,
    settings: { OIDC_ISSUER: url, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: secret },
    mischief: {},
    sign: (claims, { otherKey, typ = 'logout+jwt', alg }) =>
      signed(claims, typ, alg, otherKey ? other.privateKey : right.privateKey),
    stop: async () => {
      server.close();
      server.closeAllConnections();
      if (server.listening) await once(server, 'close');
    },
  };
  return result;
}

function metadataOf(url: string) {
  return {
    issuer: url,
    authorization_endpoint: `${url}/authorize`,
    token_endpoint: `${url}/token`,
    jwks_uri: `${url}/keys`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['ES256', 'HS256', 'none'],
  };
}

async function idToken(
  url: string,
  nonce: string,
  { claims, alg }: Mischief,
  key: CryptoKey,
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const said = {
    ...{ iss: url, aud: clientId, sub: 'anna', nonce, iat: now, exp: now + 60 },
    ...{ name: 'Anna', ijw_roles: ['operator'] },
    ...claims,
  };
  return signed(said, undefined, alg, key);
}

async function signed(
  claims: object,
  typ: string | undefined,
  alg: Mischief['alg'],
  key: CryptoKey,
): Promise<string> {
  const type = typ === undefined ? {} : { typ };
  if (alg === undefined)
    return new SignJWT({ ...claims })
      .setProtectedHeader({ alg: 'ES256', kid: 'one', ...type })
      .sign(key);
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part({ alg, ...type })}.${part(claims)}`;
  const proof = alg === 'none' ? '' : createHmac('sha256', secret).update(text).digest('base64url');
  return `${text}.${proof}`;
}
