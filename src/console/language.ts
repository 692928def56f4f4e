import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Language } from '../texts/problem-text.ts';

const cookieName = 'ijw-lang';
const yearSeconds = 365 * 24 * 3600;

/** The language of a page: the one that its address asks for, else the one that was chosen before, else Dutch. */
export function pageLanguage(request: FastifyRequest): Language {
  const asked = askedIn(request) ?? cookieOf(request, cookieName);
  return asked === 'en' ? 'en' : 'nl';
}

/** Remembers the language that the address of a page asks for. @param secure whether it is sent by https only */
export function rememberLanguage(
  request: FastifyRequest,
  reply: FastifyReply,
  secure: boolean,
): void {
  const asked = askedIn(request);
  if (asked === undefined) return;
  const cookie = { path: '/', httpOnly: true, sameSite: 'lax', secure } as const;
  reply.setCookie(cookieName, asked, { ...cookie, maxAge: yearSeconds });
}

/** A cookie of a request, also before the hook of the cookies ran: the guard asks before it. */
export function cookieOf(request: FastifyRequest, name: string): string | undefined {
  return request.server.parseCookie(request.headers.cookie ?? '')[name];
}

function askedIn({ query }: FastifyRequest): Language | undefined {
  const { lang } = query as { lang?: unknown };
  return lang === 'nl' || lang === 'en' ? lang : undefined;
}
