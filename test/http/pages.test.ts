import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { version } from '../../src/app/version.ts';
import { htmlOf } from '../../src/http/pages/markdown.ts';
import { problemTexts } from '../../src/texts/problem-texts.ts';
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

/** What each page must be. */
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
  expect(html).not.toMatch(/<script|<img|\bon\w+=|\bstyle=|\bsrc=/);
  for (const [link] of html.matchAll(/<link[^>]*>/g)) expect(link).toContain('rel="alternate"');
  // It leads to the other language.
  const other = language === 'nl' ? 'en' : 'nl';
  expect(html).toContain(`<a class="language" href="?lang=${other}" hreflang="${other}"`);
  const style = /<style>(.*?)<\/style>/s.exec(html)?.[1] ?? '';
  const hash = createHash('sha256').update(style).digest('base64');
  expect(headers.get('content-security-policy')).toBe(
    `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  );
  return html;
}

describe('the pages about problems', () => {
  test.each(Object.entries(problemTexts))('explain %s, in both languages', async (code, text) => {
    for (const language of ['nl', 'en'] as const) {
      const html = await soundPage(`/docs/problems/${code}`, language);
      expect(html).toContain(`<h1>${text.title[language]}</h1>`);
      expect(html).toContain(`<code>${code}</code>`);
      expect(html).toContain(String(text.status));
      // All places of the sentence are filled.
      expect(html).not.toMatch(/\{\w+\}/);
    }
  });

  test('are in a list that leads to each', async () => {
    for (const language of ['nl', 'en']) {
      const html = await soundPage('/docs/problems', language);
      const links = [...html.matchAll(/href="\/docs\/problems\/([^"]+)"/g)].map(([, code]) => code);
      expect(html).toContain('<a href="/docs/problems" aria-current="page">');
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
      const links = [...html.matchAll(/href="(\/[^"]*)"/g)].map(([, link]) => link ?? '');
      expect(links.length).toBeGreaterThan(4);
      for (const link of links) expect((await page(link)).status, link).toBe(200);
    }
    expect((await page('/')).headers.get('vary')).toBe('Accept, Accept-Language');
  });

  test('gives programs the same', async () => {
    const { status, body } = await new Caller(gateway.address).get('/');
    expect(status).toBe(200);
    expect(body).toMatchObject({ title: 'ijw-gateway', version });
    for (const { href } of Object.values<{ href: string }>(body.links))
      expect((await page(href)).status, href).toBe(200);
    const proxied = await new Caller(below.address).get('/');
    expect(proxied.body.links.openapi).toEqual({ href: '/ijw/v1/openapi.json' });
  });

  test('says what to do at an address that does not exist', async () => {
    const answer = await new Caller(gateway.address).get('/v1/mesages');
    expect(answer).toMatchObject({ status: 404, body: { type: '/docs/problems/not-found' } });
    expect(answer.body.detail).toContain('`/docs`');
  });
});

describe('the language of a page', () => {
  const read = async (path: string, language: string) => (await page(path, language)).html;

  test('is the one that its address names, whatever the browser likes', async () => {
    for (const path of ['/', '/docs', '/docs/schemas', '/docs/example', '/docs/rules'])
      for (const [chosen, liked] of [
        ['nl', 'en'],
        ['en', 'nl'],
      ] as const) {
        const answer = await page(`${path}?lang=${chosen}`, liked);
        expect(answer.headers.get('content-language')).toBe(chosen);
        expect(answer.html).toContain(`<html lang="${chosen}">`);
        expect(await read(path, liked)).toContain(`<html lang="${liked}">`);
      }
  });

  test('stays when links are followed, and only when it was chosen', async () => {
    const chosen = await read('/docs/problems?lang=en', 'nl');
    expect(chosen).toContain('href="/docs/problems/xsd?lang=en"');
    expect(chosen).toContain('href="/docs/rules?lang=en"');
    expect(await read('/docs/problems', 'en')).toContain('href="/docs/problems/xsd"');
    const links = [...(await read('/?lang=en', 'nl')).matchAll(/href="(\/[^"]*)"/g)];
    for (const [, link = ''] of links) expect((await page(link)).status, link).toBe(200);
  });

  test.each(['lang=de', 'lang=nl&lang=en', 'lang', 'lang=%22%3E'])(
    'is not chosen by ?%s',
    async (query) => {
      const html = await soundPage('/docs/versions', 'nl');
      expect(await read(`/docs/versions?${query}`, 'nl')).toBe(html);
    },
  );
});

describe('the pages made of files', () => {
  test('explain versions, in both languages, with the same things in each', async () => {
    const english = await soundPage('/docs/versions', 'en');
    const dutch = await soundPage('/docs/versions', 'nl');
    expect(english).toContain('at least a year');
    expect(dutch).toContain('minstens een jaar');
    for (const html of [english, dutch]) {
      for (const word of ['Deprecation', 'Sunset', 'RFC 9745', 'RFC 8594'])
        expect(html).toContain(word);
      expect(html).toContain('<a href="/docs/changelog">');
      expect(html.split('<main')[1]).not.toMatch(/[`\]|]|\*\*/);
    }
    const shape = (html: string) => html.match(/<(?:h\d|p|li|tr|table)\b/g)?.join();
    expect(shape(dutch)).toBe(shape(english));
  });

  test('say what changed, in English', async () => {
    for (const language of ['nl', 'en']) {
      const html = await soundPage('/docs/changelog', language);
      expect(html).toMatch(new RegExp(`<h2>${version}( - \\d{4}-\\d{2}-\\d{2})?</h2>`));
      expect(html).toContain(language === 'nl' ? '<div lang="en">' : '<div>');
      expect(html).toContain('<a href="/docs/versions">');
      expect(html.split('<main')[1]).not.toMatch(/[`\]|]|\*\*/);
    }
  });

  test('show an example', async () => {
    for (const language of ['nl', 'en']) await soundPage('/docs/example', language);
  });
});

test('markdown becomes HTML, and nothing in it becomes more', () => {
  expect(htmlOf('# A `b`\n\nc\nd <e>\n\n- f\n  g\n- h\n\n1. i')).toBe(
    '<h1>A <code>b</code></h1>\n<p>c d &lt;e&gt;</p>\n<ul><li>f g</li><li>h</li></ul>\n<ol><li>i</li></ol>',
  );
  expect(htmlOf('[a](https://a.example/b) [c](d.md)')).toBe(
    '<p><a href="https://a.example/b">a</a> c</p>',
  );
  expect(htmlOf('[a](/b) [c](d.md)', (target) => (target === '/b' ? '/x/b' : undefined))).toBe(
    '<p><a href="/x/b">a</a> c</p>',
  );
  expect(htmlOf('**a** `**b**` <**c**>')).toBe(
    '<p><strong>a</strong> <code>**b**</code> &lt;<strong>c</strong>&gt;</p>',
  );
  expect(htmlOf('| a | b |\n| - | - |\n| c | d |')).toBe(
    '<div class="table"><table><thead><tr><th scope="col">a</th><th scope="col">b</th></tr></thead><tbody><tr><th scope="row">c</th><td>d</td></tr></tbody></table></div>',
  );
});
