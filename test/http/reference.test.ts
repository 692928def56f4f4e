import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { berichten } from '../../src/standard/catalogue.ts';
import { rules } from '../../src/standard/rules/rules.ts';
import { Caller, standardFiles, startTestGateway, type TestGateway } from '../support/gateway.ts';

let gateway: TestGateway;
let anyone: Caller;

beforeAll(async () => {
  gateway = await startTestGateway();
  anyone = new Caller(gateway.address);
});
afterAll(() => gateway?.remove());

interface Code {
  readonly code: string;
  readonly description: string | null;
}
const codesOf = async (list: string): Promise<Code[]> =>
  (await anyone.get(`/v1/code-lists/${list}`)).body.codes;

test('the version is that of every answer, and of package.json; nothing else is shown', async () => {
  const { status, headers, body } = await anyone.get('/v1/version');
  const { name, version } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(status).toBe(200);
  expect(headers.get('api-version')).toBe(version);
  expect(body).toEqual({
    program: name,
    programVersion: version,
    apiVersion: version,
    standard: 'iJw',
    standardRelease: '3.2',
  });
});

describe('the code lists', () => {
  test('are those of the schemas and the gemeenten, each with what it is of', async () => {
    const { status, body } = await anyone.get('/v1/code-lists');
    expect(status).toBe(200);
    expect(body.next).toBeNull();
    const base = readFileSync(`${standardFiles.schemaDir}/basisschema.xsd`, 'utf8');
    const listed = base
      .split('<xs:simpleType name=')
      .filter((type) => type.includes('<xs:enumeration'));
    expect(listed.length).toBeGreaterThan(20);
    expect(body.items).toHaveLength(listed.length + 1);
    for (const { list, description, elements, codeCount, links } of body.items) {
      expect(list).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(description, list).toMatch(/^[A-Z].*\.$/);
      expect(elements.length, list).toBeGreaterThan(0);
      const whole = await anyone.get(links.self.href);
      expect(whole.body).toMatchObject({ list, description, elements });
      expect(whole.body.codes).toHaveLength(codeCount);
    }
  });

  test('say of each code what it means, and hold every code of the schema once', async () => {
    expect(await codesOf('reden-van-verzoek')).toEqual([
      {
        ...{ code: '1', description: 'De situatie van de cliënt is veranderd' },
        ...{ from: null, until: null, successor: null },
      },
      expect.objectContaining({ code: '2' }),
    ]);
    const { body } = await anyone.get('/v1/code-lists');
    const silent: string[] = [];
    for (const { list } of body.items) {
      const codes = await codesOf(list);
      expect(new Set(codes.map(({ code }) => code)).size, list).toBe(codes.length);
      if (codes.some(({ description }) => description === null)) silent.push(list);
    }
    expect(silent).toEqual(['landcode']);
  });

  test('hold every RetourCode that a rule gives', async () => {
    const codes = (await codesOf('retourcode')).map(({ code }) => code);
    // Some rules of a JW325 have none, because no message answers it.
    const coded = rules.filter(({ retourCode }) => retourCode !== '-');
    expect(rules.length - coded.length).toBe(3);
    for (const { code, retourCode } of coded) expect(codes, code).toContain(retourCode);
  });

  test('say of gemeenten until when they were there, and who took over', async () => {
    const codes = await codesOf('gemeentecode');
    expect(codes).toContainEqual({
      ...{ code: '0370', description: 'Beemster', from: null },
      ...{ until: '2021-12-31', successor: '0439' },
    });
    expect(codes).toContainEqual({
      ...{ code: '0363', description: 'Amsterdam', from: null, until: null, successor: null },
    });
    expect(codes.filter(({ description }) => !description)).toEqual([]);
  });
});

describe('the schemas', () => {
  const fetched = (file: string, headers: Record<string, string> = {}) =>
    fetch(`${gateway.address}/v1/schemas/${file}`, { headers });

  test('are all there, byte for byte, under their names', async () => {
    const { body } = await anyone.get('/v1/schemas');
    const names = body.items.map(({ file }: { file: string }) => file);
    expect(names.sort()).toEqual(readdirSync(standardFiles.schemaDir).sort());
    for (const { file, message, bytes, links } of body.items) {
      const response = await fetch(`${gateway.address}${links.self.href}`);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('application/xml');
      const content = Buffer.from(await response.arrayBuffer());
      expect(content.equals(readFileSync(`${standardFiles.schemaDir}/${file}`)), file).toBe(true);
      expect(content).toHaveLength(bytes);
      expect(message).toBe(berichten.find(({ type }) => `${type}.xsd` === file)?.type ?? null);
    }
  });

  test('need not be sent again to who has them', async () => {
    const first = await fetched('JW315.xsd');
    const tag = first.headers.get('etag') ?? '';
    expect(tag).toMatch(/^"[0-9a-f]{64}"$/);
    await first.text();
    for (const known of [tag, `W/${tag}`, `"x", ${tag}`, '*']) {
      const again = await fetched('JW315.xsd', { 'If-None-Match': known });
      expect(again.status, known).toBe(304);
      expect(await again.text()).toBe('');
      expect(again.headers.get('etag')).toBe(tag);
      expect(again.headers.get('api-version')).toBeTruthy();
    }
    for (const other of ['"x"', '', tag.slice(1, -1)]) {
      const again = await fetched('JW315.xsd', { 'If-None-Match': other });
      expect(again.status, other).toBe(200);
      await again.text();
    }
    // Another file with the tag of this one is sent.
    expect((await fetched('JW316.xsd', { 'If-None-Match': tag })).status).toBe(200);
  });

  test('lead to no other file, however it is named', async () => {
    const others = ['..%2F..%2F..%2Fpackage.json', '%2E%2E%2Fpackage.json', '%2Fetc%2Fpasswd'];
    const odd = ['jw315.xsd', 'JW315', 'JW315.xsd%00', './JW315.xsd', '__proto__', 'constructor'];
    for (const file of [...others, ...odd]) {
      const response = await fetched(file);
      const text = await response.text();
      if (file.startsWith('./')) expect(response.status).toBe(200);
      else expect([400, 404], file).toContain(response.status);
      expect(text, file).not.toContain('"dependencies"');
      expect(text, file).not.toContain('root:');
    }
  });
});

describe('a name that is not in a list', () => {
  test.each([
    ['/v1/code-lists/Retourcode', 'GET /v1/code-lists'],
    ['/v1/code-lists/__proto__', 'GET /v1/code-lists'],
    ['/v1/schemas/JW300.xsd', 'GET /v1/schemas'],
    ['/v1/schemas/..%2Fpackage.json', 'GET /v1/schemas'],
  ])('%s is 404 and says where the names are, in both languages', async (path, list) => {
    for (const [language, word] of [
      ['nl', 'namen'],
      ['en', 'names'],
    ] as const) {
      const response = await fetch(gateway.address + path, {
        headers: { 'Accept-Language': language },
      });
      expect(response.status).toBe(404);
      expect(response.headers.get('content-language')).toBe(language);
      const problem = (await response.json()) as { type: string; detail: string };
      expect(problem.type).toMatch(/[:/#]not-listed$/);
      expect(problem.detail).toContain(`\`${list}\``);
      expect(problem.detail).toContain(word);
    }
  });
});
