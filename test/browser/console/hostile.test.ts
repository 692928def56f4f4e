import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPartyKey } from '../../../src/parties/credentials/api-keys.ts';
import { localCall } from '../../../src/parties/principal.ts';
import {
  type ConsoleWorld,
  type Kind,
  requestOfItsOwn,
  sendMessages,
  startConsoleWorld,
} from '../../support/console-world.ts';

/** As parties may call themselves. Each would run, break out of where it stands, or be taken for one of our marks. */
const hostile = [
  '<script>document.title="taken"</script>',
  '"><img src=x onerror=document.title="taken">',
  "' onfocus='document.title=1' autofocus x='",
  '</title></table><h1>taken</h1>',
  '{name} `npx` $& $1 {n}',
  '<b hx-get="/console/sign-out" hx-trigger="load">x</b>',
];

let world: ConsoleWorld;
beforeAll(async () => {
  world = await startConsoleWorld();
});
afterAll(() => world?.[Symbol.asyncDispose]());

test.each(hostile)('a party that is called %s is text on every page', async (name) => {
  const { gateway } = world;
  const { db } = gateway.store;
  await gateway.administrator.send('PATCH', '/v1/parties/12345678', { name });
  await gateway.administrator.send('PATCH', '/v1/parties/0363', { name });
  // The name of a credential, and who acted, are in the log.
  const call = localCall(name);
  const { key } = await createPartyKey(db, gateway.keys.rows, call, '0363', { name });
  await sendMessages(world.aanbieder, 1);
  const pages: [path: string, key: string][] = [
    ['/console/mailbox', key],
    ['/console/messages', key],
    ['/console/drafts', key],
    ...(
      [
        ['/console/parties', 'administrator'],
        ['/console/state', 'operator'],
        ['/console/log', 'auditor'],
        ['/console/contracts', 'contract-manager'],
      ] as [string, Kind][]
    ).map(([path, kind]): [string, string] => [path, world.keys[kind]]),
  ];
  for (const [path, by] of pages) {
    await using opened = await world.open(by);
    const { page, complaints } = opened;
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.goto(gateway.address + path, { waitUntil: 'networkidle' });
    expect(await page.title(), path).toMatch(/^[A-Z][a-z ]+ - ijw-gateway$/);
    expect(await page.locator('h1').count(), path).toBe(1);
    expect(await page.locator('main').textContent(), path).toContain(name);
    expect(await page.locator('main script, main img, main b, [onfocus], [onerror]').count()).toBe(
      0,
    );
    expect(
      asked.filter((one) => !/^\/console\/(static\/|[a-z]+$)/.test(one)),
      path,
    ).toEqual([]);
    expect(complaints, path).toEqual([]);
  }
});

test.each(hostile)(
  'a child that is called %s is text in a message, an answer and a draft',
  async (name) => {
    const text = name.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
    const xml = requestOfItsOwn()
      .replace(/(<ijw:Achternaam>)[^<]*/, (_, open) => open + text)
      .replace('</Raamcontract>', (tag) => `${tag}<Commentaar>${text}</Commentaar>`);
    const { body } = await world.aanbieder.post(xml);
    await world.aanbieder.settled(body.id);
    await using opened = await world.open(world.keys.gemeente);
    const { page, complaints } = opened;
    const at = `${world.gateway.address}/console/messages/${body.id}`;
    const look = async () => {
      expect(await page.title()).toMatch(/ - ijw-gateway$/);
      expect(
        await page.locator('main script, main img, main b, [onfocus], [onerror]').count(),
      ).toBe(0);
      expect(await page.locator('h1').count()).toBe(1);
    };
    await page.goto(at);
    await page.getByRole('button', { name: 'Toon het bericht' }).click();
    expect(await page.locator('.reading').textContent()).toContain(name);
    await look();
    await page.getByRole('button', { name: 'Beantwoorden' }).click();
    expect(await page.locator('main form').first().textContent()).toContain(name);
    await look();
    await page.getByLabel('Toewijzen').check();
    await page.getByLabel('Opmerking voor de aanbieder').fill(name);
    const complete = page.locator('#complete');
    if ((await complete.count()) > 0) await complete.check();
    await page.getByRole('button', { name: 'Maak het concept' }).click();
    await page.waitForURL(/drafts/);
    await look();
    expect(await page.getByLabel('Achternaam').first().inputValue()).toBe(name);
    expect(complaints).toEqual([]);
  },
);

test.each(hostile)('%s that is typed in a form or an address comes back as text', async (typed) => {
  await using opened = await world.open(world.keys.administrator);
  const { page, complaints } = opened;
  await page.goto(`${world.gateway.address}/console/parties/new`);
  await page.getByLabel('Code').fill(typed.slice(0, 20));
  await page.getByLabel('Naam').fill(typed);
  await page.keyboard.press('Enter');
  await page.locator('.problem').waitFor();
  expect(await page.getByLabel('Naam').inputValue()).toBe(typed);
  await page.goto(`${world.gateway.address}/console/parties?name=${encodeURIComponent(typed)}`);
  expect(await page.getByLabel('Naam of een deel ervan').inputValue()).toBe(typed);
  expect(await page.title()).toBe('Partijen - ijw-gateway');
  expect(complaints.filter((one) => !one.includes('400 (Bad Request)'))).toEqual([]);
});
