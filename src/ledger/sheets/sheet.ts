/** Why a cell holds nothing that can be used. */
export type Oddity =
  /** It is under a merge, so that it is unsaid whether the value at the top left is of this cell too. */
  | 'merged'
  | 'formula-error'
  /** A formula without a result: the program that wrote the file did not calculate. */
  | 'not-calculated'
  | 'boolean'
  /** A time, or a day with a time. */
  | 'date-time'
  /** A number that is shown as a date and is none, as one before 1900. */
  | 'no-date'
  /** More text than a cell of a spreadsheet can hold. */
  | 'too-long';

/** What is in a cell. That of a CSV file is empty or text. */
export type Cell =
  | { readonly kind: 'empty' }
  /** Trimmed, and never ''. */
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'number';
      /** The decimal that Excel shows, of at most 15 digits: `95.5`. */
      readonly text: string;
      /** The number with the zeros in front that its format (as 0000) shows. */
      readonly shown?: string;
      /** Its format shows decimals or a currency: people see `2.500,00` or `€ 2.500`. */
      readonly amount?: true;
    }
  /** `yyyy-mm-dd`. */
  | { readonly kind: 'date'; readonly text: string }
  | {
      readonly kind: 'odd';
      readonly what: Oddity;
      /** Of a time without a day, to the second: `09:30:00`. */
      readonly time?: string;
    };

export const emptyCell: Cell = { kind: 'empty' };

/** A row of a table, below its header. */
export interface SheetRow<Column extends string> {
  /** The name of the sheet; null in a CSV file. */
  readonly sheet: string | null;
  /** As the spreadsheet numbers it; in a CSV file the line at which it begins, from 1. */
  readonly row: number;
  /** The name of the kind of its table, where there are kinds. */
  readonly kind?: string;
  /** Of all columns; those that its kind of table does not have are empty. */
  readonly cells: Readonly<Record<Column, Cell>>;
}

/** Faults of a file as a whole: nothing of it was read. */
export type FileFaultCode =
  | 'file-empty'
  | 'file-unknown'
  | 'file-xls'
  | 'file-ods'
  | 'file-encrypted'
  | 'file-broken'
  | 'file-large'
  | 'file-slow'
  | 'too-many-rows';

type TableFaultCode =
  | 'no-rows'
  | 'header-none'
  | 'header-one-cell'
  | 'header-kind'
  | 'too-many-columns'
  | 'column-missing'
  | 'column-unknown'
  | 'column-twice'
  | 'cell-outside'
  | 'quote-broken';

type ValueFaultCode =
  | 'cell-missing'
  | `cell-${Oddity}`
  | 'gemeente-form'
  | 'aanbieder-form'
  | 'categorie-form'
  | 'product-form'
  | 'words-form'
  | 'choice-form'
  | 'date-form'
  | 'date-number'
  | 'integer-form'
  | 'integer-range'
  | 'money-form'
  | 'money-ambiguous'
  | 'money-decimals'
  | 'money-negative'
  | 'money-large';

export type SheetFaultCode = FileFaultCode | TableFaultCode | ValueFaultCode;

/** What is wrong in a file, and where. It never holds a value of the file: that may be personal. */
export interface Fault<Code extends string = SheetFaultCode> {
  /** The name of the sheet; null in a CSV file, and for the file as a whole. */
  readonly sheet: string | null;
  /** As in {@link SheetRow}; null for the file or sheet as a whole. */
  readonly row: number | null;
  /** The name of a known column, or the letters of another one, as `C`; null for the row as a whole. */
  readonly column: string | null;
  readonly code: Code;
  /** What its sentence names: limits and names of columns, never a value. */
  readonly params?: Readonly<Record<string, string | number>>;
}

/** The columns of a table. */
export interface TableSpec<Column extends string> {
  /** All of them. Case does not matter in a header, and neither does the order. */
  readonly columns: readonly Column[];
  /** Those that may be left out: their cells are empty then. */
  readonly optional?: readonly Column[];
  /**
   * Names of visible sheets that are no table and are not read: those that the gateway itself wrote beside its table. Case
   * does not matter.
   */
  readonly beside?: readonly string[];
  /** Where tables are of several kinds, as allocations and requests: a table then has the columns of its kind only. */
  readonly kinds?: readonly TableKind<Column>[];
}

/** A kind of table. */
export interface TableKind<Column extends string> {
  readonly name: string;
  /** The column by which a table is known to be of this kind: no other kind has it. */
  readonly by: Column;
  readonly columns: readonly Column[];
}

/** The tables of a file. */
export interface Sheets<Column extends string> {
  /** Of all sheets, in their order. */
  readonly rows: readonly SheetRow<Column>[];
  /** Without one, all of the file was read but what is in `hidden`. */
  readonly faults: readonly Fault[];
  /** Names of sheets that are hidden and were not read. */
  readonly hidden: readonly string[];
}

/** A file that cannot be read at all. Its message is the code. */
export class Unreadable extends Error {
  readonly fault: Fault<FileFaultCode>;

  constructor(code: FileFaultCode, params?: Fault['params']) {
    super(code);
    this.fault = { sheet: null, row: null, column: null, code, ...(params && { params }) };
  }
}
