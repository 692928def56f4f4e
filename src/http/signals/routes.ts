import type { FastifyPluginAsync } from 'fastify';
import type { ApiPart } from '../server/api-parts.ts';
import type { RouteParts } from '../server/parts.ts';
import { signalHandling } from './handling.ts';
import { signals } from './signals.ts';

const apiParts: readonly ApiPart[] = [
  {
    name: 'Signals',
    about:
      'What gemeenten and aanbieders report that does not fit, and what a contract manager answers; each party sees its own',
    dutch: {
      name: 'Knelpunten',
      about:
        'Wat gemeenten en aanbieders melden dat niet past, en wat een contractmanager antwoordt. Elke partij ziet de eigen knelpunten',
    },
  },
];

/** The routes of signals. */
export const signalRoutes: FastifyPluginAsync<RouteParts> = async (app, parts) => {
  app.apiParts.push(...apiParts);
  await app.register(signals, { prefix: '/v1', ...parts });
  await app.register(signalHandling, { prefix: '/v1', ...parts });
};
