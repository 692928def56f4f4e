import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import Provider from 'oidc-provider';

/** A real OpenID provider on this machine, whose pages finish at once for the person that a test names. */
export interface IdentityProvider {
  readonly url: string;
  /** Settings of a gateway that believes it. */
  readonly settings: Readonly<Record<string, string>>;
  /** Who signs in next: a subject; undefined when that person breaks it off. */
  next: string | undefined;
  /** What it says of people, by subject. */
  readonly people: Map<string, Readonly<Record<string, unknown>>>;
  /** Knows a gateway at this address: where people may be sent back to. */
  know(gateway: string): void;
  /** The requests that it got, as `POST /token`. */
  readonly asked: readonly string[];
  stop(): Promise<void>;
}

const client = { id: 'gateway', secret: 'a-secret-of-the-test-that-is-long-enough' };

/** @param more settings of the provider */
export async function startIdentityProvider(more: object = {}): Promise<IdentityProvider> {
  let provider: Provider | undefined;
  let answer: ((request: IncomingMessage, response: ServerResponse) => void) | undefined;
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url?.split('?')[0]}`);
    if (!provider || !answer) response.writeHead(503).end();
    else if (request.url?.startsWith('/interaction/'))
      interact(provider, result, request, response).catch((error: Error) =>
        response.writeHead(500).end(error.message),
      );
    else answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const key = { ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig', kid: 'one' };
  const result: IdentityProvider = {
    url,
    settings: {
      ...{ OIDC_ISSUER: url, OIDC_CLIENT_ID: client.id, OIDC_CLIENT_SECRET: client.secret },
    },
    next: undefined,
    people: new Map(),
    know: (gateway) => {
      provider = new Provider(url, {
        ...configurationOf(gateway, result.people, key),
        ...more,
      });
      answer = provider.callback();
    },
    asked,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      if (server.listening) await once(server, 'close');
    },
  };
  return result;
}

function configurationOf(gateway: string, people: IdentityProvider['people'], key: object) {
  return {
    clients: [
      {
        ...{ client_id: client.id, client_secret: client.secret },
        redirect_uris: [`${gateway}/console/sign-in/return`],
        post_logout_redirect_uris: [`${gateway}/console/signed-out`],
        backchannel_logout_uri: `${gateway}/console/sign-in/backchannel-logout`,
        backchannel_logout_session_required: true,
      },
    ],
    jwks: { keys: [key] },
    cookies: { keys: ['of the test'] },
    claims: { openid: ['sub'], profile: ['name', 'ijw_roles'] },
    features: { devInteractions: { enabled: false }, backchannelLogout: { enabled: true } },
    // It would send nothing to a gateway on this machine.
    fetch: (url: string, { dispatcher: _, ...options }: RequestInit & { dispatcher?: unknown }) =>
      fetch(url, options),
    interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    findAccount: (_: unknown, sub: string) => ({
      accountId: sub,
      claims: () => ({ sub, ...people.get(sub) }),
    }),
    // So that a code is taken once, and an old one is refused, as it is set.
    ttl: { AuthorizationCode: 60, Grant: 600, Interaction: 600, Session: 600, IdToken: 600 },
  };
}

/** What its pages would ask a person. */
async function interact(
  provider: Provider,
  { next }: IdentityProvider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { prompt, params, session } = await provider.interactionDetails(request, response);
  const finish = (result: object, mergeWithLastSubmission: boolean) =>
    provider.interactionFinished(request, response, result, { mergeWithLastSubmission });
  if (next === undefined)
    return finish({ error: 'access_denied', error_description: 'broken off' }, false);
  if (prompt.name === 'login') return finish({ login: { accountId: next } }, false);
  const accountId = session?.accountId ?? next;
  const grant = new provider.Grant({ accountId, clientId: params.client_id ?? '' });
  grant.addOIDCScope('openid profile');
  return finish({ consent: { grantId: await grant.save() } }, true);
}
