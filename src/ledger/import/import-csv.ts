import { buildBericht } from '../../standard/messages/build.ts';
import { passesElevenTest } from '../../standard/rules/level2/constraints-person.ts';
import type { Violation } from '../../standard/xml/inspection.ts';
import type { Inspector } from '../../standard/xml/inspector.ts';
import { violationSentence } from '../../standard/xml/violations.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import { CsvFault, type CsvRow, readCsv } from '../csv/csv.ts';
import type { LedgerBericht } from '../past/bericht.ts';
import { ImportFault, type Source, sharedBy } from './import.ts';
import {
  allocationColumns,
  allocationMessages,
  type ReportingMessages,
  type RequestCells,
  requestColumns,
  requestMessages,
} from './import-rows.ts';

/** What the rows of a file are. */
type Kind = 'allocation' | 'request';
type Column = (typeof allocationColumns)[number] | (typeof requestColumns)[number];
type Cells = Readonly<Partial<Record<Column, string>>>;

/**
 * The allocations or open requests in a CSV file, one to a row; rows of a JW317 with the same reference
 * are one request. Each is validated by the schemas when it is read.
 *
 * @param file its name, for people
 * @throws {CsvFault} when it is not CSV with the columns of one of the two
 */
export function csvSources(
  file: string,
  text: string,
  { keys, inspector }: { readonly keys: KeyRing; readonly inspector: Inspector },
): Source[] {
  const source = <C extends Column>(
    kind: Kind,
    columns: readonly C[],
    rows: readonly CsvRow<C>[],
    messages: () => ReportingMessages,
  ): Source => ({
    place: `${file}, line ${rows.map(({ line }) => line).join(', ')}`,
    hash: keys.contentHash(Buffer.from(JSON.stringify([kind, ...cellsInOrder(columns, rows)]))),
    about: rows.flatMap(({ cells }: { readonly cells: Cells }) => {
      const { aanbieder = '', bsn, referentieAanbieder } = cells;
      return sharedBy(aanbieder, bsn, referentieAanbieder ? [referentieAanbieder] : []);
    }),
    read: () => {
      for (const { cells } of rows) check(kind, cells);
      return validated(messages(), kind, inspector);
    },
  });
  if (kindOf(text) === 'allocation')
    return readCsv(text, allocationColumns).map((row) =>
      source('allocation', allocationColumns, [row], () => allocationMessages(row.cells)),
    );
  const requests = Map.groupBy(readCsv(text, requestColumns), requestKey);
  return [...requests.values()].map((rows) =>
    source('request', requestColumns, rows, () => {
      const [first, ...others] = rows.map(({ cells }) => cells) as [
        RequestCells,
        ...RequestCells[],
      ];
      return requestMessages([first, ...others]);
    }),
  );
}

/** The kind of a file, by a column that only one of the two has. */
function kindOf(text: string): Kind {
  const header = /[^\r\n]+/.exec(text)?.[0] ?? '';
  if (header.includes('toewijzingsdatum')) return 'allocation';
  if (header.includes('soort')) return 'request';
  throw new CsvFault(
    1,
    undefined,
    'the columns of allocations (with toewijzingsdatum) or of requests (with soort) must be named here.',
  );
}

/** The cells in the order of the columns, whatever their order in the file. */
function cellsInOrder<C extends Column>(
  columns: readonly C[],
  rows: readonly CsvRow<C>[],
): unknown[] {
  return rows.map(({ cells }) => columns.map((column) => cells[column]));
}

function requestKey({ line, cells }: CsvRow<(typeof requestColumns)[number]>): string {
  const { soort, gemeente, aanbieder, bsn, referentieAanbieder } = cells;
  if (soort !== 'JW317') return String(line);
  return JSON.stringify([gemeente, aanbieder, bsn, referentieAanbieder]);
}

