import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Store } from '../../src/store/database.ts';
import { MasterKey } from '../../src/store/keys/encryption.ts';
import { KeyRing } from '../../src/store/keys/keys.ts';
import { append, tamper } from '../ledger/support.ts';
import { type Command, Commands, type Result, startCommand } from '../support/commands.ts';
import { makeStore } from '../support/database.ts';

const encryptionKey = 'ab'.repeat(32);

let store: Store & { drop: () => Promise<void> };
let folder: string;
beforeAll(async () => {
  store = await makeStore();
  folder = await mkdtemp(join(tmpdir(), 'ijw-ledger-'));
});
afterAll(async () => {
  await store.drop();
  await rm(folder, { recursive: true });
});

const commands = new Commands();
afterAll(() => commands.stop());

function onThisLedger(words: string[], key = encryptionKey): Command {
  const settings = { DATABASE_URL: store.url, ENCRYPTION_KEY: key };
  return { words: ['ledger', ...words], settings };
}

const ijw = (words: string[], key?: string): Promise<Result> =>
  commands.run(onThisLedger(words, key));
const processOfIjw = (words: string[]): Promise<Result> => startCommand(onThisLedger(words)).ended;

test('checkpoints are made, kept elsewhere, and show when a chain was rewritten', async () => {
  const keys = await KeyRing.open(store.db, MasterKey.parse(encryptionKey));
  await append(store.pool, keys, '0363', 3);
  await append(store.pool, keys, '0479', 1);
  const made = await processOfIjw(['checkpoint']);
  expect(made).toMatchObject({ code: 0, stderr: '' });
  expect(made.stdout).toMatch(/^0363 .+ day +3 +[0-9a-f]{64} +[0-9a-f]{64}$/m);
  expect((await ijw(['checkpoint'])).stdout).toMatch(/^Nothing to do/);
  const all = (await ijw(['checkpoint', '--all', '--json'])).stdout;
  expect(JSON.parse(all)).toMatchObject([
    { municipality: '-', number: 0, kind: 'closed' },
    { municipality: '0363', number: 3 },
    { municipality: '0479', number: 1 },
  ]);
  const file = join(folder, 'checkpoints.json');
  await writeFile(file, all);

  const whole = await ijw(['verify', '--against', file]);
  // A bar is for terminals.
  expect(whole).toMatchObject({ code: 0, stderr: '' });
  expect(whole.stdout).toMatch(/^0363 +3 +1 +whole$/m);
  expect(whole.stdout).toMatch(/^All chains are whole\. 4 entries in .* a second\.$/m);

  await tamper(
    store.pool,
    "delete from ledger_entry where municipality = '0479'",
    "delete from chain_head where municipality = '0479'",
    "delete from ledger_checkpoint where municipality = '0479'",
  );
  expect((await ijw(['verify'])).code).toBe(0);
  const cut = await processOfIjw(['verify', '--against', file]);
  expect(cut.code).toBe(1);
  expect(cut.stdout).toMatch(
    /^0479 +0 +0 +it was cut off: entry 1 and what came after it are gone$/m,
  );
  expect(cut.stdout).toMatch(/^NOT ALL CHAINS ARE WHOLE\./m);

  await tamper(store.pool, "update ledger_entry set kind = 'stopped' where chain_number = 2");
  const one = await ijw(['verify', '--municipality', '0363', '--json']);
  expect(one.code).toBe(1);
  expect(JSON.parse(one.stdout)).toMatchObject({
    sound: false,
    chains: [{ municipality: '0363', entries: 1, fault: { kind: 'changed', number: 2 } }],
  });
});

const stranger = '7c000000-0000-4000-8000-00000000000f';

