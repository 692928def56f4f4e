import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { FastifyPluginAsync } from 'fastify';
import type { AppParts } from '../server/parts.ts';
import { apiPage } from './api-page.ts';
import type { Described } from './described.ts';
import { keptPage, pageRoute, sendPage } from './reader.ts';
import { schemasPage } from './schemas-page.ts';

/** Pages made from the OpenAPI description: the calls, the schemas, and a script to try calls. */
export const apiPages: FastifyPluginAsync<AppParts> = async (app, { publicAddress }) => {
  const script = await readFile(new URL('./browser/try.js', import.meta.url));
  const version = createHash('sha256').update(script).digest('hex').slice(0, 16);
  const scriptAddress = publicAddress.at(`/docs/try.js?v=${version}`);
  // At the first request, because the description is complete only when all routes are registered.
  const described = () => app.describe() as Described;
  const api = keptPage((reader) => apiPage(described(), app, scriptAddress, reader));
  const schemas = keptPage((reader) => schemasPage(described(), reader));
  for (const path of ['/docs', '/docs/'])
    app.get(path, pageRoute, (request, reply) => sendPage(request, reply, api));
  app.get('/docs/schemas', pageRoute, (request, reply) => sendPage(request, reply, schemas));
  app.get('/docs/try.js', pageRoute, (_request, reply) =>
    reply
      // A changed script has another address.
      .header('Cache-Control', 'public, max-age=31536000, immutable')
      .type('text/javascript; charset=utf-8')
      .send(script),
  );
};
