import type { FastifyPluginAsync } from 'fastify';
import type { ApiPart } from '../server/api-parts.ts';
import type { RouteParts } from '../server/parts.ts';
import { counterparties } from './counterparties.ts';
import { reports } from './reports.ts';

const apiParts: readonly ApiPart[] = [
  {
    name: 'Reports',
    about:
      'What happened in a region, in full tens so that nothing leads to a child; for contract managers and operators',
    dutch: {
      name: 'Rapporten',
      about:
        'Wat er in een regio gebeurde, in volle tientallen, zodat niets naar een kind leidt. Voor contractmanagers en beheerders',
    },
  },
];

/** The routes of reports. */
export const reportRoutes: FastifyPluginAsync<RouteParts> = async (app, parts) => {
  app.apiParts.push(...apiParts);
  await app.register(reports, { prefix: '/v1', ...parts });
  await app.register(counterparties, { prefix: '/v1', ...parts });
};
