import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tamper } from '../../ledger/support.ts';
import { type ConsoleWorld, storiesOf } from '../../support/console-world.ts';

const story = storiesOf();
const { open } = story;
let world: ConsoleWorld;
beforeAll(async () => {
  world = await story.start();
});
afterAll(story.end);

const path = '/console/verifications';
/** The first entry of a chain, as it was and as somebody would like it to be. */
const first = (kind: string) =>
  `update ledger_entry set class_path = '${kind}' || ltrim(class_path, 'X') where chain_number = 1`;

describe('auditor', () => {
  test('Is it still as it was written?', async () => {
    const page = await open('auditor');
    await page.getByRole('link', { name: 'Verificatie' }).click();
    await page.waitForURL(`**${path}`);
    const ledger = page.getByRole('region', { name: 'Grootboek' });
    const said = (await ledger.textContent()) ?? '';
    expect(said).toContain('Het grootboek klopt.');
    expect(said).toMatch(/Gecontroleerd.* 2[0-9]{3} .*Hoever2\.510 goede regels/s);
    expect(said).toContain('de gateway, volgens de klok');
    const lock = await world.gateway.store.pool.connect();
    try {
      await lock.query('begin');
      await lock.query('lock table ledger_entry in access exclusive mode');
      await ledger.getByRole('button', { name: 'Controleer nu' }).click();
      await page.waitForURL(`**${path}?begun=ledger`);
      expect(await page.getByRole('status').textContent()).toContain('De controle is begonnen');
      expect(await ledger.getByRole('progressbar').count()).toBe(1);
    } finally {
      await lock.query('rollback');
      lock.release();
    }
    // By itself, without a reload.
    await ledger.getByRole('progressbar').waitFor({ state: 'detached' });
    expect(await ledger.textContent()).toMatch(/Het grootboek klopt\..*goede regel/s);
    expect(await ledger.textContent()).not.toContain('volgens de klok');
    await page.reload();
    const rows = page.locator('[data-rows] > tr');
    expect(await rows.first().textContent()).toMatch(/Grootboek.*Klopt/);
    expect(await page.content()).not.toMatch(/Amrani|9999[0-9]{5}|VOT/);
  });

  test('Somebody changed a row.', async () => {
    const { pool } = world.gateway.store;
    await tamper(pool, first('X'));
    const page = await open('auditor', path);
    const ledger = page.getByRole('region', { name: 'Grootboek' });
    await ledger.getByRole('button', { name: 'Controleer nu' }).click();
    await ledger.getByText('Het grootboek klopt niet.').waitFor();
    const said = (await ledger.textContent()) ?? '';
    expect(said).toContain('Keten van Amsterdam (0363): regel 1 is veranderd.');
    expect(said).toMatch(/Wat het kan betekenen.*in de database kan schrijven/s);
    expect(said).toMatch(/Laatst in orde.* 2[0-9]{3} /s);
    expect(said).toContain('Verander niets in de database');
    expect(world.gateway.logged.some((line) => line.includes('ledger-not-sound'))).toBe(true);
    const state = await open('operator');
    const shown = (await state.locator('main').textContent()) ?? '';
    expect(shown).toContain('Niet alles werkt.');
    expect(shown).toContain('Het grootboek klopt niet. Kijk bij Verificatie wat er mis is.');
    await state.getByRole('link', { name: 'Naar Verificatie' }).click();
    await state.getByText('regel 1 is veranderd').first().waitFor();
    // It is mended, and verified again.
    await tamper(pool, first(''));
    await ledger.getByRole('button', { name: 'Controleer nu' }).click();
    await ledger.getByText('Het grootboek klopt.').waitFor();
  });

  test('A colleague was first.', async () => {
    const lock = await world.gateway.store.pool.connect();
    const [page, colleague] = [await open('auditor', path), await open('operator', path)];
    const ledgerOf = (one: typeof page) => one.getByRole('region', { name: 'Grootboek' });
    try {
      await lock.query('begin');
      await lock.query('lock table ledger_entry in access exclusive mode');
      await ledgerOf(colleague).getByRole('button').click();
      await colleague.waitForURL(/begun=ledger/);
      await ledgerOf(page).getByRole('button').click();
      await page.waitForURL(/runs=ledger/);
      const said = (await page.getByRole('status').textContent()) ?? '';
      expect(said).toMatch(/Grootboek\. Deze controle loopt al, sinds .*Begonnen door: ijw_/);
    } finally {
      await lock.query('rollback');
      lock.release();
    }
    await ledgerOf(page).getByRole('progressbar').waitFor({ state: 'detached' });
  });

  test('A result that was rewritten.', async () => {
    const { pool } = world.gateway.store;
    await pool.query(
      `update verification set done = 4711 where id = (select id from verification where what = 'access-log' order by id desc limit 1)`,
    );
    const page = await open('auditor', `${path}?what=access-log`);
    const log = page.getByRole('region', { name: 'Logboek' });
    const said = (await log.textContent()) ?? '';
    expect(said).toContain('Of het logboek klopt, is niet bekend.');
    expect(said).toContain('in de database veranderd');
    expect(await page.locator('[data-rows] > tr').first().textContent()).toContain(
      'Niet te geloven',
    );
    await log.getByRole('button', { name: 'Controleer nu' }).click();
    await log.getByText('Het logboek klopt.').waitFor();
  });
});

describe('administrator', () => {
  test('The gateway answers declarations.', async () => {
    const page = await open('administrator', '/console/parties/0363');
    const now = page.getByRole('definition').filter({ hasText: 'declaraties' });
    expect(await now.textContent()).toBe('De gemeente beantwoordt declaraties zelf');
    await page.getByText('Instellingen wijzigen').click();
    const field = page.getByLabel('Declaraties');
    const hint = page.locator(`#${await field.getAttribute('aria-describedby')}`);
    expect(await hint.textContent()).toContain('kan alleen de aanbieder nog crediteren');
    await field.selectOption('gateway');
    await page.getByRole('button', { name: 'Wijzigen', exact: true }).click();
    await page.getByText('De instellingen zijn gewijzigd.').waitFor();
    expect(await now.textContent()).toBe('De gateway beantwoordt declaraties namens de gemeente');
    const { body } = await world.gateway.administrator.get('/v1/parties/0363');
    expect(body).toMatchObject({ declarations: 'gateway', retourBy: 'gateway' });
  });
});
