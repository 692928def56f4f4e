import { buffer } from 'node:stream/consumers';
import { afterEach, expect, test, vi } from 'vitest';
import { fromBufferPromise } from 'yauzl';
import { csvLines } from '../../../src/http/server/csv.ts';
import { csvCells, type OutColumn, type OutRow } from '../../../src/ledger/sheets/out-sheet.ts';
import { readSheets } from '../../../src/ledger/sheets/sheets.ts';
import { SheetsTooLarge, writeSheets } from '../../../src/ledger/sheets/write-sheets.ts';

const columns = [
  { name: 'code', kind: 'text' },
  { name: 'words', kind: 'words' },
  { name: 'count', kind: 'integer' },
  { name: 'amount', kind: 'euros' },
  { name: 'day', kind: 'date' },
] as const satisfies readonly OutColumn[];
const names = columns.map(({ name }) => name);

function written(...rows: readonly OutRow[]): Promise<Buffer> {
  return writeSheets([{ name: 'Rijen', columns, rows }]);
}

/** What is read of each row: `kind text`, or - for nothing. */
async function readBack(bytes: Uint8Array): Promise<string[][]> {
  const { rows, faults } = await readSheets(bytes, { columns: names });
  expect(faults).toEqual([]);
  return rows.map(({ cells }) =>
    names.map((name) => {
      const cell = cells[name];
      return 'text' in cell ? `${cell.kind} ${cell.text}` : cell.kind === 'empty' ? '-' : cell.what;
    }),
  );
}

/** The XML of each part of an XLSX. */
async function partsOf(bytes: Buffer): Promise<Map<string, string>> {
  const zip = await fromBufferPromise(bytes, { lazyEntries: true });
  const parts = new Map<string, string>();
  for await (const entry of zip.eachEntry()) {
    const content = await buffer(await zip.openReadStreamPromise(entry));
    parts.set(entry.fileName, content.toString());
  }
  return parts;
}

test('codes, words, numbers, amounts and days come back as they were', async () => {
  const bytes = await written(
    ['0363', 'een zin', 12, 95_50, '2026-07-01'],
    [null, null, null, null, null],
    ['45A04', 'regel een\nregel twee', -3, -2_335_50, '2024-02-29'],
    ['00012345', '<&"> é €', 0, 1, '1900-03-01'],
  );
  expect(await readBack(bytes)).toEqual([
    ['text 0363', 'text een zin', 'number 12', 'number 95.5', 'date 2026-07-01'],
    ['text 45A04', 'text regel een\nregel twee', 'number -3', 'number -2335.5', 'date 2024-02-29'],
    ['text 00012345', 'text <&"> é €', 'number 0', 'number 0.01', 'date 1900-03-01'],
  ]);
});

const formulas = ['=1+1', '+1', '-1', '@SUM(A1)', "=cmd|'/c calc'!A1", '\t=1', '\r=1', '＝1'];

test('what begins as a formula is a text in the file, with the format text', async () => {
  const bytes = await written(...formulas.map((one): OutRow => [one, one, null, null, null]));
  const read = await readSheets(bytes, { columns: names });
  expect(read.rows.map(({ cells }) => [cells.code, cells.words])).toEqual(
    formulas.map((one) => {
      const cell = { kind: 'text', text: one.trim() };
      return [cell, cell];
    }),
  );
  const parts = await partsOf(bytes);
  const sheet = parts.get('xl/worksheets/sheet1.xml') ?? '';
  expect(sheet).not.toContain('<f');
  const cells = sheet.match(/<c r="[AB]\d+"[^>]*>/g) ?? [];
  expect(cells).toHaveLength(2 * (formulas.length + 1));
  expect(cells.every((cell) => cell.includes(' t="s"'))).toBe(true);
  expect(parts.get('xl/sharedStrings.xml')).toContain('<t>=1+1</t>');
  // 49 or a format of its own, as this one: `@` is text.
  expect(parts.get('xl/styles.xml')).toContain('formatCode="@"');
});

test('an empty cell has the format of its column where people write a code or a day', async () => {
  const parts = await partsOf(await written([null, null, null, null, null]));
  const row = /<row r="2">.*<\/row>/.exec(parts.get('xl/worksheets/sheet1.xml') ?? '')?.[0] ?? '';
  expect(row.match(/r="[A-E]2" s="\d+"/g)).toHaveLength(3);
});

test('the header stays in sight and has filters', async () => {
  const parts = await partsOf(await written(['a', 'b', 1, 1, '2026-07-01']));
  const sheet = parts.get('xl/worksheets/sheet1.xml') ?? '';
  expect(sheet).toMatch(/<pane [^>]*ySplit="1"[^>]*state="frozen"/);
  expect(sheet).toContain('</sheetData><autoFilter ref="A1:E2"/>');
});

