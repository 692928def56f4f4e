import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Access } from '../../../src/http/server/access.ts';
import { roleOf } from '../../../src/parties/principal.ts';
import { jw305 } from '../../ledger/past/write.ts';
import { start } from '../../ledger/stories/conversation.ts';
import { findingsOf } from '../../support/browser.ts';
import { childOfConsole, day } from '../../support/console-allocations.ts';
import {
  type ConsoleWorld,
  type Kind,
  kinds,
  sendMessages,
  startConsoleWorld,
  type Watched,
} from '../../support/console-world.ts';

let world: ConsoleWorld;
/** The id of a redelivery. */
let replay: string;
/** The id of a message that waits for a retour of the gemeente. */
let unanswered: string;
beforeAll(async () => {
  world = await startConsoleWorld();
  const { gateway, gemeente } = world;
  const [message = ''] = await sendMessages(world.aanbieder, 1);
  await gemeente.send('POST', '/v1/inbox/acknowledgements', { ids: [message] });
  const wish = { party: '0363', ids: [message], reason: 'Amsterdam is dit bericht kwijt' };
  const { body } = await gateway.administrator.send('POST', '/v1/operations/redeliveries', wish);
  replay = body.id;
  unanswered = await withoutRetour();
});
afterAll(() => world?.[Symbol.asyncDispose]());

/** Posts a start while the gemeente answers messages itself. */
async function withoutRetour(): Promise<string> {
  const { gateway, aanbieder } = world;
  await gateway.administrator.send('PATCH', '/v1/parties/0363', { retourBy: 'party' });
  const product = { categorie: '45', code: 'B05P' };
  const { body } = await aanbieder.post(
    jw305(childOfConsole, day(0), { ...start('102', day(-10)), product }),
  );
  await aanbieder.settled(body.id);
  await gateway.administrator.send('PATCH', '/v1/parties/0363', { retourBy: 'gateway' });
  return body.id;
}

/** The most that a page may load, in bytes: of scripts, and of all together. */
const most = { script: 60 * 1024, all: 150 * 1024 };

/**
 * Each page is opened in both languages and colours. What axe finds hangs on the colours and on the layout: each is seen
 * once. The other width shows the same page.
 */
const looks = [
  { lang: 'nl', colorScheme: 'light', width: 1280, other: 375 },
  { lang: 'en', colorScheme: 'dark', width: 375, other: 1280 },
] as const;

/**
 * Parts of pages, for htmx; what pages load; files; and a search, which is of one session: see
 * `stories-operators.test.ts`.
 */
const noPages = new RegExp(
  `^/console(${[
    ...['/mailbox/news', '/menu/numbers', '/verifications/progress', '/static/.*', '/queue/now'],
    ...['/replays/:id/progress', '/sign-in/(issuer|return)', '/kept/:id', '/searches/:id'],
    // A file is of one session too: see `stories-contracts.test.ts`.
    '/contracts/load/:id',
    ...[
      '/(messages|drafts)/:id/xml',
      '/report/workbook',
      '/conversions/:number/(progress|workbook|csv)',
    ],
  ].join('|')})?$`,
);
/** Pages for one kind of party. */
const ofGemeente = [
  '/console/complete-ledgers',
  '/console/messages/:id/answer',
  '/console/messages/:id/retour',
  '/console/contracts/load',
];

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
    .flatMap(({ path, access }) => whoSees(access).map((kind) => ({ path, kind })))
    .filter(({ path, kind }) => kind !== 'aanbieder' || !ofGemeente.includes(path))
    .map(({ path, kind }) => ({ path: filled(path, kind), kind }));
}

/** A path with something of the world where it has a parameter. */
function filled(path: string, kind: Kind | undefined): string {
  return path
    .replace(':id', idFor(path, kind))
    .replace(':code', '0363')
    .replace(':number', String(world.conversion))
    .replace(':row', '1')
    .replace(':day', world.forgottenDay);
}

/** The id that a path asks for: of a message, unless it says otherwise. */
function idFor(path: string, kind: Kind | undefined): string {
  const [, , page = ''] = path.split('/');
  const ids: Readonly<Record<string, string | undefined>> = {
    allocations: world.allocations.ids.get('101'),
    children: world.allocations.child,
    contracts: world.contract,
    signals: world.signal,
    replays: replay,
    drafts: world.drafts[kind === 'gemeente' ? 'gemeente' : 'aanbieder'],
  };
  return ids[page] ?? (path.endsWith('/retour') ? unanswered : world.message);
}

/** The paths of all pages, by the kind of person who sees them: each of these signs in once. */
function byKind(): Map<Kind | undefined, string[]> {
  const groups = Map.groupBy(pages(), ({ kind }) => kind);
  return new Map([...groups].map(([kind, some]) => [kind, some.map(({ path }) => path)]));
}

