import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { ErrorProblem } from '../http/server/problems.ts';
import { problemOf } from '../http/server/problems.ts';
import { SessionOver } from '../parties/sessions/session.ts';
import { formWords, refusalWords } from '../texts/pages/sign-in-words.ts';
import { problemDetail, problemTexts } from '../texts/problem-texts.ts';
import { html } from './frame/html.ts';
import { pageLanguage } from './language.ts';
import { keepOwn, keepTyped, keptId, pathOf } from './sign-in/keeping.ts';
import { choiceText, sendMessage, sendOtherRole, sendSignIn, switchForm } from './sign-in/pages.ts';
import type { SignInParts } from './sign-in/parts.ts';
import { FormRefused, isFromHere } from './sign-in/refusals.ts';
import { fieldOf } from './sign-in/typed.ts';
import { pageWithin, startPath } from './sign-in/where.ts';

type Answer = FastifyReply | Promise<FastifyReply>;

/** Makes the answer to every error of a page: a page that says what to do. */
export function consoleErrors(parts: SignInParts) {
  return (error: FastifyError, request: FastifyRequest, reply: FastifyReply): Answer => {
    if (error instanceof SessionOver) {
      if (error.reason) request.log.warn({ problem: error.code }, error.reason);
      return sessionOver(error, request, reply, parts);
    }
    if (error instanceof FormRefused) {
      request.log.info({ part: 'console', why: error.why }, 'a form was not carried out');
      return formRefused(error, request, reply, parts);
    }
    return sendProblemPage(problemOf(error, request), request, reply, parts);
  };
}

/** Sends the page for a path that does not exist. */
export function sendNotFound(
  request: FastifyRequest,
  reply: FastifyReply,
  { publicAddress }: SignInParts,
): FastifyReply {
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
): FastifyReply {
  const { code, details } = problem;
  if (code === 'not-found') return sendNotFound(request, reply, parts);
  if (code === 'forbidden' && request.viewer) return sendForbidden(request, reply, parts);
  const language = pageLanguage(request);
  const words = refusalWords[language];
  const { title, status } = problemTexts[code];
  if (status === 503 || code === 'too-much-at-once') reply.header('Retry-After', '5');
  const number = more?.requestId ? [`${words.number}: ${more.requestId}`] : [];
  const message = {
    title: title[language],
    lines: [problemDetail(code, details, language), ...number],
    link: [parts.publicAddress.at(startPath), words.toStart],
  } as const;
  return sendMessage(request, reply, message, more?.status ?? status);
}

/** Says as whom the person works, and offers the other roles. */
function sendForbidden(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: SignInParts,
): FastifyReply {
  const { viewer } = request;
  const words = refusalWords[viewer.language];
  const others = viewer.choices.filter(({ id }) => id !== viewer.chosen.id);
  const forms = others.map((one) => switchForm(request, parts, one, { before: words.switchTo }));
  const message = {
    title: words.forbidden,
    lines: [`${words.forbiddenFor}: ${choiceText(viewer.chosen, viewer.language)}.`],
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
  const isRead = request.method === 'GET' || request.method === 'HEAD';
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
  const { kept, lost } = await keepTyped(request, parts);
  const to = pageOf(request, parts);
  if (inScript)
    return sendAway(reply, signInAt(parts, { to, why, kept: await keptId(parts, kept) }));
  const page = { to, ...(kept !== undefined && { kept }), ...(lost && { lost }) };
  return sendSignIn(
    request,
    reply,
    parts,
    { ...page, why: why === 'unknown' ? undefined : why },
    401,
  );
}

/** Tells a script that the whole page goes somewhere else. */
function sendAway(reply: FastifyReply, at: string): FastifyReply {
  return reply.status(401).header('HX-Redirect', at).send();
}

function signInAt(
  { publicAddress }: SignInParts,
  { to, why, kept }: { to: string; why: SessionOver['why']; kept?: string | undefined },
): string {
  const query = new URLSearchParams({
    ...(to !== startPath && { to }),
    ...(why !== 'unknown' && { why }),
    ...(kept !== undefined && { kept }),
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
): Promise<FastifyReply> {
  if (why === 'not-this-browser') {
    const to = pageWithin(fieldOf(request.body, 'to'));
    const kept = fieldOf(request.body, 'kept');
    const page = { to, problem: 'tryAgain', ...(kept && { kept }) } as const;
    return sendSignIn(request, reply, parts, page, 400);
  }
  if (why === 'other-role' && owner) {
    const kept = await keepOwn(request, parts, owner);
    return sendOtherRole(request, reply, parts, { as: owner.as, ...(kept && { kept }) });
  }
  if (why === 'other-sign-in' && owner) {
    const person = await parts.sessions.personOfSignIn(owner.signInId);
    // The same person signed in anew meanwhile: what was typed is offered again.
    if (person?.equals(request.session.person)) {
      const id = await keptId(parts, await keepOwn(request, parts, owner));
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
