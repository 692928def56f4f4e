import type { FastifyReply, FastifyRequest } from 'fastify';
import { frameWords } from '../../texts/console/frame-words.ts';
import type { Language } from '../../texts/problem-text.ts';
import { pageLanguage } from '../language.ts';
import { type Html, html } from './html.ts';
import { footer, header, keysDialog, menu } from './surroundings.ts';

/** What a page says; the frame adds the rest. */
export interface PageContent {
  /** Stands in the title of the window, and above the page. */
  readonly title: string;
  readonly main: Html;
  /** The page above this one, to which `u` goes: its path and its title. */
  readonly up?: { readonly path: string; readonly title: string };
  /** Whether a part of it moves by itself, by htmx. */
  readonly live?: boolean;
  /** Scripts of its own, by their paths. */
  readonly scripts?: readonly string[];
}

const policy = [
  ...["default-src 'none'", "style-src 'self'", "script-src 'self'", "img-src 'self'"],
  ...["connect-src 'self'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"],
].join('; ');

/**
 * For htmx 4: it adds no style of its own, which the policy forbids, and shows no answer that is an error in the place
 * of what was there.
 */
const htmxConfig = JSON.stringify({
  ...{ includeIndicatorCSS: false, noSwap: [204, 304, '4xx', '5xx'] },
});

/** Sends a page of the console in its frame: without a menu while nobody is signed in. @param status of HTTP */
export function sendPage(
  request: FastifyRequest,
  reply: FastifyReply,
  content: PageContent,
  status = 200,
): FastifyReply {
  const language = languageOf(request);
  reply.header('Content-Language', language);
  return sendHtml(reply, pageHtml(request, content, language), status);
}

/** Sends a part of a page, for htmx. */
export function sendFragment(reply: FastifyReply, part: Html): FastifyReply {
  return sendHtml(reply, part, 200);
}

/** The language in which a page is read. */
export function languageOf(request: FastifyRequest): Language {
  // `viewer` is absent on pages for anyone.
  const viewer: FastifyRequest['viewer'] | undefined = request.viewer;
  return viewer?.language ?? pageLanguage(request);
}

function sendHtml(reply: FastifyReply, part: Html, status: number): FastifyReply {
  return reply
    .status(status)
    .header('Content-Security-Policy', policy)
    .type('text/html; charset=utf-8')
    .send(part.toString());
}

function pageHtml(request: FastifyRequest, content: PageContent, language: Language): Html {
  const { title, main, up, live, scripts = [] } = content;
  const { loaded, publicAddress } = request.server;
  const { at } = publicAddress;
  const script = (path: string) => html`<script src="${at(path)}" defer></script>\n`;
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} - ijw-gateway</title>
<link rel="icon" href="${at(loaded.icon)}">
<link rel="stylesheet" href="${at(loaded.style)}">
${script(loaded.keys)}${live && html`<meta name="htmx-config" content="${htmxConfig}">\n${script(loaded.htmx)}`}${scripts.map(script)}</head>
<body>
<a class="utrecht-skip-link utrecht-skip-link--visible-on-focus" href="#main">${frameWords.skip[language]}</a>
${header(request, language)}
${menu(request, language)}
<main id="main" tabindex="-1">
${up && html`<p class="up"><a rel="up" href="${at(up.path)}">${frameWords.up[language]} ${up.title}</a></p>\n`}<h1>${title}</h1>
${main}
</main>
${footer(request, language)}
${keysDialog(request, language)}
</body>
</html>
`;
}
