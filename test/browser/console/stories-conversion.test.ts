import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Conversions } from '../../../src/region/conversion/views.ts';
import { callOf } from '../../parties/access-log/support.ts';
import { Region } from '../../region/conversion/world.ts';
import { findingsOf } from '../../support/browser.ts';
import { type ConsoleWorld, storiesOf } from '../../support/console-world.ts';

const story = storiesOf();
const { open } = story;
let world: ConsoleWorld;
let conversions: Conversions;
beforeAll(async () => {
  world = await story.start();
  conversions = new Conversions(world.gateway);
});
afterAll(story.end);

const [gemeente, aanbieder] = [callOf('0363'), callOf('12345678')];
const main = async (page: Page) => (await page.locator('main').textContent()) ?? '';
const box = (page: Page, row: number) => page.locator(`#row-${row}`);
/** The numbers of rows that have a SPIC: their order is that of the random ids of the children. */
const mappedOf = async (number: number) => {
  const { items } = await conversions.rows(gemeente, number, { mapped: true }, { limit: 9 });
  return items.map((row) => row.number);
};
const rowsOf = (number: number) => `/console/conversions/${number}/rows`;

describe('contract manager', () => {
  test('What would it cost?', async () => {
    const page = await open('contract-manager');
    await page.getByRole('link', { name: 'Omzetting' }).click();
    await page.waitForURL('**/console/conversions');
    await page.getByRole('link', { name: `Omzetting ${world.conversion}` }).click();
    await page.getByRole('heading', { level: 1 }).getByText('naar 1 januari 2027').waitFor();
    const said = await main(page);
    expect(said).toContain('5 toewijzingen: 3 met een SPIC, 2 zonder SPIC');
    expect(said).toMatch(/▼ lager *2−/);
    expect(said).toMatch(/▲ hoger *1\+/);
    expect(said).toContain('geen regel past');
    // A bar leads to its rows.
    await page.getByRole('link', { name: 'lager' }).click();
    await page.waitForURL(/difference=lower/);
    expect(await page.locator('[data-rows] > tr').count()).toBe(2);
    await page.goBack();
    await page.getByRole('link', { name: '2 zonder SPIC' }).click();
    await page.waitForURL(/reason=unmapped/);
    expect(await page.locator('[data-rows] > tr').count()).toBe(2);
    expect(await page.content()).not.toMatch(/9999[0-9]{5}|Voorbeeld/);
  });

  test('Rows that are all right, and one that waits.', async () => {
    const page = await open('contract-manager', rowsOf(world.conversion));
    const [first = 0, second = 0, third = 0] = await mappedOf(world.conversion);
    for (const row of [first, second]) await box(page, row).check();
    await page.getByRole('button', { name: 'Akkoord', exact: true }).click();
    await page.getByText('Bewaard bij 2 rijen.').waitFor();
    expect(await main(page)).toContain('Wij zijn akkoord met 2, de andere kant met 0');
    // Held without a reason.
    await box(page, third).check();
    await page.getByRole('button', { name: 'Aanhouden' }).click();
    await page.locator('.problem').waitFor();
    expect(await page.locator('#why-fault').textContent()).toContain('Schrijf op waarom');
    expect(await box(page, third).isChecked()).toBe(true);
    await page.getByLabel('Reden').fill('Kind 999900006 <script>document.title="taken"</script>');
    await page.getByRole('button', { name: 'Aanhouden' }).click();
    await page.getByText('een BSN kan zijn').first().waitFor();
    await page.getByLabel('Reden').fill('De ouders <script>document.title="taken"</script> {n} $&');
    await page.getByRole('button', { name: 'Aanhouden' }).click();
    await page.getByText('Bewaard bij 1 rij.').waitFor();
    await page.getByRole('row', { name: 'Aanhouden' }).getByRole('link').click();
    await page.waitForURL(/rows\/[0-9]$/);
    expect(await main(page)).toContain('De ouders <script>document.title="taken"</script> {n} $&');
    expect(await page.title()).toContain(`Rij ${third}`);
  });

  test('The aanbieder changed a row meanwhile.', async () => {
    const { number } = await another();
    const page = await open('contract-manager', rowsOf(number));
    const [first = 0, second = 0] = await mappedOf(number);
    for (const row of [first, second]) await box(page, row).check();
    const to = { categorie: '45', code: '45B03' };
    const reason = 'Het kind heeft minder nodig';
    await conversions.mark(aanbieder, number, [
      { row: second, version: 1, mark: 'changed', to, reason },
    ]);
    await page.getByRole('button', { name: 'Akkoord', exact: true }).click();
    await page.locator('.problem').waitFor();
    expect(await page.locator('.problem').textContent()).toContain(
      `Rij ${second}: Voor deze rij is`,
    );
    expect(await page.locator('tr', { has: box(page, second) }).textContent()).toContain('45B03');
    for (const row of [first, second]) expect(await box(page, row).isChecked()).toBe(true);
    expect(await main(page)).toContain('Wij zijn akkoord met 0');
    await page.getByRole('button', { name: 'Akkoord', exact: true }).click();
    await page.getByText('Bewaard bij 2 rijen.').waitFor();
  });

  test('All rows of a filter, and then it goes.', async () => {
    const { number } = await another(false);
    const page = await open('contract-manager', `/console/conversions/${number}`);
    expect(await main(page)).toContain('1 aanbieder ziet dan 5 toewijzingen');
    await page.getByRole('button', { name: 'Delen met de aanbieders' }).click();
    await page.getByText('De omzetting is gedeeld met de aanbieders.').waitFor();
    await page.getByRole('link', { name: 'Naar de rijen' }).click();
    await page.getByRole('link', { name: 'Alle rijen van dit filter' }).click();
    await page.getByText('Het gaat om 5 rijen').waitFor();
    expect(await main(page)).toContain('2 daarvan hebben geen SPIC');
    await page.getByRole('button', { name: 'Akkoord', exact: true }).click();
    await page.getByText('2 rijen kunnen zo niet').waitFor();
    await page.getByRole('button', { name: 'Akkoord', exact: true }).click();
    await page.getByText('Bewaard bij 3 rijen.').waitFor();
    const { items } = await conversions.rows(aanbieder, number, { mapped: true }, { limit: 9 });
    const agreed = (row: number) =>
      conversions.mark(aanbieder, number, [{ row, version: 1, mark: 'agreed' }]);
    const [first, second] = items;
    if (!first || !second) throw new Error('There are no rows.');
    await agreed(first.number);
    await page.goto(`${world.gateway.address}/console/conversions/${number}`);
    await agreed(second.number);
    // What goes is not what the page said.
    await page.getByRole('button', { name: /akkoord zijn \(1 bericht\)/ }).click();
    await page.getByText('Er is niets verstuurd.').waitFor();
    await page.getByRole('button', { name: /akkoord zijn \(2 berichten\)/ }).click();
    await page.getByText('Het versturen is begonnen.').waitFor();
    // By itself, without a reload.
    await page.getByText('alles is weg').waitFor();
    await page.goto(`${world.gateway.address}${rowsOf(number)}?step=none`);
    expect(await page.locator('[data-rows] > tr').count()).toBe(3);
  });
});

