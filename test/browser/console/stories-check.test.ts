import type { FileChooser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findingsOf } from '../../support/browser.ts';
import { type ConsoleWorld, requestOfItsOwn, storiesOf } from '../../support/console-world.ts';
import { zipOf } from '../../support/zip.ts';

const story = storiesOf();
const { open } = story;
let world: ConsoleWorld;
beforeAll(async () => {
  world = await story.start();
});
afterAll(story.end);

const file = (name: string, text: string | Buffer) => ({
  name,
  mimeType: name.endsWith('.zip') ? 'application/zip' : 'text/xml',
  buffer: Buffer.from(text),
});
/** A BSN that fails the check, which the XSD does not see. */
const rejectable = () => requestOfItsOwn().replace(/(<Bsn>)[^<]*/, '$1123456789');

const check = async (): Promise<Page> => {
  const page = await open('aanbieder');
  await page.getByRole('link', { name: 'Controleren' }).click();
  await page.waitForURL('**/console/check');
  return page;
};
const rows = (page: Page) => page.locator('.files > li');
const statusOf = (page: Page) => page.locator('.chosen [role=status]');

/** Drops files on a page, as somebody drags them from a folder. */
async function drop(page: Page, files: readonly { name: string; buffer: Buffer }[]) {
  const given = files.map(({ name, buffer }) => ({ name, text: buffer.toString('base64') }));
  const data = await page.evaluateHandle(`(() => {
    const data = new DataTransfer();
    for (const { name, text } of ${JSON.stringify(given)})
      data.items.add(new File([Uint8Array.from(atob(text), (one) => one.charCodeAt(0))], name));
    return data;
  })()`);
  await page.dispatchEvent('h1', 'dragenter', { dataTransfer: data });
  expect(await page.locator('.dropping').isVisible()).toBe(true);
  await page.dispatchEvent('h1', 'drop', { dataTransfer: data });
  expect(await page.locator('.dropping').isVisible()).toBe(false);
}

/** Opens the dialogue for files by the keyboard. A busy browser may not show it at the first key. */
async function chooserByKey(page: Page): Promise<FileChooser> {
  for (let left = 5; ; left--) {
    await page.getByLabel('Bestanden').focus();
    const choosing = page.waitForEvent('filechooser', { timeout: left > 0 ? 5000 : 30_000 });
    const opened = choosing.catch((error: unknown) => {
      if (left === 0) throw error;
    });
    await page.keyboard.press('Enter');
    const chooser = await opened;
    if (chooser) return chooser;
  }
}

