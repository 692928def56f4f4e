import type { FastifyPluginAsync } from 'fastify';
import type { ApiPart } from '../server/api-parts.ts';
import type { RouteParts } from '../server/parts.ts';
import { goals } from './goals.ts';

const apiParts: readonly ApiPart[] = [
  {
    name: 'Goals',
    about:
      'What is to be reached with an allocation, and how that ended; for its gemeente and its aanbieder',
    dutch: {
      name: 'Doelen',
      about:
        'Wat er met een toewijzing bereikt moet worden, en hoe dat afliep. Voor de gemeente en de aanbieder van de toewijzing',
    },
  },
];

/** The routes of goals. */
export const goalRoutes: FastifyPluginAsync<RouteParts> = async (app, parts) => {
  app.apiParts.push(...apiParts);
  await app.register(goals, { prefix: '/v1', ...parts });
};
