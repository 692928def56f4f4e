import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { jw305 } from '../../ledger/past/write.ts';
import { start } from '../../ledger/stories/conversation.ts';
import { findingsOf } from '../../support/browser.ts';
import { childOfConsole, day } from '../../support/console-allocations.ts';
import {
  type ConsoleWorld,
  requestOfItsOwn,
  sendMessages,
  storiesOf,
} from '../../support/console-world.ts';

const story = storiesOf();
const { open } = story;
let world: ConsoleWorld;
/** The key of a colleague at the gemeente. */
let colleague = '';
beforeAll(async () => {
  world = await story.start();
  const made = await world.gateway.administrator.send('POST', '/v1/parties/0363/api-keys', {});
  colleague = made.body.key;
});
afterAll(story.end);

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const said = async (page: Page) => (await page.locator('main').textContent()) ?? '';

async function newRequest(): Promise<string> {
  const [id = ''] = await sendMessages(world.aanbieder, 1);
  return id;
}

/** A start of the allocation 101, of a product. */
function startOf(code: string) {
  const product = { categorie: '45', code };
  return jw305(childOfConsole, day(0), { ...start('101', day(-1)), product });
}

/** Opens the page on which a request is answered. */
async function openAnswer(page: Page, id: string): Promise<void> {
  await page.goto(`${world.gateway.address}/console/messages/${id}`);
  await button(page, 'Beantwoorden').click();
  await page.waitForURL(/answer$/);
}

/** Drafts a refusal. */
async function refuse(page: Page, id: string): Promise<void> {
  await openAnswer(page, id);
  await page.getByLabel('Afwijzen').check();
  await page.getByLabel('Reden van de afwijzing').selectOption('2');
  await button(page, 'Maak het concept').click();
}

