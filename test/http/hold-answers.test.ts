import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { holdAnswers } from '../support/hold-answers.ts';

/** Every test of a gateway relies on this watch: it must see what is wrong. */
let gateway: TestGateway;
let change: ((body: string, reply: FastifyReply) => string) | undefined;
const faults: string[] = [];

beforeAll(async () => {
  // The watch of the whole run is before this one, and sees answers as they were.
  const changer = (message: unknown) =>
    (message as { fastify: FastifyInstance }).fastify.addHook('onSend', async (_, reply, body) =>
      typeof body === 'string' && change ? change(body, reply) : body,
    );
  subscribe('fastify.initialization', changer);
  const end = holdAnswers((fault) => faults.push(fault));
  gateway = await startTestGateway();
  await gateway.party('12345678');
  end();
  unsubscribe('fastify.initialization', changer);
});
afterAll(() => gateway?.remove());

async function faultsWhen(path: string, changed: NonNullable<typeof change>): Promise<string[]> {
  faults.length = 0;
  change = changed;
  await fetch(gateway.address + path, { headers: gateway.administrator.authorization });
  return [...faults];
}

test('an answer as it should be is no fault', async () => {
  for (const path of ['/v1/parties', '/v1/rules', '/v1/rules?level=9', '/v1/nothing', '/v1/inbox'])
    expect(await faultsWhen(path, (body) => body), path).toEqual([]);
});

test.each<[string, string, NonNullable<typeof change>, string]>([
  [
    'a field that is not described',
    '/v1/parties',
    (body) => body.replace('{', '{"secret":1,'),
    'GET /v1/parties 200: body additionalProperties secret',
  ],
  [
    'a field too few',
    '/v1/parties',
    () => '{"items":[]}',
    'GET /v1/parties 200: body required next',
  ],
  [
    'a moment with an offset',
    `/v1/parties/12345678/api-keys`,
    (body) => body.replace(/(?<="createdAt":"[^"]*)Z"/, '+00:00"'),
    'GET /v1/parties/:code/api-keys 200: body/items/0/createdAt format ',
  ],
  [
    'another status',
    '/v1/parties',
    (body, reply) => {
      reply.code(202);
      return body;
    },
    'GET /v1/parties 202: a status that is not documented',
  ],
  [
    'another type',
    '/v1/parties',
    (body, reply) => {
      reply.type('text/plain');
      return body;
    },
    'GET /v1/parties 200: content of type text/plain',
  ],
  [
    'a header that is not described',
    '/v1/parties',
    (body, reply) => {
      reply.header('Location', '/');
      return body;
    },
    'GET /v1/parties 200: header location',
  ],
  [
    'an answer without its version',
    '/v1/parties',
    (body, reply) => {
      reply.removeHeader('api-version');
      return body;
    },
    'GET /v1/parties 200: no api-version',
  ],
  [
    'a problem with more in it',
    '/v1/nothing',
    (body) => body.replace('{', '{"more":1,'),
    'GET no route 404: body additionalProperties more',
  ],
  [
    'an error that is no problem',
    '/v1/nothing',
    (body, reply) => {
      reply.type('application/json');
      return body;
    },
    'GET no route 404: an error of type application/json',
  ],
])('%s is one', async (_what, path, changed, fault) => {
  expect(await faultsWhen(path, changed)).toEqual([fault]);
});
