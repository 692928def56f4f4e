import { fileURLToPath } from 'node:url';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startBrowser } from '../support/browser.ts';
import { type Caller, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { jw315 } from '../support/messages.ts';

let gateway: TestGateway;
let browser: Browser;
let page: Page;
let aanbieder: Caller;
let gemeente: Caller;

beforeAll(async () => {
  gateway = await startTestGateway();
  aanbieder = await gateway.party('12345678');
  gemeente = await gateway.party('0363');
  browser = await startBrowser();
  page = await browser.newPage({ locale: 'nl-NL' });
});
afterAll(async () => {
  await browser?.close();
  await gateway?.remove();
});

/** What the browser complained of: what a policy blocked, and faults of the script. */
const complaints: string[] = [];
beforeEach(async () => {
  page.removeAllListeners();
  complaints.length = 0;
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    // An answer that is a problem is explained there too.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      complaints.push(message.text());
  });
});

const keyOf = (caller: Caller) => (caller.authorization.Authorization ?? '').replace('Bearer ', '');

/** Opens a call by its address, as a link to it does, on a page that knows no key. */
async function open(operationId: string, language = 'nl'): Promise<Locator> {
  await page.goto('about:blank');
  await page.goto(`${gateway.address}/docs?lang=${language}#${operationId}`);
  return page.locator(`#${operationId} form.try`);
}

async function enterKey(form: Locator, key: string): Promise<void> {
  await form.locator('button.key').click();
  await page.getByLabel('API-sleutel of token').fill(key);
  await page.keyboard.press('Enter');
  await expect.poll(() => page.locator('#key-dialog').isVisible()).toBe(false);
}

/** Sends, and waits for what is said of it. */
async function send(form: Locator): Promise<string> {
  await form.getByRole('button', { name: 'Versturen', exact: true }).click();
  const said = form.locator('.said');
  await expect.poll(() => said.textContent()).toMatch(/^(?!Bezig)./);
  return (await said.textContent()) ?? '';
}

describe('a message', () => {
  test('can be pasted and posted, and its recipient finds it in its mailbox', async () => {
    const form = await open('createMessage');
    await enterKey(form, `Bearer ${keyOf(aanbieder)} `);
    const xml = jw315();
    await form.getByLabel('Inhoud (verplicht)').fill(xml);
    expect(await send(form)).toMatch(/^202 Accepted, na \d+ ms$/);
    const answer = JSON.parse((await form.locator('.body').textContent()) ?? '');
    expect(answer).toMatchObject({ type: 'JW315', status: 'received' });
    expect(await form.locator('.headers').textContent()).toContain(
      `location: /v1/messages/${answer.id}`,
    );
    await aanbieder.settled(answer.id);
    expect((await gemeente.content(answer.id)).toString()).toBe(xml);

    // What is read again is saved byte for byte.
    const content = page.locator('#getMessageContent form.try');
    await page.locator('summary', { has: page.getByText('De XML lezen, precies zoals') }).click();
    await content.getByLabel('id (verplicht)').fill(answer.id);
    expect(await send(content)).toMatch(/^200/);
    expect(await content.locator('.body').textContent()).toBe(xml);
    const download = page.waitForEvent('download');
    await content.getByText('Antwoord opslaan').click();
    expect((await download).suggestedFilename()).toBe('content.xml');
    expect(complaints).toEqual([]);
  });

  test('can be chosen as a file, of which the bytes go as they are', async () => {
    const form = await open('createValidation');
    await enterKey(form, keyOf(aanbieder));
    await form.getByLabel('Inhoud (verplicht)').fill('this is not sent');
    const file = fileURLToPath(
      new URL('../../fixtures/JW315/invalid-negative-volume.xml', import.meta.url),
    );
    await form.getByLabel('Of kies een bestand').setInputFiles(file);
    expect(await form.locator('.file-used').isVisible()).toBe(true);
    await send(form);
    expect(await form.locator('.body').textContent()).toContain('min-value');
    await form.getByRole('button', { name: 'Toch de tekst versturen' }).click();
    expect(await form.locator('.file-used').isVisible()).toBe(false);
    await send(form);
    expect(await form.locator('.body').textContent()).toContain('not-well-formed');
    expect(complaints).toEqual([]);
  });
});

describe('a call', () => {
  test('with a wrong key shows the problem, and leads to what there is about it', async () => {
    const form = await open('getMessages');
    await enterKey(form, 'ijw_wrong');
    expect(await send(form)).toMatch(/^401/);
    const problem = JSON.parse((await form.locator('.body').textContent()) ?? '');
    expect(problem).toMatchObject({ type: '/docs/problems/unauthorized', status: 401 });
    await form.getByText('Uitleg bij deze fout').click();
    expect(new URL(page.url()).pathname).toBe('/docs/problems/unauthorized');
  });

  test('has its parameters where they belong', async () => {
    const form = await open('getParties');
    await enterKey(form, keyOf(aanbieder));
    await form.getByLabel('kind').selectOption('gemeente');
    await form.getByLabel('name').fill('Party 03&6');
    const asked = page.waitForRequest(/\/v1\/parties/);
    expect(await send(form)).toMatch(/^200/);
    expect(new URL((await asked).url()).search).toBe('?kind=gemeente&name=Party+03%266');
    expect(complaints).toEqual([]);
  });

  test('that gets no answer says so', async () => {
    const form = await open('getVersion');
    await page.route('**/v1/version', (route) => route.abort());
    expect(await send(form)).toContain('Er kwam geen antwoord van de gateway.');
    await page.unroute('**/v1/version');
    expect(await send(form)).toMatch(/^200/);
  });

  test('is answered in the language of the page', async () => {
    const form = await open('getMessages', 'en');
    await form.getByRole('button', { name: 'Send' }).click();
    await expect.poll(() => form.locator('.body').textContent()).toContain('Send your API key');
  });
});

describe('the dialog for the key', () => {
  test('has a name, closes by Escape, and gives the focus back', async () => {
    const form = await open('createMessage');
    const button = form.getByRole('button', { name: 'Sleutel invullen' });
    await button.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Uw sleutel' });
    await expect.poll(() => dialog.isVisible()).toBe(true);
    const focused = () => page.evaluate('document.activeElement?.className');
    expect(await page.evaluate('document.activeElement?.id')).toBe('key');
    await page.keyboard.press('Escape');
    await expect.poll(() => dialog.isVisible()).toBe(false);
    expect(await focused()).toBe('key');
  });

  test('keeps the key for the page only, and forgets it when asked', async () => {
    const form = await open('getMe');
    await enterKey(form, keyOf(aanbieder));
    expect(await send(form)).toMatch(/^200/);
    const kept = 'localStorage.length + sessionStorage.length + document.cookie';
    expect(await page.evaluate(kept)).toBe('0');
    expect(await page.content()).not.toContain(keyOf(aanbieder));
    await form.getByRole('button', { name: 'Sleutel invullen' }).click();
    await page.getByRole('button', { name: 'Wissen' }).click();
    expect(await send(form)).toMatch(/^401/);
  });

  test('takes no key that cannot be one', async () => {
    const form = await open('getMe');
    await form.locator('button.key').click();
    await page.getByLabel('API-sleutel of token').fill('één');
    await page.keyboard.press('Enter');
    expect(await page.getByRole('dialog').isVisible()).toBe(true);
    expect(complaints).toEqual([]);
  });
});
