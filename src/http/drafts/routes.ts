import type { FastifyPluginAsync } from 'fastify';
import type { ApiPart } from '../server/api-parts.ts';
import type { RouteParts } from '../server/parts.ts';
import { completeLedgers } from './complete-ledgers.ts';
import { drafts } from './drafts.ts';
import { resubmissions } from './resubmissions.ts';
import { sending } from './sending.ts';

const apiParts: readonly ApiPart[] = [
  {
    name: 'Drafts',
    about:
      'Messages that the gateway writes for gemeenten and aanbieders without software for it; each party sees its own',
    dutch: {
      name: 'Concepten',
      about:
        'Berichten die de gateway opstelt voor gemeenten en aanbieders zonder eigen software. Elke partij ziet de eigen concepten',
    },
  },
];

/** The routes of drafts. */
export const draftRoutes: FastifyPluginAsync<RouteParts> = async (app, parts) => {
  app.apiParts.push(...apiParts);
  await app.register(drafts, { prefix: '/v1', ...parts });
  await app.register(resubmissions, { prefix: '/v1', ...parts });
  await app.register(sending, { prefix: '/v1', ...parts });
  await app.register(completeLedgers, { prefix: '/v1', ...parts });
};
