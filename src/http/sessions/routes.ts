import type { FastifyPluginAsync } from 'fastify';
import type { ApiPart } from '../server/api-parts.ts';
import type { RouteParts } from '../server/parts.ts';
import { sessions } from './sessions.ts';

const apiParts: readonly ApiPart[] = [
  {
    name: 'Sessions',
    about: 'Who is signed in to the console; for administrators, and auditors who look',
    dutch: {
      name: 'Sessies',
      about: 'Wie in de console is ingelogd; voor beheerders, en voor auditors om te zien',
    },
  },
];

/** The routes for sessions of people. */
export const sessionRoutes: FastifyPluginAsync<RouteParts> = async (app, parts) => {
  app.apiParts.push(...apiParts);
  await app.register(sessions, { prefix: '/v1', ...parts });
};
