import type { FastifyPluginAsync } from 'fastify';
import type { ApiPart } from '../server/api-parts.ts';
import type { RouteParts } from '../server/parts.ts';
import { termCounts } from './counts.ts';
import { terms } from './terms.ts';

const apiParts: readonly ApiPart[] = [
  {
    name: 'Terms',
    about:
      'What gemeenten and aanbieders have to do before a day, and whether it was in time; each party sees its own, a contract manager those of the gemeenten that designated it',
    dutch: {
      name: 'Termijnen',
      about:
        'Wat gemeenten en aanbieders vóór een bepaalde dag moeten doen, en of dat op tijd was. Elke partij ziet de eigen termijnen, een contractmanager die van de gemeenten die hem hebben aangewezen',
    },
  },
];

/** The routes of terms. */
export const termRoutes: FastifyPluginAsync<RouteParts> = async (app, parts) => {
  app.apiParts.push(...apiParts);
  await app.register(terms, { prefix: '/v1', ...parts });
  await app.register(termCounts, { prefix: '/v1', ...parts });
};
