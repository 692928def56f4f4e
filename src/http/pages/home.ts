import type { FastifyPluginAsync } from 'fastify';
import { homeWords } from '../../texts/pages/page-words.ts';
import type { AppParts } from '../server/parts.ts';
import { escapeHtml, type Page, page } from './html.ts';
import { pageRoute, type Reader, sendPage } from './reader.ts';

const pagePaths = {
  console: '/console',
  documentation: '/docs',
  example: '/docs/example',
  openapi: '/v1/openapi.json',
  rules: '/docs/rules',
  problems: '/docs/problems',
  versions: '/docs/versions',
  health: '/health/ready',
} as const;
type LinkName = keyof typeof pagePaths;
const names = Object.keys(pagePaths) as LinkName[];

/** The root of the gateway, with links: a page for people, JSON for programs. */
export const home: FastifyPluginAsync<AppParts> = async (app, { version, publicAddress }) => {
  const links = Object.fromEntries(
    names.map((name) => [name, { href: publicAddress.at(pagePaths[name]) }]),
  );
  app.get('/', pageRoute, (request, reply) => {
    // Browsers ask for HTML by name.
    if (request.headers.accept?.includes('text/html'))
      return sendPage(request, reply, (reader) => homePage(reader, version), vary);
    return reply.header('Vary', vary).send({ title: 'ijw-gateway', version, links });
  });
};

const vary = 'Accept, Accept-Language';

function homePage(reader: Reader, version: string): Page {
  const say = homeWords[reader.language];
  const link = (path: string) =>
    /^\/(docs|console)/.test(path) ? reader.to(path) : reader.at(path);
  const items = names.map((name) => `<li><a href="${link(pagePaths[name])}">${say[name]}</a></li>`);
  return page({
    reader,
    title: 'Start',
    body: `<h1>ijw-gateway</h1>
<p>${say.about} ${say.todo}</p>
<ul>
${items.join('\n')}
</ul>
<p class="soft">${say.version} ${escapeHtml(version)}</p>`,
  });
}
