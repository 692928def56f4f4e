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

describe('aanbieder', () => {
  const goalsOf = () => `/console/allocations/${world.allocations.ids.get('101')}/goals`;
  const save = (page: Page) => page.getByRole('button', { name: 'Bewaar', exact: true }).click();

  test('What do we want to reach?', async () => {
    const page = await open('aanbieder', goalsOf().replace('/goals', ''));
    await page.getByRole('link', { name: 'Doelen' }).click();
    await page.getByText('Er staan nog geen doelen').waitFor();
    await save(page);
    await page.locator('.problem').waitFor();
    expect(await page.locator('#goal-domain-fault, #goal-set-fault').count()).toBe(2);
    await page.getByLabel('Waar het over gaat').selectOption({ label: 'School of werk' });
    await page.getByLabel('Gesteld op').fill('1-3-2024');
    await page.getByLabel('Wat er bereikt moet worden').fill('Elke dag naar school <b>');
    await save(page);
    await page.locator('#consent-by-fault').waitFor();
    await page.getByLabel('Wie gaf toestemming').selectOption({ label: 'de gezagsdrager' });
    await page.getByLabel('Wanneer').fill('1-3-2024');
    await page.getByLabel('Hoe', { exact: true }).selectOption({ label: 'schriftelijk' });
    await page.getByLabel('Wie mag de tekst').selectOption({ label: 'alleen onze kant' });
    await page.getByLabel('Wat er bereikt moet worden').fill('Kind 999900006');
    await save(page);
    await page.locator('#goal-text-fault').waitFor();
    expect(await findingsOf(page)).toEqual([]);
    await page.getByLabel('Wat er bereikt moet worden').fill('Elke dag naar school <b>');
    await save(page);
    await page.getByText('Het doel is opgeschreven.').waitFor();
    expect(await main(page)).toContain('Elke dag naar school <b>');
    // The other side sees the kind and the days.
    const other = await open('gemeente', goalsOf());
    expect(await main(other)).toContain('School of werk');
    expect(await main(other)).toContain('1 maart 2024');
    expect(await other.content()).not.toContain('Elke dag naar school');
    expect(await other.getByText('Wijzigen of afsluiten').count()).toBe(0);
    // Closed, and destroyed.
    await page.getByRole('link', { name: 'Wijzigen of afsluiten' }).click();
    await page.getByLabel('Hoe staat het').selectOption({ label: 'Bereikt' });
    await save(page);
    await page.locator('#goal-ended-fault').waitFor();
    await page.getByLabel('Afgelopen op').fill('1-6-2024');
    expect(await findingsOf(page)).toEqual([]);
    await save(page);
    await page.getByText('Het doel is gewijzigd.').waitFor();
    expect(await main(page)).toMatch(/Bereikt.*1 juni 2024/s);
    await page.locator('summary', { hasText: 'Teksten vernietigen' }).click();
    await page.getByRole('button', { name: 'Teksten vernietigen' }).click();
    await page.getByText('De teksten zijn vernietigd.').waitFor();
    expect(await main(page)).not.toContain('Elke dag naar school');
    expect(await findingsOf(page)).toEqual([]);
    await page.locator('summary', { hasText: 'Doel vernietigen' }).click();
    await page.getByRole('button', { name: 'Doel vernietigen' }).click();
    await page.getByText('Het doel is vernietigd.').waitFor();
    expect(await main(page)).toContain('Er staan nog geen doelen');
  });

  test('A colleague wrote in the same goal.', async () => {
    const id = world.allocations.ids.get('101');
    const wish = { domain: 'home', setOn: '2024-03-01' };
    const { body } = await world.aanbieder.send('POST', `/v1/allocations/${id}/goals`, wish);
    const page = await open('aanbieder', `${goalsOf()}?edit=${body.id}`);
    await page.getByLabel('Evalueren op').fill('1-9-2024');
    const patch = { revision: 1, evaluateOn: '2024-08-01' };
    const changed = await world.aanbieder.send('PATCH', `/v1/goals/${body.id}`, patch);
    expect(changed.status).toBe(200);
    await save(page);
    await page.getByText('terwijl u schreef').waitFor();
    expect(await main(page)).toContain('1 augustus 2024');
    expect(await page.getByLabel('Evalueren op').inputValue()).toBe('1-9-2024');
    await save(page);
    await page.getByText('Het doel is gewijzigd.').waitFor();
    expect(await main(page)).toContain('1 september 2024');
  });
});

describe('auditor', () => {
  test('Who saw this child, and how often?', async () => {
    const xml = (await world.aanbieder.get(`/v1/messages/${world.message}/content`)).body as string;
    const bsn = /<Bsn>([0-9]{9})/.exec(xml)?.[1] ?? '';
    for (let turn = 0; turn < 3; turn++)
      await world.gemeente.get(`/v1/messages/${world.message}/content`);
    const page = await open('auditor', '/console/seen');
    await page.getByLabel('BSN van het kind').fill(bsn);
    await page.getByRole('button', { name: 'Zoek' }).click();
    const line = page.getByRole('row', { name: 'Amsterdam 0363' }).first();
    await line.waitFor();
    expect(await line.textContent()).toMatch(/bericht gelezen \([3-9]\)/);
    expect(page.url()).not.toContain(bsn);
    expect(await findingsOf(page)).toEqual([]);
    await line.getByRole('link').click();
    await page.getByText('de regels van één persoon').waitFor();
    const rows = page.locator('[data-rows] > tr');
    expect(await rows.filter({ hasText: world.message }).count()).toBeGreaterThanOrEqual(3);
    expect(await rows.filter({ hasText: 'auditor' }).count()).toBe(0);
    await page.getByRole('link', { name: 'Toon per persoon en dag' }).click();
    await page.getByRole('link', { name: 'Toon alle regels' }).click();
    await rows.filter({ hasText: 'auditor' }).first().waitFor();
  });
});

describe('gemeente', () => {
  test('Not all of our allocations are here after all.', async () => {
    const page = await open('gemeente', '/console/drafts');
    await page.getByRole('link', { name: 'Voor welke aanbieders' }).click();
    const rows = page.getByRole('table').locator('tbody > tr');
    expect(await rows.allTextContents()).toEqual([expect.stringContaining('De Dijk 12345678')]);
    await page.locator('summary', { hasText: 'Intrekken' }).click();
    expect(await main(page)).toContain('stelt de gateway geen JW301 meer op voor De Dijk');
    await page.getByRole('button', { name: 'Intrekken' }).click();
    await page.getByText('Ingetrokken:').waitFor();
    expect(await main(page)).toContain('Voor geen enkele aanbieder is dit vastgelegd.');
    const { body } = await world.gemeente.get('/v1/complete-ledgers');
    expect(body.items).toEqual([]);
    await page.getByRole('button', { name: 'Leg vast' }).click();
    await page.locator('.problem').waitFor();
    expect(await page.locator('#complete-aanbieder-fault').textContent()).toContain('8 cijfers');
    expect(await page.locator('#complete-sure-fault').count()).toBe(1);
    expect(await findingsOf(page)).toEqual([]);
    await page.getByLabel('AGB-code van de aanbieder').fill('12345678');
    await page.getByLabel('Ja: de gateway kent').check();
    await page.getByRole('button', { name: 'Leg vast' }).click();
    await page.getByText('Vastgelegd: de gateway').waitFor();
    expect(await rows.count()).toBe(1);
  });
});
