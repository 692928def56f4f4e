import type { FastifyPluginAsync } from 'fastify';
import type { ApiPart } from '../server/api-parts.ts';
import type { RouteParts } from '../server/parts.ts';
import { machines } from './machines.ts';

const apiParts: readonly ApiPart[] = [
  {
    name: 'Health',
    about: 'For machines; without a key',
    dutch: {
      name: 'Werking',
      about: 'Voor programma’s die de gateway in de gaten houden; zonder sleutel',
    },
  },
];

/** The routes for health checks. */
export const healthRoutes: FastifyPluginAsync<RouteParts> = async (app, parts) => {
  app.apiParts.push(...apiParts);
  await app.register(machines, parts);
};
