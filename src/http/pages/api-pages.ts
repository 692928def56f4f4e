import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { FastifyPluginAsync } from 'fastify';
import type { AppParts } from '../parts.ts';
import { apiPage } from './api-page.ts';
import type { Described } from './described.ts';
import { keptPage, sendPage } from './reader.ts';
import { schemasPage } from './schemas-page.ts';

/** The API for people, made of its OpenAPI description: its calls, its data, and a script to try calls. */
export const apiPages: FastifyPluginAsync<AppParts> = async (app, { publicAddress }) => {
  const script = await readFile(new URL('./browser/try.js', import.meta.url));
  const version = createHash('sha256').update(script).digest('hex').slice(0, 16);
  const scriptAddress = publicAddress.at(`/docs/try.js?v=${version}`);
  // It is whole when all routes are there: not before the first who asks.
  const described = () => app.swagger() as unknown as Described;
  const api = keptPage((reader) => apiPage(described(), scriptAddress, reader));
  const schemas = keptPage((reader) => schemasPage(described(), reader));
  for (const path of ['/docs', '/docs/'])
    app.get(path, { schema: { hide: true } }, (request, reply) => sendPage(request, reply, api));
  app.get('/docs/schemas', { schema: { hide: true } }, (request, reply) =>
    sendPage(request, reply, schemas),
  );
  app.get('/docs/try.js', { schema: { hide: true } }, (_request, reply) =>
    reply
      // Another script has another address.
      .header('Cache-Control', 'public, max-age=31536000, immutable')
      .type('text/javascript; charset=utf-8')
      .send(script),
  );
};
