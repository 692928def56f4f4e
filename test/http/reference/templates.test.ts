import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createStaffKey } from '../../../src/parties/credentials/api-keys.ts';
import { localCall } from '../../../src/parties/principal.ts';
import { type BerichtType, berichten, berichtOfType } from '../../../src/standard/catalogue.ts';
import { loadGemeenten } from '../../../src/standard/rules/gemeenten.ts';
import { validate } from '../../../src/standard/validation.ts';
import { Inspector } from '../../../src/standard/xml/inspector.ts';
import {
  Caller,
  standardFiles,
  startTestGateway,
  type TestGateway,
} from '../../support/gateway.ts';

const amsterdam = '0363';
const wal = '12345679';
const house = '00000003123456780000';
const codes: Readonly<Record<string, string>> = { gemeente: '0479', aanbieder: wal };
const types = berichten.map(({ type }) => type);
let gateway: TestGateway;
let callers: Record<string, Caller>;

beforeAll(async () => {
  gateway = await startTestGateway();
  const staff = async (role: 'operator' | 'auditor') =>
    new Caller(
      gateway.address,
      (await createStaffKey(gateway.store.db, gateway.keys.rows, localCall('test'), role)).key,
    );
  callers = {
    gemeente: await gateway.party('0479'),
    aanbieder: await gateway.party(wal),
    'software house': await gateway.party(house),
    operator: await staff('operator'),
    auditor: await staff('auditor'),
    administrator: gateway.administrator,
  };
  await gateway.party(amsterdam);
  // The recipient in an example by default.
  await gateway.party('12345678');
});
afterAll(() => gateway?.remove());

async function template(caller: string, path: string): Promise<string> {
  const response = await fetch(`${gateway.address}/v1/templates/${path}`, {
    headers: callers[caller]?.authorization ?? {},
  });
  expect(response.status, path).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/xml');
  return response.text();
}

const field = (xml: string, name: string) =>
  new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];

async function dryRun(caller: string, xml: string) {
  const response = await fetch(`${gateway.address}/v1/validations`, {
    method: 'POST',
    headers: { ...callers[caller]?.authorization, 'Content-Type': 'application/xml' },
    body: xml,
  });
  expect(response.status).toBe(200);
  return (await response.json()) as { type: string; findings: { level: number; rule: string }[] };
}

