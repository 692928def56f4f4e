import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Cookies } from './sign-in/cookies.ts';

/** What remembers which messages were opened. */
interface OpenedParts {
  readonly cookies: Cookies;
}

/** How long a message that was opened is shown without asking again, in milliseconds. */
const openMs = 15 * 60_000;
/** A cookie is small: of more messages the first is asked for again. */
const mostOpened = 20;

/** Whether somebody opened a message, in this session and not long ago. Who shows it writes the row of the access log. */
export function isOpened(request: FastifyRequest, { cookies }: OpenedParts, id: string): boolean {
  return (cookies.opened(request, request.session.id).get(id) ?? 0) > Date.now();
}

/** Remembers in the browser, sealed for this session, that somebody opened a message. */
export function rememberOpened(
  request: FastifyRequest,
  reply: FastifyReply,
  { cookies }: OpenedParts,
  id: string,
): void {
  const now = Date.now();
  const before = [...cookies.opened(request, request.session.id)];
  const still = before.filter(([one, until]) => one !== id && until > now);
  const opened = [...still.slice(1 - mostOpened), [id, now + openMs] as const];
  cookies.setOpened(reply, request.session.id, new Map(opened));
}
