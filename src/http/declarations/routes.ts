import type { FastifyPluginAsync } from 'fastify';
import type { ApiPart } from '../server/api-parts.ts';
import type { RouteParts } from '../server/parts.ts';
import { complete } from './complete.ts';
import { declarations } from './declarations.ts';

const apiParts: readonly ApiPart[] = [
  {
    name: 'Declarations',
    about:
      'What was declared, granted and refused; declaring anew what was refused; of whom all declarations are known',
    dutch: {
      name: 'Declaraties',
      about:
        'Wat er is gedeclareerd, toegekend en afgewezen, en opnieuw declareren wat is afgewezen. En van wie de gateway alle declaraties kent',
    },
  },
];

/** The routes of declarations. */
export const declarationRoutes: FastifyPluginAsync<RouteParts> = async (app, parts) => {
  app.apiParts.push(...apiParts);
  await app.register(declarations, { prefix: '/v1', ...parts });
  await app.register(complete, { prefix: '/v1', ...parts });
};
