import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { operationIdOf } from '../../src/http/documentation/openapi.ts';
import { noExample } from '../../src/http/documentation/openapi-examples.ts';
import { nameSchemas } from '../../src/http/documentation/openapi-schemas.ts';
import { messageExample } from '../../src/http/server/message-example.ts';
import { designFaults } from '../support/design-rules.ts';
import { Caller, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { type Description, everyObject, followed, operationsOf } from '../support/openapi.ts';

let gateway: TestGateway;
let description: Description;

beforeAll(async () => {
  gateway = await startTestGateway({
    PUBLIC_URL: 'https://gateway.example/ijw/',
    API_CONTACT_NAME: 'Beheer',
    API_CONTACT_EMAIL: 'beheer@gateway.example',
    API_CONTACT_URL: 'https://gateway.example/beheer',
  });
  description = (await new Caller(gateway.address).get('/v1/openapi.json')).body;
});
afterAll(() => gateway?.remove());

describe('the description', () => {
  test('is valid OpenAPI 3.1', async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(description));
    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
  });

  test('keeps the Dutch REST-API Design Rules 2.2, without an error and without a warning', () => {
    expect(operationsOf(description).length).toBeGreaterThan(40);
    expect(designFaults(description)).toEqual([]);
  });

  test('would be caught where it did not', () => {
    const broken = structuredClone(description);
    broken.info.contact = { name: 'x' };
    broken.info.version = '1';
    broken.servers = [{ url: 'http://gateway.example' }];
    broken.paths['/Rules/'] = broken.paths['/rules'];
    broken.components.schemas.entry_page = {
      type: 'object',
      properties: { end_date: { type: 'string' }, startDate: { anyOf: [] } },
    };
    delete broken.paths['/messages'].get.responses['200'].headers['API-Version'];
    delete broken.paths['/messages'].post.responses['400'];
    delete broken.paths['/messages/{id}'].get.parameters;
    const rules = designFaults(broken).map((fault) => fault.split(':')[0]);
    expect([...new Set(rules)]).toEqual([
      'operation-operationId-unique',
      'path-params',
      'include-major-version-in-uri',
      'servers-use-https',
      'missing-header',
      'path-keys-no-trailing-slash',
      'info-contact-fields-exist',
      'paths-kebab-case',
      'schema-camel-case',
      'property-casing',
      'problem-invalid-input',
      'specify-format-for-date-and-time, use-date-instead-of-datetime',
      'semver',
    ]);
  });

  test('names whom to ask, the licence, and where it is', () => {
    expect(description.info).toMatchObject({
      contact: {
        name: 'Beheer',
        email: 'beheer@gateway.example',
        url: 'https://gateway.example/beheer',
      },
      license: { name: 'EUPL-1.2', url: expect.stringMatching(/^https:/) },
    });
    expect(description.servers).toEqual([{ url: 'https://gateway.example/ijw/v1' }]);
    expect(description.paths['/health/live'].servers).toEqual([
      { url: 'https://gateway.example/ijw' },
    ]);
    expect(description.externalDocs.url).toBe('https://gateway.example/ijw/docs/versions');
  });

  test('says where it is without PUBLIC_URL too, relative to itself', async () => {
    const plain = await startTestGateway();
    const { body } = await new Caller(plain.address).get('/v1/openapi.json');
    await plain.remove();
    expect(body.servers).toEqual([{ url: '/v1' }]);
    expect(body.paths['/health/live'].servers).toEqual([{ url: '/' }]);
    expect(body.info.contact.email).toMatch(/\.invalid$/);
  });

  test('has an id for each operation, a verb first', () => {
    for (const { name, operation } of operationsOf(description))
      expect(operation.operationId, name).toMatch(
        /^(get|create|put|update|delete)([A-Z][a-z0-9]*)+$/,
      );
    expect(operationIdOf('post', '/v1/messages')).toBe('createMessage');
    expect(operationIdOf('get', '/v1/messages/{id}/content')).toBe('getMessageContent');
    expect(operationIdOf('delete', '/v1/parties/{code}/api-keys/{id}')).toBe('deletePartyApiKey');
    expect(operationIdOf('get', '/v1/access-log')).toBe('getAccessLog');
  });

  test('describes every tag', () => {
    const described = description.tags.map((tag: { name: string; description: string }) => {
      expect(tag.description).toBeTruthy();
      return tag.name;
    });
    const used = operationsOf(description).flatMap(({ operation }) => operation.tags);
    expect([...new Set(used)].sort()).toEqual(described.sort());
  });

  test('has a name for every object, and every name is used', () => {
    const places: string[] = [];
    everyObject(description, (object, way) => {
      const isNamed = way.length === 3 && way[0] === 'components' && way[1] === 'schemas';
      if (object.type === 'object' && !isNamed) places.push(way.join('/'));
    });
    expect(places).toEqual([]);
    const text = JSON.stringify(description);
    for (const name of Object.keys(description.components.schemas))
      expect(text, name).toContain(`"#/components/schemas/${name}"`);
  });

  test('refuses two schemas of one name that differ', () => {
    const using = (...properties: object[]) => ({
      paths: properties.map((one) => ({ schema: { title: 'One', ...one } })),
    });
    expect(() => nameSchemas(using({ type: 'object' }, { type: 'string' }))).toThrow(
      /Two schemas of the API have the title One/,
    );
    const alike = nameSchemas(
      using({ type: 'string' }, { type: 'string', description: 'x', examples: ['y'] }),
    );
    expect(alike).toEqual({
      paths: [
        { schema: { $ref: '#/components/schemas/One' } },
        { schema: { $ref: '#/components/schemas/One' } },
      ],
      components: { schemas: { One: { type: 'string', description: 'x', examples: ['y'] } } },
    });
  });

  test('documents the headers that answers come with', () => {
    for (const { name, operation } of operationsOf(description))
      for (const [status, response] of Object.entries<Description>(operation.responses)) {
        const { headers } = response;
        expect(Object.keys(headers), `${name} ${status}`).toEqual(
          expect.arrayContaining(['API-Version', 'Request-Id']),
        );
        expect('WWW-Authenticate' in headers, `${name} ${status}`).toBe(status === '401');
        expect('Retry-After' in headers, `${name} ${status}`).toBe(/^(429|503)$/.test(status));
      }
    const { paths } = description;
    expect(paths['/messages'].post.responses['202'].headers).toHaveProperty('Location');
    expect(paths['/access-log/export'].get.responses['200'].headers).toHaveProperty(
      'Content-Disposition',
    );
  });
});

