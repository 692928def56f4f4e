import { readdir, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { failedMessages } from '../../operations/support.ts';
import {
  type ConsoleWorld,
  requestOfItsOwn,
  sendMessages,
  storiesOf,
} from '../../support/console-world.ts';
import { theFirstDay } from './first-day.ts';

const story = storiesOf();
const { open } = story;
let world: ConsoleWorld;
beforeAll(async () => {
  world = await story.start();
});
afterAll(story.end);

describe('operator', () => {
  test('Is it well?', async () => {
    const page = await open('operator');
    expect(new URL(page.url()).pathname).toBe('/console/state');
    const said = await page.locator('.utrecht-alert--ok').textContent();
    expect(said).toBe('Alles werkt. Geen bericht wacht op verwerking.');
    const row = page.getByRole('row', { name: 'In postvak' });
    expect(await row.getByRole('cell').last().textContent()).toBe('6');
    const parties = page.getByRole('table', { name: 'Berichten in postvakken, per ontvanger' });
    expect(await parties.locator('tbody > tr').allTextContents()).toEqual([
      'Amsterdam03633',
      'De Dijk123456783',
    ]);
  });

  test('Who is this party?', async () => {
    const page = await open('operator');
    await page.getByRole('link', { name: 'Partijen' }).click();
    await page.getByLabel('Naam of een deel ervan').fill('dijk');
    await page.keyboard.press('Enter');
    await page.waitForURL(/name=dijk/);
    const rows = page.locator('[data-rows] > tr');
    expect(await rows.allTextContents()).toEqual(['De Dijk12345678aanbieder']);
    expect(await page.locator('a[href="/console/parties/new"]').count()).toBe(0);
  });

  test('Something failed.', async () => {
    const { store } = world.gateway;
    const [id] = await failedMessages(store, world.aanbieder, [requestOfItsOwn()]);
    const page = await open('operator');
    const said = (await page.locator('main').textContent()) ?? '';
    expect(said).toContain('Niet alles werkt.');
    expect(said).toContain('1 bericht is vastgelopen: kijk waarom, bij Berichten.');
    await page.getByRole('row', { name: 'Vastgelopen' }).getByRole('link', { name: '1' }).click();
    await page.waitForURL(/\/console\/messages\?status=failed/);
    await page.getByRole('link', { name: 'JW315' }).click();
    await page.waitForURL(`**/console/messages/${id}?back=*`);
    expect(await page.locator('h1').textContent()).toBe('JW315 van De Dijk aan Amsterdam');
    const course = page.getByRole('table', { name: 'Verloop' }).locator('tbody > tr');
    expect(await course.allTextContents()).toEqual([
      expect.stringContaining('OntvangenDe Dijk'),
      expect.stringMatching(/Vastgelopende gateway.*23514/),
    ]);
    expect(await page.content()).not.toMatch(/Amrani|9999[0-9]{5}|VOT/);
    // Without a reason nothing is done.
    await page.getByText('Opnieuw verwerken', { exact: true }).first().click();
    await page.getByRole('button', { name: 'Opnieuw verwerken' }).click();
    await page.getByRole('link', { name: 'Vul een reden in' }).click();
    await page.keyboard.type('De database is hersteld');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/console/messages/${id}?done=replay&back=*`);
    expect(await page.getByRole('status').first().textContent()).toContain(
      'verwerkt dit bericht opnieuw',
    );
    await expect
      .poll(async () => (await world.aanbieder.get(`/v1/messages/${id}`)).body.status)
      .toBe('accepted');
    await page.reload();
    expect(await course.allTextContents()).toEqual([
      expect.stringContaining('Ontvangen'),
      expect.stringContaining('Vastgelopen'),
      expect.stringMatching(/Ontvangeneen operator/),
      expect.stringMatching(/In postvakde gateway/),
    ]);
    const done = page.getByRole('table', { name: 'Wat operators met dit bericht deden' });
    await expect
      .poll(async () => {
        await page.reload();
        return done.textContent();
      })
      .toContain('gelukt');
  });

  test('It is given up, once.', async () => {
    const { store } = world.gateway;
    const [id = ''] = await failedMessages(store, world.aanbieder, [requestOfItsOwn()]);
    const [page, colleague] = [await open('operator'), await open('administrator')];
    for (const one of [page, colleague]) {
      await one.goto(`${world.gateway.address}/console/messages/${id}`);
      await one.getByText('Afschrijven', { exact: true }).first().click();
    }
    await page.getByLabel('Reden').last().fill('De Dijk stuurt een nieuw bericht');
    await page.getByRole('button', { name: 'Afschrijven' }).click();
    await page.waitForURL(`**/console/messages/${id}?done=dismissal`);
    const said = await page.locator('main').textContent();
    expect(said).toContain('Afgeschreven');
    expect(said).toContain('De Dijk stuurt een nieuw bericht');
    expect(await page.getByRole('button', { name: 'Opnieuw verwerken' }).count()).toBe(0);
    await page.goto(`${world.gateway.address}/console/state`);
    expect(await page.getByRole('row', { name: 'In postvak' }).count()).toBe(1);
    expect(await page.getByText('Afgeschreven').count()).toBe(0);
    expect(await page.getByText('Vastgelopen berichten, per oorzaak').count()).toBe(0);
    // The colleague still sees it as it was.
    await colleague.getByText('Opnieuw verwerken', { exact: true }).first().click();
    await colleague.getByLabel('Reden').first().fill('Nog een keer');
    await colleague.getByRole('button', { name: 'Opnieuw verwerken' }).click();
    await colleague.getByRole('alert').waitFor();
    expect(await colleague.getByRole('alert').textContent()).toContain('Dit kan niet meer');
    expect((await world.aanbieder.get(`/v1/messages/${id}`)).body.status).toBe('dismissed');
  });

  test('A gemeente lost a message.', async () => {
    const [id = ''] = await sendMessages(world.aanbieder, 1);
    await world.gemeente.send('POST', '/v1/inbox/acknowledgements', { ids: [id] });
    const page = await open('operator', `/console/messages/${id}`);
    await page.getByText('Opnieuw in het postvak', { exact: true }).first().click();
    await page.getByLabel('Reden').fill('Amsterdam is kind 999900006 kwijt');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').textContent()).toContain('een getal dat een BSN kan zijn');
    expect(await page.getByLabel('Reden').inputValue()).toContain('Amsterdam is kind');
    await page.getByLabel('Reden').fill('Amsterdam is dit bericht kwijt');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/console/messages/${id}?done=redelivery`);
    const said = page.getByRole('status').first();
    expect(await said.textContent()).toContain('opnieuw in het postvak van Amsterdam');
    const done = page.getByRole('table', { name: 'Wat operators met dit bericht deden' });
    await expect
      .poll(async () => {
        await page.reload();
        return done.textContent();
      })
      .toMatch(/ijw_[0-9a-f]{12}Amsterdam is dit bericht kwijtgelukt/);
    // It lies in the mailbox now: nobody puts it there twice.
    expect(await page.getByText('Opnieuw in het postvak', { exact: true }).count()).toBe(1);
    await world.gemeente.send('POST', '/v1/inbox/acknowledgements', { ids: [id] });
  });

  test('A filter that is wrong.', async () => {
    const page = await open('operator');
    await page.goto(`${world.gateway.address}/console/messages`);
    await page.getByLabel('Code van een partij').fill('36');
    await page.getByLabel('Vanaf').fill('4 mei');
    await page.getByLabel('Tot en met').fill('4-5-2026');
    await page.getByRole('button', { name: 'Filteren' }).click();
    const said = await page.locator('main').textContent();
    expect(said).toContain('Vul 4 cijfers van een gemeente in');
    expect(said).toContain('Vul een dag in als 04-05-2026.');
    expect(said).not.toContain('Geen bericht past');
    expect(await page.getByLabel('Code van een partij').inputValue()).toBe('36');
    expect(await page.getByLabel('Tot en met').inputValue()).toBe('04-05-2026');
    await page.getByLabel('Code van een partij').fill('0363');
    await page.getByLabel('Vanaf').fill('5-5-2026');
    await page.getByRole('button', { name: 'Filteren' }).click();
    await page.getByText('Deze dag ligt voor de eerste dag').waitFor();
  });
});