describe('aanbieder', () => {
  test('Some are good, one is not.', async () => {
    const page = await check();
    expect(await page.locator('main').textContent()).toContain('bewaart niets');
    await drop(page, [
      file('een.xml', requestOfItsOwn()),
      file('twee.xml', rejectable()),
      file('drie.xml', requestOfItsOwn()),
    ]);
    await expect.poll(() => statusOf(page).textContent()).toBe('3 van 3 gecontroleerd. Klaar.');
    expect(await rows(page).allTextContents()).toEqual([
      expect.stringMatching(/een.xml goed JW315/),
      expect.stringMatching(/twee.xml 1 bevinding JW315/),
      expect.stringMatching(/drie.xml goed JW315/),
    ]);
    await page.getByText('twee.xml', { exact: true }).click();
    expect(await rows(page).nth(1).textContent()).toContain('wordt dan afgekeurd');
    await page.getByRole('link', { name: /^regel/ }).click();
    const target = page.locator('.xml li:target');
    expect(await target.textContent()).toContain('<Bsn>123456789</Bsn>');
    expect(await findingsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Verstuur de 2 goede' }).click();
    await expect.poll(() => statusOf(page).textContent()).toContain('2 van 2 behandeld. Klaar.');
    expect(await rows(page).allTextContents()).toEqual([
      expect.stringMatching(/een.xml verstuurd/),
      expect.stringMatching(/twee.xml 1 bevinding/),
      expect.stringMatching(/drie.xml verstuurd/),
    ]);
    expect(await page.getByRole('button', { name: /^Verstuur/ }).count()).toBe(0);
    const href = await rows(page).first().getByRole('link').getAttribute('href');
    const id = href?.split('/').at(-1);
    expect((await world.aanbieder.settled(id ?? '')).body.status).toBe('accepted');
  });

  test('A whole ZIP, by the keyboard.', async () => {
    const page = await check();
    const good = requestOfItsOwn();
    const zip = zipOf(
      { name: '1.xml', bytes: good },
      { name: '2.xml', bytes: rejectable() },
      { name: 'map/3.xml', bytes: requestOfItsOwn() },
    );
    const chooser = await chooserByKey(page);
    await chooser.setFiles([file('week.zip', zip)]);
    await expect.poll(() => statusOf(page).textContent()).toContain('1 van 1 gecontroleerd');
    expect(await rows(page).count()).toBe(3);
    for (const key of ['j', 'j']) await page.keyboard.press(key);
    await page.locator('summary').last().focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('details[open]').count()).toBe(1);
    const send = page.getByRole('button', { name: 'Verstuur de 2 goede' });
    await send.focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => statusOf(page).textContent()).toContain('1 van 1 behandeld. Klaar.');
    expect(await rows(page).allTextContents()).toEqual([
      expect.stringMatching(/week.zip\/1.xml verstuurd/),
      expect.stringMatching(/week.zip\/2.xml 1 bevinding/),
      expect.stringMatching(/week.zip\/map\/3.xml verstuurd/),
    ]);
    // Once more: nothing is sent twice.
    await page.getByLabel('Bestanden').setInputFiles([file('1.xml', good)]);
    await expect.poll(() => rows(page).last().textContent()).toContain('was al verstuurd');
  });

  test('It is no message, and the session ends.', async () => {
    const page = await check();
    await page
      .getByLabel('Bestanden')
      .setInputFiles([
        file('<img src=x onerror=document.title=1>.xml', 'geen xml'),
        file('leeg.xml', ''),
        file('kapot.zip', Buffer.from('PK\x03\x04 rest')),
      ]);
    await expect.poll(() => statusOf(page).textContent()).toContain('3 van 3');
    expect(await rows(page).allTextContents()).toEqual([
      expect.stringMatching(/^<img src=x onerror=document.title=1>.xml geen XML/),
      expect.stringMatching(/^leeg.xml geen XML/),
      expect.stringMatching(/^kapot.zip niet te lezen/),
    ]);
    expect(await page.locator('main img').count()).toBe(0);
    expect(await page.getByRole('button', { name: /^Verstuur/ }).count()).toBe(0);
    await page.context().clearCookies();
    await page.getByLabel('Bestanden').setInputFiles([file('een.xml', requestOfItsOwn())]);
    await page.waitForURL(/sign-in/);
    expect(await page.locator('main').textContent()).toContain('kies uw bestanden opnieuw');
    await page.getByLabel('API-sleutel').fill(world.keys.aanbieder);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/console/check');
  });

  test('Without a script.', async () => {
    await using opened = await world.open(world.keys.aanbieder, { javaScriptEnabled: false });
    const { page } = opened;
    await page.goto(`${world.gateway.address}/console/check`);
    const files = [file('een.xml', requestOfItsOwn()), file('twee.xml', rejectable())];
    await page.getByLabel('Bestanden').setInputFiles(files);
    await page.getByRole('button', { name: 'Controleer' }).click();
    await page.getByText('2 bestanden: 1 goed, 1 niet goed.').waitFor();
    await page.getByText('twee.xml', { exact: true }).click();
    expect(await page.locator('.xml .marked').first().textContent()).toContain('123456789');
    await page.getByLabel('Bestanden').setInputFiles(files);
    await page.getByRole('button', { name: 'Verstuur wat goed is' }).click();
    await page.getByText('2 bestanden: 1 verstuurd, 1 niet goed.').waitFor();
    await page.getByRole('button', { name: 'Controleer' }).click();
    expect(await page.getByRole('alert').textContent()).toContain('Kies eerst');
  });

  test('It is too busy for a moment.', async () => {
    const page = await check();
    let refused = 0;
    await page.route('**/console/check', (route) => {
      refused += 1;
      if (refused > 1) return route.continue();
      return route.fulfill({ status: 429, headers: { 'Retry-After': '1' }, body: '' });
    });
    await page.getByLabel('Bestanden').setInputFiles([file('een.xml', requestOfItsOwn())]);
    await expect.poll(() => rows(page).textContent()).toContain('wordt gecontroleerd');
    await expect.poll(() => rows(page).textContent(), { timeout: 10_000 }).toContain('goed');
    await page.unroute('**/console/check');
    await page.route('**/console/check', (route) => route.abort());
    await page.getByLabel('Bestanden').setInputFiles([file('twee.xml', requestOfItsOwn())]);
    await expect.poll(() => rows(page).last().textContent()).toContain('niet gelukt');
    await page.unroute('**/console/check');
    await page.getByRole('button', { name: 'Opnieuw proberen' }).click();
    await expect.poll(() => rows(page).last().textContent()).toContain('goed');
  });
});

test.each([
  [1280, 'light'],
  [375, 'dark'],
] as const)(
  'what is found has no fault of axe and fits, at %i pixels, %s',
  async (width, colorScheme) => {
    await using opened = await world.open(world.keys.aanbieder, {
      viewport: { width, height: 900 },
      colorScheme,
    });
    const { page, complaints } = opened;
    await page.goto(`${world.gateway.address}/console/check`);
    await page
      .getByLabel('Bestanden')
      .setInputFiles([
        file('een.xml', requestOfItsOwn()),
        file(
          'een-heel-lange-naam-van-een-bestand-zonder-spaties-dat-niet-past-op-een-telefoon.xml',
          rejectable(),
        ),
        file('drie.xml', requestOfItsOwn().replace(/<Bsn>[^<]*/, '<Bsn>12')),
        file('vier.xml', 'geen xml'),
      ]);
    await expect.poll(() => statusOf(page).textContent()).toContain('4 van 4');
    for (const summary of await page.locator('summary').all()) await summary.click();
    expect(await findingsOf(page)).toEqual([]);
    expect(await page.locator('button.strong').count()).toBe(1);
    expect(
      await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      ),
    ).toBe(0);
    expect(complaints).toEqual([]);
  },
);
