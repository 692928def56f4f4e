import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { jw301, jw305, jw307 } from '../../ledger/past/write.ts';
import { allocation, start, stop } from '../../ledger/stories/conversation.ts';
import { findingsOf } from '../../support/browser.ts';
import { childOfConsole, day } from '../../support/console-allocations.ts';
import { type ConsoleWorld, sendMessages, storiesOf } from '../../support/console-world.ts';
import type { Caller } from '../../support/gateway.ts';

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
const product = { categorie: '45', code: 'B05P' };

/** Posts a message while its recipient answers messages itself. @returns its id, when it is in that mailbox */
async function unanswered(sender: Caller, recipient: string, xml: Uint8Array): Promise<string> {
  const { administrator } = world.gateway;
  await administrator.send('PATCH', `/v1/parties/${recipient}`, { retourBy: 'party' });
  const { body } = await sender.post(xml);
  expect((await sender.settled(body.id)).body.status).toBe('accepted');
  await administrator.send('PATCH', `/v1/parties/${recipient}`, { retourBy: 'gateway' });
  return body.id;
}

const aStart = (from = -10) =>
  unanswered(
    world.aanbieder,
    '0363',
    jw305(childOfConsole, day(0), { ...start('102', day(from)), product }),
  );
/** A stop without a start. */
const aStop = () =>
  unanswered(
    world.aanbieder,
    '0363',
    jw307(childOfConsole, day(0), { ...stop('102', day(-3), day(-1), '31'), product }),
  );

/** Opens the page on which a message is approved or rejected. */
async function openRetour(page: Page, id: string): Promise<void> {
  await page.goto(`${world.gateway.address}/console/messages/${id}`);
  await button(page, 'Goed- of afkeuren').click();
  await page.waitForURL(/retour$/);
}

/** The retour on a message, once it is delivered. */
async function retourOn(id: string) {
  const { body } = await world.gemeente.get(`/v1/messages/${id}`);
  return body;
}

