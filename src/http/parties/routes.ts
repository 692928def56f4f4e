import type { FastifyPluginAsync } from 'fastify';
import type { ApiPart } from '../server/api-parts.ts';
import type { RouteParts } from '../server/parts.ts';
import { administration } from './administration.ts';
import { apiKeys } from './api-keys.ts';
import { designations } from './designations.ts';
import { mandates } from './mandates.ts';
import { parties } from './parties.ts';

const apiParts: readonly ApiPart[] = [
  {
    name: 'Parties',
    about: 'Who takes part; with any key. Made with the key of an administrator',
    dutch: {
      name: 'Partijen',
      about: 'Wie zijn aangesloten; met elke sleutel. Een beheerder sluit partijen aan',
    },
  },
  {
    name: 'Keys',
    about:
      'And certificates: made or registered by an administrator; listed and revoked by the party itself too',
    dutch: {
      name: 'Sleutels',
      about:
        'En certificaten: een beheerder maakt of registreert ze; de partij zelf kan ze ook bekijken en intrekken',
    },
  },
  {
    name: 'Mandates',
    about: 'Who acts for whom; given and withdrawn by the party itself or an administrator',
    dutch: {
      name: 'Machtigingen',
      about: 'Wie namens wie iets mag; de partij zelf of een beheerder geeft ze en trekt ze in',
    },
  },
  {
    name: 'Designations',
    about:
      'Which regional office acts for which gemeenten as their contract manager; given and withdrawn by the gemeente itself or an administrator',
    dutch: {
      name: 'Aanwijzingen',
      about:
        'Welk regionaal team voor welke gemeenten contracten beheert; de gemeente zelf of een beheerder wijst het aan en trekt de aanwijzing in',
    },
  },
];

/** The routes for parties, keys, mandates and designations. */
export const partyRoutes: FastifyPluginAsync<RouteParts> = async (app, parts) => {
  app.apiParts.push(...apiParts);
  await app.register(parties, { prefix: '/v1', ...parts });
  await app.register(administration, { prefix: '/v1', ...parts });
  await app.register(apiKeys, { prefix: '/v1', ...parts });
  await app.register(mandates, { prefix: '/v1', ...parts });
  await app.register(designations, { prefix: '/v1', ...parts });
};