describe('gemeente', () => {
  test('What waits for me?', async () => {
    const page = await open('gemeente');
    expect(await page.locator('h1').textContent()).toBe('Postvak');
    const rows = await page.locator('[data-rows] > tr').allTextContents();
    // Three, and the one that an operator had processed again.
    expect(rows).toHaveLength(4);
    for (const row of rows)
      expect(row).toMatch(
        /^JW315 Verzoek om toewijzingDe Dijk 12345678[0-9]{1,2} [a-z]+ [0-9]{2}:[0-9]{2}/,
      );
    expect(await page.content()).not.toMatch(/Amrani|9999[0-9]{5}|VOT/);
  });

  test('Something comes in while I look.', async () => {
    await using watched = await world.open(world.keys.gemeente);
    const { page } = watched;
    await page.clock.install();
    await page.goto(`${world.gateway.address}/console/mailbox`);
    const rows = page.locator('[data-rows] > tr');
    const before = await rows.count();
    await sendMessages(world.aanbieder, 1);
    await page.clock.runFor(31_000);
    const news = page.getByRole('link', { name: '1 nieuw bericht' });
    await expect.poll(() => news.count()).toBe(1);
    expect(await rows.count()).toBe(before);
    await page.clock.runFor(31_000);
    await expect.poll(() => news.count()).toBe(1);
    await news.click();
    await expect.poll(() => rows.count()).toBe(before + 1);
    expect(watched.complaints).toEqual([]);
  });

  test('An address that is not mine.', async () => {
    const { page } = await world.open(world.keys.gemeente);
    const answer = await page.goto(`${world.gateway.address}/console/log`);
    expect(answer?.status()).toBe(403);
    expect(await page.content()).not.toContain('Regels van het logboek');
    await page.context().close();
  });
});

