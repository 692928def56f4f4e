import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { putParty } from '../../src/parties/directory/parties.ts';
import { localCall } from '../../src/parties/principal.ts';
import type { Store } from '../../src/store/database.ts';
import { Commands, type Result } from '../support/commands.ts';
import { makeStore } from '../support/database.ts';
import { macsOf } from '../support/macs.ts';

const encryptionKey = 'ab'.repeat(32);
let store: Store & { drop: () => Promise<void> };
let folder: string;
const commands = new Commands();

beforeAll(async () => {
  store = await makeStore();
  folder = await mkdtemp(join(tmpdir(), 'ijw-declarations-'));
  for (const code of ['0363', '12345678'])
    await putParty(store.db, await macsOf(store.db, encryptionKey), localCall('test'), {
      code,
      kind: code === '0363' ? 'gemeente' : 'aanbieder',
      name: code,
      until: null,
      successor: null,
    });
});
afterAll(async () => {
  await commands.stop();
  await store.drop();
  await rm(folder, { recursive: true });
});

function ijw(...words: string[]): Promise<Result> {
  const settings = { DATABASE_URL: store.url, ENCRYPTION_KEY: encryptionKey };
  return commands.run({ words, settings });
}

const sample = 'examples/declarations-example.csv';
const between = ['--gemeente', '0363', '--aanbieder', '12345678'];

test('the sample is refused without its allocations, tried out, imported, and known again', async () => {
  const early = await ijw('declarations', 'import', sample);
  expect(early).toMatchObject({ code: 1, stdout: '' });
  expect(early.stderr).toContain(
    `${sample}: Line 2, column toewijzingNummer: The gateway knows no allocation`,
  );
  expect(early.stderr).toMatch(
    /6 faults in 1 file\. Nothing was imported, of other files neither\.\n$/,
  );
  expect((await ijw('ledger', 'import', 'examples/import/allocations.csv')).code).toBe(0);

  const dry = await ijw('declarations', 'import', '--dry-run', sample);
  expect(dry).toMatchObject({ code: 0, stderr: '' });
  expect(dry.stdout).toMatch(/^would be imported +6$/m);
  const real = await ijw('declarations', 'import', '--json', sample);
  expect(JSON.parse(real.stdout)).toMatchObject({
    ...{ imported: 6, known: 0, faults: [], hidden: [], dryRun: false },
    pairs: [{ gemeente: '0363', aanbieder: '12345678', imported: 6, known: 0 }],
  });
  const again = await ijw('declarations', 'import', sample);
  expect(again.stdout).toMatch(/^imported +0$/m);
  expect(again.stdout).toMatch(/^known before +6$/m);
  expect((await ijw('ledger', 'verify')).stdout).toMatch(/^All chains are whole\./m);
});

test('a file that cannot be read, or is another, is named without its values', async () => {
  const none = await ijw('declarations', 'import', join(folder, 'none.csv'));
  expect(none.stderr).toMatch(/none\.csv cannot be read: ENOENT\.\n$/);
  const other = join(folder, 'other.csv');
  await writeFile(other, 'name;secret\nx;y');
  const result = await ijw('declarations', 'import', other);
  expect(result.code).toBe(1);
  expect(result.stderr).not.toMatch(/secret|name;/);
});

test('that all declarations are known is said, listed and taken back', async () => {
  const said = await ijw('declarations', 'complete', ...between);
  expect(said.stdout).toContain('Rules that need all of it refuse from now on.');
  expect((await ijw('declarations', 'complete', ...between)).stdout).toMatch(/^It was said before/);
  const listed = await ijw('declarations', 'completed', '--gemeente', '0363', '--json');
  expect(JSON.parse(listed.stdout).items).toMatchObject([{ aanbieder: '12345678' }]);
  const back = await ijw('declarations', 'incomplete', ...between);
  expect(back.stdout).toContain('refuse nothing any more');
  expect((await ijw('declarations', 'completed', '--gemeente', '0363')).stdout).toBe(
    'There is none.\n',
  );
  expect((await ijw('declarations', 'incomplete', ...between)).code).not.toBe(0);
});
