import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStore, type Store } from '../../src/store/database.ts';
import { acknowledge, plantDelivered, settled } from '../retention/support.ts';
import { Commands } from '../support/commands.ts';
import { runtimeUrlOf } from '../support/database.ts';
import {
  asRuntime,
  type Caller,
  startTestGateway,
  type TestGateway,
  testEncryptionKey,
} from '../support/gateway.ts';
import { dijk } from '../support/mandate-world.ts';
import { fixture, jw315, newIdentificatie } from '../support/messages.ts';

/*
 * Commands of who keeps the gateway, with the address of the role that owns nothing alone: as on a machine
 * where nobody has that of the owner.
 */

let gateway: TestGateway;
let owner: Store;
let aanbieder: Caller;
let folder: string;
const commands = new Commands();

beforeAll(async () => {
  gateway = await startTestGateway(asRuntime);
  owner = openStore({ url: gateway.databaseUrl, size: 2 });
  folder = await mkdtemp(join(tmpdir(), 'ijw-runtime-'));
  aanbieder = await gateway.party(dijk, { retourBy: 'gateway' });
  const gemeente = await gateway.party('0363', { retourBy: 'gateway', level3: 'advise' });
  const message = await settled(aanbieder, jw315());
  await acknowledge(gemeente, message);
  const xml = fixture('conversation/05-JW301.xml', { identificatie: newIdentificatie() });
  const { body } = await gemeente.post(
    xml.replace(/\s*<ReferentieAanbieder>.*<\/ReferentieAanbieder>/, ''),
  );
  expect((await gemeente.settled(body.id)).body.status).toBe('accepted');
});
afterAll(async () => {
  await commands.stop();
  await owner?.close();
  await gateway?.remove();
  await rm(folder, { recursive: true });
});

const ijw = (words: readonly string[], settings: Record<string, string> = {}) =>
  commands.run({
    words,
    settings: {
      DATABASE_URL: runtimeUrlOf(gateway.databaseUrl),
      ENCRYPTION_KEY: testEncryptionKey,
      ...settings,
    },
  });

/** Does a command that does what it is asked. @returns what it prints */
async function done(...words: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await ijw(words);
  expect({ words, code, stderr: code === 0 ? '' : stderr }).toEqual({ words, code: 0, stderr: '' });
  return stdout;
}

async function written(name: string, lines: readonly string[]): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, lines.join('\n'));
  return file;
}

async function count(table: string): Promise<number> {
  return (await owner.pool.query(`select count(*)::int as count from ${table}`)).rows[0].count;
}

test('lists of products and of regions are loaded, replaced and removed', async () => {
  const header = 'region;productCategory;code;segment;profile;intensity;validFrom;validTo';
  const spic = (...codes: string[]) =>
    written('spic.csv', [header, ...codes.map((code) => `Oost;45;${code};B;1;licht;2020-01-01;`)]);
  expect(await done('spic', 'load', await spic('X1', 'X2'))).toContain('2 added, 0 removed');
  expect(await done('spic', 'load', await spic('X2', 'X3'))).toContain('1 added, 1 removed');
  expect(await done('spic', 'list')).toContain('X3');
  const products = (...codes: string[]) =>
    written('products.csv', [
      'gemeente,aanbieder,categorie,code',
      ...codes.map((code) => `0363,${dijk},45,${code}`),
    ]);
  expect(await done('products', 'load', await products('B04P', 'B09P'))).toContain('2 added');
  expect(await done('products', 'load', await products('B04P'))).toContain('0 added, 1 removed');
  expect(await done('products', 'remove', '0363', dijk)).toContain('1 products');
});

test('running care is imported, once, and a dry run of it leaves a row in the log', async () => {
  const before = await count('ledger_entry');
  const files = join(import.meta.dirname, '../../examples/import');
  expect(await done('ledger', 'import', '--dry-run', files)).toMatch(/^would be imported +\d+$/m);
  expect(await count('ledger_entry')).toBe(before);
  expect(await done('access-log', 'export')).toMatch(/,try-out,cli:.*,0363,12345678,/);
  expect(await done('ledger', 'import', files)).toMatch(/^imported +[1-9]\d*$/m);
  expect(await count('ledger_entry')).toBeGreaterThan(before);
  expect(await done('ledger', 'import', files)).toMatch(/^imported +0$/m);
});

test('the tables are made anew, chains are verified and get checkpoints, and the log is exported', async () => {
  expect(await done('ledger', 'rebuild')).toMatch(/^Made anew: the rows of [1-9]/m);
  expect(await done('ledger', 'rebuild', '--check')).toMatch(/^Tables and entries agree/m);
  await done('ledger', 'checkpoint');
  expect(await done('ledger', 'checkpoint', '--all')).toContain('0363');
  expect(await done('ledger', 'verify')).toMatch(/^All chains are whole/m);
  expect(await done('access-log', 'export')).toMatch(/,import,cli:/);
  expect(await done('access-log', 'verify')).toMatch(/^The access log is whole/m);
});

test('keys of who keeps the gateway are made and revoked', async () => {
  const key = (await done('operators', 'create', '--role', 'auditor')).trim();
  expect(await done('operators', 'list')).toContain(key.slice(0, 16));
  expect(await done('operators', 'revoke', key.slice(0, 16))).toContain('Revoked');
});

test('what is over is forgotten, and a child by hand', async () => {
  const old = await plantDelivered(owner, 2, 400);
  expect(await done('forgetting', 'run', '--dry-run')).toMatch(/^messages +2$/m);
  expect(await done('forgetting', 'run')).toMatch(/^messages +2$/m);
  expect(await count(`data_key where id in (${old.map((id) => `'${id}'`)})`)).toBe(0);
  expect(await done('forgetting', 'list')).toMatch(/\b2\b/);
  const { rows } = await owner.pool.query('select id from client order by id limit 1');
  expect(await done('ledger', 'forget', '--client', rows[0].id, '--yes')).toContain('Forgotten.');
  expect(await count(`client where id = '${rows[0].id}'`)).toBe(0);
});

test('all is put under a new master key, and is as it was', async () => {
  await done('verify');
  await gateway.stop();
  const ENCRYPTION_KEY = 'cd'.repeat(32);
  const rotated = await ijw(['keys', 'rotate'], {
    ENCRYPTION_KEY,
    PREVIOUS_ENCRYPTION_KEY: testEncryptionKey,
  });
  expect(rotated).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^Done: \d+ data keys/m),
  });
  expect(await ijw(['verify', '--lang', 'en'], { ENCRYPTION_KEY })).toMatchObject({
    ...{ code: 0, stdout: expect.stringMatching(/^All is as the gateway wrote it/m) },
  });
  const { rows } = await owner.pool.query('select name from key_fingerprint');
  expect(rows).toEqual([{ name: 'master' }]);
}, 60_000);
