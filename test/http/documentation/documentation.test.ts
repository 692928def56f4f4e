import { createHash } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { readdir, readFile } from 'node:fs/promises';
import type { FastifyInstance, RouteOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callsOf } from '../../../src/http/pages/described.ts';
import { appAlone } from '../../../tools/docs/app-alone.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { type Description, operationsOf } from '../../support/openapi.ts';
import { runInShell } from '../../support/shell.ts';

/** Documents of which the commands are run, in this order: each goes on where the one before it ended. */
const withCommands = [
  'docs/tutorial.md',
  'docs/guides/connect-provider-software.md',
  'docs/guides/parties-and-keys.md',
  'docs/guides/operate.md',
];
const routes: RouteOptions[] = [];
let gateway: TestGateway;
let key = '';

beforeAll(async () => {
  // Fastify reports each new application: so all routes are known, also hidden ones.
  const listen = (message: unknown) =>
    (message as { fastify: FastifyInstance }).fastify.addHook('onRoute', (route) => {
      routes.push(route);
    });
  subscribe('fastify.initialization', listen);
  gateway = await startTestGateway();
  unsubscribe('fastify.initialization', listen);
  key = gateway.administrator.authorization.Authorization?.replace('Bearer ', '') ?? '';
});
afterAll(() => gateway?.remove());

