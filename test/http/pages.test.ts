import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { htmlOf } from '../../src/http/markdown.ts';
import { problemTexts } from '../../src/http/problem-texts.ts';
import { version } from '../../src/version.ts';
import { Caller, startTestGateway, type TestGateway } from '../support/gateway.ts';

let gateway: TestGateway;
let below: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
  below = await startTestGateway({ PUBLIC_URL: 'https://gateway.example/ijw' });
});
afterAll(async () => {
  await gateway?.remove();
  await below?.remove();
});

async function page(path: string, language = 'nl') {
  const response = await fetch(gateway.address + path, {
    headers: { Accept: 'text/html', 'Accept-Language': language },
  });
  return { status: response.status, headers: response.headers, html: await response.text() };
}

/** What a page of ours must be, whatever it tells. */
async function soundPage(path: string, language = 'nl'): Promise<string> {
  const { status, headers, html } = await page(path, language);
  expect(status, path).toBe(200);
  expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(headers.get('content-language')).toBe(language);
  expect(html).toContain(`<html lang="${language}">`);
  expect(html).toMatch(/<meta name="viewport"/);
  expect(html.match(/<h1>/g)).toHaveLength(1);
  expect(html).toMatch(/<title>[^<]+ - ijw-gateway<\/title>/);
  // It runs and loads nothing, and its policy says so.
  expect(html).not.toMatch(/<script|<img|<link|\bon\w+=|\bstyle=/);
  const style = /<style>(.*?)<\/style>/s.exec(html)?.[1] ?? '';
  const hash = createHash('sha256').update(style).digest('base64');
  expect(headers.get('content-security-policy')).toBe(
    `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  );
  return html;
}

describe('the pages about problems', () => {
  test.each(Object.entries(problemTexts))('tell of %s, in both languages', async (code, text) => {
    for (const language of ['nl', 'en'] as const) {
      const html = await soundPage(`/docs/problems/${code}`, language);
      expect(html).toContain(`<h1>${text.title[language]}</h1>`);
      expect(html).toContain(`<code>${code}</code>`);
      expect(html).toContain(String(text.status));
      // All places of the sentence are filled.
      expect(html).not.toMatch(/\{\w+\}/);
    }
  });

  test('stand in a list that leads to each', async () => {
    for (const language of ['nl', 'en']) {
      const html = await soundPage('/docs/problems', language);
      const links = [...html.matchAll(/href="\/docs\/problems\/([^"]+)"/g)].map(([, code]) => code);
      expect(links.sort()).toEqual(Object.keys(problemTexts).sort());
    }
  });

  test('are where the type of a problem leads, with and without a public address', async () => {
    const { body } = await new Caller(gateway.address).get('/v1/messages');
    expect(new URL(body.type, gateway.address).href).toBe(
      `${gateway.address}/docs/problems/unauthorized`,
    );
    expect((await page(body.type)).status).toBe(200);
    const proxied = await new Caller(below.address).get('/v1/messages');
    expect(proxied.body.type).toBe('https://gateway.example/ijw/docs/problems/unauthorized');
    const html = await (await fetch(`${below.address}/docs/problems/xsd`)).text();
    expect(html).toContain('href="/ijw/docs/problems"');
    expect(html).toContain('https://gateway.example/ijw/docs/problems/xsd');
  });

  test.each(['nothing', 'toString', '__proto__', 'XSD'])('there is none of %s', async (code) => {
    const answer = await new Caller(gateway.address).get(`/docs/problems/${code}`);
    expect(answer).toMatchObject({ status: 404, body: { type: '/docs/problems/not-found' } });
  });
});

describe('the front', () => {
  test('shows people where things are', async () => {
    for (const language of ['nl', 'en']) {
      const html = await soundPage('/', language);
      const links = [...html.matchAll(/href="([^"]+)"/g)].map(([, link]) => link ?? '');
      expect(links.length).toBeGreaterThan(4);
      for (const link of links) expect((await page(link)).status, link).toBe(200);
    }
    expect((await page('/')).headers.get('vary')).toBe('Accept, Accept-Language');
  });

  test('tells programs the same', async () => {
    const { status, body } = await new Caller(gateway.address).get('/');
    expect(status).toBe(200);
    expect(body).toMatchObject({ title: 'ijw-gateway', version });
    for (const { href } of Object.values<{ href: string }>(body.links))
      expect((await page(href)).status, href).toBe(200);
    const proxied = await new Caller(below.address).get('/');
    expect(proxied.body.links.openapi).toEqual({ href: '/ijw/v1/openapi.json' });
  });

  test('tells at an address where nothing is what to do', async () => {
    const answer = await new Caller(gateway.address).get('/v1/mesages');
    expect(answer).toMatchObject({ status: 404, body: { type: '/docs/problems/not-found' } });
    expect(answer.body.detail).toContain('`/docs`');
  });
});

test('the versions of the API, and what changed, can be read', async () => {
  const html = await soundPage('/docs/versions', 'en');
  for (const word of ['Deprecation', 'Sunset', 'at least a year', `<h3>${version}</h3>`])
    expect(html).toContain(word);
  expect(html).not.toMatch(/[`\]|]/);
});

test('markdown becomes HTML, and nothing in it becomes more', () => {
  expect(htmlOf('# A `b`\n\nc\nd <e>\n\n- f\n  g\n- h\n\n1. i')).toBe(
    '<h1>A <code>b</code></h1>\n<p>c d &lt;e&gt;</p>\n<ul><li>f g</li><li>h</li></ul>\n<ol><li>i</li></ol>',
  );
  expect(htmlOf('[a](https://a.example/b) [c](d.md)')).toBe(
    '<p><a href="https://a.example/b">a</a> c</p>',
  );
  expect(htmlOf('| a | b |\n| - | - |\n| c | d |')).toBe(
    '<div class="table"><table><thead><tr><th scope="col">a</th><th scope="col">b</th></tr></thead><tbody><tr><th scope="row">c</th><td>d</td></tr></tbody></table></div>',
  );
});
