import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { anyRole } from '../../http/server/access.ts';
import { callOf } from '../../http/server/caller.ts';
import { prefixOf } from '../../parties/credentials/api-keys.ts';
import type { Principal } from '../../parties/principal.ts';
import { type NewSession, NothingToDo, SessionOver } from '../../parties/sessions/session.ts';
import { Problem } from '../../problem.ts';
import { overWords, signInWords } from '../../texts/pages/sign-in-words.ts';
import { pageLanguage } from '../language.ts';
import { keptId } from './keeping.ts';
import { forgetSent, showKept } from './kept-page.ts';
import { type SignInPage, sendMessage, sendSignIn } from './pages.ts';
import type { SignInParts } from './parts.ts';
import { fieldOf } from './typed.ts';
import { pageWithin, startPath } from './where.ts';

/** What the routes of signing in use, and how they find out who has signed in. */
export interface SignInRouteParts extends SignInParts {
  readonly identify: (request: FastifyRequest) => Promise<Principal>;
}

/** Pages of which only the path is asked. */
const hidden = { schema: { hide: true } };

/** The routes with which people sign in by a key, go on in another role, and send again what they had typed. */
export function signInRoutes(app: FastifyInstance, parts: SignInRouteParts): void {
  const anyone = { config: { access: 'anyone' }, ...hidden } as const;
  const signedIn = { config: { access: anyRole, identify: parts.identify }, ...hidden };
  app.get('/console/sign-in', anyone, (request, reply) => showSignIn(request, reply, parts));
  if (parts.signIn.byKey)
    app.post('/console/sign-in', anyone, (request, reply) => signInByKey(request, reply, parts));
  app.get('/console/signed-out', anyone, (request, reply) => showSignedOut(request, reply, parts));
  app.post('/console/role', signedIn, (request, reply) => switchRole(request, reply, parts));
  app.addHook('onSend', async (request, reply) => forgetSent(request, reply, parts));
  app.get('/console/kept/:id', signedIn, (request, reply) => showKept(request, reply, parts));
}

async function showSignIn(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: SignInRouteParts,
): Promise<FastifyReply> {
  const { why, kept, lost } = request.query as { why?: string; kept?: string; lost?: string };
  const to = pageWithin((request.query as { to?: unknown }).to);
  const person = await whoIsIn(request, parts);
  if (person) {
    const id = await keptId(parts, kept, person);
    return reply.redirect(parts.publicAddress.at(id ? `/console/kept/${id}` : to), 303);
  }
  const reason = Object.keys(overWords.nl).find((one) => one === why) as SignInPage['why'];
  const given = typeof kept === 'string' && kept.length === 36 ? { kept } : {};
  return sendSignIn(request, reply, parts, {
    ...{ to, why: reason, ...given },
    lost: lost === 'files' ? 'filesLost' : undefined,
  });
}

/** Who has signed in already; undefined when nobody has. */
export async function whoIsIn(
  request: FastifyRequest,
  { identify }: SignInRouteParts,
): Promise<Buffer | undefined> {
  try {
    await identify(request);
    return request.session.person;
  } catch (error) {
    if (error instanceof SessionOver) return undefined;
    throw error;
  }
}

async function signInByKey(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: SignInParts,
): Promise<FastifyReply> {
  const key = fieldOf(request.body, 'key')?.trim() ?? '';
  const to = pageWithin(fieldOf(request.body, 'to'));
  const kept = fieldOf(request.body, 'kept');
  const again = (problem: NonNullable<SignInPage['problem']>, status: number) =>
    sendSignIn(request, reply, parts, { to, problem, ...(kept && { kept }) }, status);
  try {
    const session = await sessionOfKey(request, key, parts);
    const name = session.keyName ?? prefixOf(key) ?? '';
    return await enter(request, reply, parts, { session, name, to, kept });
  } catch (error) {
    if (error instanceof NothingToDo)
      return again(error.why === 'software-house' ? 'softwareHouse' : 'partyEnded', 403);
    if (!(error instanceof Problem) || error.code !== 'unauthorized') throw error;
    if (error.reason) request.log.warn({ problem: error.code }, error.reason);
    return again('wrongKey', 401);
  }
}

/** @throws {Problem} `unauthorized` @throws {NothingToDo} */
async function sessionOfKey(
  request: FastifyRequest,
  key: string,
  { sessions, cookies }: SignInParts,
): Promise<NewSession> {
  // A token is no key: it says who a program is.
  if (prefixOf(key) === undefined) throw new Problem('unauthorized');
  const { address, id: requestId } = request;
  const shown = { authorization: `Bearer ${key}`, certificate: undefined };
  const { credential } = await request.server.identifyBy(shown, address);
  if (credential.keyId === null) throw new Problem('unauthorized');
  return sessions.signInByKey(credential.keyId, { address, requestId }, cookies.session(request));
}

/** What is known of somebody who has just signed in. */
interface Entered {
  readonly session: NewSession;
  readonly name: string;
  readonly to: string;
  readonly kept: string | undefined;
}

/** Gives the browser its session, and sends the person on: to what was typed, or where it wanted to go. */
export async function enter(
  _request: FastifyRequest,
  reply: FastifyReply,
  parts: SignInParts,
  { session, name, to, kept }: Entered,
): Promise<FastifyReply> {
  const { id, secret, person } = session;
  parts.cookies.setSession(reply, { id, secret, name });
  const form = await keptId(parts, kept, person);
  return reply.redirect(parts.publicAddress.at(form ? `/console/kept/${form}` : to), 303);
}

function showSignedOut(
  request: FastifyRequest,
  reply: FastifyReply,
  { publicAddress }: SignInParts,
): FastifyReply {
  const words = signInWords[pageLanguage(request)];
  const link = [publicAddress.at('/console/sign-in'), words.again] as const;
  return sendMessage(request, reply, { title: words.out, lines: [words.outHere], link });
}

async function switchRole(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: SignInParts,
): Promise<FastifyReply> {
  const { session, viewer } = request;
  const as = fieldOf(request.body, 'as') ?? '';
  const next = await parts.sessions.switchTo(session, callOf(request), as);
  parts.cookies.setSession(reply, { ...next, name: viewer.name });
  const form = await keptId(parts, fieldOf(request.body, 'kept'), session.person);
  return reply.redirect(parts.publicAddress.at(form ? `/console/kept/${form}` : startPath), 303);
}
