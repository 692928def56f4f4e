import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { signInBrowser, staffKey } from '../../support/console.ts';
import { type ConsoleWorld, requestOfItsOwn } from '../../support/console-world.ts';
import { startTestGateway } from '../../support/gateway.ts';

interface Id {
  readonly id: string;
}

/** Adds a party by the form on the page. @returns its key */
async function addParty(page: Page, kind: string, code: string, name: string): Promise<string> {
  await page.getByLabel('Wat voor partij is het?').selectOption(kind);
  await page.getByLabel('Code').fill(code);
  await page.getByLabel('Naam', { exact: true }).fill(name);
  await page.getByRole('button', { name: 'Toevoegen en sleutel maken' }).click();
  expect(await page.locator('h1').textContent()).toBe(`${name} is toegevoegd`);
  return (await page.locator('.key').textContent()) ?? '';
}

/** An administrator begins with an empty gateway, until messages come through. @param world has a browser */
export async function theFirstDay(world: ConsoleWorld): Promise<void> {
  const empty = await startTestGateway();
  const watched = await world.open();
  try {
    const { page } = watched;
    await page.context().unrouteAll();
    const key = await staffKey(empty, 'administrator');
    await signInBrowser(page.context(), empty.address, key);
    await page.goto(`${empty.address}/console`);
    expect(await page.locator('main').textContent()).toContain('Van niets naar een eerste bericht');
    expect(await page.locator('main ol > li').count()).toBe(4);
    const steps = page.locator('main ol > li');
    const done = () => steps.filter({ hasText: 'gedaan' }).count();
    expect(await steps.nth(2).textContent()).toContain(`IJW_GATEWAY=${empty.address} IJW_KEY=`);
    const made = await addParty(page, 'gemeente', '0363', 'Amsterdam');
    expect(await page.locator('main h2').last().textContent()).toBe('Wat nu?');
    expect(await done()).toBe(1);
    const call = async (key: string, method: string, path: string, body?: string) => {
      const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/xml' };
      return (await fetch(empty.address + path, { method, headers, ...(body && { body }) })).json();
    };
    expect(await call(made, 'GET', '/v1/me')).toMatchObject({ party: { code: '0363' } });
    await page.goto(`${empty.address}/console/parties`);
    expect(await page.content()).not.toContain(made);
    expect(await page.locator('[data-rows] > tr').count()).toBe(1);
    expect(await done()).toBe(1);
    const dijk = await addParty(page, 'aanbieder', '12345678', 'De Dijk');
    expect(await done()).toBe(2);
    const post = async () => {
      const { id } = (await call(dijk, 'POST', '/v1/messages', requestOfItsOwn())) as Id;
      await expect
        .poll(async () => call(dijk, 'GET', `/v1/messages/${id}`))
        .toMatchObject({ status: 'accepted' });
    };
    await post();
    await page.goto(`${empty.address}/console/parties`);
    expect(await done()).toBe(3);
    expect(await page.getByLabel('Code').count()).toBe(0);
    await post();
    await page.reload();
    expect(await steps.count()).toBe(0);
    expect(await page.locator('[data-rows] > tr').count()).toBe(2);
  } finally {
    await watched[Symbol.asyncDispose]();
    await empty.remove();
  }
}
