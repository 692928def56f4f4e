import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { failedMessages, plantFailed } from '../../operations/support.ts';
import { findingsOf } from '../../support/browser.ts';
import {
  type ConsoleWorld,
  requestOfItsOwn,
  sendMessages,
  storiesOf,
} from '../../support/console-world.ts';

const story = storiesOf();
const { open } = story;
let world: ConsoleWorld;
beforeAll(async () => {
  world = await story.start();
});
afterAll(story.end);

const searchBy = 'Wat u zoekt';

describe('operator', () => {
  test('Somebody calls with an Identificatie.', async () => {
    const xml = requestOfItsOwn().replace(/(<(?:\w+:)?Identificatie>)[^<]*/, '$1VOT24000117');
    const { body } = await world.aanbieder.post(xml);
    await world.aanbieder.settled(body.id);
    const page = await open('operator', '/console/messages');
    await page.keyboard.press('/');
    await page.keyboard.type('vot2400');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/console\/searches\/[0-9a-f-]{36}$/);
    expect(page.url()).not.toMatch(/vot/i);
    const rows = page.locator('[data-rows] > tr');
    // The message, and its retour, which has the same Identificatie.
    await rows.first().waitFor();
    expect(await rows.count()).toBe(2);
    expect(await page.getByLabel(searchBy).inputValue()).toBe('vot2400');
    expect(await findingsOf(page)).toEqual([]);
    await page.setViewportSize({ width: 375, height: 800 });
    expect(await findingsOf(page)).toEqual([]);
    const wide = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    expect(await page.evaluate(wide)).toBe(0);
    // Filters narrow it down, and stay when one comes back.
    await page.getByLabel('Bericht', { exact: true }).selectOption('JW315');
    await page.getByRole('button', { name: 'Filteren' }).click();
    await page.waitForURL(/type=JW315/);
    expect(await rows.count()).toBe(1);
    const found = page.url();
    await page.getByRole('link', { name: 'JW315' }).click();
    await page.waitForURL(`**/console/messages/${body.id}?**`);
    const back = page.getByRole('link', { name: 'Terug naar Gevonden berichten' });
    await back.click();
    await page.waitForURL(/\/console\/searches\//);
    expect(page.url()).toBe(`${found.split('?')[0]}?type=JW315`);
    // Nobody else has that search.
    const colleague = await open('administrator', new URL(found).pathname);
    expect(await colleague.getByRole('alert').textContent()).toContain(
      'Deze zoekopdracht is er niet meer.',
    );
    expect(await findingsOf(colleague)).toEqual([]);
  });

  test('A search finds nothing.', async () => {
    const page = await open('operator', '/console/messages');
    await page.getByLabel('Zoek op').selectOption('referentie');
    await page.getByLabel(searchBy).fill('DIJK-0');
    await page.getByRole('button', { name: 'Zoeken' }).click();
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').textContent()).toContain('Vul de AGB-code in');
    expect(await page.getByLabel(searchBy).inputValue()).toBe('DIJK-0');
    await page.getByLabel('AGB-code').fill('12345678');
    await page.getByRole('button', { name: 'Zoeken' }).click();
    await page.waitForURL(/\/console\/searches\//);
    const said = await page.locator('main .empty').textContent();
    expect(said).toContain('Deze aanbieder deed geen verzoek met deze referentie.');
    expect(said).toContain('Neem haar precies over');
    // It was no referentie: the number of an allocation does not exist either.
    await page.getByLabel('Zoek op').selectOption('toewijzingNummer');
    await page.getByLabel(searchBy).fill('7777');
    await page.getByLabel('AGB-code').fill('');
    await page.getByRole('button', { name: 'Zoeken' }).click();
    await page.getByText('vindt u op zijn Identificatie').waitFor();
  });

  test('Why was it rejected?', async () => {
    const twice = requestOfItsOwn();
    const first = await world.aanbieder.post(twice);
    await world.aanbieder.settled(first.body.id);
    const again = twice.replace(/(<(?:\w+:)?Identificatie>)[^<]*/, '$1TWICE-1');
    const { body } = await world.aanbieder.post(again);
    expect((await world.aanbieder.settled(body.id)).body.status).toBe('rejected');
    const page = await open('operator', `/console/messages/${body.id}`);
    const sides = page.locator('.pair > section');
    expect(await sides.first().textContent()).toContain('Heenbericht (dit bericht)');
    expect(await sides.first().textContent()).toContain('TR347');
    expect(await sides.first().textContent()).toContain('de standaard');
    expect(await sides.last().textContent()).toContain('Retour');
    expect(await sides.last().textContent()).toContain('JW316');
    await sides.last().getByRole('link', { name: 'JW316' }).click();
    await page.getByRole('heading', { name: 'Retour (dit bericht)' }).waitFor();
    // What was refused at the door says for which line.
    const refused = await world.aanbieder.post(
      requestOfItsOwn().replace(/<Bsn>[^<]*<\/Bsn>/, '<Bsn>12</Bsn>'),
    );
    await page.goto(`${world.gateway.address}/console/messages/${refused.body.messageId}`);
    const table = page.getByRole('table', { name: 'Waarop het is geweigerd' });
    expect(await table.locator('tbody > tr').first().textContent()).toMatch(/Bsn\d+/);
    expect(await findingsOf(page)).toEqual([]);
  });

  test('There is no other way than to read it.', async () => {
    const [id = ''] = await sendMessages(world.aanbieder, 1);
    const page = await open('operator', `/console/messages/${id}`);
    expect(await page.content()).not.toMatch(/Amrani|9999[0-9]{5}/);
    await page.getByText('Toon het bericht', { exact: true }).first().click();
    await page.getByRole('button', { name: 'Toon het bericht' }).click();
    await page.getByRole('link', { name: 'Vul een reden in' }).click();
    await page.keyboard.type('De Dijk ziet een vreemd teken');
    await page.keyboard.press('Enter');
    await page.getByText('U ziet de inhoud tot').waitFor();
    expect(await page.locator('.reading').textContent()).toContain('Amrani');
    await page.getByText('XML', { exact: true }).first().click();
    expect(await page.locator('.xml').textContent()).toContain('<Bsn>');
    expect(await findingsOf(page)).toEqual([]);
    // It does not ask again; each time is written down, and the parties read why.
    await page.reload();
    expect(await page.locator('.reading').count()).toBe(1);
    const { rows } = await world.gateway.store.pool.query(
      `select action, reason from (
        select action, reason, id, message_id from access_log_fresh
        union all select action, reason, id, message_id from access_log) log
      where message_id = $1 and action in ('break-glass', 'read-content') order by id`,
      [id],
    );
    expect(rows.map(({ action }) => action)).toEqual([
      'break-glass',
      'read-content',
      'read-content',
    ]);
    const { body } = await world.aanbieder.get(`/v1/messages/${id}`);
    expect(body.disclosures[0].reason).toBe('De Dijk ziet een vreemd teken');
    // An administrator keeps the gateway, and reads no messages.
    const other = await open('administrator', `/console/messages/${id}`);
    expect(await other.locator('main').textContent()).toContain('Alleen een operator kan haar');
    expect(await other.getByText('Toon het bericht', { exact: true }).count()).toBe(0);
  });

  test('Many failed for the same cause.', async () => {
    const { store } = world.gateway;
    const ids = await failedMessages(
      store,
      world.aanbieder,
      Array.from({ length: 3 }, requestOfItsOwn),
    );
    const page = await open('operator');
    const causes = page.getByRole('table', { name: 'Vastgelopen berichten, per oorzaak' });
    await causes.getByRole('link', { name: 'Opnieuw verwerken' }).click();
    await page.waitForURL(/\/console\/replays\/new\?code=23514/);
    const said = await page.locator('main').textContent();
    expect(said).toContain('De gateway verwerkt 3 berichten opnieuw');
    expect(said).toContain('Ze zijn van of voor 2 partijen.');
    expect(
      await page.getByRole('table', { name: 'De eerste 3' }).locator('tbody > tr').count(),
    ).toBe(3);
    expect(await findingsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Verwerk opnieuw (3)' }).click();
    await page.getByRole('link', { name: 'Vul een reden in' }).click();
    await page.keyboard.type('De kolom is terug');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/console\/replays\/[0-9a-f-]{36}\?done=started/);
    // It moves by itself.
    await page.getByText('3 van 3 berichten gedaan.').first().waitFor({ timeout: 20_000 });
    await page.getByText('Klaar', { exact: true }).waitFor();
    expect(await findingsOf(page)).toEqual([]);
    await page.locator('#progress').getByRole('link', { name: '3' }).click();
    await page.waitForURL(/state=succeeded/);
    expect(await page.locator('[data-rows] > tr').count()).toBe(3);
    for (const id of ids)
      expect((await world.aanbieder.get(`/v1/messages/${id}`)).body.status).toBe('accepted');
    await page.getByRole('link', { name: 'Terug naar Herhalingen' }).click();
    expect(await page.locator('[data-rows] > tr').first().textContent()).toContain(
      'De kolom is terug',
    );
  });

  test('A colleague replayed half of them meanwhile.', async () => {
    const { store } = world.gateway;
    const ids = await failedMessages(
      store,
      world.aanbieder,
      Array.from({ length: 4 }, requestOfItsOwn),
    );
    const page = await open('operator', '/console/replays/new');
    await page.getByLabel('Reden').fill('De kolom is terug');
    const half = { ids: ids.slice(0, 2), reason: 'deze twee hadden haast' };
    const { body } = await world.gateway.administrator.send('POST', '/v1/operations/replays', half);
    await expect
      .poll(
        async () =>
          (await world.gateway.administrator.get(`/v1/operations/replays/${body.id}`)).body.state,
        { timeout: 20_000 },
      )
      .toBe('finished');
    await page.getByRole('button', { name: 'Verwerk opnieuw (4)' }).click();
    await page.getByRole('alert').waitFor();
    const said = await page.getByRole('alert').textContent();
    expect(said).toContain('Er is nog niets begonnen');
    expect(said).toContain('U zag 4, nu zijn het er 2.');
    expect(await page.getByLabel('Reden').inputValue()).toBe('De kolom is terug');
    expect(await findingsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Verwerk opnieuw (2)' }).click();
    await page.waitForURL(/done=started/);
    await page.getByText('2 van 2 berichten gedaan.').first().waitFor({ timeout: 20_000 });
    // Nothing is left: the page says where to look.
    await page.goto(`${world.gateway.address}/console/replays/new`);
    expect(await page.locator('.empty').textContent()).toContain('Misschien deed een collega het');
  });

  test('It is stopped halfway.', async () => {
    const { store, administrator } = world.gateway;
    await plantFailed(store, 2000);
    const wish = { filter: {}, reason: 'te vroeg begonnen' };
    const { body } = await administrator.send('POST', '/v1/operations/replays', wish);
    const page = await open('operator', `/console/replays/${body.id}`);
    expect(await page.locator('main').textContent()).toMatch(/bericht(en wachten|\swacht) nog op/);
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await page.waitForURL(/done=stopped/);
    expect(await page.getByRole('status').first().textContent()).toContain('Gestopt.');
    await expect
      .poll(async () => {
        await page.reload();
        return page.locator('#progress .lead').textContent();
      })
      .toMatch(/^Gestopt/);
    expect(await page.getByRole('button', { name: 'Stop', exact: true }).count()).toBe(0);
    const left = page.locator('#progress dt', { hasText: 'gestopt' });
    expect(await left.count()).toBe(1);
    await store.pool.query("update message set status = 'dismissed' where status = 'failed'");
  });

  test('What holds the queue up?', async () => {
    const { store } = world.gateway;
    const first = requestOfItsOwn();
    const bsn = /<Bsn>(\d+)/.exec(first)?.[1] ?? '';
    const [id = ''] = await failedMessages(store, world.aanbieder, [first]);
    // About the same child, to the same gemeente: it waits its turn.
    const second = requestOfItsOwn().replace(/(<Bsn>)[^<]*/, `$1${bsn}`);
    await world.aanbieder.post(second);
    const page = await open('operator');
    await page.getByRole('link', { name: 'Wachtrij' }).click();
    await page.waitForURL('**/console/queue');
    const line = page.getByRole('table', { name: 'Wat vastzit' }).locator('tbody > tr');
    expect(await line.first().textContent()).toMatch(/23514.*1$/s);
    expect(await findingsOf(page)).toEqual([]);
    await page.locator('dd').getByRole('link', { name: '1' }).first().click();
    await page.waitForURL(/status=received/);
    expect(await page.locator('[data-rows] > tr').count()).toBe(1);
    await page.goBack();
    await page.getByRole('link', { name: 'Open het bericht' }).click();
    await page.waitForURL(`**/console/messages/${id}?**`);
    await page.getByRole('link', { name: 'Terug naar Wachtrij' }).click();
    await page.waitForURL('**/console/queue');
  });
});

test('what an outsider writes as an address to go back to is not believed', async () => {
  const { message } = world;
  for (const back of [
    '//evil.example',
    'https://evil.example/console/messages',
    '/console/messages/../sign-out',
    '/console/log',
    'javascript:alert(1)',
    '/console/messages?status=%22%3E%3Cscript%3E&x=1',
  ]) {
    const path = `/console/messages/${message}?${new URLSearchParams({ back })}`;
    const page = await open('operator', path);
    const href = await page.locator('a[rel=up]').getAttribute('href');
    expect(href).toMatch(/^\/console\/messages(\?status=%22%3E%3Cscript%3E)?$/);
  }
});
