import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { html } from '../../../src/console/frame/html.ts';
import { styleSheet } from '../../../src/console/frame/style.ts';
import { menuOf, menus } from '../../../src/console/menu.ts';
import type { RouteTable } from '../../../src/http/server/access.ts';
import { menuWords } from '../../../src/texts/console/frame-words.ts';
import { keyOf, signIn, withRoutes } from '../../support/console.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { get } from '../../support/plain-get.ts';

let gateway: TestGateway;
let routes: RouteTable;
beforeAll(async () => {
  [gateway, routes] = await withRoutes(() => startTestGateway());
});
afterAll(() => gateway?.remove());

test('a template escapes text for elements and attributes, and takes nothing as HTML but HTML', () => {
  const bad = `<b a="1" c='2'>&`;
  expect(String(html`<p title="${bad}">${bad}</p>`)).toBe(
    `<p title="&lt;b a=&quot;1&quot; c='2'&gt;&amp;">&lt;b a=&quot;1&quot; c='2'&gt;&amp;</p>`,
  );
  expect(String(html`${html`<i>${1}</i>`}${[null, undefined, false, ['x', 0]]}`)).toBe(
    '<i>1</i>x0',
  );
});

test('what is in a menu is a page for who has that menu, with a word in both languages', () => {
  for (const [kind, paths] of Object.entries(menus))
    for (const path of paths) {
      const role = kind === 'gemeente' || kind === 'aanbieder' ? 'party' : kind;
      expect(routes.get(`GET ${path}`)?.access, `${kind} ${path}`).toContain(role);
    }
  const inMenus = new Set<string>(Object.values(menus).flat());
  expect([...inMenus].sort()).toEqual(Object.keys(menuWords).sort());
});

test('who has no pages has an empty menu, and the console leads to the session', async () => {
  const party = { code: '00000003123456780000', name: 'Software', kind: 'software-house' } as const;
  expect(menuOf({ id: 'x', role: 'party', party })).toEqual([]);
  const gemeente = { id: 'x', role: 'party', party: { ...party, kind: 'gemeente' } } as const;
  expect(menuOf(gemeente)).toContain('/console/mailbox');
});

test('the console leads to the first page of the menu', async () => {
  const cookie = await signIn(gateway.address, keyOf(gateway.administrator));
  const answer = await get(`${gateway.address}/console`, { cookie });
  expect(answer.status).toBe(303);
  expect(answer.headers.location).toBe('/console/parties');
});

test('style and scripts are kept for ever at an address of their content, in the coding that is taken', async () => {
  const cookie = await signIn(gateway.address, keyOf(gateway.administrator));
  const page = await get(`${gateway.address}/console/help`, { cookie });
  const paths = [...page.text.matchAll(/(?:href|src)="(\/console\/static\/[^"]+)"/g)];
  expect(paths.map(([, path]) => path?.replace(/[0-9a-f]{16}/, 'HASH'))).toEqual([
    '/console/static/icon.HASH.svg',
    '/console/static/console.HASH.css',
    '/console/static/keys.HASH.js',
  ]);
  for (const [, path] of paths) {
    const at = `${gateway.address}${path}`;
    const plain = await get(at, {});
    expect(plain.status).toBe(200);
    expect(plain.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(plain.headers['content-encoding']).toBeUndefined();
    for (const [accepted, coding] of [
      ['gzip, deflate, br', 'br'],
      ['gzip;q=1.0, br;q=0', 'gzip'],
      ['identity', undefined],
    ] as const) {
      const answer = await get(at, { 'accept-encoding': accepted });
      expect(answer.headers['content-encoding']).toBe(coding);
      const open = { br: brotliDecompressSync, gzip: gunzipSync };
      const bytes = coding ? open[coding](answer.bytes) : answer.bytes;
      expect(bytes.equals(plain.bytes)).toBe(true);
    }
  }
  expect((await get(`${gateway.address}/console/static/keys.js`, {})).status).toBe(404);
});

test('the style loads nothing, and the tokens of a region come after our own', () => {
  const own = styleSheet(undefined);
  expect(own).not.toMatch(/url\(|@import|@font-face/i);
  const region = ':root { --ijw-colour-accent: #c00; }';
  const theirs = styleSheet(region);
  expect(theirs.lastIndexOf('--ijw-colour-accent: #c00')).toBeGreaterThan(
    theirs.indexOf('--ijw-colour-accent: light-dark'),
  );
  expect(theirs.replace(region, '')).toBe(own);
});

test('every token that the frame uses has a value', () => {
  const css = styleSheet(undefined);
  const used = new Set([...css.matchAll(/var\((--ijw-[a-z-]+)/g)].map(([, name]) => name));
  const set = new Set([...css.matchAll(/(--ijw-[a-z-]+)\s*:/g)].map(([, name]) => name));
  expect(used.size).toBeGreaterThan(15);
  expect([...used].filter((name) => !set.has(name))).toEqual([]);
});

test('a page may load from its own host only, and may not be framed, kept or guessed', async () => {
  const cookie = await signIn(gateway.address, keyOf(gateway.administrator));
  for (const path of ['/console/help', '/console/parties', '/console/session']) {
    const { headers } = await get(gateway.address + path, { cookie });
    expect(headers['content-security-policy']).not.toMatch(/unsafe|\*|https?:|data:/);
    expect(headers['content-security-policy']).toMatch(
      /default-src 'none'.*frame-ancestors 'none'/,
    );
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      // With no-referrer a browser does not say from which site a form comes.
      'referrer-policy': 'same-origin',
    });
  }
});
