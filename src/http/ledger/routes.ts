import type { FastifyPluginAsync } from 'fastify';
import type { ApiPart } from '../server/api-parts.ts';
import type { RouteParts } from '../server/parts.ts';
import { allocations } from './allocations.ts';
import { openRequests } from './open-requests.ts';

const apiParts: readonly ApiPart[] = [
  {
    name: 'Allocations',
    about: 'The state that follows from the approved messages; with the key of a party, its own',
    dutch: {
      name: 'Toewijzingen',
      about: 'De stand volgens de goedgekeurde berichten; elke partij ziet de eigen toewijzingen',
    },
  },
];

/** The routes of the ledger: allocations and open requests. */
export const ledgerRoutes: FastifyPluginAsync<RouteParts> = async (app, parts) => {
  app.apiParts.push(...apiParts);
  await app.register(allocations, { prefix: '/v1', ...parts });
  await app.register(openRequests, { prefix: '/v1', ...parts });
};
