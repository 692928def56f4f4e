import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { expect, test } from 'vitest';
import { callOf } from '../../src/http/server/caller.ts';
import { problems } from '../../src/http/server/schemas.ts';
import type { Principal } from '../../src/parties/principal.ts';
import { appAlone } from '../../tools/docs/app-alone.ts';

/** All that the first route of a feature is: what would be in its own folder. */
const greetings: FastifyPluginAsyncTypebox = async (app) => {
  app.apiParts.push({
    name: 'Greetings',
    about: 'What one says first; with the key of an operator',
    dutch: { name: 'Groeten', about: 'Wat men eerst zegt; met de sleutel van een operator' },
  });
  app.get(
    '/v1/greetings',
    {
      config: { access: ['operator'], dutch: 'Een groet' },
      schema: {
        tags: ['Greetings'],
        summary: 'A greeting',
        response: {
          200: Type.Object({ greeting: Type.String() }, { title: 'Greeting', description: 'It' }),
          ...problems('invalid-request', 'unauthorized', 'forbidden'),
        },
      },
    },
    async (request) => ({ greeting: `Hello, ${callOf(request).principal.role}` }),
  );
};

/** A gateway with these features too, in which the key is the role of who calls. */
async function appWith(...features: readonly FastifyPluginAsyncTypebox[]) {
  const authenticate = async ({ authorization }: { readonly authorization?: string }) => ({
    role: authorization,
    credential: { name: 'test', keyId: 'test' },
    actsFor: [],
  });
  const authenticator = { knows: () => true, authenticate } as never;
  const app = await appAlone({ authenticator, spentOn: () => 0 });
  for (const feature of features) await app.register(feature);
  return app;
}

const as = (role: Principal['role']) => ({ authorization: role });

test('the first route of a feature needs its folder and the line that registers it, and nothing else', async () => {
  await using app = await appWith(greetings);
  const get = (url: string, headers = {}) => app.inject({ url, headers });
  const answer = await get('/v1/greetings', as('operator'));
  expect([answer.statusCode, answer.json()]).toEqual([200, { greeting: 'Hello, operator' }]);
  expect((await get('/v1/greetings', as('party'))).json()).toMatchObject({ status: 403 });
  expect(app.routeTable.get('GET /v1/greetings')?.access).toEqual(['operator']);

  const { paths, tags } = (await get('/v1/openapi.json')).json();
  expect(tags.at(-1).name).toBe('Greetings');
  expect(paths['/greetings'].get).toMatchObject({
    operationId: 'getGreetings',
    description: 'For: operator.',
    security: [{ key: [] }],
    responses: { 200: {}, 403: {}, 429: {}, 503: {} },
  });
  for (const [language, words] of [
    ['nl', ['Groeten', 'Een groet', 'een operator']],
    ['en', ['Greetings', 'A greeting', 'an operator']],
  ] as const) {
    const page = (await get(`/docs?lang=${language}`)).body;
    for (const word of words) expect(page).toContain(word);
  }
});

test('a call of no part would be on no page: the gateway does not start', async () => {
  const lost: FastifyPluginAsyncTypebox = async (app) => {
    const schema = { tags: ['Nowhere'], summary: 'Lost', response: { 200: Type.Object({}) } };
    app.get('/v1/lost', { config: { access: 'anyone' }, schema }, async () => ({}));
  };
  const app = await appWith(lost);
  await expect(app.ready()).rejects.toThrow(/tag Nowhere/);
  await app.close();
});

test('every folder with routes has its line', async () => {
  const http = fileURLToPath(new URL('../../src/http/', import.meta.url));
  const files = await readdir(http, { recursive: true });
  const { features } = await import('../../src/http/features.ts');
  expect(files.filter((name) => name.endsWith('/routes.ts'))).toHaveLength(features.length);
});