describe('gemeente', () => {
  test('I allocate what is asked.', async () => {
    // The world says so for its conversion; here it is not said yet.
    await world.gemeente.send('DELETE', '/v1/complete-ledgers/12345678');
    const id = await newRequest();
    const page = await open('gemeente');
    await page.goto(`${world.gateway.address}/console/mailbox?message=${id}`);
    const beside = page.getByRole('article', { name: 'Geopend bericht' });
    expect(await beside.textContent()).not.toMatch(/Amrani|9999[0-9]{5}/);
    await button(page, 'Toon het bericht').click();
    await expect.poll(() => beside.textContent()).toContain('Yara el Amrani');
    expect(await beside.textContent()).toContain('staat in het logboek');
    expect(page.url()).toContain('/console/mailbox');
    await button(page, 'Beantwoorden').click();
    expect(await said(page)).toContain(
      '1 stuk (resultaat) in totaal, 18 maart 2024 - 17 maart 2025',
    );
    expect(await said(page)).toContain('0 lopende toewijzingen bij De Dijk');
    await page.getByLabel('Toewijzen').check();
    expect(await page.getByLabel('Gaat in').inputValue()).toBe('18-03-2024');
    await page.getByLabel('Eindigt').fill('31-12-2024');
    await page.getByLabel(/Ja: de gateway kent alle toewijzingen/).check();
    await button(page, 'Maak het concept').click();
    await page.waitForURL(/\/console\/drafts\//);
    expect(await said(page)).toContain('JW301: 1 product');
    expect(await said(page)).toContain('Het adres van het kind. Vul het hieronder in.');
    expect(await said(page)).toMatch(/Kind: Yara el Amrani, geboren .*Nog niet compleet/s);
    expect(await said(page)).not.toContain('Het concept staat klaar');
    // The fields come before what goes out.
    expect(await said(page)).toMatch(/Wijzig dit concept.*Dit gaat eruit/s);
    expect(await button(page, 'Verstuur').count()).toBe(0);
    const address = page.getByRole('group', { name: 'Adres van het kind' });
    await address.getByLabel('Straat').fill('Voorbeeldkade');
    await address.getByLabel('Huisnummer').fill('12');
    await address.getByLabel('Postcode').fill('1000AA');
    await address.getByLabel('Plaats').fill('Amsterdam');
    await button(page, 'Bewaar de wijziging').click();
    await page.waitForURL(/done=saved/);
    expect(await said(page)).toContain('Bevindingen: geen.');
    expect(await findingsOf(page)).toEqual([]);
    await button(page, 'Verstuur').click();
    await page.waitForURL(/\/console\/messages\/[0-9a-f-]{36}\?done=sent/);
    expect(await page.getByRole('status').first().textContent()).toMatch(/^Verstuurd/);
    expect(await page.locator('h1').textContent()).toBe('JW301 van Amsterdam aan De Dijk');
    const sent = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    expect((await world.gemeente.settled(sent)).body.status).toBe('accepted');
    const { items } = (await world.gemeente.get('/v1/allocations')).body;
    expect(items).toContainEqual(
      expect.objectContaining({ end: '2024-12-31', begin: '2024-03-18' }),
    );
  });

  test('I refuse, without a script.', async () => {
    const id = await newRequest();
    await using watched = await world.open(world.keys.gemeente, { javaScriptEnabled: false });
    const { page } = watched;
    await refuse(page, id);
    expect(await said(page)).toContain('Past niet in het budget (2)');
    expect(await said(page)).toContain('Kind: Yara el Amrani');
    await button(page, 'Verstuur').click();
    await page.waitForURL(/done=sent/);
    await page.goto(`${world.gateway.address}/console/messages/${id}`);
    expect(await said(page)).toContain('al een besluit verstuurd (beantwoord: afgewezen)');
    expect(await button(page, 'Beantwoorden').count()).toBe(0);
    await page.goto(`${world.gateway.address}/console/mailbox`);
    const row = page.locator('[data-rows] > tr').filter({ has: page.locator(`a[href*="${id}"]`) });
    expect(await row.textContent()).toContain('beantwoord: afgewezen');
    expect(await row.textContent()).not.toContain('Beantwoorden');
    await page.goto(`${world.gateway.address}/console/messages/${id}/answer`);
    expect(await said(page)).toMatch(/al beantwoord op .* \(afgewezen\), door uzelf/);
    expect(await said(page)).toContain('U hoeft niets meer te doen.');
    const query = 'type=JW319&direction=received';
    const { items } = (await world.aanbieder.get(`/v1/messages?${query}`)).body;
    const theirs = await open('aanbieder', `/console/messages/${items[0].id}`);
    expect(await said(theirs)).toContain('Toon het bericht om dat te lezen.');
    await button(theirs, 'Toon het bericht').click();
    await expect.poll(() => said(theirs)).toContain('Afgewezen: Past niet in het budget.');
  });

  test('A colleague answered first.', async () => {
    const id = await newRequest();
    const page = await open('gemeente');
    await openAnswer(page, id);
    await page.getByLabel('Eerst onderzoeken').check();
    await using other = await world.open(colleague);
    await refuse(other.page, id);
    await other.page.waitForURL(/drafts/);
    await button(page, 'Maak het concept').click();
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').textContent()).toMatch(
      /^ijw_[0-9a-f]{12} maakte een concept voor dit verzoek, op /,
    );
    expect(await page.getByLabel('Eerst onderzoeken').isChecked()).toBe(true);
    await button(other.page, 'Verstuur').click();
    await other.page.waitForURL(/done=sent/);
    await button(page, 'Maak het concept').click();
    await expect.poll(() => said(page)).toContain('U hoeft niets meer te doen.');
    expect(await said(page)).toMatch(/al beantwoord op .* \(afgewezen\), door ijw_[0-9a-f]{12}/);
    const { items } = (await world.gemeente.get(`/v1/drafts?request=${id}`)).body;
    expect(items).toHaveLength(1);
  });

  test('Something is missing in my decision.', async () => {
    const page = await open('gemeente');
    await openAnswer(page, await newRequest());
    const make = button(page, 'Maak het concept');
    await make.click();
    await page.getByRole('link', { name: 'Kies een besluit.' }).waitFor();
    await page.getByLabel('Afwijzen').check();
    await make.click();
    await page.getByRole('link', { name: 'Kies een reden.' }).click();
    expect(await page.evaluate('document.activeElement.name')).toBe('reason-0');
    expect(await findingsOf(page)).toEqual([]);
    await page.getByLabel('Toewijzen').check();
    await page.getByLabel('Gaat in').fill('30-02-2026');
    await make.click();
    await page.getByRole('link', { name: 'Vul de eerste dag in als 04-05-2026.' }).waitFor();
    expect(await page.getByLabel('Gaat in').inputValue()).toBe('30-02-2026');
  });

  test('Two people change one draft.', async () => {
    const page = await open('gemeente');
    await refuse(page, await newRequest());
    await page.waitForURL(/drafts/);
    await using other = await world.open(colleague);
    await other.page.goto(page.url());
    const change = async (one: Page, reason: string) => {
      await one.getByText('Wijzig dit concept').click();
      await one.getByLabel('Reden van afwijzing').selectOption(reason);
      await button(one, 'Bewaar de wijziging').click();
    };
    await change(other.page, '7');
    await other.page.waitForURL(/done=saved/);
    await change(page, '4');
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').textContent()).toMatch(
      /^ijw_[0-9a-f]{12} heeft dit concept gewijzigd/,
    );
    expect(await page.locator('.panel').textContent()).toMatch(/U vulde in.*4/s);
    expect(await page.getByLabel('Reden van afwijzing').inputValue()).toBe('7');
    await page.getByText('Dit concept weggooien').click();
    await button(page, 'Weggooien').click();
    await page.waitForURL(/done=discarded/);
    expect(await said(page)).toContain('Het concept is weggegooid.');
    await button(other.page, 'Verstuur').click();
    await expect.poll(() => other.page.title()).toContain('bestaat niet');
  });

  test('I have no software for my mailbox.', async () => {
    const id = await newRequest();
    const page = await open('gemeente');
    const rows = page.locator('[data-rows] > tr');
    const before = await rows.count();
    await page.goto(`${world.gateway.address}/console/mailbox?message=${id}`);
    await button(page, 'Gelezen: uit het postvak').click();
    await page.waitForURL(/done=1/);
    expect(await rows.count()).toBe(before - 1);
    // Requests leave one by one only: one that nobody saw would be late.
    const requests = await rows.filter({ hasText: 'JW315' }).count();
    expect(requests).toBeGreaterThan(0);
    expect(await page.locator('input[name=ids]').count()).toBe(before - 1 - requests);
    const other = await open('aanbieder');
    const theirs = await other.locator('[data-rows] > tr').count();
    expect(await other.locator('[data-rows] > tr code').count()).toBe(theirs);
    await other.getByText('Gelezen berichten weghalen').click();
    await button(other, `Haal de ${theirs} gelezen berichten uit het postvak`).click();
    await other.waitForURL(new RegExp(`done=${theirs}`));
    expect(await other.locator('.empty').textContent()).toContain('Geen berichten.');
    await page.getByRole('link', { name: 'Berichten', exact: true }).click();
    await page.getByLabel('Richting').selectOption('received');
    await button(page, 'Filteren').click();
    await page.waitForURL(/direction=received/);
    const first = page.locator('[data-rows] > tr').first();
    expect(await first.textContent()).toMatch(/ontvangenDe Dijk 12345678Opgehaald/);
    await first.getByRole('link').click();
    await page.waitForURL(/console\/messages\//);
  });
});

