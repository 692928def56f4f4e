import type { FastifyInstance } from 'fastify';
import { apiWords } from '../../texts/pages/api-words.ts';
import { apiStyle } from './api-style.ts';
import { callHtml } from './call-html.ts';
import { callsOf, type Described } from './described.ts';
import { escapeHtml, type Page, page } from './html.ts';
import { htmlOf } from './markdown.ts';
import type { Reader } from './reader.ts';

/**
 * The page of the API for people: each call with what goes in and out, and who may make it. A script lets the reader
 * try a call.
 *
 * @param app has the parts of the API, and the config of the routes
 * @param script the address of `browser/try.js`
 */
export function apiPage(
  described: Described,
  { apiParts, routeTable }: Pick<FastifyInstance, 'apiParts' | 'routeTable'>,
  script: string,
  reader: Reader,
): Page {
  const { language } = reader;
  const say = apiWords[language];
  const calls = callsOf(described, routeTable);
  const parts = apiParts.map((part) => {
    const { name } = part;
    const { name: title, about } = language === 'nl' ? part.dutch : part;
    const id = name.toLowerCase().replaceAll(' ', '-');
    return {
      link: `<li><a href="#${id}">${escapeHtml(title)}</a></li>`,
      section: `<section aria-labelledby="${id}">
<h2 id="${id}">${escapeHtml(title)}</h2>
<p class="soft">${escapeHtml(about)}.</p>
${calls
  .filter(({ tags }) => tags.includes(name))
  .map((call) => callHtml(call, reader))
  .join('\n')}
</section>`,
    };
  });
  const about = htmlOf(say.about, (target) =>
    target.startsWith('/docs') ? reader.to(target) : reader.at(target),
  );
  return page({
    reader,
    title: say.title,
    style: apiStyle,
    script,
    body: `${about}
<noscript><p>${say.noScript}</p></noscript>
<p class="buttons" id="key-state" hidden><button type="button" class="key">${say.key}</button> <span role="status">${say.hasNone}</span></p>
<div class="parts">
<nav aria-label="${say.contents}"><ul>
${parts.map(({ link }) => link).join('\n')}
</ul></nav>
<div>
${parts.map(({ section }) => section).join('\n')}
</div>
</div>
<dialog id="key-dialog" aria-labelledby="key-title" aria-describedby="key-about">
<form method="dialog">
<h2 id="key-title">${say.keyTitle}</h2>
<p id="key-about">${say.keyAbout}</p>
<p class="field"><label for="key">${say.keyLabel}</label><input id="key" type="password" autocomplete="off" spellcheck="false"></p>
<p class="buttons"><button type="submit" class="use">${say.use}</button> <button type="button" class="forget">${say.forget}</button> <button type="button" class="close">${say.close}</button></p>
</form>
</dialog>`,
  });
}
