import { expect, test } from 'vitest';
import { readHere } from '../../../src/ledger/sheets/read.ts';
import { readSheets } from '../../../src/ledger/sheets/sheets.ts';
import { rowsOf, workbookOf } from './workbook.ts';

const spec = { columns: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] } as const;

/** Milliseconds of the processor that this thread used: what others do does not count. */
function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

test('10,000 rows of XLSX do not hold the process up', { timeout: 60_000 }, async () => {
  const row = (n: number) => spec.columns.map((column) => `${column} ${n}`);
  const bytes = workbookOf({
    sheets: [rowsOf([...spec.columns], ...Array.from({ length: 10_000 }, (_, n) => row(n)))],
  });
  let longest = 0;
  let reading = true;
  const watch = (before: number) => {
    longest = Math.max(longest, threadMs() - before);
    if (reading) setImmediate(watch, threadMs());
  };
  setImmediate(watch, threadMs());
  const { rows, faults } = await readSheets(bytes, spec);
  reading = false;
  expect([rows.length, faults.length]).toEqual([10_000, 0]);
  expect(rows[9999]).toMatchObject({
    sheet: 'Sheet1',
    row: 10_001,
    cells: { h: { text: 'h 9999' } },
  });
  // Beside what it takes to read it here.
  const before = threadMs();
  await readHere(bytes, spec);
  expect(longest).toBeLessThan((threadMs() - before) / 4);
});

test('files are read one after the other, and a fault in one is none of the next', async () => {
  const one = workbookOf({ sheets: [rowsOf([...spec.columns], ['1', '2'])] });
  const found = await Promise.all([
    readSheets(one, spec),
    readSheets(one.subarray(0, 100), spec),
    readSheets(one, spec),
  ]);
  expect(found.map(({ rows }) => rows.length)).toEqual([1, 0, 1]);
  // The caller still has its bytes.
  expect(one.length).toBeGreaterThan(100);
});

test('a large CSV file is read by the thread, with all of its rows and faults', async () => {
  const lines = Array.from({ length: 20_000 }, (_, n) => `${n},2,3,4,5,6,7,8,surplus`);
  const content = Buffer.from([spec.columns.join(), ...lines].join('\n'));
  expect(content.length).toBeGreaterThan(64 * 1024);
  const { rows, faults } = await readSheets(content, spec);
  expect(rows.map(({ cells }) => 'text' in cells.a && cells.a.text)).toEqual(
    lines.map((_, n) => `${n}`),
  );
  expect(faults.map(({ row }) => row)).toEqual(lines.map((_, n) => n + 2));
});
