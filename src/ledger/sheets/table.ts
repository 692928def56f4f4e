import { type Budget, mostColumns } from './budget.ts';
import {
  type Cell,
  emptyCell,
  type Fault,
  type SheetRow,
  type TableKind,
  type TableSpec,
} from './sheet.ts';

/** Cells that hold something, by the index of their column, from 0. */
export type CellsByIndex = ReadonlyMap<number, Cell>;

/** Cells that were made one: rows from 1, columns from 0, all inclusive. */
export interface Merge {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** Where the rows and faults of a file go. */
export interface Found<Column extends string> {
  readonly rows: SheetRow<Column>[];
  readonly faults: Fault[];
  readonly budget: Budget;
}

interface BuiltRow<Column extends string> {
  readonly row: number;
  readonly cells: Record<Column, Cell>;
}

const merged: Cell = { kind: 'odd', what: 'merged' };

/** Builds the table of one sheet. Its first row is the header; a sheet without rows has no faults. */
export class Table<Column extends string> {
  readonly #sheet: string | null;
  readonly #spec: TableSpec<Column>;
  readonly #found: Found<Column>;
  #headerRow: number | undefined;
  /** Undefined when the header has faults such that rows cannot be read. */
  #columns: ReadonlyMap<number, Column> | undefined;
  #kind: TableKind<Column> | undefined;
  /** Columns whose header has a fault already. */
  readonly #unknown = new Set<number>();
  readonly #rows: BuiltRow<Column>[] = [];

  /** @param sheet its name; null in a CSV file */
  constructor(sheet: string | null, spec: TableSpec<Column>, found: Found<Column>) {
    this.#sheet = sheet;
    this.#spec = spec;
    this.#found = found;
  }

