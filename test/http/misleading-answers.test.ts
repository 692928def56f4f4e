import { afterAll, beforeAll, expect, test } from 'vitest';
import { createStaffKey } from '../../src/parties/credentials/api-keys.ts';
import { localCall } from '../../src/parties/principal.ts';
import { faultKeywords } from '../../src/texts/request-fault-texts.ts';
import { Caller, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { jw315, jw316, newIdentificatie } from '../support/messages.ts';

const [amsterdam, dijk] = ['0363', '12345678'];
const softwareHouse = '00000003123456780000';

let gateway: TestGateway;
let aanbieder: Caller;
let gemeente: Caller;

beforeAll(async () => {
  gateway = await startTestGateway();
  aanbieder = await gateway.party(dijk);
  gemeente = await gateway.party(amsterdam);
});
afterAll(() => gateway.remove());

/** In Dutch: those of `Caller` are in English. */
async function dutch(caller: Caller, path: string, init: RequestInit = {}) {
  const response = await fetch(gateway.address + path, {
    ...init,
    headers: { ...caller.authorization, ...(init.headers as Record<string, string>) },
  });
  // biome-ignore lint/suspicious/noExplicitAny: tests look at what they expect
  return { status: response.status, body: (await response.json()) as any };
}

test('a retour whose Afzender and Ontvanger were swapped gets the advice to leave the Header as it was', async () => {
  const header = { identificatie: newIdentificatie() };
  expect((await aanbieder.post(jw315(header))).status).toBe(202);
  const swapped = jw316({ ...header, afzender: amsterdam, ontvanger: dijk });
  const { status, body } = await gemeente.post(swapped);
  expect([status, body.type]).toEqual([400, expect.stringMatching(/\/header-turned-round$/)]);
  expect(body.detail).toMatch(/Header of the JW315 unchanged/);
  const { rows } = await gateway.store.pool.query('select recipient from message where id = $1', [
    body.messageId,
  ]);
  expect(rows).toEqual([{ recipient: null }]);
  // Also where a mandatary posts it.
  const house = await gateway.party(softwareHouse);
  await gemeente.send('POST', `/v1/parties/${amsterdam}/mandates`, {
    ...{ mandatary: softwareHouse, messageTypes: ['JW316'] },
  });
  expect((await house.post(swapped)).body.type).toMatch(/\/header-turned-round$/);
  // Of others it stays what it was.
  const others = jw316({ ...header, afzender: '12345679', ontvanger: '87654321' });
  expect((await gemeente.post(others)).body.type).toMatch(/\/not-your-message$/);
});

test('a wrong namespace is answered with the right one, at the door and in a dry run', async () => {
  const wrong = jw315().replaceAll('/ijw/3_2/jw315/schema', '/ijw/jw315');
  const { status, body } = await aanbieder.post(wrong);
  expect([status, body.type]).toEqual([400, expect.stringMatching(/\/wrong-namespace$/)]);
  expect(body.detail).toContain('http://www.istandaarden.nl/ijw/3_2/jw315/schema');
  const dry = await dutch(aanbieder, '/v1/validations', {
    method: 'POST',
    headers: { 'Content-Type': 'application/xml' },
    body: wrong,
  });
  expect(dry.body).toMatchObject({ valid: false, type: 'JW315', recipient: null });
  expect(dry.body.findings).toEqual([
    expect.objectContaining({
      rule: 'wrong-namespace',
      message: expect.stringMatching(/3_2\/jw315/),
    }),
  ]);
});

test('a dry run says when the recipient is not connected, and is not valid then', async () => {
  const tryOut = (wishes: object) =>
    dutch(aanbieder, '/v1/validations', {
      method: 'POST',
      headers: { 'Content-Type': 'application/xml' },
      body: jw315(wishes),
    });
  const there = await tryOut({});
  expect(there.body).toMatchObject({
    ...{ valid: true, findings: [] },
    recipient: { code: amsterdam, connected: true, until: null, successor: null },
  });
  const unknown = await tryOut({ ontvanger: '0384' });
  expect(unknown.body).toMatchObject({
    ...{ valid: false, findingCount: 1, recipient: { code: '0384', connected: false } },
    findings: [
      {
        ...{ rule: 'unknown-recipient', level: 1, element: 'Header/Ontvanger' },
        message: expect.stringMatching(/0384 is niet aangesloten/),
      },
    ],
  });
  await gateway.administrator.send('PUT', '/v1/parties/0437', {
    ...{ kind: 'gemeente', name: 'Ouder-Amstel', until: '2024-12-31', successor: amsterdam },
  });
  const ended = await tryOut({ ontvanger: '0437' });
  expect(ended.body).toMatchObject({
    valid: false,
    recipient: { connected: false, until: '2024-12-31', successor: amsterdam },
    findings: [{ rule: 'recipient-ended', message: expect.stringContaining(amsterdam) }],
  });
});

test('a key of another role hears which it has and which it takes', async () => {
  const operator = (
    await createStaffKey(gateway.store.db, gateway.keys.rows, localCall('test'), 'operator')
  ).key;
  const wrong = await new Caller(gateway.address, operator).get('/v1/inbox');
  expect(wrong).toMatchObject({ status: 403 });
  expect(wrong.body.detail).toMatch(/role operator\. .*: party\./);
  const { detail } = (await aanbieder.get('/v1/operations/queue')).body;
  expect(detail).toMatch(/role party\. .*: operator, administrator\./);
});

test('a request hears all its faults at once, in one language, and no word of its own', async () => {
  const path =
    '/v1/messages?limit=0&status=lost&counterparty=nobody&colour=red&Yara%20A=1&changedSince=now';
  const { status, body } = await dutch(aanbieder, path);
  expect(status).toBe(400);
  const seen = body.violations.map(({ element, rule }: { element: string; rule: string }) => [
    ...[element, rule],
  ]);
  expect(seen.sort()).toEqual([
    ['querystring/*', 'additionalProperties'],
    ['querystring/*', 'additionalProperties'],
    ['querystring/changedSince', 'format'],
    ['querystring/counterparty', 'pattern'],
    ['querystring/limit', 'minimum'],
    ['querystring/status', 'enum'],
  ]);
  const text = JSON.stringify(body.violations);
  expect(text).not.toMatch(/must |should |colour|Yara|lost|nobody/);
  expect(text).toContain('Vul 1 of meer in');
  expect(text).toMatch(/kies uit: [a-zA-Z, ]*\blimit\b/);
  const english = (await aanbieder.get(path)).body.violations;
  expect(JSON.stringify(english)).toContain('Fill in 1 or more');
});

test('what is missing or of another kind in JSON is named; a name of digits is not', async () => {
  const faults = async (json: unknown) => {
    const { status, body } = await aanbieder.send('POST', '/v1/inbox/acknowledgements', json);
    expect(status).toBe(400);
    return body.violations.map(({ element, rule }: { element: string; rule: string }) =>
      [element, rule].join(' '),
    );
  };
  expect(await faults({})).toEqual(['body/ids required']);
  expect((await faults({ ids: ['x', 'y'], '999900006': 1 })).sort()).toEqual([
    'body/* additionalProperties',
    ...[
      'body/ids/0 format',
      'body/ids/0 pattern',
      'body/ids/1 format',
      'body/ids/1 pattern',
    ].sort(),
  ]);
  expect(await faults({ ids: [] })).toEqual(['body/ids minItems']);
});

test('very many faults cost no more than one, and are bounded', async () => {
  const many = { ids: Array.from({ length: 100_000 }, () => 'x') };
  const { status, body } = await aanbieder.send('POST', '/v1/inbox/acknowledgements', many);
  expect(status).toBe(400);
  expect(body.violations).toHaveLength(1);
  const some = { ids: Array.from({ length: 500 }, () => 'x') };
  const bounded = await aanbieder.send('POST', '/v1/inbox/acknowledgements', some);
  expect(bounded.body.violations).toHaveLength(100);
});

test('every keyword of the schemas of requests has a sentence of ours', async () => {
  const { body } = await gateway.administrator.get('/v1/openapi.json');
  const used = new Set<string>();
  const look = (schema: unknown): void => {
    if (typeof schema !== 'object' || schema === null) return;
    for (const [name, inside] of Object.entries(schema)) {
      if (annotations.has(name)) continue;
      if (name === '$ref') look(body.components.schemas[String(inside).split('/').at(-1) ?? '']);
      else if (name === 'properties') Object.values(inside).forEach(look);
      else if (name === 'items') look(inside);
      // Of schemas that a word tells apart, only the faults of the word and of the one that is meant are reported.
      else if (name === 'oneOf' && 'discriminator' in schema) inside.forEach(look);
      else used.add(name);
      if (name === 'anyOf') inside.forEach(look);
    }
  };
  for (const operations of Object.values<Record<string, Operation>>(body.paths))
    for (const { parameters = [], requestBody } of Object.values(operations)) {
      for (const { schema, required } of parameters) {
        if (required) used.add('required');
        look(schema);
      }
      look(requestBody?.content['application/json']?.schema);
    }
  expect(used.size).toBeGreaterThan(8);
  expect([...used].filter((name) => !faultKeywords.includes(name))).toEqual([]);
});

interface Operation {
  readonly parameters?: readonly { readonly schema: object; readonly required?: boolean }[];
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema: object }>>;
  };
}
const annotations = new Set(['title', 'description', 'examples', 'example', 'default']);
