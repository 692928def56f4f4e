import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { ErrorProblem } from '../http/server/problems.ts';
import { answerError, problemOf } from '../http/server/problems.ts';
import { SessionOver } from '../parties/sessions/session.ts';
import type { Problem } from '../problem.ts';
import { errorWords } from '../texts/console/error-words.ts';
import { formWords, refusalWords } from '../texts/pages/sign-in-words.ts';
import { problemDetail, problemTexts } from '../texts/problem-texts.ts';
import { html } from './frame/html.ts';
import { workingAsText } from './frame/surroundings.ts';
import { pageLanguage } from './language.ts';
import { keepOwn, keepTyped, keptId, pathOf } from './sign-in/keeping.ts';
import {
  type SignInPage,
  sendMessage,
  sendOtherRole,
  sendSignIn,
  switchForm,
} from './sign-in/pages.ts';
import type { SignInParts } from './sign-in/parts.ts';
import { FormRefused, isFromHere, refusalOf } from './sign-in/refusals.ts';
import { fieldOf, type Typed, tokenOf, typedIn } from './sign-in/typed.ts';
import { pageWithin, startPath } from './sign-in/where.ts';

type Answer = FastifyReply | Promise<FastifyReply>;

/** Takes out of an address what its page does not know: mail programs add words of their own. */
export async function dropUnknownQuery(request: FastifyRequest): Promise<void> {
  const { querystring } = (request.routeOptions.schema ?? {}) as {
    querystring?: { readonly properties?: Readonly<Record<string, unknown>> };
  };
  if (!querystring?.properties) return;
  const query = request.query as Record<string, unknown>;
  for (const name of Object.keys(query))
    if (!Object.hasOwn(querystring.properties, name)) delete query[name];
}

/** Makes the answer to every error of a page: a page that says what to do. */
export function consoleErrors(parts: SignInParts) {
  return (error: FastifyError, request: FastifyRequest, reply: FastifyReply): Answer => {
    if (request.routeOptions.config.byServer) return answerError(error, request, reply);
    if (error instanceof SessionOver) {
      if (error.reason) request.log.warn({ problem: error.code }, error.reason);
      return sessionOver(error, request, reply, parts);
    }
    if (error instanceof FormRefused) {
      request.log.info({ part: 'console', why: error.why }, 'a form was not carried out');
      return formRefused(error, request, reply, parts);
    }
    // An id that is none is in the address of no page.
    if (error.validation && error.validationContext === 'params')
      return sendNotFound(request, reply, parts);
    const found = problemOf(error, request);
    const first = isLook(request) && firstPage(found.problem, request);
    if (first) return reply.redirect(parts.publicAddress.at(first), 303);
    return sendProblemPage(found, request, reply, parts);
  };
}

/** Where a list begins in an address; who cut it off gets the beginning. */
const places = ['cursor', 'after'];

/** The address of a list from its beginning, where only the place in it was not right; undefined otherwise. */
function firstPage({ code, details }: Problem, request: FastifyRequest): string | undefined {
  const faulty = details.faults?.map(({ element }) => element.replace('querystring/', '')) ?? [];
  const isPlace = faulty.length > 0 && faulty.every((name) => places.includes(name));
  if (code !== 'cursor-invalid' && !(code === 'invalid-request' && isPlace)) return undefined;
  const [path = '', asked] = request.url.split('?', 2);
  const query = new URLSearchParams(asked);
  const before = query.size;
  for (const place of places) query.delete(place);
  // Without a place there is none that could be wrong: it must not lead to itself.
  if (query.size === before) return undefined;
  return query.size > 0 ? `${path}?${query}` : path;
}

/** Sends the page for a path that does not exist; one that ends in a slash leads to that without. */
export function sendNotFound(
  request: FastifyRequest,
  reply: FastifyReply,
  { publicAddress }: SignInParts,
): FastifyReply {
  const [path = '', query] = request.url.split('?', 2);
  if (isLook(request) && /[^/]\/$/.test(path)) {
    const shorter = publicAddress.at(path.slice(0, -1));
    return reply.redirect(query ? `${shorter}?${query}` : shorter, 303);
  }
  const words = refusalWords[pageLanguage(request)];
  const link = [publicAddress.at(startPath), words.toStart] as const;
  const message = { title: words.notFound, lines: [words.notFoundHelp], link };
  return sendMessage(request, reply, message, 404);
}

/** Sends a problem as a page. */
function sendProblemPage(
  { problem, more }: ErrorProblem,
  request: FastifyRequest,
  reply: FastifyReply,
  parts: SignInParts,
): Answer {
  const { code, details } = problem;
  if (code === 'not-found') return sendNotFound(request, reply, parts);
  if (code === 'forbidden' && request.viewer) return sendForbidden(request, reply, parts);
  const language = pageLanguage(request);
  const words = refusalWords[language];
  const { title, status } = problemTexts[code];
  if (status === 503 || code === 'too-much-at-once') reply.header('Retry-After', '5');
  const number = more?.requestId ? [`${words.number}: ${more.requestId}`] : [];
  const own = errorWords[code];
  const help = (!isLook(request) && own?.helpOfChange) || own?.help;
  const message = {
    title: (own?.title ?? title)[language],
    lines: [help?.[language] ?? problemDetail(code, details, language), ...number],
    link: [parts.publicAddress.at(startPath), words.toStart],
  } as const;
  return sendMessage(request, reply, message, more?.status ?? status);
}

/**
 * Says as whom the person works, and offers the other roles. A form that was made in another role is answered as such: what
 * was typed in it is kept.
 */
