import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPartyKey } from '../../../src/parties/credentials/api-keys.ts';
import { localCall } from '../../../src/parties/principal.ts';
import {
  type ConsoleWorld,
  type Kind,
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
