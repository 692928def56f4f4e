import type { FastifyPluginAsync } from 'fastify';
import type { ApiPart } from '../server/api-parts.ts';
import type { RouteParts } from '../server/parts.ts';
import { forgettings } from './forgettings.ts';
import { legalHolds } from './legal-holds.ts';

const apiParts: readonly ApiPart[] = [
  {
    name: 'Keeping',
    about:
      'What was forgotten when its term was over, and what is not forgotten; for administrators and auditors',
    dutch: {
      name: 'Bewaren',
      about:
        'Wat na de bewaartermijn is verwijderd, en wat langer wordt bewaard; voor beheerders en auditors',
    },
  },
];

/** The routes for forgetting and legal holds. */
export const retentionRoutes: FastifyPluginAsync<RouteParts> = async (app, parts) => {
  app.apiParts.push(...apiParts);
  await app.register(legalHolds, { prefix: '/v1', ...parts });
  await app.register(forgettings, { prefix: '/v1', ...parts });
};
