import type { FastifyPluginAsync } from 'fastify';
import { Problem, type ProblemCode } from '../../problem.ts';
import type { AppParts } from '../parts.ts';
import { exampleDetails } from '../problem-examples.ts';
import { problemTexts } from '../problem-texts.ts';
import { problemBody, problemDetail } from '../problems.ts';
import type { PublicAddress } from '../public-address.ts';
import { escapeHtml, htmlWithCode, type Page, page } from './html.ts';
import { type Reader, sendPage } from './reader.ts';

/**
 * Pages about problems, one for each and a list: where the `type` of a problem leads. In Dutch, or in
 * English for who likes that better.
 */
export const problemPages: FastifyPluginAsync<AppParts> = async (app, { publicAddress }) => {
  app.get('/docs/problems', { schema: { hide: true } }, (request, reply) =>
    sendPage(request, reply, listPage),
  );
  app.get<{ Params: { problem: string } }>(
    '/docs/problems/:problem',
    { schema: { hide: true } },
    (request, reply) => {
      const code = request.params.problem;
      if (!Object.hasOwn(problemTexts, code)) throw new Problem('not-found');
      return sendPage(request, reply, (reader) =>
        problemPage(code as ProblemCode, reader, publicAddress.problem),
      );
    },
  );
};

const words = {
  nl: {
    title: 'Fouten die de gateway meldt',
    about:
      'Elke fout komt als `application/problem+json` (RFC 9457). Het laatste deel van `type` is de code van de fout.',
    caption: 'Alle fouten',
    code: 'Code',
    status: 'Status',
    what: 'Wat er is',
    todo: 'Wat u kunt doen',
    example: 'Zo ziet het antwoord eruit',
    invented: 'Nummers, codes en datums op deze pagina zijn verzonnen.',
    all: 'Alle fouten',
  },
  en: {
    title: 'Problems that the gateway tells of',
    about:
      'Every problem comes as `application/problem+json` (RFC 9457). The last part of `type` is the code of the problem.',
    caption: 'All problems',
    code: 'Code',
    status: 'Status',
    what: 'What it is',
    todo: 'What to do',
    example: 'How the answer reads',
    invented: 'Numbers, codes and dates on this page are invented.',
    all: 'All problems',
  },
} as const;

function listPage(reader: Reader): Page {
  const { language, to } = reader;
  const say = words[language];
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
  const say = words[language];
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
