import type { FastifyPluginAsync } from 'fastify';
import type { ApiPart } from '../server/api-parts.ts';
import type { RouteParts } from '../server/parts.ts';
import { me } from './me.ts';
import { version } from './version.ts';

const apiParts: readonly ApiPart[] = [
  {
    name: 'Gateway',
    about: 'Which version answers, and who one is here',
    dutch: { name: 'Gateway', about: 'Welke versie antwoordt, en wie u hier bent' },
  },
];

/** The routes about the gateway itself, and about the caller. */
export const gatewayRoutes: FastifyPluginAsync<RouteParts> = async (app, parts) => {
  app.apiParts.push(...apiParts);
  await app.register(version, { prefix: '/v1', ...parts });
  await app.register(me, { prefix: '/v1', ...parts });
};
