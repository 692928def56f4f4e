import { KeyObject, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type CryptoKey,
  exportJWK,
  generateKeyPair,
  type JWK,
  type JWTHeaderParameters,
  type JWTPayload,
  SignJWT,
} from 'jose';

/** An OAuth issuer that gives tokens, and publishes its keys on a server of its own. */
export interface Issuer {
  readonly url: string;
  readonly jwksUrl: string;
  readonly audience: string;
  /** The settings of a gateway that believes it. */
  readonly settings: Record<string, string>;
  /** How often its keys were asked for. */
  readonly asked: () => number;
  /** The public key that it signs with now. */
  readonly published: () => JWK;
  /** A token of client `dijk-client` for party 12345678, valid for ten minutes; a claim of undefined is left out. */
  token(claims?: JWTPayload, header?: Partial<JWTHeaderParameters>): Promise<string>;
  /** The signature of its present key, ES256, under whatever this is. */
  sign(bytes: Uint8Array): Buffer;
  /** Signs with a new key from now on, and publishes only that one. */
  rotate(alg?: string): Promise<void>;
  /** Answers the question for keys like this, until set otherwise. */
  answer(status: number, body?: string): void;
  /** Is away, until {@link start}. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

export async function startIssuer(): Promise<Issuer> {
  const audience = 'ijw-gateway-test';
  let signing: { alg: string; kid: string; privateKey: CryptoKey; jwk: JWK };
  let made = 0;
  let asked = 0;
  let answer: { status: number; body?: string | undefined } = { status: 200 };
  const rotate = async (alg = 'ES256') => {
    const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
    const kid = `key-${++made}`;
    signing = { alg, kid, privateKey, jwk: { ...(await exportJWK(publicKey)), alg, kid } };
  };
  await rotate();
  const server = createServer((_request, response) => {
    asked++;
    response.writeHead(answer.status, { 'Content-Type': 'application/json' });
    response.end(answer.body ?? JSON.stringify({ keys: [signing.jwk] }));
  });
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const port = await listen(0);
  const url = `http://127.0.0.1:${port}`;
  const jwksUrl = `${url}/keys`;
  return {
    url,
    jwksUrl,
    audience,
    settings: { OAUTH_ISSUER: url, OAUTH_AUDIENCE: audience, OAUTH_JWKS_URL: jwksUrl },
    asked: () => asked,
    published: () => signing.jwk,
    token: (claims = {}, header = {}) => {
      const now = Math.floor(Date.now() / 1000);
      const { alg, kid, privateKey } = signing;
      const payload = { iss: url, aud: audience, sub: 'dijk-client', party: '12345678', ...claims };
      // Claims of undefined fall out where they become JSON.
      return new SignJWT({ iat: now, exp: now + 600, ...payload })
        .setProtectedHeader({ alg, kid, typ: 'at+jwt', ...header })
        .sign(privateKey);
    },
    sign: (bytes) => {
      const key = KeyObject.from(signing.privateKey);
      return sign('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' });
    },
    rotate,
    answer: (status, body) => {
      answer = { status, body };
    },
    stop: async () => {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
    start: async () => {
      await listen(port);
    },
  };
}
