import { passesElevenTest } from '../../standard/rules/level2/constraints-person.ts';
import type { Violation } from '../../standard/xml/inspection.ts';
import * as codes from '../sheets/codes.ts';
import { type Presence, RowReader } from '../sheets/row-reader.ts';
import type { Cell, Fault, SheetFaultCode, SheetRow, TableSpec } from '../sheets/sheet.ts';
import { allocationColumns, requestColumns } from './import-rows.ts';

/** What the rows of a sheet are. */
export type Kind = 'allocation' | 'request';
export type ImportColumn = (typeof allocationColumns)[number] | (typeof requestColumns)[number];
/** The texts of a row; '' where there is nothing. */
export type Cells = Readonly<Record<ImportColumn, string>>;

/** The columns of each kind, in the order in which hashes have them: never change it. */
export const columnsOf: Readonly<Record<Kind, readonly ImportColumn[]>> = {
  allocation: allocationColumns,
  request: requestColumns,
};

/** A sheet holds running allocations or open requests. All columns must be there. */
export const importTables: TableSpec<ImportColumn> = {
  columns: [...new Set([...allocationColumns, ...requestColumns])],
  kinds: [
    { name: 'allocation' satisfies Kind, by: 'toewijzingsdatum', columns: allocationColumns },
    { name: 'request' satisfies Kind, by: 'soort', columns: requestColumns },
  ],
};

/** What may be wrong in such a file, beside what is wrong in any sheet. */
export type ImportFaultCode =
  | 'bsn-form'
  | 'bsn-eleven'
  | 'number-form'
  | 'reference-changed'
  | 'one-digit'
  | 'two-digits'
  | 'time-form'
  | 'cents-form'
  | 'volume-form'
  | 'needed-beside'
  | 'needed-in'
  | 'empty-without'
  | 'empty-in'
  | 'number-and-product'
  | 'request-differs'
  | 'xml-character'
  | 'xsd';

/** What is wrong in a file with allocations or requests: nothing of it is imported. */
export interface ImportFileFault extends Fault<SheetFaultCode | ImportFaultCode> {
  /** Of `xsd`: what the schema says of the element that is made from the cell. */
  readonly violation?: Violation;
}

/** A row, as far as it can be read. */
export interface ImportRow {
  readonly kind: Kind;
  readonly sheet: string | null;
  readonly row: number;
  /** What a cell with a fault holds is as it was written. */
  readonly cells: Cells;
  /** Columns of cells with a fault, and null for the row as a whole. */
  readonly wrong: ReadonlySet<string | null>;
}

/** Of a child. Whether it can exist is asked apart. */
export const bsn: codes.CodeKind<ImportFaultCode> = {
  is: (text) => /^\d{9}$/.test(text),
  ...{ digits: 9, fault: 'bsn-form' },
};
const oneDigit: codes.CodeKind<ImportFaultCode> = {
  is: (text) => /^\d$/.test(text),
  ...{ digits: 1, fault: 'one-digit' },
};
/** A code of two digits, of a code list. */
export const twoDigits: codes.CodeKind<ImportFaultCode> = {
  is: (text) => /^\d\d$/.test(text),
  ...{ digits: 2, fault: 'two-digits' },
};

/** ReferentieAanbieder, by its schema. */
const longestReference = 36;
/** Spreadsheets keep no more digits of a number. */
const digitsKept = 15;
const optional = { optional: true } as const;

/** A row with what reads its cells. */
interface Reading {
  readonly cells: SheetRow<ImportColumn>['cells'];
  readonly reader: RowReader<ImportColumn, ImportFaultCode>;
}

/**
 * Reads a row: the form of its cells, and which must be filled in. The texts are those that a message has, whatever the
 * cells are: a date is `2026-12-31`.
 *
 * @param faults those that are found are added to these; they hold no value of a cell
 */
export function readImportRow(row: SheetRow<ImportColumn>, faults: ImportFileFault[]): ImportRow {
  const own: ImportFileFault[] = [];
  const reading: Reading = { cells: row.cells, reader: new RowReader(row, own) };
  const kind: Kind = row.kind === 'request' ? 'request' : 'allocation';
  const read: Partial<Cells> = {
    ...readCommon(reading),
    ...(kind === 'allocation' ? readAllocation(reading) : readRequest(reading)),
  };
  checkTogether(reading);
  faults.push(...own);
  const texts = importTables.columns.map((column) => [
    column,
    read[column] ?? writtenIn(row.cells[column]),
  ]);
  return {
    ...{ kind, sheet: row.sheet, row: row.row },
    cells: Object.fromEntries(texts) as Cells,
    wrong: new Set(own.map(({ column }) => column)),
  };
}

function writtenIn(cell: Cell): string {
  return 'text' in cell ? cell.text : '';
}

/** Without the columns of which nothing could be read. */
function given(
  texts: Partial<Record<ImportColumn, string | undefined>>,
): Partial<Record<ImportColumn, string>> {
  const entries = Object.entries(texts).filter(([, text]) => text !== undefined);
  return Object.fromEntries(entries) as Partial<Record<ImportColumn, string>>;
}

