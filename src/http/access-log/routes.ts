import type { FastifyPluginAsync } from 'fastify';
import type { ApiPart } from '../server/api-parts.ts';
import type { RouteParts } from '../server/parts.ts';
import { accessLog } from './access-log.ts';

const apiParts: readonly ApiPart[] = [
  {
    name: 'Access log',
    about: 'Who read or changed what; for auditors, and for each party about its own data',
    dutch: {
      name: 'Toegangslog',
      about:
        'Wie wat heeft gelezen of gewijzigd; voor auditors, en voor elke partij over de eigen gegevens',
    },
  },
];

/** The routes of the access log. */
export const accessLogRoutes: FastifyPluginAsync<RouteParts> = async (app, parts) => {
  app.apiParts.push(...apiParts);
  await app.register(accessLog, { prefix: '/v1', ...parts });
};
