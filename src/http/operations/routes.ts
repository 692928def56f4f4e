import type { FastifyPluginAsync } from 'fastify';
import type { ApiPart } from '../server/api-parts.ts';
import type { RouteParts } from '../server/parts.ts';
import { keptVerifications } from './kept-verifications.ts';
import { operations } from './operations.ts';
import { replays } from './replays.ts';
import { searches } from './searches.ts';
import { state } from './state.ts';
import { verifications } from './verifications.ts';

const apiParts: readonly ApiPart[] = [
  {
    name: 'Operations',
    about:
      'The state of messages, and repairing what failed; with the key of an operator or administrator. Reasons are read by others: write no personal data in them',
    dutch: {
      name: 'Beheer van berichten',
      about:
        'Hoe het met de berichten staat, en herstellen wat is mislukt; met de sleutel van een operator of beheerder. Anderen lezen de redenen die u opgeeft: zet er geen persoonsgegevens in',
    },
  },
];

/** The routes of operators, and the verifications. */
export const operationRoutes: FastifyPluginAsync<RouteParts> = async (app, parts) => {
  app.apiParts.push(...apiParts);
  await app.register(operations, { prefix: '/v1', ...parts });
  await app.register(searches, { prefix: '/v1', ...parts });
  await app.register(replays, { prefix: '/v1', ...parts });
  await app.register(state, { prefix: '/v1', ...parts });
  await app.register(verifications, { prefix: '/v1', ...parts });
  await app.register(keptVerifications, { prefix: '/v1', ...parts });
};
