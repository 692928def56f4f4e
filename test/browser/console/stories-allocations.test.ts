import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { childOfConsole } from '../../support/console-allocations.ts';
import { type ConsoleWorld, storiesOf } from '../../support/console-world.ts';
import { plantTerm } from '../../support/terms.ts';

const story = storiesOf();
const { open } = story;
let world: ConsoleWorld;
beforeAll(async () => {
  world = await story.start();
});
afterAll(story.end);

const one = (number: string) => `/console/allocations/${world.allocations.ids.get(number)}`;
const draftsOfDijk = async () =>
  (
    (await world.aanbieder.get('/v1/drafts?state=open')).body.items as {
      readonly id: string;
      readonly type: string;
    }[]
  ).filter(({ id }) => id !== world.drafts.aanbieder);
const logged = async (action: string) => {
  const { rows } = await world.gateway.store.pool.query<{ count: number }>(
    `select count(*)::int as count from (
      select action from access_log_fresh union all select action from access_log) rows where action = $1`,
    [action],
  );
  return rows[0]?.count ?? 0;
};

describe('gemeente', () => {
  test('One child on one line.', async () => {
    const page = await open('gemeente');
    await page.getByRole('link', { name: 'Toewijzingen' }).click();
    await page.getByRole('link', { name: '101' }).click();
    const said = (await page.locator('main').textContent()) ?? '';
    expect(said).toMatch(/Loopt sinds .*De aanbieder meldt de stop, uiterlijk/);
    expect(await page.getByRole('button', { name: 'Maak concept' }).count()).toBe(0);
    const before = await logged('search-allocations');
    await page.getByRole('link', { name: 'Tijdlijn van dit kind' }).click();
    await page.waitForURL('**/console/children/*');
    expect(await logged('search-allocations')).toBe(before + 1);
    expect(await page.locator('main').textContent()).toMatch(
      /Van .* tot en met .* is niets toegewezen\./,
    );
    expect(await page.locator('.lanes .delivered').count()).toBe(3);
    const rows = page.getByRole('table').locator('tbody > tr');
    expect(await rows.count()).toBe(3);
    expect(await page.content()).not.toMatch(/Amrani|999912008/);
  });

  test('What has to be done, and by when?', async () => {
    const { pool } = world.gateway.store;
    await plantTerm(pool, {
      ...{ dueOn: '2026-01-05', since: '2025-12-29', messageId: world.message },
    });
    const page = await open('gemeente');
    const menu = page.getByRole('navigation').first();
    expect(await menu.getByRole('link', { name: 'Termijnen' }).textContent()).toBe('Termijnen 1');
    await menu.getByRole('link', { name: 'Termijnen' }).click();
    const lead = page.locator('.lead');
    expect(await lead.textContent()).toContain(
      '1 termijn is te laat, 1 daarvan langer dan 20 dagen',
    );
    await lead.getByRole('link', { name: '1 termijn is te laat' }).click();
    await page.waitForURL(/show=overdue/);
    const rows = page.getByRole('table').locator('tbody > tr');
    expect(await rows.allTextContents()).toEqual([
      expect.stringMatching(/Op een verzoek beslissen5 januari 2026[0-9]+ dagen te laatAmsterdam/),
    ]);
    await rows.getByRole('link', { name: 'Op een verzoek beslissen' }).click();
    await page.waitForURL(`**/console/messages/${world.message}`);
  });

  test('A BSN that is nobody’s.', async () => {
    const page = await open('gemeente', '/console/allocations');
    await page.getByText('Zoek de toewijzingen van een kind').click();
    await page.getByLabel('BSN').fill('999900007');
    await page.getByRole('button', { name: 'Zoeken' }).click();
    await page.locator('.problem').waitFor();
    expect(await page.locator('.problem').textContent()).toContain('Dit is geen BSN.');
    expect(await page.getByLabel('BSN').inputValue()).toBe('999900007');
    await page.getByLabel('BSN').fill('999990019');
    await page.getByRole('button', { name: 'Zoeken' }).click();
    await page.waitForURL(/search=/);
    expect(await page.locator('.empty').textContent()).toContain('kent de gateway geen toewijzing');
    expect(page.url()).not.toContain('999990019');
  });
});

