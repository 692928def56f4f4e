import type { FastifyPluginAsync } from 'fastify';
import type { RouteParts } from '../server/parts.ts';
import { apiPages } from './api-pages.ts';
import { home } from './home.ts';
import { problemPages } from './problem-pages.ts';
import { textPages } from './text-pages.ts';

/** Pages for people, without a key. */
export const pageRoutes: FastifyPluginAsync<RouteParts> = async (app, parts) => {
  await app.register(apiPages, parts);
  await app.register(home, parts);
  await app.register(problemPages, parts);
  await app.register(textPages, parts);
};