async function sendForbidden(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: SignInParts,
): Promise<FastifyReply> {
  const { viewer } = request;
  if (!isLook(request)) {
    if (!isFromHere(request, parts.publicAddress))
      return formRefused(new FormRefused('other-site'), request, reply, parts);
    const typed = await typedIn(request);
    const token = typeof typed === 'string' ? tokenOf(request, undefined) : typed.token;
    const refused = refusalOf(request, parts.people, token);
    if (refused?.owner) return formRefused(refused, request, reply, parts, typed);
  }
  const words = refusalWords[viewer.language];
  const others = viewer.choices.filter(({ id }) => id !== viewer.chosen.id);
  const forms = others.map((one) => switchForm(request, parts, one, { before: words.switchTo }));
  const message = {
    title: words.forbidden,
    lines: [`${words.forbiddenFor}: ${workingAsText(viewer.chosen, viewer.language)}.`],
    link: [parts.publicAddress.at(startPath), words.toStart],
    more: html`${forms}`,
  } as const;
  return sendMessage(request, reply, message, 403);
}

async function sessionOver(
  { why }: SessionOver,
  request: FastifyRequest,
  reply: FastifyReply,
  parts: SignInParts,
): Promise<FastifyReply> {
  const isRead = isLook(request);
  const inScript = request.headers['hx-request'] !== undefined;
  if (isRead) {
    const to = inScript ? pageOf(request, parts) : pageWithin(request.url);
    const at = signInAt(parts, { to, why });
    return inScript ? sendAway(reply, at) : reply.redirect(at, 303);
  }
  if (!isFromHere(request, parts.publicAddress))
    return formRefused(new FormRefused('other-site'), request, reply, parts);
  if (pathOf(request) === '/console/sign-out')
    return reply.redirect(parts.publicAddress.at('/console/signed-out'), 303);
  const { kept, lost } = await keptOr(why, request, parts);
  const to = pageOf(request, parts);
  if (inScript)
    return sendAway(reply, signInAt(parts, { to, why, lost, kept: await keptId(parts, kept) }));
  const page = { to, ...(kept !== undefined && { kept }), ...(lost && { lost }) };
  return sendSignIn(
    request,
    reply,
    parts,
    { ...page, why: why === 'unknown' ? undefined : why },
    401,
  );
}

/** Keeps what was typed, unless nobody could send it any more: that is not promised. */
async function keptOr(
  why: SessionOver['why'],
  request: FastifyRequest,
  parts: SignInParts,
): ReturnType<typeof keepTyped> {
  if (why === 'key-revoked') return { lost: 'keyGone' };
  if (why === 'issuer-gone' || why === 'party-ended') return { lost: 'notKept' };
  return keepTyped(request, parts);
}

/** Whether a request only looks. */
function isLook({ method }: FastifyRequest): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** Tells a script that the whole page goes somewhere else. */
function sendAway(reply: FastifyReply, at: string): FastifyReply {
  return reply.status(401).header('HX-Redirect', at).send();
}

function signInAt(
  { publicAddress }: SignInParts,
  {
    to,
    why,
    kept,
    lost,
  }: Pick<SignInPage, 'lost'> & {
    readonly to: string;
    readonly why: SessionOver['why'];
    readonly kept?: string | undefined;
  },
): string {
  const query = new URLSearchParams({
    ...(to !== startPath && { to }),
    ...(why !== 'unknown' && { why }),
    ...(kept !== undefined && { kept }),
    ...(lost === 'filesLost' && { lost: 'files' }),
  }).toString();
  return publicAddress.at('/console/sign-in') + (query && `?${query}`);
}

/** The page on which somebody was, as the browser says; the first one when it does not. */
function pageOf({ headers }: FastifyRequest, { publicAddress }: SignInParts): string {
  const current = headers['hx-current-url'] ?? headers.referer;
  if (typeof current !== 'string' || !URL.canParse(current)) return startPath;
  const { pathname, search } = new URL(current);
  const prefix = publicAddress.at('');
  return pageWithin(pathname.startsWith(prefix) ? pathname.slice(prefix.length) + search : '');
}

async function formRefused(
  { why, owner }: FormRefused,
  request: FastifyRequest,
  reply: FastifyReply,
  parts: SignInParts,
  typed?: Typed,
): Promise<FastifyReply> {
  if (why === 'not-this-browser') {
    const to = pageWithin(fieldOf(request.body, 'to'));
    const kept = fieldOf(request.body, 'kept');
    const page = { to, problem: 'tryAgain', ...(kept && { kept }) } as const;
    return sendSignIn(request, reply, parts, page, 400);
  }
  if (why === 'other-role' && owner) {
    const kept = await keepOwn(request, parts, owner, typed);
    return sendOtherRole(request, reply, parts, { as: owner.as, ...(kept && { kept }) });
  }
  if (why === 'other-sign-in' && owner) {
    const person = await parts.sessions.personOfSignIn(owner.signInId);
    // The same person signed in anew meanwhile: what was typed is offered again.
    if (person?.equals(request.session.person)) {
      const id = await keptId(parts, await keepOwn(request, parts, owner, typed));
      if (id) return reply.redirect(parts.publicAddress.at(`/console/kept/${id}`), 303);
    }
  }
  const words = formWords[pageLanguage(request)];
  const message = {
    title: words.title,
    lines: [why === 'other-site' ? words.otherSite : words.noToken],
    link: [parts.publicAddress.at(startPath), words.back],
  } as const;
  return sendMessage(request, reply, message, 403);
}
