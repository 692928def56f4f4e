import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { SignInSettings } from '../../http/server/parts.ts';
import { sendProblem } from '../../http/server/problems.ts';
import { Problem } from '../../problem.ts';
import { type Issuer, IssuerFault } from './issuer.ts';
import { LogoutRefused } from './logout-token.ts';
import type { SignInParts } from './parts.ts';
import { fieldOf } from './typed.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A server sends this, and no page: what it says is signed. */
    byServer?: true;
  }
}

interface BackchannelParts extends SignInParts {
  readonly oidc: NonNullable<SignInSettings['oidc']>;
  readonly issuer: Issuer;
}

/** Where the issuer says that somebody signed out there: it must know this address. */
export const backchannelPath = '/console/sign-in/backchannel-logout';
/** A token is some hundreds of bytes. */
const mostBytes = 16 * 1024;

/**
 * OpenID Connect Back-Channel Logout 1.0: the issuer says that somebody signed out there, and the sessions here end at once, in
 * every process. A message is carried out once; when the gateway dies halfway nothing was done, and the issuer tries again.
 */
export function backchannelRoute(app: FastifyInstance, parts: BackchannelParts): void {
  const config = { access: 'anyone', byServer: true } as const;
  app.post(
    backchannelPath,
    { config, schema: { hide: true }, bodyLimit: mostBytes },
    (request, reply) => endSessions(request, reply, parts),
  );
}

async function endSessions(
  request: FastifyRequest,
  reply: FastifyReply,
  { issuer, oidc, sessions }: BackchannelParts,
): Promise<FastifyReply> {
  reply.header('Cache-Control', 'no-store');
  const part = 'backchannel-logout';
  const token = fieldOf(request.body, 'logout_token') ?? '';
  try {
    const { jti, ...who } = await issuer.signedOut(token);
    const { address, id: requestId } = request;
    const ended = await sessions.endAtIssuer(
      { issuer: oidc.issuer, jti, ...who },
      { address, requestId },
    );
    if (ended === undefined) throw new LogoutRefused('replayed');
    request.log.info({ part, ended }, 'somebody signed out at the issuer');
    return reply.code(200).send();
  } catch (error) {
    if (error instanceof LogoutRefused) {
      request.log.warn({ part, code: error.code }, 'a logout token was refused');
      return sendProblem(request, reply, new Problem('invalid-request'));
    }
    if (!(error instanceof IssuerFault)) throw error;
    request.log.warn({ part, code: error.code }, 'a logout token could not be checked');
    return sendProblem(request, reply, new Problem('unavailable'));
  }
}