describe('gemeente', () => {
  test('I approve a start by hand.', async () => {
    const id = await aStart();
    const page = await open('gemeente');
    await expect
      .poll(async () => {
        await page.goto(`${world.gateway.address}/console/mailbox`);
        return said(page);
      })
      .toContain('1 bericht wacht op uw retour.');
    const row = page.locator('[data-rows] > tr').filter({ has: page.locator(`a[href*="${id}"]`) });
    await row.getByRole('link', { name: 'Goed- of afkeuren' }).click();
    expect(await said(page)).toMatch(/Uw antwoord is de retour \(JW306\), uiterlijk /);
    expect(await said(page)).not.toMatch(/9999[0-9]{5}/);
    await button(page, 'Toon het bericht').click();
    await page.getByLabel('Goedkeuren').waitFor();
    expect(await said(page)).toContain('Goedgekeurd geldt het hele bericht: 1 start.');
    expect(await said(page)).toContain('Dat u dit bericht leest, staat in het logboek.');
    expect(await findingsOf(page)).toEqual([]);
    await page.getByLabel('Goedkeuren').check();
    await button(page, 'Verstuur de retour').click();
    await page.waitForURL(/done=retour/);
    expect(await page.getByRole('status').first().textContent()).toBe('De retour is verstuurd.');
    await expect
      .poll(async () => {
        await page.reload();
        return said(page);
      })
      .toMatch(
        /goedgekeurd met een JW306, op .*, door uzelf\. De retour ligt in het postvak van De Dijk/,
      );
    expect(await button(page, 'Goed- of afkeuren').count()).toBe(0);
    expect(await retourOn(id)).toMatchObject({ outcome: 'approved', status: 'accepted' });
    await expect
      .poll(async () => {
        await page.goto(`${world.gateway.address}/console/mailbox`);
        return said(page);
      })
      .not.toContain('wacht op uw retour');
    expect(await row.getByRole('link', { name: 'Goed- of afkeuren' }).count()).toBe(0);
  });

  test('I reject a stop with a rule.', async () => {
    const id = await aStop();
    await world.gemeente.send('POST', '/v1/inbox/acknowledgements', { ids: [id] });
    await using watched = await world.open(world.keys.gemeente, { javaScriptEnabled: false });
    const { page } = watched;
    await openRetour(page, id);
    const send = button(page, 'Verstuur de retour');
    await send.click();
    await page.getByRole('link', { name: 'Kies goedkeuren of afkeuren.' }).waitFor();
    await page.getByLabel('Afkeuren: kies waarom').check();
    await send.click();
    await page.getByRole('link', { name: /^Vink aan waarom u afkeurt/ }).waitFor();
    expect(await page.getByLabel('Afkeuren: kies waarom').isChecked()).toBe(true);
    await page.getByLabel('Regel', { exact: true }).selectOption('TR415');
    await page.getByLabel('Onderdeel', { exact: true }).selectOption('Header');
    await button(page, 'Voeg deze reden toe').click();
    await page.getByRole('link', { name: 'Deze regel gaat daar niet over. Kies: Stop.' }).waitFor();
    expect(await page.getByLabel('Regel', { exact: true }).inputValue()).toBe('TR415');
    await page.getByLabel('Onderdeel', { exact: true }).selectOption({ label: 'Stop' });
    await button(page, 'Voeg deze reden toe').click();
    const reasons = page.getByRole('group', { name: 'Wat is er mis?' });
    expect(await reasons.getByLabel(/\(TR415\)/).isChecked()).toBe(true);
    // What the gateway found, where it is, and by which rule.
    const found = reasons.locator('label').filter({ hasNotText: '(TR415)' }).first();
    const text = (await found.textContent()) ?? '';
    expect(text).toMatch(/^ Stop.*: .* \(TR\d+\)$/);
    const rule = /\((TR\d+)\)$/.exec(text)?.[1];
    await found.getByRole('checkbox').check();
    await send.click();
    await page.waitForURL(/done=retour/);
    await expect.poll(async () => (await retourOn(id)).status).toBe('rejected');
    const theirs = await open('aanbieder', `/console/messages/${id}`);
    const why = await theirs.getByRole('table', { name: 'Waarom afgekeurd' }).textContent();
    expect(why).toContain(rule);
    expect(why).toContain('9415');
  });

  test('A colleague sent the retour first.', async () => {
    const id = await aStart(-9);
    const page = await open('gemeente');
    await openRetour(page, id);
    await page.getByLabel('Afkeuren: kies waarom').check();
    await button(page, 'Verstuur de retour').click();
    await page.getByRole('link', { name: /^Vink aan waarom u afkeurt/ }).click();
    expect(await page.evaluate('document.activeElement.id')).toBe('fault');
    expect(await findingsOf(page)).toEqual([]);
    await page.getByLabel('Afkeuren: het bericht klopt in zichzelf niet').check();
    await using other = await world.open(colleague);
    await openRetour(other.page, id);
    await other.page.getByLabel('Goedkeuren').check();
    await button(other.page, 'Verstuur de retour').dblclick();
    await other.page.waitForURL(/done=retour/);
    await button(page, 'Verstuur de retour').click();
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').textContent()).toMatch(
      /^Er is niets verstuurd: ijw_[0-9a-f]{12} was u voor\. Het bericht is goedgekeurd op /,
    );
    expect(await page.locator('.panel').textContent()).toContain('klopt in zichzelf niet');
    expect(await findingsOf(page)).toEqual([]);
    const { items } = (await world.gemeente.get('/v1/messages?type=JW306&direction=sent')).body;
    expect(items.filter((one: { heenbericht: string }) => one.heenbericht === id)).toHaveLength(1);
    await page.goto(`${world.gateway.address}/console/messages/${id}/retour`);
    expect(await said(page)).toMatch(/ijw_[0-9a-f]{12} heeft dit bericht al goedgekeurd, op /);
    await page.getByRole('link', { name: 'Bekijk de retour (JW306)' }).click();
    expect(await page.locator('h1').textContent()).toBe('JW306 van Amsterdam aan De Dijk');
  });

  test('My session ends while I choose.', async () => {
    const id = await aStart(-8);
    await using watched = await world.open(colleague);
    const { page } = watched;
    await openRetour(page, id);
    await page.getByLabel('Afkeuren: het bericht klopt in zichzelf niet').check();
    const { administrator } = world.gateway;
    for (const one of (await administrator.get('/v1/sessions')).body.items)
      await administrator.send('DELETE', `/v1/sessions/${one.id}`);
    await button(page, 'Verstuur de retour').click();
    await page.getByLabel('API-sleutel').fill(colleague);
    await button(page, 'Inloggen').click();
    await expect.poll(() => said(page)).toContain('gaat de retour meteen weg');
    expect(await said(page)).toMatch(/Uw oordeel.*Afkeuren: het bericht klopt in zichzelf niet/s);
    expect((await retourOn(id)).outcome).toBeNull();
    await button(page, 'Verstuur het nu').click();
    await page.waitForURL(/done=retour/);
    await expect.poll(async () => (await retourOn(id)).status).toBe('rejected');
  });

  test('A change is asked.', async () => {
    const change = async (toewijzingNummer: string, volume: string): Promise<string> => {
      const form = {
        ...{ kind: 'change', gemeente: '0363', client: world.allocations.child },
        ...{ redenVerzoek: '1', products: [] },
        changes: [{ toewijzingNummer, omvang: { volume, eenheid: '04', frequentie: '2' } }],
      };
      const made = await world.aanbieder.send('POST', '/v1/drafts', form);
      const [draft] = made.body.items;
      const sent = await world.aanbieder.send('POST', `/v1/drafts/${draft.id}/sending`, {
        version: 1,
      });
      expect((await world.aanbieder.settled(sent.body.id)).body.status).toBe('accepted');
      return sent.body.id;
    };
    const page = await open('gemeente');
    const decide = async (id: string, decision: string) => {
      await page.goto(`${world.gateway.address}/console/messages/${id}`);
      await button(page, 'Beantwoorden').click();
      await page.waitForURL(/answer$/);
      await page.getByLabel(decision).check();
    };
    await decide(await change('102', '4'), 'Toewijzen');
    await button(page, 'Maak het concept').click();
    await page.waitForURL(/console\/drafts/);
    await page.getByLabel('Ik heb gekeken').check();
    await button(page, 'Verstuur').click();
    await page.waitForURL(/done=sent/);
    // Another volume is another allocation, from the day after.
    const volumes = async () => {
      const { items } = (await world.gemeente.get('/v1/allocations')).body;
      return items.map(({ volume }: { volume: string | null }) => volume);
    };
    await expect.poll(volumes).toContain('4');
    await decide(await change('101', '5'), 'Afwijzen');
    await page.getByLabel('Reden van de afwijzing').selectOption('2');
    await button(page, 'Maak het concept').click();
    await page.waitForURL(/console\/drafts/);
    await button(page, 'Verstuur').click();
    await page.waitForURL(/done=sent/);
    expect(await volumes()).not.toContain('5');
  });
});