describe('the OpenAPI description', () => {
  test('holds every route but pages and those of the documentation itself', async () => {
    const { body } = await gateway.administrator.get('/v1/openapi.json');
    const described = operationsOf(body).map(
      ({ path, method }) => `${method.toUpperCase()} ${path}`,
    );
    const there = routes
      .filter(
        ({ url }) => url !== '/' && !/^.(docs|console)/.test(url) && url !== '/v1/openapi.json',
      )
      .filter(({ method }) => method !== 'HEAD')
      .map(({ method, url }) => `${method} ${url.replace(/:(\w+)/g, '{$1}').replace(/^\/v1/, '')}`);
    expect(there.length).toBeGreaterThan(9);
    expect(described.sort()).toEqual(there.sort());
  });

  test('is OpenAPI 3.1 of which every reference leads somewhere', async () => {
    const { body } = await gateway.administrator.get('/v1/openapi.json');
    expect(body.openapi).toMatch(/^3\.1\./);
    expect(body.info).toMatchObject({ title: 'ijw-gateway', version: expect.any(String) });
    const references = [...JSON.stringify(body).matchAll(/"\$ref":"([^"]*)"/g)];
    expect(references.length).toBeGreaterThan(0);
    for (const [, reference = ''] of references) {
      expect(reference).toMatch(/^#\//);
      const steps = reference.slice(2).split('/');
      expect(
        steps.reduce((place, step) => place?.[step], body),
        reference,
      ).toBeDefined();
    }
  });

  test('says of every operation what it does, what comes back, and which problems', async () => {
    const { body } = await gateway.administrator.get('/v1/openapi.json');
    const tags = new Set(body.tags.map((tag: { name: string }) => tag.name));
    for (const { path, method, operation } of operationsOf(body)) {
      const name = `${method} ${path}`;
      expect(operation.summary, name).toBeTruthy();
      expect(
        operation.tags.every((tag: string) => tags.has(tag)),
        name,
      ).toBe(true);
      for (const parameter of path.match(/(?<=\{)\w+/g) ?? [])
        expect(operation.parameters, name).toContainEqual(
          expect.objectContaining({ in: 'path', name: parameter, required: true }),
        );
      const responses = Object.entries<Description>(operation.responses);
      expect(
        responses.some(([status]) => status.startsWith('2')),
        name,
      ).toBe(true);
      for (const [status, response] of responses) {
        expect(response.description, `${name} ${status}`).not.toBe('Default Response');
        const types = Object.keys(response.content ?? {});
        if (status === '304') expect(types, name).toEqual([]);
        else if (!status.startsWith('2')) expect(types).toEqual(['application/problem+json']);
      }
      // Whoever may call needs a key, and may have the wrong one.
      if (operation.security?.length === 0)
        expect(path).toMatch(/^\/(?:health\/|(?:version|rules|code-lists|schemas)\b)/);
      else expect(operation.responses, name).toMatchObject({ 401: {}, 403: {} });
    }
  });

  test('shows each problem under the status that it comes with', async () => {
    const { body } = await gateway.administrator.get('/v1/openapi.json');
    const { responses } = body.paths['/messages'].post;
    const answer = await gateway.administrator.post('<x/>');
    const { examples } = responses[answer.status].content['application/problem+json'];
    expect(examples.forbidden).toEqual({ $ref: '#/components/examples/forbidden' });
    expect(body.components.examples.forbidden).toMatchObject({ value: answer.body });
  });
});

describe('the pages at /docs', () => {
  const anchors = (html: string) =>
    new Set([...html.matchAll(/\bid="([^"]+)"/g)].map(([, id]) => id));

  test('describe every call and all data of the description, in both languages', async () => {
    const { body } = await gateway.administrator.get('/v1/openapi.json');
    for (const language of ['nl', 'en']) {
      const calls = anchors(await fetched(`${gateway.address}/docs?lang=${language}`));
      for (const { operation } of operationsOf(body))
        expect(calls).toContain(operation.operationId);
      const data = anchors(await fetched(`${gateway.address}/docs/schemas?lang=${language}`));
      for (const name of Object.keys(body.components.schemas)) expect(data).toContain(name);
    }
  });

  test('have a Dutch name for every call and part, and for nothing that is not there', async () => {
    const { body } = await gateway.administrator.get('/v1/openapi.json');
    await using app = await appAlone();
    const named = [...app.routeTable].flatMap(([route, { dutch }]) => (dutch ? [route] : []));
    const described = callsOf(body, app.routeTable).map(
      ({ method, path }) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`,
    );
    expect(named.sort()).toEqual(described.sort());
    for (const { name, dutch } of app.apiParts) {
      expect(body.tags.map((tag: { name: string }) => tag.name)).toContain(name);
      expect([dutch.name, dutch.about].every(Boolean), name).toBe(true);
    }
  });

  test('have ids that are there once, and links that lead to a place that is there', async () => {
    const pages = new Map<string, string>();
    for (const path of ['/docs', '/docs/schemas'])
      pages.set(path, await fetched(`${gateway.address}${path}?lang=en`));
    for (const [here, html] of pages) {
      const ids = [...html.matchAll(/\bid="([^"]+)"/g)].map(([, id]) => id);
      expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
      for (const [, page, place = ''] of html.matchAll(/href="([^"#?]*)(?:\?lang=en)?#([^"]+)"/g))
        expect(anchors(pages.get(page || here) ?? ''), place).toContain(place);
    }
  });

  test('say who may make a call', async () => {
    const html = await fetched(`${gateway.address}/docs?lang=en`);
    const part = (id: string) => html.split(`id="${id}"`)[1]?.split('</details>')[0] ?? '';
    expect(part('createPartyApiKey')).toContain('With a key of: an administrator.');
    expect(part('getRules')).toContain('Anyone, without a key too.');
    expect(html).not.toMatch(/For: \w/);
  });

  test('load everything that they need from the gateway itself, and a policy says so', async () => {
    for (const path of ['/docs', '/docs/']) {
      const response = await fetch(gateway.address + path);
      const html = await response.text();
      const loaded = [...html.matchAll(/\bsrc="([^"]+)"/g)].map(([, url]) => url ?? '');
      expect(loaded).toEqual([expect.stringMatching(/^\/docs\/try\.js\?v=[0-9a-f]{16}$/)]);
      for (const url of loaded) await fetched(gateway.address + url);
      expect(html).not.toMatch(/\bon\w+="|\bstyle="|<script(?! src)/);
      const style = /<style>(.*?)<\/style>/s.exec(html)?.[1] ?? '';
      expect(style).not.toMatch(/url\(|@import/);
      const hash = createHash('sha256').update(style).digest('base64');
      expect(response.headers.get('content-security-policy')).toBe(
        `default-src 'none'; style-src 'sha256-${hash}'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      );
    }
  });
});

describe('the documents', () => {
  test('give commands that work when they are pasted in order, and the answers they get', async () => {
    const texts = await Promise.all(withCommands.map(document));
    const steps = texts.flatMap((text) =>
      [...text.matchAll(/```bash\n(.*?)```(?:\s*```json\n(.*?)```)?/gs)].map(
        ([, commands = '', answer]) => ({ commands, answer }),
      ),
    );
    expect(steps.length).toBeGreaterThan(20);
    const settings = steps[0]?.commands ?? '';
    expect(settings).toMatch(
      /^api=http:\/\/127\.0\.0\.1:8080\nadmin=\$\(cat data\/operator\.key\)$/m,
    );
    const script = steps
      .map(({ commands }) => commands.replace(/^(api|admin)=.*\n/gm, ''))
      .join('\necho "=== next"\n');
    const output = await runInShell(script, { api: gateway.address, admin: key });
    const outputs = output.split('=== next\n');
    expect(outputs).toHaveLength(steps.length);
    for (const [index, { commands, answer }] of steps.entries()) {
      if (!answer) continue;
      const last = outputs[index]?.trimEnd().split('\n').at(-1) ?? '';
      expect(JSON.parse(alike(last)), commands).toMatchObject(JSON.parse(alike(answer)));
    }
  });

  test('have no commands beside those that the test above runs', async () => {
    const found: string[] = [];
    for (const file of await documents())
      if ((await document(file)).includes('```bash\n')) found.push(file);
    expect(found.sort()).toEqual(withCommands.toSorted());
  });
});

/** The path of each document, from the root of the project. */
async function documents(): Promise<string[]> {
  const below = await readdir(new URL('../../../docs', import.meta.url), { recursive: true });
  const inDocs = below.filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`);
  return ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', ...inDocs];
}

function document(file: string): Promise<string> {
  return readFile(new URL(`../../../${file}`, import.meta.url), 'utf8');
}

async function fetched(url: string): Promise<string> {
  const response = await fetch(url);
  expect(response.status, url).toBe(200);
  return response.text();
}

/** Ids and moments differ each time; their form does not. */
function alike(json: string): string {
  return json
    .replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '(id)')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '(moment)');
}
