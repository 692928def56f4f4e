import type { FastifyRequest } from 'fastify';
import {
  frameWords,
  keyWords,
  type MenuPath,
  menuWords,
  roleWords,
} from '../../texts/console/frame-words.ts';
import { numberWords } from '../../texts/console/term-words.ts';
import type { Language } from '../../texts/problem-text.ts';
import { menuOf } from '../menu.ts';
import type { Viewer, WorkingAs } from '../viewer.ts';
import { type Html, html } from './html.ts';

/** What the frame says of the gateway. */
export interface AboutGateway {
  readonly version: string;
  readonly contact: { readonly name: string; readonly email: string };
}

declare module 'fastify' {
  interface FastifyInstance {
    aboutGateway: AboutGateway;
  }
  interface FastifyRequest {
    /** How much waits behind words of the menu; null where that could not be read. */
    waiting?: ReadonlyMap<MenuPath, number | null>;
  }
}

/** As whom somebody works, in words: the party by its name and code, or the role. */
export function workingAsText({ role, party }: WorkingAs, language: Language): string {
  const word = roleWords[role][language];
  if (!party) return word;
  return role === 'party' ? `${party.name} (${party.code})` : `${word}, ${party.name}`;
}

/** The top of a page: the gateway, who looks at it and as whom, the other language. */
export function header(request: FastifyRequest, language: Language): Html {
  const { at } = request.server.publicAddress;
  const viewer: Viewer | undefined = request.viewer;
  const other = language === 'nl' ? 'en' : 'nl';
  // A link would lose what was typed, where a page answers a form.
  const isLook = request.method === 'GET' || request.method === 'HEAD';
  return html`<header class="utrecht-page-header"><div class="utrecht-page-header__content">
<a class="name" href="${at('/console')}">ijw-gateway</a>
${viewer && whoHtml(viewer, at, language)}${isLook && html`<a class="language" href="${otherLanguage(request, other)}" hreflang="${other}" lang="${other}">${frameWords.otherLanguage[language]}</a>`}
${viewer && html`<form method="post" action="${at('/console/sign-out')}"><input type="hidden" name="token" value="${viewer.formToken}"><button>${frameWords.signOut[language]}</button></form>`}
</div></header>`;
}

function whoHtml(viewer: Viewer, at: (path: string) => string, language: Language): Html {
  const { name, choices, chosen, formToken } = viewer;
  const who = html`<p class="who"><a href="${at('/console/session')}">${name}</a>, ${workingAsText(chosen, language)}</p>\n`;
  if (choices.length < 2) return who;
  const options = choices.map(
    (one) =>
      html`<option value="${one.id}"${one.id === chosen.id && html` selected`}>${workingAsText(one, language)}</option>`,
  );
  return html`${who}<form method="post" action="${at('/console/role')}"><input type="hidden" name="token" value="${formToken}">
<label for="as">${frameWords.workingAs[language]}</label><select id="as" name="as" autocomplete="off">${options}</select><button>${frameWords.switchRole[language]}</button></form>\n`;
}

/** The same page in the other language: its filters stay. */
function otherLanguage({ query }: FastifyRequest, language: Language): string {
  const asked = new URLSearchParams(query as Record<string, string>);
  asked.set('lang', language);
  return `?${asked}`;
}

/** The pages of the role in which somebody works. */
export function menu(request: FastifyRequest, language: Language): Html | undefined {
  const viewer: Viewer | undefined = request.viewer;
  const entries = viewer ? menuOf(viewer.chosen) : [];
  if (entries.length === 0) return undefined;
  const { at } = request.server.publicAddress;
  const here = request.routeOptions.url ?? '';
  const current = (path: string) =>
    here === path
      ? html` aria-current="page"`
      : here.startsWith(`${path}/`) && html` aria-current="true"`;
  const items = entries.map(
    (path) =>
      html`<li><a href="${at(path)}"${current(path)}>${menuWords[path][language]}${numberHtml(request, path, language)}</a></li>\n`,
  );
  const source = request.waiting && html` data-numbers="${at('/console/menu/numbers')}"`;
  return html`<nav class="utrecht-nav-bar" aria-label="${frameWords.menu[language]}"${source}><ul>\n${items}</ul></nav>`;
}

/** The most that is counted beside a word of the menu. */
export const mostWaiting = 99;

/** A number of the menu as people read it; undefined: nothing waits. */
export function waitingText(count: number | null): string | undefined {
  if (count === null) return '?';
  return count > mostWaiting ? `${mostWaiting}+` : count === 0 ? undefined : String(count);
}

function numberHtml(
  { waiting }: FastifyRequest,
  path: MenuPath,
  language: Language,
): Html | undefined {
  const count = waiting?.get(path);
  if (count === undefined) return undefined;
  const title = count === null && html` title="${numberWords.unknown[language]}"`;
  return html` <span class="waits" data-number="${path}"${title}>${waitingText(count)}</span>`;
}

/** The bottom of a page: help for who is signed in, documentation, whom to ask. */
export function footer(request: FastifyRequest, language: Language): Html {
  const { version, contact } = request.server.aboutGateway;
  const { at } = request.server.publicAddress;
  const viewer: Viewer | undefined = request.viewer;
  // Until an installation has an address, it has one that does not exist (RFC 2606).
  const mail =
    !contact.email.endsWith('.invalid') &&
    html`<a href="mailto:${contact.email}">${frameWords.contact[language].replace('{name}', () => contact.name)}</a>\n`;
  return html`<footer class="utrecht-page-footer"><div class="utrecht-page-footer__content">
${viewer && html`<a href="${at('/console/help')}">${frameWords.help[language]}</a>\n`}<a href="${at('/docs')}">${frameWords.documentation[language]}</a>
${mail}<p>ijw-gateway, ${frameWords.version[language].replace('{version}', version)}</p>
</div></footer>`;
}

/** The keys that work, for the script; a key whose need the page lacks is hidden by it. */
export function keysDialog(request: FastifyRequest, language: Language): Html {
  const viewer: Viewer | undefined = request.viewer;
  const help = request.server.publicAddress.at('/console/help');
  return html`<dialog id="keys" aria-labelledby="keys-title"><h2 id="keys-title">${frameWords.keys[language]}</h2>
${keysTable(language)}
${viewer && html`<p><a href="${help}">${frameWords.help[language]}</a></p>\n`}<form method="dialog"><button autofocus>${frameWords.close[language]}</button></form></dialog>`;
}

/** The keys, and what each does. */
export function keysTable(language: Language): Html {
  const rows = keyWords.map(
    ({ key, needs, does }) =>
      html`<dt data-needs="${needs}"><kbd>${key}</kbd></dt><dd data-needs="${needs}">${does[language]}</dd>\n`,
  );
  return html`<dl class="keys">${rows}</dl>`;
}
