import type { FastifyPluginAsync } from 'fastify';
import { Problem, type ProblemCode } from '../../problem.ts';
import { problemPageWords } from '../../texts/pages/page-words.ts';
import { problemDetail, problemTexts } from '../../texts/problem-texts.ts';
import type { AppParts } from '../server/parts.ts';
import { exampleDetails } from '../server/problem-examples.ts';
import { problemBody } from '../server/problems.ts';
import type { PublicAddress } from '../server/public-address.ts';
import { escapeHtml, htmlWithCode, type Page, page } from './html.ts';
import { pageRoute, type Reader, sendPage } from './reader.ts';

/**
 * The pages that the `type` of a problem links to, one for each problem, and a list of them. In Dutch, or in English
 * for readers who prefer that.
 */
export const problemPages: FastifyPluginAsync<AppParts> = async (app, { publicAddress }) => {
  app.get('/docs/problems', pageRoute, (request, reply) => sendPage(request, reply, listPage));
  app.get<{ Params: { problem: string } }>(
    '/docs/problems/:problem',
    pageRoute,
    (request, reply) => {
      const code = request.params.problem;
      if (!Object.hasOwn(problemTexts, code)) throw new Problem('not-found');
      return sendPage(request, reply, (reader) =>
        problemPage(code as ProblemCode, reader, publicAddress.problem),
      );
    },
  );
};

function listPage(reader: Reader): Page {
  const { language, to } = reader;
  const say = problemPageWords[language];
  const rows = Object.entries(problemTexts).map(
    ([code, { status, title }]) =>
      `<tr><th scope="row"><a href="${to(`/docs/problems/${code}`)}"><code>${code}</code></a></th><td>${status}</td><td>${escapeHtml(title[language])}</td></tr>`,
  );
  return page({
    reader,
    title: say.title,
    body: `<h1>${say.title}</h1>
<p>${htmlWithCode(say.about)}</p>
<div class="table" role="region" aria-label="${say.caption}" tabindex="0">
<table>
<caption>${say.caption}</caption>
<thead>
<tr><th scope="col">${say.code}</th><th scope="col">${say.status}</th><th scope="col">${say.what}</th></tr>
</thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>
</div>`,
  });
}

function problemPage(code: ProblemCode, reader: Reader, typeOf: PublicAddress['problem']): Page {
  const { language, to } = reader;
  const say = problemPageWords[language];
  const { status, title } = problemTexts[code];
  const details = exampleDetails(code);
  const example = problemBody(code, details, language, typeOf);
  return page({
    reader,
    title: title[language],
    body: `<h1>${escapeHtml(title[language])}</h1>
<p>${say.code}: <code>${code}</code>. ${say.status}: ${status}.</p>
<h2>${say.todo}</h2>
<p>${htmlWithCode(problemDetail(code, details, language))}</p>
<h2>${say.example}</h2>
<pre>${escapeHtml(JSON.stringify(example, null, 2))}</pre>
<p>${say.invented}</p>
<p><a href="${to('/docs/problems')}">${say.all}</a></p>`,
  });
}
