import type { AddressInfo } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { anyRole } from '../../http/server/access.ts';
import { callOf } from '../../http/server/caller.ts';
import type { SignInSettings } from '../../http/server/parts.ts';
import { NothingToDo } from '../../parties/sessions/session.ts';
import { issuerFaultWords, signInWords } from '../../texts/pages/sign-in-words.ts';
import { pageLanguage } from '../language.ts';
import { backchannelRoute } from './backchannel.ts';
import { underWaySeconds } from './cookies.ts';
import { Issuer, IssuerFault } from './issuer.ts';
import { keptId } from './keeping.ts';
import { sendIssuerFault, sendMessage } from './pages.ts';
import { enter, type SignInRouteParts, whoIsIn } from './routes.ts';
import { fieldOf } from './typed.ts';
import { pageWithin, startPath } from './where.ts';

/** Where the issuer sends people back to: it must know this address. */
const returnPath = '/console/sign-in/return';

interface IssuerParts extends SignInRouteParts {
  readonly oidc: NonNullable<SignInSettings['oidc']>;
  readonly issuer: Issuer;
}

const hidden = { schema: { hide: true } };

/** The routes with which people sign out, here and at the issuer, and those with which they sign in there. */
export function issuerRoutes(app: FastifyInstance, parts: SignInRouteParts): void {
  const { oidc } = parts.signIn;
  const withIssuer = oidc && { ...parts, oidc, issuer: new Issuer(oidc) };
  const signedIn = { config: { access: anyRole, identify: parts.identify }, ...hidden };
  app.post('/console/sign-out', signedIn, (request, reply) =>
    signOut(request, reply, parts, withIssuer),
  );
  if (!withIssuer) return;
  const anyone = { config: { access: 'anyone' }, ...hidden } as const;
  app.get('/console/sign-in/issuer', anyone, (request, reply) =>
    orFaultPage(request, reply, withIssuer, () => goToIssuer(request, reply, withIssuer)),
  );
  app.post('/console/sign-in/issuer', anyone, (request, reply) =>
    keepAndGo(request, reply, withIssuer),
  );
  backchannelRoute(app, withIssuer);
  app.get(returnPath, anyone, (request, reply) =>
    orFaultPage(request, reply, withIssuer, () => comeBack(request, reply, withIssuer)),
  );
}

