import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Access } from '../../../src/http/server/access.ts';
import { roleOf } from '../../../src/parties/principal.ts';
import { findingsOf } from '../../support/browser.ts';
import {
  type ConsoleWorld,
  type Kind,
  kinds,
  startConsoleWorld,
  type Watched,
} from '../../support/console-world.ts';

let world: ConsoleWorld;
beforeAll(async () => {
  world = await startConsoleWorld();
});
afterAll(() => world?.[Symbol.asyncDispose]());

/** The most that a page may load, in bytes: of scripts, and of all together. */
const most = { script: 60 * 1024, all: 150 * 1024 };

const screens = [
  { width: 1280, lang: 'nl', colorScheme: 'light' },
  { width: 375, lang: 'en', colorScheme: 'dark' },
  { width: 1280, lang: 'en', colorScheme: 'dark' },
  { width: 375, lang: 'nl', colorScheme: 'light' },
] as const;

/** Parts of pages, for htmx; and what pages load. */
const noPages =
  /^\/console(\/mailbox\/news|\/verifications\/progress|\/static\/.*|\/sign-in\/(issuer|return)|\/kept\/:id)?$/;

const roleOfKind = (kind: Kind) =>
  kind === 'gemeente' || kind === 'aanbieder' ? roleOf(kind) : kind;

/** Every page with each kind of person who may see it; a page for anyone with nobody. */
function pages(): { path: string; kind: Kind | undefined }[] {
  return [...world.routes]
    .flatMap(([route, { access }]) => {
      const [method = '', path = ''] = route.split(' ');
      return method === 'GET' && path.startsWith('/console') ? [{ path, access }] : [];
    })
    .filter(({ path }) => !noPages.test(path))
    .map(({ path, access }) => ({ path: path.replace(':id', world.message), access }))
    .flatMap(({ path, access }) => whoSees(access).map((kind) => ({ path, kind })));
}

/** The paths of all pages, by the kind of person who sees them: each of these signs in once. */
function byKind(): Map<Kind | undefined, string[]> {
  const groups = Map.groupBy(pages(), ({ kind }) => kind);
  return new Map([...groups].map(([kind, some]) => [kind, some.map(({ path }) => path)]));
}

function whoSees(access: Access): (Kind | undefined)[] {
  if (access === 'anyone') return [undefined];
  return kinds.filter((kind) => access.includes(roleOfKind(kind)));
}

const keyOf = (kind: Kind | undefined) => (kind ? world.keys[kind] : undefined);

const overflow = (page: Page) =>
  page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );

test('there is a page for each kind of person', () => {
  const seen = pages();
  for (const kind of kinds)
    expect(seen.filter((page) => page.kind === kind).length).toBeGreaterThan(2);
  expect(seen.map(({ path }) => path)).toContain('/console/parties/new');
});

describe.each(screens)(
  'at $width pixels, in $lang and $colorScheme',
  ({ width, lang, colorScheme }) => {
    const screen = { viewport: { width, height: 800 }, colorScheme };

    test('axe finds nothing on any page, none is wider than the screen, and none complains', async () => {
      for (const [kind, paths] of byKind()) {
        await using opened = await world.open(keyOf(kind), screen);
        for (const path of paths) await look(opened, path, `${path} as ${kind}`);
      }
    });

    async function look({ page, complaints }: Watched, path: string, where: string): Promise<void> {
      const answer = await page.goto(`${world.gateway.address}${path}?lang=${lang}`);
      expect(answer?.status(), where).toBe(200);
      expect(await page.evaluate('document.documentElement.lang'), where).toBe(lang);
      expect(await findingsOf(page), where).toEqual([]);
      expect(await overflow(page), where).toBe(0);
      expect(await page.locator('button.strong').count(), where).toBeLessThan(2);
      await page.keyboard.press('?');
      expect(await page.locator('#keys').isVisible(), where).toBe(true);
      expect(await findingsOf(page, '#keys'), where).toEqual([]);
      expect(complaints, where).toEqual([]);
    }
  },
);

test('on a telephone a chart shows the newest hours first, and on a wide screen stands at the left', async () => {
  for (const width of [375, 1400]) {
    await using opened = await world.open(world.keys.operator, {
      viewport: { width, height: 800 },
    });
    const { page } = opened;
    await page.goto(`${world.gateway.address}/console/state`);
    const [chart, drawing, heading] = await Promise.all(
      ['.chart', '.chart svg', 'h1'].map((one) => page.locator(one).first().boundingBox()),
    );
    if (!chart || !drawing || !heading) throw new Error('There is no chart.');
    expect(Math.abs(chart.x + chart.width - drawing.x - drawing.width)).toBeLessThan(2);
    expect(chart.x).toBe(heading.x);
    expect(drawing.width > chart.width).toBe(width === 375);
  }
});

test('no page loads more than it may, and none shows text as wide as the screen', async () => {
  for (const { path, kind } of pages()) {
    await using opened = await world.open(keyOf(kind));
    const { page } = opened;
    const sizes: { type: string; bytes: number }[] = [];
    page.on('response', async (response) => {
      const type = response.request().resourceType();
      sizes.push({ type, bytes: (await response.body()).length });
    });
    await page.goto(world.gateway.address + path, { waitUntil: 'networkidle' });
    const total = (asked: typeof sizes) => asked.reduce((sum, { bytes }) => sum + bytes, 0);
    expect(total(sizes.filter(({ type }) => type === 'script')), path).toBeLessThan(most.script);
    expect(total(sizes), path).toBeLessThan(most.all);
    expect(total(sizes), path).toBeGreaterThan(1000);
    const wide = await page.evaluate<string[]>(
      `[...document.querySelectorAll('main p')].filter((one) => one.clientWidth > 800).map((one) => one.textContent)`,
    );
    expect(wide, path).toEqual([]);
  }
});

test('every page says the same without a script', async () => {
  for (const [kind, paths] of byKind()) {
    await using plain = await world.open(keyOf(kind), { javaScriptEnabled: false });
    await using usual = await world.open(keyOf(kind));
    for (const path of paths) await compare(plain, usual, path);
  }

  async function compare(plain: Watched, usual: Watched, path: string): Promise<void> {
    const words = async (page: Page) => {
      await page.goto(world.gateway.address + path);
      const text = await page.locator('main').textContent();
      // Durations, moments and rows of the log move on between the two.
      return (text ?? '')
        .replaceAll(/[0-9].*/g, '')
        .split('\n')
        .slice(0, 8);
    };
    expect(await words(plain.page), path).toEqual(await words(usual.page));
    expect(await plain.page.locator('h1').count(), path).toBe(1);
    expect(plain.complaints, path).toEqual([]);
  }
});

test('a page that is printed has no menu and no buttons, and stands in black on white', async () => {
  await using opened = await world.open(world.keys.gemeente, { colorScheme: 'dark' });
  const { page } = opened;
  await page.goto(`${world.gateway.address}/console/mailbox`);
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  for (const hidden of ['nav', 'footer', 'header button'])
    expect(await page.locator(hidden).first().isVisible(), hidden).toBe(false);
  expect(await page.locator('main table').isVisible()).toBe(true);
  const colours = 'getComputedStyle(document.body)';
  expect(await page.evaluate(`${colours}.color`)).toBe('rgb(0, 0, 0)');
  expect(await page.evaluate(`${colours}.backgroundColor`)).toBe('rgb(255, 255, 255)');
});