function whoSees(access: Access): (Kind | undefined)[] {
  if (access === 'anyone') return [undefined];
  // The party that a path names is the gemeente.
  return kinds.filter(
    (kind) =>
      access.includes(roleOfKind(kind)) || (kind === 'gemeente' && access.includes('itself')),
  );
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

describe.each(looks)('in $lang and $colorScheme', ({ lang, colorScheme, width, other }) => {
  // One for each kind of person: there are many pages.
  test.each(kinds)('pages of the %s', async (kind) => {
    await lookAll(kind);
  });
  test('pages for anyone', async () => {
    await lookAll(undefined);
  });

  async function lookAll(kind: Kind | undefined): Promise<void> {
    await using opened = await world.open(keyOf(kind), { colorScheme });
    await using plain = await world.open(keyOf(kind), { javaScriptEnabled: false });
    const { page } = opened;
    const loads = loadsOf(page);
    for (const path of byKind().get(kind) ?? []) {
      const address = `${world.gateway.address}${path}?lang=${lang}`;
      const where = `${path} as ${kind}`;
      await page.setViewportSize({ width, height: 800 });
      await look(opened, address, where);
      expectSmall(await loads(), where);
      await page.setViewportSize({ width: other, height: 800 });
      expect(await overflow(page), where).toBe(0);
      if (lang === 'nl') await comparePlain(plain, page, address, where);
      expect(opened.complaints, where).toEqual([]);
    }
    await page.keyboard.press('?');
    expect(await page.locator('#keys').isVisible()).toBe(true);
    expect(await findingsOf(page, '#keys')).toEqual([]);
  }

  async function look({ page }: Watched, address: string, where: string): Promise<void> {
    const answer = await page.goto(address);
    expect(answer?.status(), where).toBe(200);
    expect(await page.evaluate('document.documentElement.lang'), where).toBe(lang);
    if (width > other) expect(await tooWide(page), where).toEqual([]);
    expect(await findingsOf(page), where).toEqual([]);
    expect(await overflow(page), where).toBe(0);
    expect(await page.locator('button.strong').count(), where).toBeLessThan(2);
  }
});

/** Paragraphs as wide as the screen. */
const tooWide = (page: Page) =>
  page.evaluate<string[]>(
    `[...document.querySelectorAll('main p')].filter((one) => one.clientWidth > 800).map((one) => one.textContent)`,
  );

/** What a page loads. Requests pass through the test, so nothing comes from a cache. @returns gives it once */
function loadsOf(page: Page) {
  const loading: Promise<{ type: string; bytes: number }>[] = [];
  page.on('response', (response) => {
    const type = response.request().resourceType();
    loading.push(response.body().then(({ length }) => ({ type, bytes: length })));
  });
  return () => Promise.all(loading.splice(0));
}

function expectSmall(loaded: readonly { type: string; bytes: number }[], where: string): void {
  const total = (some: typeof loaded) => some.reduce((sum, { bytes }) => sum + bytes, 0);
  expect(total(loaded.filter(({ type }) => type === 'script')), where).toBeLessThan(most.script);
  expect(total(loaded), where).toBeLessThan(most.all);
  expect(total(loaded), where).toBeGreaterThan(1000);
}

/** Holds that a page says without a script what it says with it. */
async function comparePlain(
  plain: Watched,
  usual: Page,
  address: string,
  where: string,
): Promise<void> {
  const words = async (page: Page) => {
    const text = await page.locator('main').textContent();
    // Durations, moments and rows of the log move on between the two.
    return (
      (text ?? '')
        .replaceAll(/[0-9].*/g, '')
        .split('\n')
        // Who is signed in differs: both browsers are.
        .filter((line) => !line.startsWith('ijw_'))
        .slice(0, 8)
    );
  };
  await plain.page.goto(address);
  expect(await words(plain.page), where).toEqual(await words(usual));
  expect(await plain.page.locator('h1').count(), where).toBe(1);
  expect(plain.complaints, where).toEqual([]);
}

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
  // A timeline begins where its first bar is.
  await using other = await world.open(world.keys.aanbieder, {
    viewport: { width: 375, height: 800 },
  });
  await other.page.goto(`${world.gateway.address}/console/children/${world.allocations.child}`);
  const [lanes, bars] = await Promise.all(
    ['.chart.lanes', '.chart.lanes svg'].map((one) => other.page.locator(one).boundingBox()),
  );
  expect(Math.abs((bars?.x ?? 0) - (lanes?.x ?? 1000))).toBeLessThan(2);
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