describe('aanbieder', () => {
  test('Did the retours come?', async () => {
    const page = await open('aanbieder');
    const rows = await page.locator('[data-rows] > tr').allTextContents();
    expect(rows.length).toBeGreaterThan(2);
    expect(rows[0]).toContain('JW316 Retour op een verzoek om toewijzing keurt goedAmsterdam 0363');
  });

  test('There is more than fits a page.', async () => {
    await sendMessages(world.aanbieder, 55);
    const page = await open('aanbieder');
    const rows = page.locator('[data-rows] > tr');
    expect(await rows.count()).toBe(50);
    await page.getByRole('link', { name: 'Volgende' }).click();
    await expect.poll(() => rows.count()).toBeLessThan(50);
    expect(await rows.count()).toBeGreaterThan(4);
    expect(await page.getByRole('link', { name: 'Volgende' }).count()).toBe(0);
    await page.getByRole('link', { name: 'Naar het begin' }).click();
    await expect.poll(() => rows.count()).toBe(50);
  });

  test('The mailbox is empty.', async () => {
    const { items } = (await world.aanbieder.get('/v1/inbox?limit=1000')).body;
    const ids = items.map(({ id }: { id: string }) => id);
    await world.aanbieder.send('POST', '/v1/inbox/acknowledgements', { ids });
    const page = await open('aanbieder');
    expect(await page.locator('.empty').textContent()).toMatch(/^Geen berichten\. .*hier\.$/);
    expect(await page.locator('table').count()).toBe(0);
    // What came in meanwhile stands in the place of that sentence.
    await page.clock.install();
    await page.reload();
    await sendMessages(world.aanbieder, 1);
    await page.clock.runFor(31_000);
    await expect.poll(() => page.getByRole('link', { name: '1 nieuw bericht' }).count()).toBe(1);
    expect(await page.locator('.empty').isVisible()).toBe(false);
  });
});

describe('contract manager', () => {
  test('Which contracts are in force?', async () => {
    const page = await open('contract-manager');
    expect(new URL(page.url()).pathname).toBe('/console/contracts');
    const row = page.getByRole('row', { name: 'B-2024-014' });
    expect(await row.textContent()).toContain(
      'De Dijk 12345678Amsterdamvanaf 1 januari 2024 tot en met 31 december 2028',
    );
  });

  test('Those of one aanbieder.', async () => {
    const page = await open('contract-manager');
    const rows = page.locator('[data-rows] > tr');
    const all = await rows.count();
    await page.getByLabel('AGB-code van de aanbieder').fill(' 12345678 ');
    await page.getByRole('button', { name: 'Filteren' }).click();
    await page.waitForURL(/aanbieder=/);
    expect(await rows.count()).toBeGreaterThan(0);
    for (const row of await rows.allTextContents()) expect(row).toContain('De Dijk');
    await page.getByRole('link', { name: 'Filters wissen' }).click();
    await expect.poll(() => rows.count()).toBe(all);
  });

  test('A wrong code.', async () => {
    const page = await open('contract-manager');
    const field = page.getByLabel('AGB-code van de aanbieder');
    await field.fill('12345');
    await page.keyboard.press('Enter');
    await page.waitForURL(/aanbieder=12345/);
    expect(await field.inputValue()).toBe('12345');
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    expect(await page.locator('#aanbieder-fault').textContent()).toBe(
      'Een AGB-code heeft 8 cijfers.',
    );
  });
});

