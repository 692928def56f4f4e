import type { FastifyReply, FastifyRequest } from 'fastify';
import type { EndReason } from '../../parties/sessions/rows.ts';
import {
  formWords,
  issuerFaultWords,
  overWords,
  signInWords,
} from '../../texts/pages/sign-in-words.ts';
import type { Language } from '../../texts/problem-text.ts';
import { type Html, html } from '../frame/html.ts';
import { sendPage } from '../frame/page.ts';
import { workingAsText } from '../frame/surroundings.ts';
import { pageLanguage } from '../language.ts';
import type { WorkingAs } from '../viewer.ts';
import { tokenBefore } from './form-token.ts';
import type { SignInParts } from './parts.ts';
import { startPath } from './where.ts';

/** What the page to sign in says and carries. */
export interface SignInPage {
  /** Where the person goes after it: a path of the console. */
  readonly to: string;
  readonly problem?: 'wrongKey' | 'softwareHouse' | 'partyEnded' | 'tryAgain';
  /** Why the person has to sign in again. */
  readonly why?: EndReason | undefined;
  /** What was typed: sealed, or the id of its row. */
  readonly kept?: string;
  /** Why nothing was kept of what was typed. */
  readonly lost?: 'filesLost' | 'tooLarge' | 'keyGone' | 'notKept' | undefined;
}

/** Sends the page where people sign in. @param status of HTTP */
export function sendSignIn(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: SignInParts,
  { to, problem, why, kept, lost }: SignInPage,
  status = 200,
): FastifyReply {
  const language = pageLanguage(request);
  const words = signInWords[language];
  const notices = [
    problem && html`<p class="problem" role="alert">${words[problem]}</p>`,
    why && html`<p>${overWords[language][why]}</p>`,
    kept && html`<p>${words.kept}</p>`,
    lost && html`<p>${words[lost]}</p>`,
  ];
  const token = tokenBefore(parts.people, parts.cookies.beforeOf(request, reply));
  const hidden = hiddenFields({ token, to, ...(kept !== undefined && { kept }) });
  const main = html`${notices}
${parts.signIn.oidc && issuerForm(parts, language, to, kept, hidden)}
${parts.signIn.byKey && keyForm(parts, language, hidden)}`;
  return sendPage(request, reply, { title: words.title, main }, status);
}

/** The way to the issuer: a link, or a form where what was typed goes along. */
function issuerForm(
  { publicAddress }: SignInParts,
  language: Language,
  to: string,
  kept: string | undefined,
  hidden: Html,
): Html {
  const words = signInWords[language];
  const at = publicAddress.at('/console/sign-in/issuer');
  if (kept === undefined) {
    const query = new URLSearchParams({ to });
    return html`<p class="buttons"><a class="strong" href="${at}?${query.toString()}">${words.byIssuer}</a></p>`;
  }
  return html`<form class="form" method="post" action="${at}">${hidden}
<p class="buttons"><button class="strong">${words.byIssuer}</button></p></form>`;
}

function keyForm({ publicAddress, signIn }: SignInParts, language: Language, hidden: Html): Html {
  const words = signInWords[language];
  // Beside the way to the issuer this one is for exceptions.
  const button = signIn.oidc
    ? html`<button>${words.submit}</button>`
    : html`<button class="strong">${words.submit}</button>`;
  return html`<form class="form" method="post" action="${publicAddress.at('/console/sign-in')}">
${signIn.oidc && html`<h2>${words.byKey}</h2>`}${hidden}
<p class="field"><label for="key">${words.key}</label>
<input id="key" name="key" type="password" autocomplete="current-password" spellcheck="false" required
  aria-describedby="key-help">
<span id="key-help">${words.keyHelp}</span></p>
<p class="buttons">${button}</p></form>`;
}

/** Hidden fields of a form. */
export function hiddenFields(fields: Readonly<Record<string, string>>): Html {
  const pairs = Object.entries(fields);
  return html`${pairs.map(([name, value]) => hiddenField(name, value))}`;
}

export function hiddenField(name: string, value: string): Html {
  return html`<input type="hidden" name="${name}" value="${value}">`;
}

/** A page that says one thing, and where to go on. @param at the address of that, as callers reach it */
export function sendMessage(
  request: FastifyRequest,
  reply: FastifyReply,
  { title, lines, link, more }: Message,
  status = 200,
): FastifyReply {
  const [at, text] = link;
  const main = html`${lines.map((line) => html`<p>${line}</p>`)}${more}
<p><a href="${at}">${text}</a></p>`;
  return sendPage(request, reply, { title, main }, status);
}

interface Message {
  readonly title: string;
  readonly lines: readonly string[];
  readonly link: readonly [at: string, text: string];
  readonly more?: Html;
}

/** Says why signing in at the issuer failed, and how to go on. */
export function sendIssuerFault(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: SignInParts,
  kind: 'denied' | 'refused' | 'used' | 'silent' | 'wrong' | 'expired' | 'foreign',
): FastifyReply {
  const language = pageLanguage(request);
  const words = issuerFaultWords[language];
  const number = kind === 'wrong' || kind === 'silent' ? [`${words.number}: ${request.id}`] : [];
  const at = parts.publicAddress.at('/console/sign-in');
  const message = {
    title: words.title,
    lines: [words[kind], ...number],
    link: [at, signInWords[language].again],
  } as const;
  const status = kind === 'silent' ? 503 : kind === 'wrong' ? 502 : 400;
  return sendMessage(request, reply, message, status);
}

/** A form with which somebody goes on in another role. @param kept the id or seal of what was typed */
export function switchForm(
  request: FastifyRequest,
  { publicAddress }: SignInParts,
  as: WorkingAs,
  { before, kept }: { readonly before: string; readonly kept?: string },
): Html {
  const { formToken: token, language } = request.viewer;
  const fields = { token, as: as.id, ...(kept !== undefined && { kept }) };
  return html`<form class="form" method="post" action="${publicAddress.at('/console/role')}">
${hiddenFields(fields)}<p class="buttons"><button class="strong">${before} ${workingAsText(as, language)}</button></p></form>`;
}

/** Says that a form was not carried out because it was made in another role, and offers to switch back. */
export function sendOtherRole(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: SignInParts,
  { as, kept }: { readonly as: string; readonly kept?: string },
): FastifyReply {
  const { chosen, choices, language } = request.viewer;
  const words = formWords[language];
  const made = choices.find(({ id }) => id === as);
  const back = { before: words.switchBack, ...(kept !== undefined && { kept }) };
  const message = {
    title: words.title,
    lines: [
      words.otherRole,
      `${words.youAre}: ${workingAsText(chosen, language)}.`,
      ...(made ? [`${words.madeAs}: ${workingAsText(made, language)}.`] : [words.noLongerMay]),
    ],
    link: [parts.publicAddress.at(startPath), words.back],
    ...(made && { more: switchForm(request, parts, made, back) }),
  } as const;
  return sendMessage(request, reply, message, 409);
}
