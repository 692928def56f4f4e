import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { putParty } from '../../src/parties/directory/parties.ts';
import { localCall } from '../../src/parties/principal.ts';
import type { Store } from '../../src/store/database.ts';
import { Commands, type Result } from '../support/commands.ts';
import { makeStore } from '../support/database.ts';
import { testEncryptionKey } from '../support/encryption-key.ts';
import { macsOf } from '../support/macs.ts';
import { type PlantedTerm, plantCounts, plantTerm } from '../support/terms.ts';

const [amsterdam, dijk, wal] = ['0363', '12345678', '12345679'] as const;
const [past, future] = ['2020-01-06', '2999-01-04'] as const;

let store: Store & { drop: () => Promise<void> };
beforeAll(async () => {
  store = await makeStore();
  const macs = await macsOf(store.db);
  for (const [code, kind] of [
    [amsterdam, 'gemeente'],
    [dijk, 'aanbieder'],
  ] as const)
    await putParty(store.db, macs, localCall('test'), { code, kind, name: code });
});
afterAll(() => store.drop());
beforeEach(() => store.pool.query('delete from term; delete from term_count'));

const commands = new Commands();
afterAll(() => commands.stop());
const ijw = (...words: string[]): Promise<Result> =>
  commands.run({
    words: ['terms', ...words],
    settings: { DATABASE_URL: store.url, ENCRYPTION_KEY: testEncryptionKey },
  });
const plant = (given: PlantedTerm = {}) => plantTerm(store.pool, given);
const itemsOf = ({ stdout }: Result) => JSON.parse(stdout).items;

test('terms are listed, without what tells one child from another', async () => {
  expect((await ijw('list')).stdout).toBe('No terms.\n');
  const over = await plant({ dueOn: past, toewijzingNummer: '4711', kind: 'start', debtor: dijk });
  const open = await plant({ dueOn: future });
  await plant({ dueOn: past, status: 'late', provider: wal });
  const { stdout, code } = await ijw('list');
  expect(code).toBe(0);
  const lines = stdout.trimEnd().split('\n');
  expect(lines[0]).toMatch(/^id +kind +status +owed by +owed to +due +days over +met$/);
  expect(lines[1]).toMatch(
    new RegExp(`^${over} +start +overdue +${dijk} +${amsterdam} +${past} +\\d{4} +-$`),
  );
  expect(lines[2]).toMatch(new RegExp(`^${open} +decision +open .* ${future} +- +-$`));
  expect(lines).toHaveLength(3);
  expect(stdout).not.toContain('4711');
  const logged = await store.pool.query("select from access_log_fresh where action = 'list-terms'");
  expect(logged.rowCount).toBe(0);
});

test('they are chosen by filters, and come page by page', async () => {
  const over = await plant({ dueOn: past });
  const late = await plant({ dueOn: past, status: 'late', provider: wal });
  const soon = await plant({ dueOn: future, kind: 'stop', debtor: dijk });
  const list = async (...words: string[]) =>
    itemsOf(await ijw('list', '--json', ...words)).map(({ id }: { id: string }) => id);
  expect(await list('--status', 'overdue')).toEqual([over]);
  expect(await list('--status', 'late', '--aanbieder', wal)).toEqual([late]);
  expect(await list('--kind', 'stop', '--party', dijk)).toEqual([soon]);
  expect(await list('--gemeente', amsterdam, '--from', future, '--until', future)).toEqual([soon]);
  expect(await list('--status', 'dueSoon', '--within', '3')).toEqual([]);
  const first = JSON.parse((await ijw('list', '--limit', '1', '--json')).stdout);
  expect(first).toMatchObject({ items: [{ id: over }], next: `${past}/${over}` });
  expect(await list('--after', first.next)).toEqual([soon]);
  expect((await ijw('list', '--limit', '1')).stdout).toContain(`More: --after ${past}/${over}`);
});

test('one is shown', async () => {
  const id = await plant({ dueOn: past, status: 'late', pending: true, taken: 7 });
  const { stdout } = await ijw('show', id);
  expect(stdout).toMatch(/^status +late$/m);
  expect(stdout).toMatch(/^working days +7$/m);
  expect(stdout).toMatch(/^may be refused +yes/m);
  expect(JSON.parse((await ijw('show', id, '--json')).stdout)).toMatchObject({ id, taken: 7 });
  const absent = await ijw('show', randomUUID());
  expect(absent.code).toBe(1);
  expect(absent.stderr).toContain('Not found');
});

test('what a party has to do is counted by age', async () => {
  expect((await ijw('ageing', amsterdam)).stdout).toBe('Nothing is left to do.\n');
  const id = await plant({ dueOn: past });
  await plant({ dueOn: future });
  const { stdout } = await ijw('ageing', amsterdam, '--oldest', '1');
  expect(stdout).toMatch(/^decision +1 +0 +0 +0 +1$/m);
  expect(stdout).toContain(id);
  expect(JSON.parse((await ijw('ageing', amsterdam, '--json')).stdout)).toMatchObject({
    ...{ ages: [{ kind: 'decision', over20: 1, later: 1 }], complete: true, oldest: [{ id }, {}] },
  });
  const unknown = await ijw('ageing', '87654321');
  expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('87654321') });
});

test('how they ended is counted by month, as text, JSON and CSV', async () => {
  const period = ['--from', '2026-01', '--until', '2026-12'];
  expect((await ijw('counts', ...period)).stdout).toBe('No terms were due.\n');
  await plantCounts(store.pool, { inTime: { 1: 2 }, late: { 8: 1 }, missed: 1 });
  const counted = await ijw('counts', ...period, '--party', amsterdam);
  expect(counted.stdout).toMatch(/^2026-11 +0363 +decision +4 +2 +1 +1 +50 +1 +8 +working$/m);
  expect(itemsOf(await ijw('counts', ...period, '--json'))).toMatchObject([
    { month: '2026-11', owedBy: amsterdam, due: 4, shareInTime: 0.5, medianDays: 1, p90Days: 8 },
  ]);
  expect((await ijw('counts', ...period, '--csv')).stdout).toBe(
    'month,owedBy,kind,unit,due,inTime,late,missed,shareInTime,medianDays,p90Days\r\n' +
      '2026-11,0363,decision,working-days,4,2,1,1,0.5,1,8\r\n',
  );
  const long = await ijw('counts', '--from', '2024-01', '--until', '2026-12');
  expect(long).toMatchObject({ code: 1, stderr: expect.stringContaining('24 months') });
});

test.each([
  [['counts', '--from', '2026-1', '--until', '2026-12'], 'Write a month as 2026-01.'],
  [['counts', '--from', '2026-01'], '--until'],
  [['list', '--after', 'here'], 'Write a day'],
  [['list', '--after', '2026-01-01/here'], 'not an id'],
  [['list', '--status', 'missed'], 'dueSoon'],
])('wrong words are refused: %j', async (words, sentence) => {
  const { code, stderr } = await ijw(...words);
  expect(code).toBe(2);
  expect(stderr).toContain(sentence);
});

test('terms are made again by the gateway, when somebody asks for that', async () => {
  const { pool } = store;
  await pool.query("update term_progress set basis = 'some', event_number = 7");
  const { stdout, code } = await ijw('rebuild');
  expect({ stdout, code }).toEqual({
    stdout: 'The gateway makes all terms again, when it runs.\n',
    code: 0,
  });
  const { rows } = await pool.query('select basis, event_number from term_progress');
  expect(rows).toEqual([{ basis: '', event_number: '0' }]);
});