describe.each(types)('the template of %s', (type) => {
  test.each(['gemeente', 'aanbieder', 'software house', 'operator'])(
    'as %s satisfies the XSD and the rules within a message',
    async (caller) => {
      const xml = await template(caller, type);
      using inspector = Inspector.load(standardFiles.schemaDir);
      const gemeenten = loadGemeenten(standardFiles.gemeentenFile);
      const context = { today: '2026-06-01', gemeenten };
      const { findings, type: found } = validate(inspector, Buffer.from(xml), context);
      expect(found).toBe(type);
      expect(findings).toEqual([]);
      if (caller === 'operator') return;
      const asked = await dryRun(caller, xml);
      expect(asked.type).toBe(type);
      // Level 3 is what was said before: an example was not. Nor is there anything that it answers.
      const others = asked.findings.filter(({ level }) => level !== 3).map(({ rule }) => rule);
      const { retourOf } = berichtOfType(type);
      const yours = field(xml, retourOf ? 'Ontvanger' : 'Afzender') === codes[caller];
      if (!yours) expect(others).toEqual([expect.stringMatching(/your-message|no-mandate|turned/)]);
      else expect(others).toEqual(retourOf ? ['no-heenbericht'] : []);
    },
  );

  test('is about children who are invented, with the lines of the standard', async () => {
    const xml = await template('operator', type);
    for (const [bsn = ''] of xml.matchAll(/\b\d{9}(?=<\/Bsn>)/g)) {
      expect(Number(bsn)).toBeGreaterThanOrEqual(999900006);
      expect(Number(bsn)).toBeLessThanOrEqual(999999990);
    }
    expect(xml.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(xml).toContain('VOORBEELD');
  });

  test('has the code of who may post it, and of whom it is to go to', async () => {
    const { afzender, retourOf } = berichtOfType(type);
    const [own, other] = retourOf ? ['Ontvanger', 'Afzender'] : ['Afzender', 'Ontvanger'];
    const poster = (afzender === 'gemeente') === !retourOf ? 'gemeente' : 'aanbieder';
    const code = { gemeente: '0479', aanbieder: wal }[poster];
    const recipient = { gemeente: '12345670', aanbieder: amsterdam }[poster];
    const mine = await template(poster, `${type}?recipient=${recipient}`);
    expect(field(mine, own ?? '')).toBe(code);
    expect(field(mine, other ?? '')).toBe(recipient);
    // Who does not post it gets an example with codes that are invented.
    const another = await template(poster === 'gemeente' ? 'aanbieder' : 'gemeente', type);
    for (const side of [own, other])
      expect([amsterdam, '12345678']).toContain(field(another, side ?? ''));
    expect(await template('software house', type)).toBe(await template('auditor', type));
  });

  test('goes to the other kind of party: a recipient of its own kind is 400', async () => {
    const { afzender, retourOf } = berichtOfType(type);
    const toGemeente = (afzender === 'gemeente') === Boolean(retourOf);
    const wrong = toGemeente ? '12345678' : amsterdam;
    for (const [language, word] of [
      ['nl', 'De ontvanger van een'],
      ['en', 'The recipient of a'],
    ] as const) {
      const response = await fetch(`${gateway.address}/v1/templates/${type}?recipient=${wrong}`, {
        headers: { ...callers.aanbieder?.authorization, 'Accept-Language': language },
      });
      expect(response.status).toBe(400);
      const problem = (await response.json()) as { type: string; detail: string };
      expect(problem.type).toMatch(/[:/#]recipient-kind$/);
      expect(problem.detail).toContain(`${word} ${type}`);
      expect(problem.detail).toContain(`${toGemeente ? 4 : 8}`);
    }
  });
});

test('what was made of a template is taken, and its retour too', async () => {
  const xml = await template('aanbieder', `JW315?recipient=${amsterdam}`);
  const posted = await callers.aanbieder?.post(xml);
  expect(posted?.status).toBe(202);
  const { body } = (await callers.aanbieder?.settled(posted?.body.id)) ?? {};
  expect(body).toMatchObject({ status: 'accepted', findings: [] });
  const gemeente = await gateway.party(amsterdam);
  const response = await fetch(`${gateway.address}/v1/templates/JW316?recipient=${wal}`, {
    headers: gemeente.authorization,
  });
  expect((await gemeente.post(await response.text())).status).toBe(202);
});

test('the list has every type once, and says which are yours', async () => {
  const yours = async (caller: string): Promise<BerichtType[]> => {
    const { status, body } = (await callers[caller]?.get('/v1/templates')) ?? {};
    expect(status).toBe(200);
    expect(body.items.map(({ type }: { type: string }) => type)).toEqual(types);
    return body.items
      .filter((item: { yours: boolean }) => item.yours)
      .map(({ type }: { type: string }) => type);
  };
  const ofGemeente = ['JW301', 'JW306', 'JW308', 'JW316', 'JW318', 'JW319', 'JW325'];
  expect(await yours('gemeente')).toEqual(ofGemeente);
  expect(await yours('aanbieder')).toEqual(types.filter((type) => !ofGemeente.includes(type)));
  for (const caller of ['software house', 'operator', 'auditor', 'administrator'])
    expect(await yours(caller)).toEqual([]);
});

test('a type that is not there is 404 and says where the types are', async () => {
  for (const type of ['JW300', 'jw315', '..%2FJW315', '__proto__'])
    for (const [language, word] of [
      ['nl', 'namen'],
      ['en', 'names'],
    ] as const) {
      const response = await fetch(`${gateway.address}/v1/templates/${type}`, {
        headers: { ...callers.aanbieder?.authorization, 'Accept-Language': language },
      });
      expect(response.status, type).toBe(404);
      const { detail } = (await response.json()) as { type: string; detail: string };
      expect(detail).toContain('`GET /v1/templates`');
      expect(detail).toContain(word);
    }
  for (const query of ['recipient=036', `recipient=${house}`, 'sender=0363'])
    expect((await callers.aanbieder?.get(`/v1/templates/JW315?${query}`))?.status, query).toBe(400);
});

test('nobody without a key gets one', async () => {
  const nobody = new Caller(gateway.address);
  for (const path of ['/v1/templates', '/v1/templates/JW315', '/v1/templates/JW300'])
    expect((await nobody.get(path)).status).toBe(401);
});
