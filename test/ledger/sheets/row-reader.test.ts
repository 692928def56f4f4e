import { describe, expect, test } from 'vitest';
import {
  aanbieder,
  type CodeKind,
  gemeente,
  product,
  productCategorie,
} from '../../../src/ledger/sheets/codes.ts';
import { type Presence, RowReader } from '../../../src/ledger/sheets/row-reader.ts';
import type { Cell, Fault } from '../../../src/ledger/sheets/sheet.ts';
import { Random } from '../../support/generate/random.ts';

type Reader = RowReader<'cell'>;

/** What a reader makes of one cell: the value, or the code of its fault. */
function outcomeOf<T>(cell: Cell, read: (reader: Reader) => T): T | string | undefined {
  const faults: Fault[] = [];
  const reader = new RowReader({ sheet: 'S', row: 7, cells: { cell } }, faults);
  const value = read(reader);
  expect(reader.sound).toBe(faults.length === 0);
  if (faults.length === 0) return value;
  expect(value).toBeUndefined();
  expect(faults).toMatchObject([{ sheet: 'S', row: 7, column: 'cell' }]);
  return faults[0]?.code;
}

const text = (content: string): Cell => ({ kind: 'text', text: content });
const number = (content: string, shown?: string): Cell => ({
  kind: 'number',
  text: content,
  ...(shown !== undefined && { shown }),
});
const date = (content: string): Cell => ({ kind: 'date', text: content });

test.each<[CodeKind, Cell, string]>([
  [gemeente, text('0363'), '0363'],
  [gemeente, number('1680'), '1680'],
  [gemeente, number('363', '0363'), '0363'],
  [gemeente, number('363'), 'gemeente-form'],
  [gemeente, text('363'), 'gemeente-form'],
  [gemeente, text('Edam'), 'gemeente-form'],
  [aanbieder, text('01234567'), '01234567'],
  [aanbieder, number('12345678'), '12345678'],
  [aanbieder, number('1234567'), 'aanbieder-form'],
  [productCategorie, number('45'), '45'],
  [productCategorie, number('4'), 'categorie-form'],
  [product, text('45A01'), '45A01'],
  [product, text('1'), '1'],
  [product, number('45012'), '45012'],
  // It may have been 01234.
  [product, number('1234'), 'product-form'],
  [product, number('45000000'), 'product-form'],
  [product, date('2026-01-01'), 'product-form'],
])('a code, %o in %o', (kind, cell, outcome) => {
  expect(outcomeOf(cell, (reader) => reader.code('cell', kind))).toBe(outcome);
});

test.each<[Cell, string]>([
  [date('2026-12-31'), '2026-12-31'],
  [text('2026-12-31'), '2026-12-31'],
  [text('31-12-2026'), '2026-12-31'],
  [text('31/12/2026'), '2026-12-31'],
  [text('1-2-2026'), '2026-02-01'],
  [text('29-02-2028'), '2028-02-29'],
  [text('9999-12-31'), '9999-12-31'],
  [text('29-02-2026'), 'date-form'],
  [text('12/31/2026'), 'date-form'],
  [text('31-12/2026'), 'date-form'],
  [text('31.12.2026'), 'date-form'],
  [text('31-12-26'), 'date-form'],
  [text('0026-12-31'), 'date-form'],
  [text('2026-1-1'), 'date-form'],
  [text('1 januari 2026'), 'date-form'],
  [text('20261231'), 'date-form'],
  [number('46022'), 'date-number'],
])('a date in %o', (cell, outcome) => {
  expect(outcomeOf(cell, (reader) => reader.date('cell'))).toBe(outcome);
});

