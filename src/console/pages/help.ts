import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { anyRole } from '../../http/server/access.ts';
import { messageStatuses } from '../../store/tables.ts';
import { helpWords as say } from '../../texts/console/page-words.ts';
import { statusWords } from '../../texts/console/status-words.ts';
import type { Language } from '../../texts/problem-text.ts';
import { statusBadge } from '../frame/badge.ts';
import { type Html, html } from '../frame/html.ts';
import { languageOf, sendPage } from '../frame/page.ts';
import { keysTable } from '../frame/surroundings.ts';
import { table } from '../frame/table.ts';
import { type PageParts, pageConfig, plainPage } from './parts.ts';

/** "Hulp en toetsen": the keys, what the words of statuses mean, and where there is more. */
export const helpPage: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  const options = { config: pageConfig(parts, anyRole), schema: plainPage };
  app.get('/console/help', options, (request, reply) => {
    const language = languageOf(request);
    return sendPage(request, reply, {
      title: say.title[language],
      main: helpHtml(language, parts.publicAddress.at),
    });
  });
};

function helpHtml(language: Language, at: (path: string) => string): Html {
  const statuses = table({
    caption: say.statuses[language],
    columns: [
      { head: say.status[language], cell: (status) => statusBadge(status, language) },
      { head: say.means[language], cell: (status) => statusWords[status].means[language] },
    ],
    rows: messageStatuses,
  });
  const more = ([path, word]: readonly [string, string]) =>
    html`<li><a href="${at(path)}">${word}</a></li>\n`;
  return html`<h2>${say.keys[language]}</h2>
<p>${say.keysAbout[language]}</p>
${keysTable(language)}
${statuses}
<h2>${say.more[language]}</h2>
<ul>
${[
  more(['/docs', say.api[language]]),
  more(['/docs/rules', say.rules[language]]),
  more(['/docs/problems', say.problems[language]]),
]}</ul>`;
}
