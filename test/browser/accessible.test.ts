import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findingsOf, startBrowser } from '../support/browser.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

let gateway: TestGateway;
let browser: Browser;

beforeAll(async () => {
  gateway = await startTestGateway();
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
  await gateway?.remove();
});

const overflow = (page: Page) =>
  page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );

// Between them: both widths, both languages, light and dark.
describe.each([
  { width: 1280, locale: 'nl-NL', colorScheme: 'light' },
  { width: 375, locale: 'en-GB', colorScheme: 'dark' },
] as const)('at $width pixels, in $locale and $colorScheme', (screen) => {
  let page: Page;
  beforeAll(async () => {
    const { width, locale, colorScheme } = screen;
    page = await browser.newPage({ viewport: { width, height: 800 }, locale, colorScheme });
  });
  afterAll(() => page?.close());

  test.each([
    ...['/', '/docs/example', '/docs/rules', '/docs/schemas', '/docs/problems'],
    ...['/docs/problems/xsd', '/docs/versions', '/docs/changelog'],
  ])('axe finds nothing on %s, and it is no wider than the screen', async (path) => {
    await page.goto(gateway.address + path);
    expect(await page.evaluate('document.documentElement.lang')).toBe(screen.locale.slice(0, 2));
    expect(await findingsOf(page)).toEqual([]);
    expect(await overflow(page)).toBe(0);
  });

  test('axe finds nothing on the API with a call open that was answered, and with the dialog open', async () => {
    await page.goto(`${gateway.address}/docs#createMessage`);
    const form = page.locator('#createMessage form.try');
    await form.locator('textarea').fill('<x/>');
    await form.locator('[type=submit]').click();
    await expect.poll(() => form.locator('.body').isVisible()).toBe(true);
    for (const example of await page.locator('#createMessage .example > summary').all())
      await example.click();
    expect(await findingsOf(page)).toEqual([]);
    await form.locator('button.key').click();
    expect(await page.locator('#key-dialog').isVisible()).toBe(true);
    expect(await findingsOf(page, '#key-dialog')).toEqual([]);
  });

  test('with everything open the API is no wider than the screen', async () => {
    await page.goto(`${gateway.address}/docs`);
    expect(await overflow(page)).toBe(0);
    await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
    expect(await overflow(page)).toBe(0);
  });
});

test('the keyboard reaches a call, opens it, and where it is can be seen', async () => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(`${gateway.address}/docs`);
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement?.className')).toBe('skip');
  await page.keyboard.press('Enter');
  for (let steps = 0; steps < 60; steps += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate('document.activeElement?.matches("summary")')) break;
  }
  const outline = await page.evaluate('getComputedStyle(document.activeElement).outlineStyle');
  expect(outline).toBe('solid');
  await page.keyboard.press('Enter');
  expect(await page.locator('#createMessage').isVisible()).toBe(true);
  await page.close();
});

test('without a script all can be read, and a link to a call opens it', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: 'nl-NL' });
  const page = await context.newPage();
  await page.goto(`${gateway.address}/docs#getInbox`);
  expect(await page.locator('#getInbox').isVisible()).toBe(true);
  expect(await page.locator('#getInbox form.try').isVisible()).toBe(false);
  expect(await page.locator('noscript').textContent()).toContain('Zonder kunt u alles lezen.');
  await page.getByText('Een bericht versturen').click();
  expect(await page.locator('#createMessage').isVisible()).toBe(true);
  await context.close();
});
