import { readFile } from 'node:fs/promises';
import type { FastifyPluginAsync } from 'fastify';
import { page } from './html.ts';
import { htmlOf } from './markdown.ts';
import type { AppParts } from './parts.ts';

/** How versions of the API go, and what changed in each: the files of the project, as a page. */
export const versionsPage: FastifyPluginAsync<AppParts> = async (app) => {
  const [policy, changes] = await Promise.all(
    ['docs/versions.md', 'CHANGELOG.md'].map((file) =>
      readFile(new URL(`../../${file}`, import.meta.url), 'utf8'),
    ),
  );
  const { html, policy: csp } = page({
    language: 'en',
    title: 'Versions of the API',
    // The page has one heading of the first level.
    body: `${htmlOf(policy ?? '')}\n${htmlOf((changes ?? '').replace(/^#/gm, '##'))}`,
  });
  app.get('/docs/versions', { schema: { hide: true } }, async (_request, reply) =>
    reply
      .header('Content-Security-Policy', csp)
      .header('Content-Language', 'en')
      .type('text/html; charset=utf-8')
      .send(html),
  );
};