test.each<[Cell, bigint | string]>([
  [number('95.5'), 9550n],
  [number('95'), 9500n],
  [number('0.01'), 1n],
  [number('95.505'), 'money-decimals'],
  [number('-1'), 'money-negative'],
  [number('100000000000'), 'money-large'],
  [text('95,50'), 9550n],
  [text('95.50'), 9550n],
  [text('95.5'), 9550n],
  [text('1.234,56'), 123_456n],
  [text('1.234.567'), 123_456_700n],
  [text('1234'), 123_400n],
  [text('00012'), 1200n],
  [text('€ 95,50'), 9550n],
  [text('EUR 95,50'), 9550n],
  [text('€95'), 9500n],
  [text('1.234'), 'money-ambiguous'],
  [text('1,234'), 'money-ambiguous'],
  [text('0,125'), 'money-decimals'],
  [text('95,5050'), 'money-decimals'],
  [text('1.234,567'), 'money-decimals'],
  [text('-95,50'), 'money-negative'],
  [text('€ -5'), 'money-negative'],
  [text('5-'), 'money-negative'],
  [text('(5)'), 'money-negative'],
  [text('95,-'), 'money-form'],
  [text('1,234.56'), 'money-form'],
  [text('95 euro'), 'money-form'],
  [text('€'), 'money-form'],
  [text('12.34,56'), 'money-form'],
  [text('999999999999'), 'money-large'],
  [date('2026-01-01'), 'money-form'],
])('an amount in %o', (cell, outcome) => {
  expect(outcomeOf(cell, (reader) => reader.money('cell'))).toBe(outcome);
});

test('every amount in cents is read in each form in which it is written', () => {
  const random = new Random(95);
  for (let round = 0; round < 2000; round += 1) {
    const count = random.below(10 ** (1 + random.below(12)));
    const [euros, decimals] = [Math.floor(count / 100), String(count % 100).padStart(2, '0')];
    const groups = euros.toLocaleString('nl-NL');
    const forms = [`${euros},${decimals}`, `${euros}.${decimals}`, `€ ${groups},${decimals}`];
    const cells = [...forms.map(text), number(String(count / 100))];
    for (const cell of cells)
      expect(outcomeOf(cell, (reader) => reader.money('cell'))).toBe(BigInt(count));
  }
});

test.each<[Cell, string]>([
  [text('250000'), '250000'],
  [text('007'), '007'],
  [number('250000'), '250000'],
  [number('7', '007'), '007'],
  [text('2500,00'), 'integer-form'],
  [text('2.500'), 'integer-form'],
  [text('€ 2500'), 'integer-form'],
  [text('-5'), 'integer-form'],
  [text('+5'), 'integer-form'],
  [number('-5'), 'integer-form'],
  [number('2500.5'), 'integer-form'],
  // People see 2.500,00.
  [{ kind: 'number', text: '2500', amount: true }, 'integer-form'],
  [date('2026-01-01'), 'integer-form'],
  [{ kind: 'odd', what: 'merged' }, 'cell-merged'],
  [{ kind: 'empty' }, 'cell-missing'],
])('digits in %o', (cell, outcome) => {
  expect(outcomeOf(cell, (reader) => reader.digits('cell', 'integer-form'))).toBe(outcome);
});

test.each<[Cell, string]>([
  [text('10:30:00'), '10:30:00'],
  [text('10:30'), '10:30:00'],
  [text('9:05:01'), '09:05:01'],
  [text('10:30:00.125'), '10:30:00.125'],
  [{ kind: 'odd', what: 'date-time', time: '10:30:00' }, '10:30:00'],
  [{ kind: 'odd', what: 'date-time' }, 'choice-form'],
  [{ kind: 'odd', what: 'merged' }, 'cell-merged'],
  [text('half tien'), 'choice-form'],
  [text('10.30'), 'choice-form'],
  [text('10:30:00Z'), 'choice-form'],
  [number('0.4375'), 'choice-form'],
  [date('2026-01-01'), 'choice-form'],
])('a time in %o', (cell, outcome) => {
  expect(outcomeOf(cell, (reader) => reader.time('cell', 'choice-form'))).toBe(outcome);
});

