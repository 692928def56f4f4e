import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createStaffKey } from '../../../src/parties/credentials/api-keys.ts';
import { localCall } from '../../../src/parties/principal.ts';
import { findingsOf, startBrowser } from '../../support/browser.ts';
import { addConsoleForm, type ConsoleForm } from '../../support/console-form.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../../support/identity-provider.ts';

/*
 * In a real Chromium: what it sends of itself (Sec-Fetch-Site, Origin), what it keeps of cookies, and where the policy of
 * a page lets a form lead.
 */

let browser: Browser;
let form: ConsoleForm;
let idp: IdentityProvider;
let gateway: TestGateway;
beforeAll(async () => {
  form = addConsoleForm();
  idp = await startIdentityProvider();
  gateway = await startTestGateway(idp.settings);
  idp.know(gateway.address);
  idp.people.set('anna', { name: 'Anna de Vries', ijw_roles: ['operator', 'auditor'] });
  idp.next = 'anna';
  browser = await startBrowser();
}, 120_000);
afterAll(async () => {
  form.end();
  await browser?.close();
  await gateway?.remove();
  await idp?.stop();
});

/** A page of a new browser, and what it complains of. */
async function newPage(): Promise<{ page: Page; context: BrowserContext; complaints: string[] }> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    // Answers that say what is wrong are named there too.
    const ours = message.location().url.startsWith(gateway.address);
    if (message.type() === 'error' && ours && !/status of 4\d\d/.test(message.text()))
      complaints.push(message.text());
  });
  return { page, context, complaints };
}

/** Ends all sessions, as an administrator does. */
async function endAll(): Promise<void> {
  const { items } = (await gateway.administrator.get('/v1/sessions')).body;
  for (const { id } of items) await gateway.administrator.send('DELETE', `/v1/sessions/${id}`);
}

test('somebody signs in with a key, and types on after the session has ended', async () => {
  const { page, context, complaints } = await newPage();
  const { db } = gateway.store;
  const { key } = await createStaffKey(db, gateway.keys.rows, localCall('test'), 'operator');
  await page.goto(`${gateway.address}${form.path}`);
  expect(await findingsOf(page, 'main')).toEqual([]);
  await page.getByLabel('API-sleutel').fill(key);
  await page.getByRole('button', { name: 'Inloggen', exact: true }).click();
  expect(page.url()).toBe(`${gateway.address}${form.path}`);
  await page.getByLabel('Reason').fill('getypt');
  await endAll();
  await page.keyboard.press('Enter');
  await page.getByText('is bewaard').waitFor();
  expect(await findingsOf(page, 'main')).toEqual([]);
  await page.getByLabel('API-sleutel').fill(key);
  await page.getByRole('button', { name: 'Inloggen', exact: true }).click();
  await page.getByRole('definition').getByText('getypt', { exact: true }).waitFor();
  expect(await findingsOf(page, 'main')).toEqual([]);
  await page.getByRole('button', { name: 'Verstuur het nu' }).click();
  await page.waitForURL(`${gateway.address}/console/state`);
  await page.goBack();
  await page.getByText('is al verstuurd').waitFor();
  expect(await page.getByRole('button', { name: 'Verstuur het nu' }).count()).toBe(0);
  expect(form.sent.map(({ fields }) => fields)).toEqual([
    expect.objectContaining({ reason: 'getypt' }),
  ]);
  expect(complaints).toEqual([]);
  await context.close();
});

test('somebody signs in at the issuer, types on after the end, and signs out there too', async () => {
  const { page, context, complaints } = await newPage();
  form.sent.length = 0;
  await page.goto(`${gateway.address}/console`);
  await page.getByRole('link', { name: 'Inloggen via uw organisatie' }).click();
  await page.getByText('Anna de Vries').waitFor();
  expect(page.url()).toBe(`${gateway.address}/console/state`);
  await page.goto(`${gateway.address}${form.path}`);
  await page.getByLabel('Reason').fill('bij de uitgever');
  await endAll();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Inloggen via uw organisatie' }).click();
  // There and back by itself.
  await page.getByRole('button', { name: 'Verstuur het nu' }).click();
  await page.waitForURL(`${gateway.address}/console/state`);
  expect(form.sent).toHaveLength(1);
  await page.getByRole('button', { name: 'Uitloggen' }).click();
  await page.waitForURL(/session\/end/);
  expect(new URL(page.url()).origin).toBe(idp.url);
  await page.goto(`${gateway.address}/console`);
  expect(page.url()).toContain('/console/sign-in');
  expect(complaints).toEqual([]);
  await context.close();
});

/** The token of the forms of a session. */
async function tokenOn(page: Page): Promise<string> {
  await page.goto(`${gateway.address}${form.path}`);
  return page.locator('main input[name=token]').inputValue();
}

test('a page of another site cannot send a form, nor show ours in a frame', async () => {
  const { page, context } = await newPage();
  form.sent.length = 0;
  await page.goto(`${gateway.address}/console/sign-in/issuer`);
  await page.getByText('Anna de Vries').waitFor();
  const token = await tokenOn(page);
  // 127.0.0.1 and localhost are different sites for a browser; the token is known here, and does not help.
  const evil = 'http://localhost/evil';
  await page.route(evil, (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<form method="post" action="${gateway.address}${form.path}"><input name="token" value="${token}">
        <button>x</button></form><iframe src="${gateway.address}/console"></iframe>`,
    }),
  );
  await page.goto(evil);
  const framed = page.frames().find((frame) => frame !== page.mainFrame());
  expect(await framed?.evaluate("document.body?.innerText ?? ''")).not.toContain('Anna');
  await page.getByRole('button').click();
  await page.waitForURL(`${gateway.address}${form.path}`);
  expect(await page.textContent('main')).toContain('niet van deze website');
  expect(form.sent).toEqual([]);
  await context.close();
});
