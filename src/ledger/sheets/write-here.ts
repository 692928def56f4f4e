import writeExcelFile, { type Cell } from 'write-excel-file/node';
import { plainDate } from '../csv/cells.ts';
import {
  type ColumnKind,
  eurosOf,
  type OutColumn,
  type OutRow,
  type OutSheet,
  type OutValue,
} from './out-sheet.ts';
import { lettersOf } from './table.ts';

/** The most characters in a cell of Excel: it refuses a file with more. */
const longestText = 32_767;
/** Before it, Excel counts days as if 1900 had a 29 February. */
const firstDay = '1900-03-01';
const usualWidth = 14;

type Feature = NonNullable<NonNullable<Parameters<typeof writeExcelFile>[1]>['features']>[number];

/**
 * Writes sheets as an XLSX in the thread that calls it, which takes seconds for some 10,000 rows: `writeSheets` leaves
 * that to another thread. Texts are never formulas, and cells of text columns have the format text, also where they are
 * empty: what a person writes there stays as it is written. Headers are frozen, and have filters.
 *
 * @throws {RangeError} for a text that no cell can hold
 */
export function writeHere(sheets: readonly OutSheet<readonly OutRow[]>[]): Promise<Buffer> {
  const written = sheets.map(({ name, columns, rows }) => ({
    sheet: name,
    stickyRowsCount: 1,
    columns: columns.map(({ width = usualWidth }) => ({ width })),
    data: [
      columns.map(({ name }) => ({ ...textOf(name), fontWeight: 'bold' as const })),
      ...rows.map((row) => columns.map((column, index) => cellOf(column, row[index] ?? null))),
    ],
  }));
  return writeExcelFile(written, { features: [filters(sheets)] }).toBuffer();
}

function cellOf({ kind }: OutColumn, value: OutValue): Cell {
  if (value === null) return emptyCells[kind];
  switch (kind) {
    case 'text':
      return textOf(value);
    case 'words':
      return { ...textOf(value), ...wrapped };
    case 'integer':
      return { value, type: Number, format: '0' };
    case 'euros': {
      const euros = eurosOf(Number(value));
      return typeof euros === 'number' ? { value: euros, ...amount } : textOf(euros);
    }
    case 'date':
      return plainDate.is(String(value)) && String(value) >= firstDay
        ? { value: new Date(`${value}T00:00:00Z`), ...day }
        : textOf(value);
  }
}

const words = { type: String, format: '@' } as const;
const wrapped = { wrap: true, alignVertical: 'top' } as const;
const amount = { type: Number, format: '#,##0.00' } as const;
const day = { type: Date, format: 'dd-mm-yyyy' } as const;
/** Those have a format where people write. */
const emptyCells: Readonly<Record<ColumnKind, Cell>> = {
  text: words,
  words: { ...words, ...wrapped },
  date: day,
  integer: null,
  euros: null,
};

/** A cell with the format text. */
function textOf(value: string | number) {
  return { value: written(String(value)), ...words };
}

/** Names that every object has. The library looks texts up by their name in one. */
const inherited = new Set(Object.getOwnPropertyNames(Object.prototype));

/**
 * A text as XLSX has it: control characters, which the library would drop or XML change, as `_x000D_`; and what reads as
 * one of these already, so that it comes back as it was.
 */
function written(text: string): string {
  if (text.length > longestText) throw new RangeError('A cell cannot hold so much text.');
  if (inherited.has(text)) return escapeOf(text) + text.slice(1);
  return (
    text
      .replace(/_(?=x[0-9A-F]{4}_)/gi, escapeOf)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
      .replace(/[\0-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]/g, escapeOf)
  );
}

/** The first character of a text. */
function escapeOf(text: string): string {
  return `_x${text.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`;
}

/** A filter above each column. The library has none, and lets others change the XML of a sheet. */
function filters(sheets: readonly OutSheet<readonly OutRow[]>[]): Feature {
  return {
    files: {
      transform: {
        'xl/worksheets/sheet{id}.xml': {
          transform: (xml, _, { sheetIndex }) => {
            const { columns, rows } = sheets[sheetIndex] as OutSheet<readonly OutRow[]>;
            const corner = `${lettersOf(columns.length - 1)}${rows.length + 1}`;
            return xml.replace('</sheetData>', `</sheetData><autoFilter ref="A1:${corner}"/>`);
          },
        },
      },
    },
  };
}