describe('contract manager, from a file', () => {
  const rules = (...lines: string[]) => ({
    ...{ name: 'regels.csv', mimeType: 'text/csv' },
    buffer: Buffer.from(['categorie;code;toCategorie;toCode;months', ...lines].join('\r\n')),
  });
  const mappingOf = (page: Page) => page.getByLabel('Regels: welke SPIC voor welk product');

  test('A preview of a file.', async () => {
    const page = await open('contract-manager', '/console/conversions');
    await page.getByRole('link', { name: 'Proefomzetting maken' }).click();
    await page.getByLabel('Eerste dag van de SPIC’s').fill('1-1-2027');
    await mappingOf(page).setInputFiles(rules('45;45A04;45;45B01;12'));
    expect(await findingsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Maak de proefomzetting' }).click();
    await page.waitForURL(/conversions\/[0-9]+$/);
    // By itself, or as soon as somebody looks again.
    await expect
      .poll(
        async () => {
          await page.reload();
          return main(page);
        },
        { timeout: 30_000 },
      )
      .toContain('met een SPIC');
    expect(await main(page)).toContain('nog niet');
  });

  test('A file of rules that is wrong.', async () => {
    const page = await open('contract-manager', '/console/conversions/new');
    await page.getByLabel('Eerste dag van de SPIC’s').fill('31-2-2027');
    await page.getByLabel('Codes van gemeenten').fill('0363, 12');
    await page.getByRole('button', { name: 'Maak de proefomzetting' }).click();
    await page.locator('.problem').first().waitFor();
    for (const name of ['preview-day', 'preview-mapping', 'preview-gemeenten'])
      expect(await page.locator(`#${name}-fault`).count(), name).toBe(1);
    expect(await page.getByLabel('Codes van gemeenten').inputValue()).toBe('0363, 12');
    await page.getByLabel('Eerste dag van de SPIC’s').fill('1-2-2027');
    await page.getByLabel('Codes van gemeenten').fill('0363');
    await mappingOf(page).setInputFiles(rules('45;45A04;45;45B01;12', '45;45A05;45;;twaalf'));
    await page.getByRole('button', { name: 'Maak de proefomzetting' }).click();
    await page.getByRole('heading', { name: 'Het bestand met regels' }).waitFor();
    const rows = page.getByRole('table', { name: 'Fouten in het bestand' }).locator('tbody > tr');
    expect(await rows.allTextContents()).toEqual([
      expect.stringMatching(/^Regel 3toCode/),
      expect.stringMatching(/^Regel 3months/),
    ]);
    expect(await page.getByLabel('Eerste dag van de SPIC’s').inputValue()).toBe('1-2-2027');
    expect(await findingsOf(page)).toEqual([]);
  });

  test('One child is taken back.', async () => {
    const { number } = await another();
    const [row = 0] = await mappedOf(number);
    const both = [{ row, version: 1, mark: 'agreed' as const }];
    await conversions.mark(gemeente, number, both);
    await conversions.mark(aanbieder, number, both);
    const page = await open('contract-manager', `/console/conversions/${number}`);
    await page.getByRole('button', { name: /akkoord zijn \(1 bericht\)/ }).click();
    const stepOf = async () => (await conversions.row(gemeente, number, row)).row.step;
    await expect.poll(stepOf, { timeout: 30_000 }).toBe('approved');
    await page.goto(`${world.gateway.address}${rowsOf(number)}/${row}`);
    await page.getByText('Terugdraaien', { exact: true }).click();
    expect(await main(page)).toContain('Er gaat 1 JW301 naar de aanbieder.');
    await page.getByLabel('Reden', { exact: true }).fill('Kind 999900006');
    await page.getByRole('button', { name: 'Draai terug' }).click();
    await page.locator('.problem').waitFor();
    expect(await page.locator('#revert-declared-fault').textContent()).toContain('OP362');
    expect(await page.locator('#revert-reason-fault').textContent()).toContain('BSN');
    expect(await findingsOf(page)).toEqual([]);
    await page.getByLabel('Reden', { exact: true }).fill('De SPIC hoort bij een ander');
    await page.getByLabel('niets is gedeclareerd').check();
    await page.getByRole('button', { name: 'Draai terug' }).click();
    await page.getByText('Het terugdraaien is begonnen.').waitFor();
    expect(await main(page)).toContain('De SPIC hoort bij een ander');
    await expect.poll(stepOf, { timeout: 30_000 }).toBe('reverted');
  });
});

describe('aanbieder', () => {
  test('A conversion that was shared.', async () => {
    const number = world.conversion;
    const page = await open('aanbieder', `/console/conversions/${number}`);
    expect(await main(page)).not.toContain('Versturen');
    await page.getByRole('link', { name: 'Naar de rijen' }).click();
    await page.getByRole('link', { name: '500001' }).click();
    await page.getByText('Alleen voor Andere SPIC').click();
    await page.getByLabel('Code van de andere SPIC').fill('45B03');
    await page.getByLabel('Categorie van de andere SPIC').fill('45');
    await page.getByLabel('Reden').fill('Korter is genoeg');
    await page.getByRole('button', { name: 'Andere SPIC' }).click();
    await page.getByText('Bewaard bij 1 rij.').waitFor();
    expect(await main(page)).toContain('45B03');
    const { items } = await conversions.rows(gemeente, number, {}, { limit: 9 });
    const row = items.find(({ toewijzingNummer }) => toewijzingNummer === '500001');
    expect(row?.marks.aanbieder?.mark).toBe('changed');
  });
});

/** One more preview of the same care. */
async function another(shared = true): Promise<{ readonly number: number }> {
  const region = new Region(world.gateway);
  const number = await region.preview({ day: '2027-01-01' });
  if (shared) await region.conversions.share(gemeente, number);
  return { number };
}