test('what cannot be done is said in a sentence, and ends with 1; wrong words and keys with 2', async () => {
  const broken = join(folder, 'broken.json');
  await writeFile(broken, '[{"municipality": "0363"}]');
  const wrong: [string[], string | undefined, number, RegExp][] = [
    [['verify'], '', 2, /^DATABASE_URL is set and ENCRYPTION_KEY is not/],
    [['verify'], 'cd'.repeat(32), 2, /^ENCRYPTION_KEY is not the key that this database/],
    [['verify', '--municipality', '0999'], undefined, 1, /^There is no chain of 0999/],
    [['verify', '--municipality', 'Diemen'], undefined, 2, /code of 4 digits/],
    [['rebuild'], 'cd'.repeat(32), 2, /^ENCRYPTION_KEY is not the key that this database/],
    [['forget', '--client', 'Yara', '--yes'], undefined, 2, /not an id/],
    [['forget', '--client', stranger, '--yes'], undefined, 1, /^The ledger knows no child/],
    [['verify', '--against', broken], undefined, 1, /is not a list of checkpoints/],
    [['verify', '--against', join(folder, 'none')], undefined, 1, /cannot be read: ENOENT/],
  ];
  const results = await Promise.all(wrong.map(([words, key]) => ijw(words, key)));
  for (const [index, [words, , code, sentence]] of wrong.entries()) {
    expect(results[index]?.code, words.join(' ')).toBe(code);
    expect(results[index]?.stderr).toMatch(sentence);
    expect(results[index]?.stderr).not.toMatch(/^ {4}at /m);
  }
});

test('tables that do not agree with the entries are named, and made anew', async () => {
  const clientId = '7c000000-0000-4000-8000-000000000001';
  await store.pool.query(
    `insert into delivery (client_id, municipality, provider, kind, ordinal, begin_date, removed)
    values ($1, '0363', '12345678', 'start', 1, '2026-01-01', false)`,
    [clientId],
  );
  const row = `delivery start 1 of child ${clientId}, 0363 and 12345678, should not be there`;
  const compared = await ijw(['rebuild', '--check']);
  expect(compared).toMatchObject({ code: 1, stderr: '' });
  expect(compared.stdout).toContain(row);
  // Of the entries above nobody has a key: what is left of them are numbers.
  expect(compared.stdout).toMatch(/^allocation [-0-9a-f]{36} of child .+, is missing$/m);
  expect(compared.stdout).toMatch(/^TABLES AND ENTRIES DO NOT AGREE\. \d+ entries in /m);
  expect(JSON.parse((await ijw(['rebuild', '--check', '--json'])).stdout)).toMatchObject({
    agree: false,
    differences: expect.arrayContaining([
      expect.objectContaining({ clientId, table: 'delivery', what: 'extra' }),
    ]),
  });

  const rebuilt = await processOfIjw(['rebuild']);
  expect(rebuilt).toMatchObject({ code: 0, stderr: '' });
  expect(rebuilt.stdout).toMatch(/^Made anew: the rows of \d+ children\. \d+ entries in /m);
  const again = await ijw(['rebuild', '--check']);
  expect(again).toMatchObject({ code: 0, stderr: '' });
  expect(again.stdout).toMatch(/^Tables and entries agree\. \d+ entries in .* a second\.$/m);
});

test('a child is forgotten when that is meant', async () => {
  const { rows } = await store.pool.query<{ id: string }>(
    'select client_id as id from ledger_entry limit 1',
  );
  const id = rows[0]?.id ?? '';
  await store.pool.query('insert into data_key (id, wrapped) values ($1, $2)', [id, 'a key']);
  const asked = await ijw(['forget', '--client', id]);
  expect(asked.code).toBe(2);
  expect(asked.stderr).toMatch(/^Nothing was done: .* add --yes\.$/m);
  const keysOf = 'select from data_key where id = $1';
  expect((await store.pool.query(keysOf, [id])).rowCount).toBe(1);
  const forgotten = await processOfIjw(['forget', '--client', id, '--yes']);
  expect(forgotten).toMatchObject({ code: 0, stderr: '' });
  expect(forgotten.stdout).toBe('Forgotten. Entries that stay, and that nobody can read: 1.\n');
  expect((await store.pool.query(keysOf, [id])).rowCount).toBe(0);
});
