import type { FastifyRequest } from 'fastify';
import type { Principal } from '../parties/principal.ts';
import { type SessionNow, SessionOver } from '../parties/sessions/session.ts';
import { pageLanguage } from './language.ts';
import { formToken } from './sign-in/form-token.ts';
import type { SignInParts } from './sign-in/parts.ts';

/** Finds out who looks at a page, and keeps that with the request. @throws {SessionOver} */
export type IdentifyPerson = (request: FastifyRequest) => Promise<Principal>;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A page asks for this by itself, again and again: it keeps no session from becoming idle. */
    byItself?: true;
  }
  interface FastifyRequest {
    /** The session of the viewer. */
    session: SessionNow;
  }
}

/** Makes what finds out who looks at a page: by the cookie of its session, whose row says all that is believed. */
export function identifyPerson({ cookies, sessions, people }: SignInParts): IdentifyPerson {
  return async (request) => {
    const carried = cookies.session(request);
    if (!carried) throw new SessionOver('unknown');
    const { address, id: requestId } = request;
    const used = !request.routeOptions.config.byItself;
    const session = await sessions.find(carried, { address, requestId }, used);
    const { principal, choices, chosen, signInId } = session;
    request.session = session;
    request.viewer = {
      call: { principal, address, requestId },
      name: carried.name,
      ...{ choices, chosen },
      formToken: formToken(people, { signInId, as: chosen.id }),
      language: pageLanguage(request),
    };
    return principal;
  };
}
