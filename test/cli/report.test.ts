import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { putParty } from '../../src/parties/directory/parties.ts';
import { localCall } from '../../src/parties/principal.ts';
import type { Store } from '../../src/store/database.ts';
import { Commands, type Result } from '../support/commands.ts';
import { makeStore } from '../support/database.ts';
import { testEncryptionKey } from '../support/encryption-key.ts';
import { plantFigures } from '../support/figures.ts';
import { macsOf } from '../support/macs.ts';

let store: Store & { drop: () => Promise<void> };
let folder: string;
beforeAll(async () => {
  store = await makeStore();
  folder = await mkdtemp(join(tmpdir(), 'report-'));
  const gemeente = { code: '0363', kind: 'gemeente', name: 'Amsterdam' } as const;
  await putParty(store.db, await macsOf(store.db), localCall('test'), gemeente);
  await plantFigures(
    store.pool,
    { count: 23 },
    { subject: 'rule', key: 'CS139', count: 14 },
    { subject: 'door', key: 'xsd', count: 9 },
  );
});
afterAll(async () => {
  await store.drop();
  await rm(folder, { recursive: true });
});

const commands = new Commands();
afterAll(() => commands.stop());
const ijw = (...words: string[]): Promise<Result> =>
  commands.run({
    words: ['report', 'region', '--from', '2026-01-01', '--to', '2026-01-31', ...words],
    settings: { DATABASE_URL: store.url, ENCRYPTION_KEY: testEncryptionKey },
  });

test('a report comes as Markdown in Dutch, in English, as JSON and as a workbook', async () => {
  const dutch = await ijw();
  expect(dutch.code).toBe(0);
  expect(dutch.stdout).toMatch(/^# Regiorapport\n/);
  expect(dutch.stdout).toContain('| JW305 | 20 |  |');
  expect(dutch.stdout).toContain('CS139');
  expect(dutch.stdout).not.toContain('xsd');
  expect((await ijw('--language', 'en')).stdout).toMatch(/^# Report of the region\n/);
  const { stdout } = await ijw('--format', 'json');
  expect(JSON.parse(stdout).brokenMost).toMatchObject([{ rule: 'CS139', count: 10 }]);
  expect((await ijw('--json')).stdout).toBe(stdout);
  const file = join(folder, 'report.xlsx');
  expect((await ijw('--format', 'xlsx', '--out', file)).stdout).toBe(`Written to ${file}.\n`);
  expect((await readFile(file)).subarray(0, 2).toString()).toBe('PK');
  const again = await ijw('--format', 'xlsx', '--out', file);
  expect([again.code === 0, again.stderr.includes('not overwritten')]).toEqual([false, true]);
});

test('what two parties did to each other comes as a table, as CSV and as JSON', async () => {
  await store.pool.query(
    `insert into counterparty_figure (municipality, provider, month, by_gemeente, kind, count)
    values ('0363', '12345678', '2026-03-01', true, 'without-rule', 3)`,
  );
  const between = (...words: string[]) =>
    commands.run({
      words: ['report', 'counterparties', '--from', '2026-01', '--until', '2026-12', ...words],
      settings: { DATABASE_URL: store.url, ENCRYPTION_KEY: testEncryptionKey },
    });
  expect((await between()).stdout).toMatch(/2026-03 +0363 +12345678 +0 +3 +0 +0/);
  expect((await between('--semicolons')).stdout).toContain('\r\n2026-03;0363;12345678;0;3;0;0\r\n');
  expect(JSON.parse((await between('--json')).stdout).items).toHaveLength(1);
  expect((await between('--gemeente', '0384')).stdout).toBe('Nothing in these months.\n');
});

test('wrong words are explained', async () => {
  expect((await ijw('--format', 'xlsx')).stderr).toContain('--out');
  expect((await ijw('--to', '2999-01-01')).stderr).toContain('2999-01-01');
  expect((await ijw('--from', '2026-02-01')).code).not.toBe(0);
});
