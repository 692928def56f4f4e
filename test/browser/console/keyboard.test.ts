import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ConsoleWorld, startConsoleWorld } from '../../support/console-world.ts';

let world: ConsoleWorld;
beforeAll(async () => {
  world = await startConsoleWorld();
});
afterAll(() => world?.[Symbol.asyncDispose]());

const focused = (what: string) => `document.activeElement?.${what}`;

test('j and k walk along the rows, and stay on the first and the last', async () => {
  await using opened = await world.open(world.keys.gemeente);
  const { page } = opened;
  await page.goto(`${world.gateway.address}/console/mailbox`);
  const at = () => page.evaluate<number>(focused('closest("tr")?.rowIndex'));
  for (const [key, row] of [
    ['j', 1],
    ['j', 2],
    ['j', 3],
    ['j', 3],
    ['k', 2],
    ['k', 1],
    ['k', 1],
  ] as const) {
    await page.keyboard.press(key);
    expect(await at(), key).toBe(row);
  }
  const outline = `getComputedStyle(${focused('closest("a")')}).outlineStyle`;
  expect(await page.evaluate(outline)).toBe('solid');
});

test('a answers the request of the row that has the focus, and that of a page', async () => {
  await using opened = await world.open(world.keys.gemeente);
  const { page } = opened;
  await page.goto(`${world.gateway.address}/console/mailbox`);
  await page.keyboard.press('a');
  expect(new URL(page.url()).pathname).toBe('/console/mailbox');
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.waitForURL(/message=/);
  // From the row whose message stands beside the list.
  await page.keyboard.press('j');
  expect(await page.evaluate(focused('closest("li").previousElementSibling !== null'))).toBe(true);
  await page.goto(`${world.gateway.address}/console/mailbox`);
  await page.keyboard.press('j');
  await page.keyboard.press('a');
  await page.waitForURL(`**/console/messages/*/answer`);
  await page.keyboard.press('a');
  await page.getByLabel('Toewijzen').waitFor();
  await page.keyboard.press('u');
  await page.waitForURL(/messages\/[0-9a-f-]{36}$/);
  await page.keyboard.press('a');
  await page.waitForURL(/answer$/);
});

test('/ goes to the search field, and while one types a key is a letter', async () => {
  await using opened = await world.open(world.keys.operator);
  const { page } = opened;
  await page.goto(`${world.gateway.address}/console/parties`);
  await page.keyboard.press('/');
  expect(await page.evaluate(focused('id'))).toBe('name');
  await page.keyboard.type('jk/u?');
  expect(await page.getByLabel('Naam of een deel ervan').inputValue()).toBe('jk/u?');
  expect(await page.locator('#keys').isVisible()).toBe(false);
});

test('u goes up, and ? lists the keys that work here and no others', async () => {
  await using opened = await world.open(world.keys.administrator);
  const { page } = opened;
  await page.goto(`${world.gateway.address}/console/parties/new`);
  await page.keyboard.press('?');
  const shown = page.locator('#keys kbd:visible');
  expect(await shown.allTextContents()).toEqual(['u', '?']);
  await page.keyboard.press('Escape');
  expect(await page.locator('#keys').isVisible()).toBe(false);
  await page.keyboard.press('u');
  await page.waitForURL(/parties$/);
  await page.keyboard.press('?');
  expect(await shown.allTextContents()).toEqual(['/', 'j', 'k', 'Enter', '?']);
});

test('the first Tab skips to the content, and where it is can be seen', async () => {
  await using opened = await world.open(world.keys.operator);
  const { page } = opened;
  await page.goto(`${world.gateway.address}/console/state`);
  await page.keyboard.press('Tab');
  expect(await page.evaluate(focused('textContent'))).toBe('Naar de inhoud');
  const box = await page.locator('.utrecht-skip-link').boundingBox();
  expect(box?.y).toBeGreaterThanOrEqual(0);
  await page.keyboard.press('Enter');
  expect(await page.evaluate(focused('id'))).toBe('main');
});

test('what was typed in the form of a party survives that the page is left, until it is sent or one signs out', async () => {
  await using opened = await world.open(world.keys.administrator);
  const { page } = opened;
  const form = `${world.gateway.address}/console/parties/new`;
  const name = page.getByLabel('Naam');
  await page.goto(form);
  await name.fill('Oostzaan');
  await page.goto(`${world.gateway.address}/console/state`);
  await page.goto(form);
  expect(await name.inputValue()).toBe('Oostzaan');
  await page.getByLabel('Wat voor partij is het?').selectOption('gemeente');
  await page.getByLabel('Code').fill('0431');
  await page.getByRole('button', { name: 'Toevoegen en sleutel maken' }).click();
  await page.goto(form);
  expect(await name.inputValue()).toBe('');
  await name.fill('Diemen');
  await page.getByRole('banner').getByRole('button', { name: 'Uitloggen' }).click();
  expect(await page.evaluate('sessionStorage.length')).toBe(0);
});

test('the language that is chosen stays, also without a script', async () => {
  await using opened = await world.open(world.keys.operator, { javaScriptEnabled: false });
  const { page } = opened;
  await page.goto(`${world.gateway.address}/console/parties?name=dijk`);
  await page.getByRole('link', { name: 'English' }).click();
  expect(new URL(page.url()).searchParams.get('name')).toBe('dijk');
  expect(await page.locator('h1').textContent()).toBe('Parties');
  await page.getByRole('link', { name: 'State of affairs' }).click();
  expect(await page.locator('h1').textContent()).toBe('State of affairs');
});
