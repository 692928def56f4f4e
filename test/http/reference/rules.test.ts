import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { berichten } from '../../../src/standard/catalogue.ts';
import { rules } from '../../../src/standard/rules/rules.ts';
import { Caller, startTestGateway, type TestGateway } from '../../support/gateway.ts';

let gateway: TestGateway;
let anyone: Caller;

beforeAll(async () => {
  gateway = await startTestGateway();
  anyone = new Caller(gateway.address);
});
afterAll(() => gateway.remove());

describe('the rules as JSON', () => {
  const codesAt = async (query: string) =>
    (await anyone.get(`/v1/rules${query}`)).body.items.map(({ code }: { code: string }) => code);
  const codes = rules.map(({ code }) => code);

  test('are there for anyone, all at once, as the gateway applies them', async () => {
    const { status, body } = await anyone.get('/v1/rules');
    expect(status).toBe(200);
    expect(body.next).toBeNull();
    expect(body.items).toEqual(
      rules.map(({ check: _, needsPast: _needed, needsAll: _all, ...shown }) => shown),
    );
    expect(body.items.length).toBeGreaterThan(20);
    expect(new Set(codes).size).toBe(codes.length);
  });

  test('can be chosen by message, code and level', async () => {
    for (const { type } of berichten)
      expect(await codesAt(`?message=${type}`)).toEqual(
        rules.filter(({ messages }) => messages.includes(type)).map(({ code }) => code),
      );
    expect(await codesAt('?code=CD075')).toEqual(['CD075']);
    expect(await codesAt('?code=CD999')).toEqual([]);
    expect(await codesAt('?code=CD075&message=JW323')).toEqual([]);
    const levels = await Promise.all([2, 3, 4].map((level) => codesAt(`?level=${level}`)));
    expect(levels.flat().sort()).toEqual([...codes].sort());
    for (const [index, code] of ['CD075', 'TR379', 'TR381'].entries())
      expect(levels[index]).toContain(code);
  });

  test('hold those of declarations and their answers', async () => {
    expect(await codesAt('?message=JW301&code=TR385')).toEqual(['TR385']);
    expect(await codesAt('?message=JW323&code=TR322')).toEqual(['TR322']);
    expect(await codesAt('?message=JW325&code=TR056')).toEqual(['TR056']);
    expect(await codesAt('?message=JW325&code=TR322')).toEqual([]);
  });

  test.each(['message=JW300', 'level=1', 'level=x', 'kind=CD'])('?%s is 400', async (query) => {
    const answer = await anyone.get(`/v1/rules?${query}`);
    expect(answer).toMatchObject({
      status: 400,
      body: { type: '/docs/problems/invalid-request' },
    });
  });
});

describe('the rules as a page', () => {
  const page = async (language = 'nl') => {
    const response = await fetch(`${gateway.address}/docs/rules?lang=${language}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    return { html: await response.text(), headers: response.headers };
  };
  const asHtml = (text: string) =>
    text.replace(/[&<>"]/g, (mark) => `&${{ '&': 'amp', '<': 'lt', '>': 'gt' }[mark] ?? 'quot'};`);

  test.each(['nl', 'en'] as const)(
    'hold every rule at its own address, in %s',
    async (language) => {
      const { html } = await page(language);
      const rows = new Map(
        [...html.matchAll(/<tr id="(\w+)".*?<\/tr>/gs)].map(([row, code]) => [code, row]),
      );
      expect([...rows.keys()]).toEqual(rules.map(({ code }) => code));
      for (const { code, sentence, berichtklasse, retourCode, messages } of rules) {
        const row = rows.get(code);
        expect(row).toContain(`<th scope="row"><a href="#${code}">${code}</a></th>`);
        expect(row).toContain(`<p>${asHtml(sentence[language])}</p>`);
        expect(row).toContain(`<td>${asHtml(berichtklasse)}</td>`);
        expect(row).toContain(`<td>${retourCode}</td><td>${messages.join(', ')}</td>`);
      }
    },
  );

  test('can be narrowed to a message: each link leads to a place that hides the other rows', async () => {
    const { html } = await page();
    const ids = [...html.matchAll(/\bid="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const links = [...html.matchAll(/href="#(\w+)"/g)].map(([, id]) => id);
    expect(links).toContain('JW315');
    for (const link of links) expect(ids).toContain(link);
    for (const link of links.filter((link) => link?.startsWith('JW'))) {
      expect(html).toContain(`#${link}:target ~ .table tbody tr:not(.${link})`);
      expect(html).toMatch(new RegExp(`<tr id="\\w+" class="[^"]*\\b${link}\\b`));
    }
  });

  test('load nothing, by a policy that their own style satisfies', async () => {
    const { html, headers } = await page();
    const policy = headers.get('content-security-policy') ?? '';
    const style = /<style>(.*)<\/style>/s.exec(html)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`style-src 'sha256-${hash}'`);
    expect(policy).not.toContain('unsafe');
    expect(html).not.toMatch(/<script|\bsrc=|\bstyle=|@import|url\(|https?:/);
  });

  test('can be found from the description of the API', async () => {
    const { body } = await anyone.get('/v1/openapi.json');
    expect(body.info.description).toContain('(/docs/rules)');
  });
});
