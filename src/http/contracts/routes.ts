import type { FastifyPluginAsync } from 'fastify';
import type { ApiPart } from '../server/api-parts.ts';
import type { RouteParts } from '../server/parts.ts';
import { contractChecks } from './checks.ts';
import { contracts } from './contracts.ts';
import { contractImports } from './imports.ts';

const apiParts: readonly ApiPart[] = [
  {
    name: 'Contracts',
    about:
      'What gemeenten and aanbieders agreed, with tariffs; each party sees its own, a contract manager those of the gemeenten that designated it',
    dutch: {
      name: 'Contracten',
      about:
        'Wat gemeenten en aanbieders hebben afgesproken, met tarieven. Elke partij ziet de eigen contracten, een contractmanager die van de gemeenten die hem hebben aangewezen',
    },
  },
];

/** The routes of contracts. */
export const contractRoutes: FastifyPluginAsync<RouteParts> = async (app, parts) => {
  app.apiParts.push(...apiParts);
  await app.register(contracts, { prefix: '/v1', ...parts });
  await app.register(contractImports, { prefix: '/v1', ...parts });
  await app.register(contractChecks, { prefix: '/v1', ...parts });
};
