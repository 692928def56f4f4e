import { readFile } from 'node:fs/promises';
import type { FastifyPluginAsync } from 'fastify';
import { textPageWords } from '../../texts/pages/page-words.ts';
import type { AppParts } from '../server/parts.ts';
import { escapeHtml, langOf, page } from './html.ts';
import { htmlOf } from './markdown.ts';
import { keptPage, pageRoute, type Reader, sendPage } from './reader.ts';

/** Pages that show files of the project: versions of the API, what changed, and an example that runs. */
export const textPages: FastifyPluginAsync<AppParts> = async (app) => {
  const [dutch, english, changelog, script] = (await Promise.all(
    ['docs/versions.nl.md', 'docs/versions.md', 'CHANGELOG.md', 'examples/conversation.sh'].map(
      (file) => readFile(new URL(`../../../${file}`, import.meta.url), 'utf8'),
    ),
  )) as [string, string, string, string];
  const pages = {
    '/docs/versions': (reader: Reader) =>
      page({
        reader,
        title: textPageWords[reader.language].versions,
        body: markdown(reader.language === 'nl' ? dutch : english, reader),
      }),
    '/docs/changelog': (reader: Reader) =>
      page({
        reader,
        title: textPageWords[reader.language].changes,
        body: `<div${langOf('en', reader.language)}>${markdown(changelog, reader)}</div>`,
      }),
    '/docs/example': (reader: Reader) => {
      const { example, run, prints } = textPageWords[reader.language];
      return page({
        reader,
        title: example,
        body: `${markdown(textPageWords[reader.language].about, reader)}
<pre${langOf('en', reader.language)}>${escapeHtml(script)}</pre>
<h2>${run}</h2>
<pre>bash examples/conversation.sh ${escapeHtml(textPageWords[reader.language].arguments)} fixtures/conversation/01-JW315.xml</pre>
${markdown(prints, reader)}`,
      });
    },
  };
  for (const [path, write] of Object.entries(pages)) {
    const kept = keptPage(write);
    app.get(path, pageRoute, (request, reply) => sendPage(request, reply, kept));
  }
};

/** The pages that show files of the project. */
const pageOfFile: Readonly<Record<string, string>> = {
  '../CHANGELOG.md': '/docs/changelog',
  'docs/versions.md': '/docs/versions',
};

function markdown(text: string, { to }: Reader): string {
  return htmlOf(text, (target) => {
    const path = target.startsWith('/') ? target : pageOfFile[target];
    return path && to(path);
  });
}
