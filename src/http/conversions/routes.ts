import type { FastifyPluginAsync } from 'fastify';
import type { ApiPart } from '../server/api-parts.ts';
import type { RouteParts } from '../server/parts.ts';
import { commits } from './commits.ts';
import { conversions } from './conversions.ts';
import { files } from './files.ts';
import { marks } from './marks.ts';
import { rows } from './rows.ts';

const apiParts: readonly ApiPart[] = [
  {
    name: 'Conversions',
    about:
      'Running care becomes SPICs: previews, what both sides say of their rows, and sending what they agree on; an aanbieder sees its own rows of what was shared, a contract manager those of the gemeenten that designated it',
    dutch: {
      name: 'Omzettingen',
      about:
        'Lopende zorg omzetten naar SPIC’s: proefomzettingen, wat beide kanten van hun rijen vinden, en versturen waarmee beide akkoord zijn. Een aanbieder ziet de eigen rijen van wat is gedeeld, een contractmanager die van de gemeenten die hem hebben aangewezen',
    },
  },
];

/** The routes of conversions. */
export const conversionRoutes: FastifyPluginAsync<RouteParts> = async (app, parts) => {
  app.apiParts.push(...apiParts);
  for (const plugin of [conversions, files, rows, marks, commits])
    await app.register(plugin, { prefix: '/v1', ...parts });
};