test('a moment may be asked for with any offset, and not without one', async () => {
  const party = await gateway.party('12345678');
  const since = (moment: string) =>
    party.get(`/v1/messages?changedSince=${encodeURIComponent(moment)}`);
  for (const moment of [
    '2026-01-01T00:00:00Z',
    '2026-01-01T00:00:00.5+01:00',
    '2026-01-01T00:00:00-11:30',
  ])
    expect((await since(moment)).status, moment).toBe(200);
  for (const moment of ['2026-01-01T00:00:00', '2026-01-01', '00:00:00Z'])
    expect((await since(moment)).status, moment).toBe(400);
});

describe('the examples', () => {
  const bodies = () =>
    operationsOf(description).flatMap(({ name, operation }) =>
      [
        ['request', operation.requestBody] as const,
        ...Object.entries<Description>(operation.responses),
      ].flatMap(([which, holder]) =>
        Object.entries<Description>(holder?.content ?? {}).map(([type, media]) => ({
          place: `${name} ${which} ${type}`,
          media,
        })),
      ),
    );

  test('are there for every body, and fit its schema', () => {
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats.default(ajv);
    ajv.addSchema({ $id: 'description', ...description });
    const inPlace = (thing: unknown) =>
      JSON.parse(JSON.stringify(thing).replaceAll('"#/components/', '"description#/components/'));
    expect(bodies().length).toBeGreaterThan(100);
    for (const { place, media } of bodies()) {
      const examples =
        media.examples === undefined
          ? [media.example]
          : Object.values(media.examples).map((one) => followed(description, one).value);
      expect(examples.length, place).toBeGreaterThan(0);
      const validate = ajv.compile(inPlace(media.schema));
      for (const example of examples) {
        expect(example, place).toBeDefined();
        expect(JSON.stringify(example), place).not.toContain(noExample);
        validate(example);
        expect(validate.errors, `${place}: ${JSON.stringify(example)}`).toBeNull();
      }
    }
  });

  test('of schemas fit them', () => {
    const ajv = new Ajv2020({ strict: false });
    addFormats.default(ajv);
    ajv.addSchema({ $id: 'description', ...description });
    everyObject(description, (object, way) => {
      if (!Array.isArray(object.examples) || way.at(-1) === 'properties') return;
      const validate = ajv.compile({
        $ref: `description#/${way.map((step) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`,
      });
      for (const example of object.examples)
        expect(validate(example), `${way.join('/')}: ${JSON.stringify(example)}`).toBe(true);
    });
  });

  test('hold a message that the XSD and the rules within a message accept', async () => {
    const party = await gateway.party('0363');
    const { body } = await party.send('GET', '/v1/rules');
    expect(body.items.length).toBeGreaterThan(0);
    const response = await fetch(`${gateway.address}/v1/validations`, {
      method: 'POST',
      headers: { ...party.authorization, 'Content-Type': 'application/xml' },
      body: messageExample,
    });
    // There is no JW315 that it answers.
    const findings = [{ rule: 'no-heenbericht' }];
    expect(await response.json()).toMatchObject({ type: 'JW316', findings, findingCount: 1 });
  });
});