/** Checks which cells are filled in. The schemas check the values. */
function check(kind: Kind, cells: Cells): void {
  need(cells, ['gemeente', 'aanbieder', 'bsn', 'ingangsdatum']);
  if (kind === 'allocation') {
    need(cells, ['toewijzingNummer', 'toewijzingsdatum']);
    if (cells.stopdatum) need(cells, ['begindatum', 'redenBeeindiging']);
    else forbid(cells, ['redenBeeindiging'], 'without a stopdatum');
  } else {
    need(cells, ['soort', 'referentieAanbieder']);
    checkKind(cells);
  }
  if (cells.code) need(cells, ['categorie']);
  if (cells.volume || cells.eenheid || cells.frequentie)
    need(cells, ['volume', 'eenheid', 'frequentie']);
  if (/^\d{9}$/.test(cells.bsn ?? '') && !passesElevenTest(cells.bsn ?? ''))
    throw fault('bsn', 'its digits fail the eleven test, so this BSN cannot exist.');
}

function checkKind(cells: Cells): void {
  if (cells.soort === 'JW315') {
    need(cells, ['verwijzerType']);
    forbid(cells, ['toewijzingNummer', 'dagtekening', 'redenVerzoek'], 'in a JW315');
  } else if (cells.soort === 'JW317') {
    need(cells, ['dagtekening', 'redenVerzoek']);
    forbid(cells, ['verwijzerType'], 'in a JW317');
    if (cells.toewijzingNummer)
      forbid(cells, ['categorie', 'code'], 'beside the number of the allocation to change');
  } else throw fault('soort', 'choose JW315 or JW317.');
}

function need(cells: Cells, columns: readonly Column[]): void {
  for (const column of columns) if (!cells[column]) throw fault(column, 'fill it in.');
}

function forbid(cells: Cells, columns: readonly Column[], where: string): void {
  for (const column of columns) if (cells[column]) throw fault(column, `leave it empty ${where}.`);
}

function fault(column: Column | undefined, sentence: string): ImportFault {
  return new ImportFault(column === undefined ? sentence : `column ${column}: ${sentence}`);
}

/** @throws {ImportFault} for the first value that the schemas refuse */
function validated(
  messages: ReportingMessages,
  kind: Kind,
  inspector: Inspector,
): ReportingMessages {
  for (const bericht of messages) {
    const inspection = inspector.inspect(buildBericht(bericht));
    const violation = inspection.outcome === 'known' ? inspection.violations[0] : undefined;
    if (violation)
      throw fault(columnOf(violation, bericht.type, kind), violationSentence(violation, 'en'));
    if (inspection.outcome !== 'known')
      throw new ImportFault('a cell holds a character that XML does not have.');
  }
  return messages;
}

/** The column from which an element was made; undefined for an element that contains others. */
function columnOf(
  { element }: Violation,
  type: LedgerBericht['type'],
  kind: Kind,
): Column | undefined {
  const name =
    element
      .split('/')
      .at(-1)
      ?.replace(/\[\d+\]$/, '') ?? '';
  const byGemeente = type === 'JW301' || type === 'JW319';
  if (name === 'Afzender' || name === 'Ontvanger')
    return (name === 'Afzender') === byGemeente ? 'gemeente' : 'aanbieder';
  if (type === 'JW307' && name === 'Einddatum') return 'stopdatum';
  if (type === 'JW319' && name === 'Dagtekening') return 'onderzoekSinds';
  const ofOtherName = otherNames[name];
  if (ofOtherName) return ofOtherName;
  const column = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
  const columns: readonly string[] = kind === 'allocation' ? allocationColumns : requestColumns;
  return columns.includes(column) ? (column as Column) : undefined;
}

/** Elements with another name than their column. */
const otherNames: Readonly<Record<string, Column>> = {
  GewensteIngangsdatum: 'ingangsdatum',
  ToewijzingIngangsdatum: 'ingangsdatum',
  ToewijzingEinddatum: 'einddatum',
  Type: 'verwijzerType',
};