/** The address of the gateway for the issuer: by the settings, or where it listens on this machine itself. */
function baseOf({ server }: FastifyRequest, { publicAddress }: SignInRouteParts): string {
  if (publicAddress.url) return publicAddress.url;
  const { address, family, port } = server.server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

async function goToIssuer(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: IssuerParts,
): Promise<FastifyReply> {
  const { to: asked, kept, other } = request.query as Readonly<Record<string, unknown>>;
  const base = baseOf(request, parts);
  // The cookie has to be there when the person comes back, under our own name.
  if (!parts.publicAddress.url && request.headers.host !== new URL(base).host)
    return reply.redirect(base + request.url, 303);
  const to = pageWithin(asked);
  const form = await keptId(parts, typeof kept === 'string' && kept.length === 36 ? kept : '');
  const { url, ...begun } = await parts.issuer.begin(base + returnPath, other !== undefined);
  parts.cookies.setUnderWay(reply, { ...begun, to, at: Date.now(), ...(form && { kept: form }) });
  return reply.redirect(url, 303);
}

/** Keeps what was typed while its person is at the issuer. A form may not lead to another site, so a page does. */
async function keepAndGo(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: IssuerParts,
): Promise<FastifyReply> {
  const kept = await keptId(parts, fieldOf(request.body, 'kept'));
  const to = pageWithin(fieldOf(request.body, 'to'));
  const query = new URLSearchParams({ to, ...(kept && { kept }) });
  const at = `${parts.publicAddress.at('/console/sign-in/issuer')}?${query}`;
  if (!kept) return reply.redirect(at, 303);
  const words = signInWords[pageLanguage(request)];
  const link = [at, words.toIssuerLink] as const;
  reply.header('Refresh', `0; url=${at}`);
  return sendMessage(request, reply, { title: words.title, lines: [words.toIssuer], link });
}

async function comeBack(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: IssuerParts,
): Promise<FastifyReply> {
  const { cookies, issuer, sessions, oidc } = parts;
  const begun = cookies.underWay(request);
  const { state } = request.query as { state?: unknown };
  if (begun?.state !== state || !begun) return foreign(request, reply, parts);
  cookies.clearUnderWay(reply);
  if (Date.now() - begun.at > underWaySeconds * 1000)
    return sendIssuerFault(request, reply, parts, 'expired');
  const returned = new URL(baseOf(request, parts) + returnPath);
  returned.search = request.url.split('?', 2)[1] ?? '';
  const { name, unknown, ...claims } = await issuer.finish(returned, begun);
  if (unknown > 0)
    request.log.info({ part: 'sign-in', unknown }, 'the issuer gave roles that nobody knows here');
  const { address, id: requestId } = request;
  const person = { issuer: oidc.issuer, ...claims };
  const before = cookies.session(request);
  const session = await sessions.signInByIssuer(person, { address, requestId }, before);
  const called = name ?? signInWords[pageLanguage(request)].noName;
  return enter(request, reply, parts, { session, name: called, to: begun.to, kept: begun.kept });
}

/** Somebody comes back who did not go from here, or went once more in another tab. */
async function foreign(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: IssuerParts,
): Promise<FastifyReply> {
  if (!(await whoIsIn(request, parts))) return sendIssuerFault(request, reply, parts, 'foreign');
  const words = signInWords[pageLanguage(request)];
  const link = [parts.publicAddress.at(startPath), words.toStart] as const;
  return sendMessage(request, reply, { title: words.title, lines: [words.alreadyIn], link }, 400);
}

/** Does what needs the issuer; a page says what went wrong with that. */
async function orFaultPage(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: IssuerParts,
  work: () => Promise<FastifyReply>,
): Promise<FastifyReply> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof NothingToDo) return sendNoRole(request, reply, parts);
    if (!(error instanceof IssuerFault)) throw error;
    request.log.warn(
      { part: 'sign-in', kind: error.kind, code: error.code },
      'the issuer did not say who signs in',
    );
    return sendIssuerFault(request, reply, parts, error.kind);
  }
}

function sendNoRole(
  request: FastifyRequest,
  reply: FastifyReply,
  { publicAddress, oidc }: IssuerParts,
): FastifyReply {
  const words = issuerFaultWords[pageLanguage(request)];
  const at = publicAddress.at('/console/sign-in/issuer?other=yes');
  const message = {
    title: words.title,
    lines: [`${words.roles} “${oidc.rolesClaim}”.`],
    link: [at, words.other],
  } as const;
  return sendMessage(request, reply, message, 403);
}

async function signOut(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: SignInRouteParts,
  withIssuer: IssuerParts | undefined,
): Promise<FastifyReply> {
  await parts.sessions.signOut(callOf(request));
  parts.cookies.clearSession(reply);
  const out = '/console/signed-out';
  const isOfIssuer = request.principal.credential.keyId === null;
  const at = isOfIssuer && withIssuer ? await signOutAt(request, withIssuer, out) : undefined;
  if (at === undefined) return reply.redirect(parts.publicAddress.at(out), 303);
  const words = signInWords[pageLanguage(request)];
  // A form may not lead to another site, so a page does.
  reply.header('Refresh', `0; url=${at}`);
  return sendMessage(request, reply, {
    title: words.out,
    lines: [words.outHere, words.outThere],
    link: [at, words.outLink],
  });
}

/** Where to sign out at the issuer; undefined when it has no such place, or does not say so now. */
async function signOutAt(
  request: FastifyRequest,
  parts: IssuerParts,
  out: string,
): Promise<string | undefined> {
  try {
    return await parts.issuer.signOutAt(baseOf(request, parts) + out);
  } catch (error) {
    if (!(error instanceof IssuerFault)) throw error;
    request.log.warn({ part: 'sign-in', code: error.code }, 'nobody signs out at the issuer now');
    return undefined;
  }
}
