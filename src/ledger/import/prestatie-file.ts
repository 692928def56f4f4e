import { passesElevenTest } from '../../standard/rules/level2/constraints-person.ts';
import * as codes from '../sheets/codes.ts';
import { RowReader } from '../sheets/row-reader.ts';
import type { Fault, SheetFaultCode, SheetRow } from '../sheets/sheet.ts';
import {
  bsn,
  type ImportFaultCode,
  type ImportFileFault,
  readReference,
  twoDigits,
} from './file.ts';

/** The columns of a file with Prestaties that were declared and decided on before the gateway kept them. */
export const prestatieColumns = [
  'gemeente',
  'aanbieder',
  'bsn',
  'toewijzingNummer',
  'declaratieNummer',
  'declaratiePeriode',
  'referentieNummer',
  'vorigReferentieNummer',
  'categorie',
  'code',
  'begindatum',
  'einddatum',
  'volume',
  'eenheid',
  'tarief',
  'bedrag',
  'debetCredit',
  'beslissing',
] as const;
export type PrestatieColumn = (typeof prestatieColumns)[number];

/** Those of {@link prestatieColumns} that may be left out. */
export const optionalPrestatieColumns = ['vorigReferentieNummer', 'tarief', 'beslissing'] as const;

/** What may be wrong in such a file, beside what is wrong in any sheet or in a file of allocations. */
export const prestatieFaultCodes = [
  'amount-negative',
  'debit-refers',
  'period-order',
  'period-month',
  'declaration-differs',
  'reference-twice',
  'reference-used',
  'allocation-unknown',
  'debit-unknown',
  'debit-other',
  'credit-larger',
  'credited-twice',
  'party-unknown',
] as const;
export type PrestatieFaultCode = ImportFaultCode | (typeof prestatieFaultCodes)[number];

/** What is wrong in a file of Prestaties: nothing of any file is imported. It never holds a value of a cell. */
export interface PrestatieFault
  extends Fault<SheetFaultCode | PrestatieFaultCode>,
    Pick<ImportFileFault, 'violation'> {}

export const prestatieTable = {
  columns: prestatieColumns,
  optional: optionalPrestatieColumns,
} as const;

/** The texts of a row, as a message has them; '' where there is nothing. */
export type PrestatieCells = Readonly<Record<PrestatieColumn, string>>;

/** A row, as far as it can be read. */
export interface PrestatieFileRow {
  /** The name of its file, for people. */
  readonly file: string;
  readonly sheet: string | null;
  readonly row: number;
  readonly cells: PrestatieCells;
  /** Columns of cells with a fault, and null for the row as a whole. */
  readonly wrong: ReadonlySet<string | null>;
}

/** DeclaratieNummer, ReferentieNummer. Their schemas say how long they are; this keeps texts of no end out. */
const longest = 100;
const optional = { optional: true } as const;

type Cells = SheetRow<PrestatieColumn>['cells'];
type Reader = RowReader<PrestatieColumn, PrestatieFaultCode>;

/**
 * Reads a row: the form of its cells, and what they say together.
 *
 * @param faults those that are found are added to these; they hold no value of a cell
 */
export function readPrestatieRow(
  file: string,
  row: SheetRow<PrestatieColumn>,
  faults: PrestatieFault[],
): PrestatieFileRow {
  const own: PrestatieFault[] = [];
  const reader: Reader = new RowReader(row, own);
  const { cells } = row;
  const read = { ...readWhose(reader, cells), ...readWhat(reader, cells) };
  checkTogether(reader, cells, read);
  faults.push(...own);
  const texts = prestatieColumns.map((column) => [column, read[column] ?? '']);
  return {
    ...{ file, sheet: row.sheet, row: row.row },
    cells: Object.fromEntries(texts) as PrestatieCells,
    wrong: new Set(own.map(({ column }) => column)),
  };
}

type Read = { readonly [K in PrestatieColumn]?: string | undefined };

function readWhose(reader: Reader, cells: Cells): Read {
  const child = reader.code('bsn', bsn);
  if (child !== undefined && !passesElevenTest(child)) reader.fault('bsn', 'bsn-eleven');
  const reference = (column: PrestatieColumn, presence = {}) =>
    readReference({ cells, reader }, column, longest, presence);
  return {
    bsn: child,
    gemeente: reader.code('gemeente', codes.gemeente),
    aanbieder: reader.code('aanbieder', codes.aanbieder),
    toewijzingNummer: reader.digits('toewijzingNummer', 'number-form'),
    declaratieNummer: reference('declaratieNummer'),
    declaratiePeriode: reader.date('declaratiePeriode'),
    referentieNummer: reference('referentieNummer'),
    vorigReferentieNummer: reference('vorigReferentieNummer', optional),
  };
}

function readWhat(reader: Reader, cells: Cells): Read {
  const inCents = cells.eenheid.kind !== 'odd' && textOf(cells, 'eenheid') === '83';
  const beslissing = reader.choice('beslissing', ['toegekend', 'afgewezen'], optional);
  return {
    categorie: reader.code('categorie', codes.productCategorie),
    code: reader.code('code', codes.product),
    begindatum: reader.date('begindatum'),
    einddatum: reader.date('einddatum'),
    volume: readAmount(reader, cells, 'volume', inCents ? 'cents-form' : 'volume-form'),
    eenheid: reader.code('eenheid', twoDigits),
    tarief: readAmount(reader, cells, 'tarief', 'cents-form', optional),
    bedrag: readAmount(reader, cells, 'bedrag', 'cents-form'),
    debetCredit: reader.choice('debetCredit', ['D', 'C']),
    beslissing: beslissing ?? (cells.beslissing.kind === 'empty' ? 'toegekend' : undefined),
  };
}

/** Digits; one with a sign is named by itself, for many write a credit so. */
function readAmount(
  reader: Reader,
  cells: Cells,
  column: PrestatieColumn,
  fault: 'cents-form' | 'volume-form',
  presence = {},
): string | undefined {
  if (!/^[-−(]|[-−]$/.test(textOf(cells, column))) return reader.digits(column, fault, presence);
  reader.fault(column, 'amount-negative');
  return undefined;
}

function textOf(cells: Cells, column: PrestatieColumn): string {
  const cell = cells[column];
  return 'text' in cell ? cell.text : '';
}

/** What cells ask of each other; of one with a fault nothing is asked. */
function checkTogether(reader: Reader, cells: Cells, read: Read): void {
  const { begindatum, einddatum, debetCredit } = read;
  if (begindatum && einddatum) {
    if (einddatum < begindatum) reader.fault('einddatum', 'period-order');
    else if (monthOf(einddatum) !== monthOf(begindatum)) reader.fault('einddatum', 'period-month');
  }
  const refersBack = cells.vorigReferentieNummer.kind !== 'empty';
  const column = 'debetCredit';
  if (debetCredit === 'C' && !refersBack)
    reader.fault('vorigReferentieNummer', 'needed-beside', { column });
  if (debetCredit === 'D' && refersBack) reader.fault('vorigReferentieNummer', 'debit-refers');
}

/** The month of a plain date. */
export function monthOf(day: string): string {
  return day.slice(0, -3);
}