  /**
   * Adds a row that holds something.
   *
   * @param row its number, which is higher than that of the row before
   */
  add(row: number, cells: CellsByIndex): void {
    if (this.#headerRow === undefined) {
      this.#headerRow = row;
      this.#columns = this.#readHeader(cells);
    } else {
      this.#found.budget.row();
      if (this.#columns) this.#rows.push(this.#build(row, cells, this.#columns));
    }
  }

  /**
   * Puts the rows into what was found.
   *
   * @param merges cells under these become odd, but for those at the top left. A merge that begins in the
   *   header or above it has no value for a row; a row with nothing but such cells was never added
   */
  finish(merges: readonly Merge[] = []): void {
    for (const merge of merges) if (merge.top > (this.#headerRow ?? 0)) this.#mark(merge);
    const kind = this.#kind && { kind: this.#kind.name };
    for (const row of this.#rows) this.#found.rows.push({ sheet: this.#sheet, ...kind, ...row });
  }

  #build(row: number, found: CellsByIndex, columns: ReadonlyMap<number, Column>): BuiltRow<Column> {
    const cells = Object.fromEntries(
      this.#spec.columns.map((column) => [column, emptyCell]),
    ) as Record<Column, Cell>;
    let outside: number | undefined;
    for (const [index, cell] of found) {
      const column = columns.get(index);
      if (column === undefined) {
        if (!this.#unknown.has(index)) outside = Math.min(outside ?? index, index);
      } else {
        cells[column] = cell;
        this.#found.budget.cell('text' in cell ? cell.text.length : 0);
      }
    }
    if (outside !== undefined) this.#fault('cell-outside', row, lettersOf(outside));
    return { row, cells };
  }

  /** The column at each index; undefined when one is missing or there twice. */
  #readHeader(cells: CellsByIndex): ReadonlyMap<number, Column> | undefined {
    const there = this.#knownNames(cells);
    if (there.size === 0) {
      this.#faultOfHeader(this.#holdsNames(cells) ? 'header-one-cell' : this.#noHeader);
      return undefined;
    }
    if (cells.size > mostColumns) {
      this.#faultOfHeader('too-many-columns', { most: mostColumns });
      return undefined;
    }
    const { optional = [], kinds } = this.#spec;
    if (kinds) {
      const those = kinds.filter(({ by }) => [...there.values()].includes(by));
      if (those.length !== 1) {
        this.#faultOfHeader('header-kind');
        return undefined;
      }
      [this.#kind] = those;
    }
    const { columns } = this.#kind ?? this.#spec;
    for (const [index, column] of there)
      if (!columns.includes(column)) {
        there.delete(index);
        this.#unknown.add(index);
      }
    const row = this.#headerRow ?? null;
    for (const index of [...this.#unknown].sort((one, other) => one - other))
      this.#fault('column-unknown', row, lettersOf(index), { columns: columns.join(', ') });
    const names = [...there.values()];
    const missing = columns.filter((name) => !optional.includes(name) && !names.includes(name));
    for (const column of missing) this.#fault('column-missing', row, column);
    const twice = new Set(names.filter((name, index) => names.indexOf(name) !== index));
    for (const column of twice) this.#fault('column-twice', row, column);
    return missing.length === 0 && twice.size === 0 ? there : undefined;
  }

  /** The columns that a header names; all else is unknown. */
  #knownNames(cells: CellsByIndex): Map<number, Column> {
    const byName = new Map(this.#spec.columns.map((column) => [column.toLowerCase(), column]));
    const there = new Map<number, Column>();
    for (const [index, cell] of cells) {
      const column = cell.kind === 'text' ? byName.get(cell.text.toLowerCase()) : undefined;
      if (column === undefined) this.#unknown.add(index);
      else there.set(index, column);
    }
    return there;
  }

  /** Whether the names of columns all stand in one cell, as where a file was read with another separator. */
  #holdsNames(cells: CellsByIndex): boolean {
    const known = new Set(this.#spec.columns.map((column) => column.toLowerCase()));
    return [...cells.values()].some(
      (cell) =>
        cell.kind === 'text' &&
        cell.text.split(/[;,\t|]/).filter((name) => known.has(name.trim().toLowerCase())).length >
          1,
    );
  }

  get #noHeader(): 'header-kind' | 'header-none' {
    return this.#spec.kinds ? 'header-kind' : 'header-none';
  }

  /** A fault of the header as a whole: its columns are those that must be there, or of which one must be. */
  #faultOfHeader(code: Fault['code'], params?: Fault['params']): void {
    const { columns, optional = [], kinds } = this.#spec;
    const needed = kinds?.map(({ by }) => by) ?? columns.filter((name) => !optional.includes(name));
    this.#fault(code, this.#headerRow ?? null, null, params ?? { columns: needed.join(', ') });
  }

  #mark({ top, bottom, left, right }: Merge): void {
    const covered = [...(this.#columns ?? [])].filter(([index]) => index >= left && index <= right);
    if (covered.length === 0) return;
    for (let at = this.#firstFrom(top); at < this.#rows.length; at += 1) {
      const { row, cells } = this.#rows[at] as BuiltRow<Column>;
      if (row > bottom) return;
      for (const [index, column] of covered)
        if (row !== top || index !== left) cells[column] = merged;
      // Merges that lie over each other, which no spreadsheet makes, could cost more than the file.
      this.#found.budget.cell(covered.length);
    }
  }

  /** The place in the list of the first row with this number or a higher one. */
  #firstFrom(number: number): number {
    let low = 0;
    let high = this.#rows.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#rows[middle] as BuiltRow<Column>).row < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #fault(
    code: Fault['code'],
    row: number | null,
    column: string | null,
    params?: Fault['params'],
  ): void {
    this.#found.faults.push({ sheet: this.#sheet, row, column, code, ...(params && { params }) });
  }
}

/** The letters by which spreadsheets call a column: 0 is A, 26 is AA. */
export function lettersOf(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : lettersOf(Math.floor(index / 26) - 1) + last;
}