function readCommon(reading: Reading) {
  const { reader, cells } = reading;
  const child = reader.code('bsn', bsn);
  if (child !== undefined && !passesElevenTest(child)) reader.fault('bsn', 'bsn-eleven');
  const inCents = writtenIn(cells.eenheid) === '83';
  return given({
    gemeente: reader.code('gemeente', codes.gemeente),
    aanbieder: reader.code('aanbieder', codes.aanbieder),
    bsn: child,
    ingangsdatum: reader.date('ingangsdatum'),
    einddatum: reader.date('einddatum', optional),
    categorie: reader.code('categorie', codes.productCategorie, optional),
    code: reader.code('code', codes.product, optional),
    volume: reader.digits('volume', inCents ? 'cents-form' : 'volume-form', optional),
    eenheid: reader.code('eenheid', twoDigits, optional),
    frequentie: reader.code('frequentie', oneDigit, optional),
    budget: reader.digits('budget', 'cents-form', optional),
  });
}

function readAllocation(reading: Reading) {
  const { reader } = reading;
  return given({
    toewijzingNummer: reader.digits('toewijzingNummer', 'number-form'),
    referentieAanbieder: readReference(reading, 'referentieAanbieder', longestReference, optional),
    toewijzingsdatum: reader.date('toewijzingsdatum'),
    toewijzingstijd: reader.time('toewijzingstijd', 'time-form', optional),
    redenWijziging: reader.code('redenWijziging', twoDigits, optional),
    begindatum: reader.date('begindatum', optional),
    stopdatum: reader.date('stopdatum', optional),
    redenBeeindiging: reader.code('redenBeeindiging', twoDigits, optional),
  });
}

function readRequest(reading: Reading) {
  const { reader } = reading;
  return given({
    soort: reader.choice('soort', ['JW315', 'JW317']),
    toewijzingNummer: reader.digits('toewijzingNummer', 'number-form', optional),
    referentieAanbieder: readReference(reading, 'referentieAanbieder', longestReference),
    dagtekening: reader.date('dagtekening', optional),
    verwijzerType: reader.code('verwijzerType', twoDigits, optional),
    redenVerzoek: reader.code('redenVerzoek', oneDigit, optional),
    onderzoekSinds: reader.date('onderzoekSinds', optional),
  });
}

/**
 * A reference of at most so many characters, in one line. It is text of any form: where the cell is none, a spreadsheet may
 * have changed what was written.
 */
export function readReference<Column extends string, Code extends string>(
  { cells, reader }: ReferenceIn<Column, Code>,
  column: Column,
  longest: number,
  presence: Presence = {},
): string | undefined {
  const cell = cells[column];
  const isDate = cell.kind === 'odd' && ['date-time', 'no-date'].includes(cell.what);
  const isWhole = cell.kind !== 'number' || /^\d+$/.test(cell.text);
  const isLong = cell.kind === 'number' && cell.text.length > digitsKept;
  if (!isDate && cell.kind !== 'date' && isWhole && !isLong)
    return reader.words(column, longest, presence);
  reader.fault(column, 'reference-changed');
  return undefined;
}

/** A row that may hold references. */
interface ReferenceIn<Column extends string, Code extends string> {
  readonly cells: SheetRow<Column>['cells'];
  readonly reader: RowReader<Column, Code | 'reference-changed'>;
}

/** Which cells are filled in, and what that asks of others. */
function checkTogether(reading: Reading): void {
  const { cells } = reading;
  if (isFilled(cells, 'stopdatum'))
    need(reading, ['begindatum', 'redenBeeindiging'], 'needed-beside', { column: 'stopdatum' });
  else if (isFilled(cells, 'redenBeeindiging'))
    reading.reader.fault('redenBeeindiging', 'empty-without', { column: 'stopdatum' });
  const isOfNumber = soortIn(cells) === 'JW317' && isFilled(cells, 'toewijzingNummer');
  if (isFilled(cells, 'code') && !isOfNumber)
    need(reading, ['categorie'], 'needed-beside', { column: 'code' });
  const omvang = ['volume', 'eenheid', 'frequentie'] as const;
  const one = omvang.find((column) => isFilled(cells, column));
  if (one) need(reading, omvang, 'needed-beside', { column: one });
  checkRequest(reading);
}

function checkRequest(reading: Reading): void {
  const { cells, reader } = reading;
  const soort = soortIn(cells);
  if (soort === 'JW315') {
    need(reading, ['verwijzerType'], 'needed-in', { soort });
    forbid(reading, ['toewijzingNummer', 'dagtekening', 'redenVerzoek'], soort);
  } else if (soort === 'JW317') {
    need(reading, ['dagtekening', 'redenVerzoek'], 'needed-in', { soort });
    forbid(reading, ['verwijzerType'], soort);
    if (!isFilled(cells, 'toewijzingNummer')) return;
    for (const column of ['categorie', 'code'] as const)
      if (isFilled(cells, column)) reader.fault(column, 'number-and-product');
  }
}

function soortIn(cells: Reading['cells']): string {
  return writtenIn(cells.soort).toUpperCase();
}

function isFilled(cells: Reading['cells'], column: ImportColumn): boolean {
  return cells[column].kind !== 'empty';
}

function need(
  { cells, reader }: Reading,
  columns: readonly ImportColumn[],
  code: ImportFaultCode,
  params: Fault['params'],
): void {
  for (const column of columns) if (!isFilled(cells, column)) reader.fault(column, code, params);
}

function forbid({ cells, reader }: Reading, columns: readonly ImportColumn[], soort: string): void {
  for (const column of columns)
    if (isFilled(cells, column)) reader.fault(column, 'empty-in', { soort });
}
