import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { AppParts } from '../server/parts.ts';
import { problems } from '../server/schemas.ts';

const Version = Type.Object(
  {
    program: Type.String({ description: 'The name of the program' }),
    programVersion: Type.String({ description: 'Which version of the program answers' }),
    apiVersion: Type.String({ description: 'As in the header `API-Version` of every answer' }),
    standard: Type.String({ description: 'The name of the standard' }),
    standardRelease: Type.String({ description: 'Which release of it messages must be of' }),
  },
  {
    title: 'Version',
    description: 'Which program answers, and by which standard',
    examples: [
      {
        program: 'ijw-gateway',
        programVersion: '0.1.0',
        apiVersion: '0.1.0',
        standard: 'iJw',
        standardRelease: '3.2',
      },
    ],
  },
);

/**
 * The version of the program. It needs no key, so it shows only what the header `API-Version` and `/v1/rules` show
 * too: no commit, and nothing of Node, Postgres or the machine, because an attacker could see from these which
 * vulnerabilities are not fixed yet.
 */
export const version: FastifyPluginAsyncTypebox<AppParts> = async (app, parts) => {
  const answer = {
    program: 'ijw-gateway',
    programVersion: parts.version,
    apiVersion: parts.version,
    standard: 'iJw',
    standardRelease: '3.2',
  };
  app.get(
    '/version',
    {
      config: { access: 'anyone', dutch: 'Welke versie antwoordt' },
      schema: {
        tags: ['Gateway'],
        summary: 'Which version answers',
        description: 'Of the program, of its API and of the standard.',
        response: { 200: Version, ...problems('invalid-request') },
      },
    },
    async () => answer,
  );
};
