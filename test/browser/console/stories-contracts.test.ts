import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findingsOf } from '../../support/browser.ts';
import { type ConsoleWorld, storiesOf } from '../../support/console-world.ts';

const story = storiesOf();
const { open } = story;
let world: ConsoleWorld;
beforeAll(async () => {
  world = await story.start();
});
afterAll(story.end);

const main = async (page: Page) => (await page.locator('main').textContent()) ?? '';
const header = 'contract;aanbieder;gemeenten;begin;end;categorie;code;tariff;eenheid';
/** A file of contracts of the world, in which the first tariff is this. */
const fileOf = (tariff: string, ...more: string[]) => ({
  name: 'contracten 2026.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from(
    [
      header,
      `B-2024-014;12345678;0363;2024-01-01;2028-12-31;45;B04P;${tariff};01`,
      'B-2024-014;12345678;;;;45;B05P;102,00;01',
      ...more,
    ].join('\r\n'),
  ),
});

async function choose(page: Page, file: ReturnType<typeof fileOf>): Promise<void> {
  await page.getByLabel('Bestand', { exact: true }).setInputFiles(file);
  await page.getByRole('button', { name: 'Bekijk wat er verandert' }).click();
  await page.waitForURL(/load\/[0-9a-f-]{36}/);
}

describe('contract manager', () => {
  test('A file with other tariffs.', async () => {
    const page = await open('contract-manager');
    await page.getByRole('link', { name: 'Contracten laden uit een bestand' }).click();
    await choose(page, fileOf('97,25', 'B-2027-001;12345678;0363;2027-01-01;;45;B06P;80,00;01'));
    const said = await main(page);
    expect(said).toContain('2 contracten: 1 nieuw, 1 gewijzigd, 0 ongewijzigd');
    expect(said).toContain('Er is nog niets vastgelegd.');
    expect(said).toMatch(/€\s95,50 .*wordt €\s97,25/);
    expect(await findingsOf(page)).toEqual([]);
    // It stands so in another language, and after a reload.
    await page.getByRole('link', { name: 'English' }).click();
    await page.getByText('Nothing was kept yet.').waitFor();
    await page.getByRole('link', { name: 'Nederlands' }).click();
    await page.getByRole('button', { name: 'Laad deze 2 contracten' }).click();
    await page.getByText('2 contracten zijn geladen.').waitFor();
    await page.getByRole('link', { name: 'B-2024-014' }).click();
    expect(await main(page)).toMatch(/1 regel anders.*€\s95,50 .*wordt €\s97,25/s);
  });

  test('A file with faults.', async () => {
    const page = await open('contract-manager', '/console/contracts/load');
    await page.getByRole('button', { name: 'Bekijk wat er verandert' }).click();
    await page.locator('.problem').waitFor();
    expect(await page.locator('#file-fault').textContent()).toBe('Kies een bestand.');
    await choose(page, fileOf('duur', 'B-2027-002;1234;0363;2027-01-01;;45;B06P;80,00;01'));
    const rows = page.getByRole('table', { name: 'Fouten in het bestand' }).locator('tbody > tr');
    expect(await rows.count()).toBe(2);
    expect(await rows.first().textContent()).toMatch(/^Regel 2tariff/);
    expect(await rows.last().textContent()).toMatch(/^Regel 4aanbieder/);
    expect(await main(page)).not.toContain('duur');
    expect(await page.getByRole('button', { name: /^Laad/ }).count()).toBe(0);
    expect(await findingsOf(page)).toEqual([]);
  });

  test('A colleague loaded one meanwhile.', async () => {
    const page = await open('contract-manager', '/console/contracts/load');
    await choose(page, fileOf('99,00'));
    const { buffer } = fileOf('98,00');
    await world.gateway.administrator.file('/v1/contracts/imports', buffer.toString());
    await page.getByRole('button', { name: 'Laad dit contract' }).click();
    await page.getByText('de contracten zijn intussen veranderd').waitFor();
    expect(await main(page)).toMatch(/€\s98,00 .*wordt €\s99,00/);
    await page.getByRole('button', { name: 'Laad dit contract' }).click();
    await page.getByText('Het contract is geladen.').waitFor();
  });
});