describe('aanbieder', () => {
  test('I answer an allocation by hand.', async () => {
    const child = { ...childOfConsole, bsn: '999990019' };
    const xml = jw301(
      child,
      day(0),
      allocation('901', { product, ingangsdatum: day(-1), einddatum: day(100) }),
    );
    const id = await unanswered(world.gemeente, '12345678', xml);
    const page = await open('aanbieder');
    await openRetour(page, id);
    await page.getByLabel('Goedkeuren').check();
    expect(await said(page)).toContain('1 toewijzing.');
    await button(page, 'Verstuur de retour').click();
    await page.waitForURL(/done=retour/);
    await expect.poll(async () => (await retourOn(id)).outcome).toBe('approved');
  });

  test('Another gemeente is responsible.', async () => {
    await world.gateway.party('0394', { name: 'Haarlemmermeer' });
    const [request = ''] = await sendMessages(world.aanbieder, 1);
    const xml = (await world.gemeente.content(request)).toString();
    const [, referentie = ''] = /<ReferentieAanbieder>([^<]*)/.exec(xml) ?? [];
    const decisions = [{ decision: 'refuse', referentie, reden: '8', gemeente: '0394' }];
    const made = await world.gemeente.send('POST', `/v1/messages/${request}/answers`, {
      decisions,
    });
    const [draft] = made.body.items;
    const sent = await world.gemeente.send('POST', `/v1/drafts/${draft.id}/sending`, {
      version: 1,
    });
    expect((await world.gemeente.settled(sent.body.id)).body.status).toBe('accepted');
    const page = await open('aanbieder', `/console/messages/${sent.body.id}`);
    expect(await said(page)).not.toContain('0394');
    await button(page, 'Toon het bericht').click();
    await expect.poll(() => said(page)).toContain('Gemeente 0394 zou verantwoordelijk zijn.');
    expect(await findingsOf(page)).toEqual([]);
    await button(page, 'Maak een concept voor die gemeente').dblclick();
    await page.waitForURL(/console\/drafts\//);
    expect(await said(page)).toContain('Haarlemmermeer');
    const { items } = (await world.aanbieder.get('/v1/drafts?type=JW315&state=open')).body;
    const anew = items.filter((one: { recipient: string }) => one.recipient === '0394');
    expect(anew).toHaveLength(1);
  });
});