test.each<[Cell, number | string]>([
  [number('12'), 12],
  [text('12'), 12],
  [number('0'), 'integer-range'],
  [text('101'), 'integer-range'],
  [text('9'.repeat(400)), 'integer-range'],
  [number('-5'), 'integer-range'],
  [number('1.5'), 'integer-form'],
  [text('1.000'), 'integer-form'],
  [text('1e2'), 'integer-form'],
  [date('2026-01-01'), 'integer-form'],
])('a whole number from 1 to 100 in %o', (cell, outcome) => {
  const bounds = { least: 1, most: 100 };
  expect(outcomeOf(cell, (reader) => reader.integer('cell', bounds))).toBe(outcome);
});

test.each<[Cell, string]>([
  [text('Jeugdhulp “Zoë”'), 'Jeugdhulp “Zoë”'],
  [number('2026'), '2026'],
  [text('x'.repeat(21)), 'words-form'],
  [text('one\ntwo'), 'words-form'],
  [date('2026-01-01'), 'words-form'],
])('words in %o', (cell, outcome) => {
  expect(outcomeOf(cell, (reader) => reader.words('cell', 20))).toBe(outcome);
});

test.each<[Cell, string]>([
  [text('UUR'), 'uur'],
  [text('etmaal'), 'etmaal'],
  [text('week'), 'choice-form'],
  [number('1'), 'choice-form'],
])('a choice in %o', (cell, outcome) => {
  expect(outcomeOf(cell, (reader) => reader.choice('cell', ['uur', 'etmaal']))).toBe(outcome);
});

describe('whatever is asked for', () => {
  const asks: [string, (reader: Reader, presence?: Presence) => unknown][] = [
    ['a code', (reader, presence) => reader.code('cell', gemeente, presence)],
    ['words', (reader, presence) => reader.words('cell', 20, presence)],
    ['a choice', (reader, presence) => reader.choice('cell', ['a'], presence)],
    ['a date', (reader, presence) => reader.date('cell', presence)],
    [
      'a whole number',
      (reader, presence) => reader.integer('cell', { least: 0, most: 9 }, presence),
    ],
    ['an amount', (reader, presence) => reader.money('cell', presence)],
  ];

  test.each(asks)('an empty cell is a fault unless it is optional: %s', (_, ask) => {
    expect(outcomeOf({ kind: 'empty' }, (reader) => ask(reader))).toBe('cell-missing');
    expect(outcomeOf({ kind: 'empty' }, (reader) => ask(reader, { optional: true }))).toBe(
      undefined,
    );
  });

  test.each(asks)('an odd cell is a fault, also when it is optional: %s', (_, ask) => {
    const cell: Cell = { kind: 'odd', what: 'merged' };
    expect(outcomeOf(cell, (reader) => ask(reader, { optional: true }))).toBe('cell-merged');
  });

  test.each(asks)('no fault holds what the cell says: %s', (_, ask) => {
    for (const cell of [text('Quistvoorn'), number('999901254.5'), date('2011-07-01')]) {
      const faults: Fault[] = [];
      ask(new RowReader({ sheet: null, row: 1, cells: { cell } }, faults));
      expect(JSON.stringify(faults)).not.toMatch(/Quistvoorn|999901254|2011/);
    }
  });
});

test('a caller has faults of its own, which it adds to those of the row', () => {
  const faults: Fault<Fault['code'] | 'before-begin'>[] = [];
  const reader = new RowReader<'cell', 'before-begin'>(
    { sheet: null, row: 3, cells: { cell: text('x') } },
    faults,
  );
  reader.fault('cell', 'before-begin');
  reader.fault(null, 'words-form', { most: 5 });
  expect(reader.sound).toBe(false);
  expect(faults).toEqual([
    { sheet: null, row: 3, column: 'cell', code: 'before-begin' },
    { sheet: null, row: 3, column: null, code: 'words-form', params: { most: 5 } },
  ]);
});