describe('auditor', () => {
  test('Who did what last?', async () => {
    const page = await open('auditor');
    expect(new URL(page.url()).pathname).toBe('/console/log');
    await page.reload();
    const first = page.locator('[data-rows] > tr').first();
    expect(await first.textContent()).toContain('logboek gelezen');
    expect(await first.textContent()).toContain('auditor');
    const cell = (text: string) => page.getByRole('row', { name: text }).first().getByRole('cell');
    expect(await cell('ingelogd').last().textContent()).toBe('met een sleutel');
    expect(await cell('ingelogd').nth(5).textContent()).toBe('127.0.0.1');
    expect(await cell('bericht gestuurd').first().textContent()).toMatch(/ [0-9a-f-]{36}$/);
  });

  test('Keys that were made.', async () => {
    const page = await open('auditor');
    await page.getByLabel('Code van de partij').fill('0363');
    await page.getByLabel('Wat er gebeurde').selectOption({ label: 'sleutel gemaakt' });
    await page.getByRole('button', { name: 'Filteren' }).click();
    await page.waitForURL(/action=make-key/);
    const rows = await page.locator('[data-rows] > tr').allTextContents();
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatch(/sleutel gemaakt.*Amsterdam/);
    await page.getByLabel('Tot en met dag').fill('31-12-2025');
    await page.keyboard.press('Enter');
    await page.waitForURL(/until=31-12-2025/);
    expect(await page.locator('[data-rows] > tr').count()).toBe(0);
    await page.getByLabel('Vanaf dag').fill('2026-02-30');
    await page.keyboard.press('Enter');
    await page.waitForURL(/since=2026-02-30/);
    expect(await page.locator('#since-fault').textContent()).toContain('04-05-2026');
  });

  test('A wrong code.', async () => {
    const page = await open('auditor', '/console/log?party=abc');
    expect(await page.getByLabel('Code van de partij').inputValue()).toBe('abc');
    expect(await page.locator('#party-fault').textContent()).toContain('Een code heeft 4 cijfers');
    expect(await page.locator('table').count()).toBe(0);
  });
});

describe('administrator', () => {
  test('The first day.', async () => {
    await theFirstDay(world);
  });

  test('One more party.', async () => {
    const page = await open('administrator');
    await page.getByRole('link', { name: 'Partij toevoegen' }).click();
    await page.getByLabel('Wat voor partij is het?').selectOption('aanbieder');
    await page.getByLabel('Code').fill('87654321');
    await page.getByLabel('Naam').fill('De Wal');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Alle partijen' }).click();
    expect(await page.locator('[data-rows]').textContent()).toContain('De Wal87654321aanbieder');
  });

  test('A mistake in the form.', async () => {
    const page = await open('administrator', '/console/parties/new');
    const submit = page.getByRole('button', { name: 'Toevoegen en sleutel maken' });
    await page.getByLabel('Wat voor partij is het?').selectOption('aanbieder');
    await page.getByLabel('Code').fill('0363');
    await submit.click();
    await page.locator('.problem').waitFor();
    expect(await page.evaluate('document.activeElement.className')).toBe('problem');
    expect(await page.locator('.problem li').count()).toBe(2);
    expect(await page.getByLabel('Code').inputValue()).toBe('0363');
    await page.locator('.problem a').first().click();
    expect(await page.evaluate('document.activeElement.id')).toBe('code');
    await page.getByLabel('Wat voor partij is het?').selectOption('gemeente');
    await page.getByLabel('Naam').fill('Amsterdam');
    await submit.click();
    await expect
      .poll(() => page.locator('.problem').textContent())
      .toContain('Deze partij is er al.');
    const keys = await world.gateway.administrator.get('/v1/parties/0363/api-keys');
    expect(keys.body.items).toHaveLength(1);
  });
});

test('every story is a test, and every test a story', async () => {
  const folder = new URL('.', import.meta.url);
  const told = await readFile(new URL('stories.md', folder), 'utf8');
  const files = (await readdir(folder)).filter((name) => /^stories.*\.test\.ts$/.test(name));
  const sources = await Promise.all(files.map((name) => readFile(new URL(name, folder), 'utf8')));
  const stories = [...told.matchAll(/^[0-9]+\. \*\*(.+?)\*\*/gm)].map(([, name]) => name);
  const tests = sources.flatMap((source) =>
    [...source.matchAll(/^ {2}test\('(.+?)', async/gm)].map(([, name]) => name),
  );
  expect(tests.toSorted()).toEqual(stories.toSorted());
  expect(stories.length).toBeGreaterThan(20);
});