describe('aanbieder', () => {
  test('My message was rejected.', async () => {
    const xml = requestOfItsOwn();
    const { body: first } = await world.aanbieder.post(xml);
    await world.aanbieder.settled(first.id);
    const [reference = ''] = /<ReferentieAanbieder>[^<]*/.exec(xml) ?? [];
    const again = requestOfItsOwn().replace(/<ReferentieAanbieder>[^<]*/, reference);
    const { body } = await world.aanbieder.post(again);
    expect((await world.aanbieder.settled(body.id)).body.status).toBe('rejected');
    const page = await open('aanbieder', '/console/messages?status=rejected');
    await page.getByRole('link', { name: 'JW315 Verzoek om toewijzing' }).click();
    await page.waitForURL(`**/console/messages/${body.id}`);
    expect(await said(page)).toContain('Het bericht is afgekeurd. Verbeter wat hieronder staat');
    const why = page.getByRole('table', { name: 'Waarom afgekeurd' });
    expect(await why.textContent()).toMatch(/TR347.*landelijke regel/);
    expect(await page.getByRole('table', { name: 'Hoort bij' }).textContent()).toContain('JW316');
    await button(page, 'Maak een verbeterd concept').click();
    await page.waitForURL(/\/console\/drafts\//);
    expect(await said(page)).toMatch(/Dit was er mis.*Verander hieronder/s);
    expect(await page.getByLabel('Achternaam').first().isVisible()).toBe(true);
    expect(await said(page)).toContain('Bevindingen: geen.');
    await button(page, 'Verstuur').click();
    await page.waitForURL(/done=sent/);
    const sent = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    expect((await world.aanbieder.settled(sent)).body.status).toBe('accepted');
  });

  test('My start was rejected.', async () => {
    const { body } = await world.aanbieder.post(startOf('B05P'));
    expect((await world.aanbieder.settled(body.id)).body.status).toBe('rejected');
    const page = await open('aanbieder', `/console/messages/${body.id}`);
    expect(await said(page)).toContain('Een start of stop meldt u opnieuw bij de toewijzing.');
    await button(page, 'Toon het bericht').click();
    await page.getByRole('link', { name: 'Opnieuw melden bij de toewijzing 101' }).click();
    await page.waitForURL(/console\/allocations\/.*open=start/);
    const { administrator } = world.gateway;
    await administrator.send('PATCH', '/v1/parties/0363', { retourBy: 'party' });
    const { body: next } = await world.aanbieder.post(startOf('B04P'));
    await world.aanbieder.settled(next.id);
    await administrator.send('PATCH', '/v1/parties/0363', { retourBy: 'gateway' });
    const theirs = await open('gemeente', `/console/messages/${next.id}`);
    expect(await said(theirs)).toContain('Uw antwoord is de retour (JW306)');
  });

  test('What the gateway did not take.', async () => {
    const page = await open('aanbieder');
    const { body } = await world.aanbieder.post(
      requestOfItsOwn().replace('<Geslacht>2</Geslacht>', '<Geslacht>x</Geslacht>'),
    );
    await page.goto(`${world.gateway.address}/console/messages/${body.messageId}`);
    expect(await said(page)).toContain('De gateway heeft het bericht niet aangenomen.');
    expect(await page.getByRole('table', { name: 'Waarom afgekeurd' }).textContent()).toContain(
      'Geslacht',
    );
    await button(page, 'Toon het bericht').click();
    expect(await page.locator('.xml mark').first().textContent()).toContain('Geslacht');
    expect(await findingsOf(page)).toEqual([]);
  });
});