describe('aanbieder', () => {
  test('What is to be reported next?', async () => {
    const page = await open('aanbieder', '/console/allocations');
    await page.getByLabel('Laat zien').selectOption('todo');
    await page.getByRole('button', { name: 'Filteren' }).click();
    await page.waitForURL(/show=todo/);
    // Those of the conversion stand here too.
    const rows = page.locator('[data-rows] > tr', { hasText: /^10[123]B0/ });
    expect(await rows.allTextContents()).toEqual([
      expect.stringMatching(/^102.*Nog niet gestartStart melden, binnen 5 werkdagen/),
    ]);
    for (const [show, number] of [
      ['ending', '101'],
      ['stopped', '103'],
    ] as const) {
      await page.goto(`${world.gateway.address}/console/allocations?show=${show}`);
      expect(await rows.allTextContents()).toEqual([expect.stringMatching(`^${number}`)]);
    }
    await page.goto(`${world.gateway.address}/console/allocations?show=running&party=0363`);
    expect(await rows.count()).toBe(2);
  });

  test('A stop, in one click to a draft.', async () => {
    const page = await open('aanbieder', '/console/allocations?show=ending');
    await page.getByRole('link', { name: 'Stop melden' }).click();
    await page.waitForURL(/open=stop/);
    await page.locator('#stop-reason').selectOption('31');
    const sent = await page.evaluate<Record<string, string>>(
      "Object.fromEntries(new FormData(document.querySelector('#stop form')))",
    );
    await page.locator('#stop button').click();
    await page.waitForURL('**/console/drafts/*');
    const drafts = await draftsOfDijk();
    expect(drafts).toMatchObject([{ type: 'JW307', id: page.url().split('/').at(-1) }]);
    // The same form, sent once more, leads to the same draft.
    const again = await page.request.post(`${world.gateway.address}${one('101')}/stop`, {
      form: sent,
      maxRedirects: 0,
    });
    expect(again.headers().location).toBe(`/console/drafts/${drafts[0]?.id}`);
    expect(await draftsOfDijk()).toHaveLength(1);
    for (const { id } of drafts) await world.aanbieder.send('DELETE', `/v1/drafts/${id}`);
  });

  test('A start that was sent waits for its retour.', async () => {
    const own = await open('aanbieder', one('102'));
    // What did not start cannot stop.
    expect(await own.locator('#stop').textContent()).toContain('zodra uw start is goedgekeurd');
    const { pool } = world.gateway.store;
    const id = await plantTerm(pool, {
      ...{ kind: 'start', debtor: '12345678', clientId: world.allocations.child },
      ...{ toewijzingNummer: '102', status: 'in-time', pending: true, metBy: world.message },
    });
    await own.goto(`${world.gateway.address}/console/allocations`);
    const row = own.locator('[data-rows] > tr', { hasText: '102' });
    expect(await row.textContent()).toMatch(
      /Start gemeld op 5 november 2026wacht op de retour van Amsterdam$/,
    );
    await row.getByRole('link', { name: '102' }).click();
    await own.waitForURL('**/allocations/*');
    expect(await own.locator('.lead').textContent()).toBe(
      'Start gemeld op 5 november 2026, wacht op de retour van Amsterdam.',
    );
    expect(await own.locator('#start').textContent()).toContain('U meldde al een start');
    const gemeente = await open('gemeente', '/console/allocations');
    expect(await gemeente.locator('main').textContent()).toContain(
      'staat hier zodra de aanbieder haar heeft goedgekeurd. Uw verstuurde toewijzingen',
    );
    await pool.query('delete from term where id = $1', [id]);
  });

  test('A stop before the start.', async () => {
    const page = await open('aanbieder', `${one('101')}?open=stop`);
    await page.locator('#stop-end').fill('1-1-2020');
    await page.locator('#stop-reason').selectOption('31');
    await page.locator('#stop button').click();
    await page.locator('.problem').waitFor();
    expect(await page.locator('.problem').textContent()).toContain(
      'De stop ligt vóór de start van',
    );
    expect(await page.locator('#stop-end').inputValue()).toBe('1-1-2020');
    // A start that stands is not reported twice.
    await page.getByText('Start melden', { exact: true }).click();
    await page.locator('#start-begin').fill('4-5-2026');
    await page.locator('#start button').click();
    await page.locator('#start .problem').waitFor();
    expect(await page.locator('.problem').textContent()).toContain('Er is al een start gemeld.');
    expect(await draftsOfDijk()).toEqual([]);
  });

  test('More hours are needed.', async () => {
    const page = await open('aanbieder', one('102'));
    await page.getByText('Wijziging vragen', { exact: true }).click();
    await page.locator('#change-reason').selectOption('1');
    await page.locator('#change button').click();
    await page.locator('.problem').waitFor();
    expect(await page.locator('.problem').textContent()).toContain('Er verandert niets.');
    await page.locator('#change-volume').fill('5');
    await page.locator('#change button').click();
    await page.waitForURL('**/console/drafts/*');
    const drafts = await draftsOfDijk();
    expect(drafts).toMatchObject([{ type: 'JW317' }]);
    const { bericht } = (await world.aanbieder.get(`/v1/drafts/${drafts[0]?.id}`)).body;
    expect(JSON.stringify(bericht)).toMatch(/"volume":"5".*"eenheid":"04"/);
    for (const { id } of drafts) await world.aanbieder.send('DELETE', `/v1/drafts/${id}`);
  });

  test('A child by its BSN.', async () => {
    const page = await open('aanbieder', '/console/allocations');
    await page.getByText('Zoek de toewijzingen van een kind').click();
    await page.getByLabel('BSN').fill(childOfConsole.bsn);
    await page.keyboard.press('Enter');
    await page.waitForURL(/search=/);
    expect(page.url()).not.toContain(childOfConsole.bsn);
    expect(await page.locator('[data-rows] > tr').count()).toBe(3);
    const colleague = await open(
      'aanbieder',
      new URL(page.url()).pathname + new URL(page.url()).search,
    );
    expect(await colleague.locator('.empty').textContent()).toContain(
      'Deze zoekopdracht is voorbij',
    );
    expect(await colleague.locator('[data-rows]').count()).toBe(0);
  });
});