test('texts that XML or the library would change come back as they were', async () => {
  const odd = ['constructor', '__proto__', 'toString', '_x0041_', 'a\u0001b', 'a\rb', '😀', '_x'];
  const read = await readBack(await written(...odd.map((one): OutRow => [one, one, 1, 1, null])));
  expect(read.map(([code]) => code)).toEqual(odd.map((one) => `text ${one}`));
});

test('what a spreadsheet would round, or has no day for, is a text', async () => {
  const bytes = await written(
    ['a', 'b', 1, 999_999_999_999_999, '9999-12-31'],
    ['a', 'b', 1, -1_000_000_000_000_001, '1899-12-31'],
    ['a', 'b', 1, 0, '2026-02-30'],
  );
  expect((await readBack(bytes)).map((row) => row.slice(3))).toEqual([
    ['number 9999999999999.99', 'date 9999-12-31'],
    ['text -10000000000000.01', 'text 1899-12-31'],
    ['number 0', 'text 2026-02-30'],
  ]);
});

afterEach(() => {
  vi.unstubAllEnvs();
});

test.each(['America/Los_Angeles', 'Pacific/Kiritimati', 'Europe/Amsterdam'])(
  'a day is the same in the time zone %s',
  async (zone) => {
    vi.stubEnv('TZ', zone);
    const days = ['2026-03-29', '2026-10-25', '2026-01-01', '2026-12-31'];
    const bytes = await written(...days.map((day): OutRow => ['a', 'b', 1, 1, day]));
    expect((await readBack(bytes)).map((row) => row[4])).toEqual(days.map((day) => `date ${day}`));
  },
);

test('several sheets, with rows that come one by one', async () => {
  async function* numbers() {
    for (let number = 0; number < 1_200; number++) yield [String(number), null, number, null, null];
  }
  const bytes = await writeSheets([
    { name: 'Een', columns, rows: numbers() },
    { name: 'Niets', columns, rows: [] },
    { name: 'Twee', columns, rows: [['a', null, 7, null, null]] },
  ]);
  const { rows } = await readSheets(bytes, { columns: names });
  expect(rows).toHaveLength(1_201);
  expect(rows.map(({ cells }) => 'text' in cells.count && Number(cells.count.text))).toEqual([
    ...Array.from({ length: 1_200 }, (_, number) => number),
    7,
  ]);
  expect(rows.at(-1)?.sheet).toBe('Twee');
});

test('a value of another kind, too much text and a failing source are told; the next file is written', async () => {
  await expect(written(['a', 'b', 1.5, 1, null])).rejects.toThrow(
    new TypeError('A cell of the column count is not of the kind integer.'),
  );
  await expect(written(['a', 'x'.repeat(32_768), 1, 1, null])).rejects.toThrow(
    'The writer of spreadsheets failed: RangeError.',
  );
  const failing = (async function* (): AsyncGenerator<OutRow> {
    yield ['a', 'b', 1, 1, null];
    throw new Error('gone');
  })();
  await expect(writeSheets([{ name: 'a', columns, rows: failing }])).rejects.toThrow('gone');
  const endless = (function* (): Generator<OutRow> {
    for (;;) yield [null, 'x'.repeat(30_000), null, null, null];
  })();
  await expect(writeSheets([{ name: 'a', columns, rows: endless }])).rejects.toThrow(
    SheetsTooLarge,
  );
  expect(await readBack(await written(['a', 'b', 1, 1, null]))).toHaveLength(1);
});

/** Milliseconds of the processor that this thread used: what others do does not count. */
function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

test('5,000 rows do not hold the process up', { timeout: 60_000 }, async () => {
  let longest = 0;
  let writing = true;
  const watch = (before: number) => {
    longest = Math.max(longest, threadMs() - before);
    if (writing) setImmediate(watch, threadMs());
  };
  setImmediate(watch, threadMs());
  const began = performance.now();
  const row = (number: number): OutRow => [`${number}`, 'een zin', number, number, '2026-07-01'];
  await written(...Array.from({ length: 5_000 }, (_, number) => row(number)));
  writing = false;
  expect(longest).toBeLessThan((performance.now() - began) / 4);
});

test('CSV has numbers as numbers, and no formula', () => {
  const rows: OutRow[] = [['0363', '=1+1', 3, -2_335_50, '2026-07-01'], Array(5).fill(null)];
  const cells = rows.map((row) => csvCells(columns, row));
  expect(csvLines(cells, ';')).toBe('0363;\'=1+1;3;"-2335,50";2026-07-01\r\n;;;;\r\n');
  expect(csvLines(cells)).toBe("0363,'=1+1,3,-2335.50,2026-07-01\r\n,,,,\r\n");
});
