import type { FastifyPluginAsync } from 'fastify';
import type { ApiPart } from '../server/api-parts.ts';
import type { RouteParts } from '../server/parts.ts';
import { inbox } from './inbox.ts';
import { messages } from './messages.ts';
import { retouren } from './retouren.ts';
import { validations } from './validations.ts';

const apiParts: readonly ApiPart[] = [
  {
    name: 'Messages',
    about: 'What parties send; with the key of a party',
    dutch: { name: 'Berichten', about: 'Wat partijen versturen; met de sleutel van een partij' },
  },
  {
    name: 'Mailbox',
    about: 'What parties receive; with the key of a party',
    dutch: { name: 'Postbus', about: 'Wat partijen ontvangen; met de sleutel van een partij' },
  },
];

/** The routes for messages: post, look up and try them out, and the mailbox. */
export const messageRoutes: FastifyPluginAsync<RouteParts> = async (app, parts) => {
  app.apiParts.push(...apiParts);
  await app.register(messages, { prefix: '/v1', ...parts });
  await app.register(retouren, { prefix: '/v1', ...parts });
  await app.register(validations, { prefix: '/v1', ...parts });
  await app.register(inbox, { prefix: '/v1', ...parts });
};
