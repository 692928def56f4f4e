import { plainDate } from '../csv/cells.ts';
import { type Cell, emptyCell, Unreadable } from './sheet.ts';
import type { Merge } from './table.ts';
import { numberCell } from './xlsx-numbers.ts';
import { RichText, textCell, type Workbook } from './xlsx-workbook.ts';
import type { XmlReader } from './xlsx-xml.ts';

/** The bottom right of the largest sheet: XFD1048576. */
const lastRow = 1_048_576;
const lastColumn = 16_383;

/** The most characters of a number, a place or a truth. */
const longestValue = 32_767;

/** Reads the XML of one sheet: it gives rows that hold something, in order, and gathers merges. */
export class SheetXml implements XmlReader {
  readonly merges: Merge[] = [];
  readonly #workbook: Workbook;
  readonly #onRow: (row: number, cells: ReadonlyMap<number, Cell>) => void;
  #inData = false;
  #row = 0;
  #cells = new Map<number, Cell>();
  /** The place of the last cell in the row, from 0. */
  #column = -1;
  #cell: OpenCell | undefined;

  constructor(workbook: Workbook, onRow: (row: number, cells: ReadonlyMap<number, Cell>) => void) {
    this.#workbook = workbook;
    this.#onRow = onRow;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (this.#cell) this.#cell.open(name);
    else if (this.#inData && name === 'row') this.#openRow(attributes.r);
    else if (this.#inData && name === 'c') this.#openCell(attributes);
    else if (name === 'sheetData') this.#inData = true;
    else if (name === 'mergeCell') this.merges.push(mergeOf(attributes.ref ?? ''));
  }

  text(piece: string): void {
    this.#cell?.add(piece);
  }

  close(name: string): void {
    if (this.#cell && name === 'c') {
      const cell = this.#cell.cell(this.#workbook);
      if (cell.kind !== 'empty') this.#cells.set(this.#column, cell);
      this.#cell = undefined;
    } else if (this.#cell) this.#cell.close(name);
    else if (this.#inData && name === 'row') {
      if (this.#cells.size > 0) this.#onRow(this.#row, this.#cells);
    } else if (name === 'sheetData') this.#inData = false;
  }

  /** A row and a cell without a number come after the last one. */
  #openRow(number: string | undefined): void {
    const row = number === undefined ? this.#row + 1 : Number(number);
    if (!Number.isInteger(row) || row <= this.#row || row > lastRow)
      throw new Unreadable('file-broken');
    this.#row = row;
    this.#column = -1;
    if (this.#cells.size > 0) this.#cells = new Map();
  }

  #openCell({ r, s = '0', t = 'n' }: Readonly<Record<string, string>>): void {
    const place = r === undefined ? { row: this.#row, column: this.#column + 1 } : placeOf(r);
    if (place.row !== this.#row || place.column <= this.#column || place.column > lastColumn)
      throw new Unreadable('file-broken');
    this.#column = place.column;
    this.#cell = new OpenCell(t, Number(s));
  }
}

const notCalculated: Cell = { kind: 'odd', what: 'not-calculated' };

/** A cell of which the end was not read yet. */
class OpenCell {
  readonly #type: string;
  readonly #style: number;
  readonly #inline = new RichText();
  #value = '';
  #inValue = false;
  #hasValue = false;
  #hasFormula = false;

  constructor(type: string, style: number) {
    this.#type = type;
    this.#style = style;
  }

  open(name: string): void {
    if (name === 'v') {
      this.#inValue = true;
      this.#hasValue = true;
    } else if (name === 'f') this.#hasFormula = true;
    else this.#inline.open(name);
  }

  close(name: string): void {
    if (name === 'v') this.#inValue = false;
    else this.#inline.close(name);
  }

  add(piece: string): void {
    if (!this.#inValue) this.#inline.add(piece);
    else if (this.#value.length <= longestValue) this.#value += piece;
  }

  /** Of a formula, its result. */
  cell({ texts, formats, from1904 }: Workbook): Cell {
    if (this.#type === 'inlineStr') return this.#inline.take();
    if (!this.#hasValue) return this.#hasFormula ? notCalculated : emptyCell;
    switch (this.#type) {
      case 's':
        return texts[indexOf(this.#value)] ?? broken();
      case 'str':
        return textCell(this.#value);
      case 'b':
        return { kind: 'odd', what: 'boolean' };
      case 'e':
        return { kind: 'odd', what: 'formula-error' };
      case 'd':
        return isoCell(this.#value);
      default: {
        const value = this.#value.trim();
        // Some programs write no result as an empty one.
        if (value === '') return this.#hasFormula ? notCalculated : emptyCell;
        const format = formats[this.#style] ?? { kind: 'number' };
        return numberCell(value, format, from1904) ?? broken();
      }
    }
  }
}

function broken(): never {
  throw new Unreadable('file-broken');
}

function indexOf(value: string): number {
  return /^\s*\d{1,9}\s*$/.test(value) ? Number(value) : -1;
}

/** A date of the strict form of the standard. */
function isoCell(value: string): Cell {
  const [, day = '', time = ''] = /^(\d{4}-\d\d-\d\d)(?:T([\d:.]+)Z?)?$/.exec(value.trim()) ?? [];
  if (!plainDate.is(day) || /[1-9]/.test(time)) return { kind: 'odd', what: 'date-time' };
  return { kind: 'date', text: day };
}

/** The place of `B12`: row 12, column 1. */
function placeOf(reference: string): { row: number; column: number } {
  const [, letters, digits] = /^([A-Z]{1,3})([1-9]\d{0,6})$/.exec(reference) ?? broken();
  let column = 0;
  for (const letter of letters ?? '') column = column * 26 + letter.charCodeAt(0) - 64;
  return { row: Number(digits), column: column - 1 };
}

function mergeOf(reference: string): Merge {
  const [from = '', to = from] = reference.split(':');
  const [first, last] = [placeOf(from), placeOf(to)];
  return { top: first.row, bottom: last.row, left: first.column, right: last.column };
}
