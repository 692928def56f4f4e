import type { FastifyPluginAsync } from 'fastify';
import type { ApiPart } from '../server/api-parts.ts';
import type { RouteParts } from '../server/parts.ts';
import { codeLists } from './code-lists.ts';
import { rules } from './rules.ts';
import { schemaFiles } from './schema-files.ts';
import { templates } from './templates.ts';

const apiParts: readonly ApiPart[] = [
  {
    name: 'Rules',
    about: 'By which messages are checked; without a key',
    dutch: { name: 'Regels', about: 'Waaraan berichten moeten voldoen; zonder sleutel' },
  },
  {
    name: 'Standard',
    about: 'The schemas and code lists, without a key; examples of messages, with any key',
    dutch: {
      name: 'Standaard',
      about:
        'De schema’s en codelijsten, zonder sleutel; voorbeelden van berichten, met elke sleutel',
    },
  },
];

/** The routes for the standard, as the gateway applies it. */
export const referenceRoutes: FastifyPluginAsync<RouteParts> = async (app, parts) => {
  app.apiParts.push(...apiParts);
  await app.register(rules, parts);
  await app.register(codeLists, { prefix: '/v1', ...parts });
  await app.register(schemaFiles, { prefix: '/v1', ...parts });
  await app.register(templates, { prefix: '/v1', ...parts });
};
