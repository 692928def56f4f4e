import { setImmediate as turn } from 'node:timers/promises';
import type { Inspector } from '../../standard/xml/inspector.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import { inFileOrder } from '../sheets/fault-order.ts';
import type { SheetRow } from '../sheets/sheet.ts';
import { readSheets } from '../sheets/sheets.ts';
import {
  columnsOf,
  type ImportColumn,
  type ImportFileFault,
  type ImportRow,
  importTables,
  readImportRow,
} from './file.ts';
import { type Source, sharedBy } from './import.ts';
import { allocationMessages, type ReportingMessages, requestMessages } from './import-rows.ts';
import { xsdFaults } from './xsd.ts';

/** What a file with allocations or requests holds. */
export interface SheetSources {
  /** None when there is a fault. */
  readonly sources: readonly Source[];
  /** By sheet and row. */
  readonly faults: readonly ImportFileFault[];
  /** Names of sheets that are hidden, and were not read. */
  readonly hidden: readonly string[];
}

export interface SheetParts {
  readonly keys: Pick<KeyRing, 'contentHash'>;
  readonly inspector: Inspector;
  readonly onProgress?: (done: number, total: number) => void;
}

/** One allocation or request: several rows where a JW317 asks for several things. */
type Rows = readonly [ImportRow, ...ImportRow[]];

/** What is read and checked before others get a turn: some 20 ms. */
const atOnce = 20;

/**
 * The allocations or open requests in a CSV or XLSX file, one to a row; rows of a JW317 with the same reference are one
 * request. Everything is checked here, by the schemas of their messages too.
 *
 * @param file its name, for people
 */
export async function sheetSources(
  file: string,
  bytes: Uint8Array,
  { keys, inspector, onProgress }: SheetParts,
): Promise<SheetSources> {
  const sheets = await readSheets(bytes, importTables);
  const faults: ImportFileFault[] = [...sheets.faults];
  const groups = await readRows(sheets.rows, faults);
  let done = 0;
  for (const rows of groups) {
    checkAlike(rows, faults);
    // What kind of request it is decides of which messages it would be.
    if (!rows[0].wrong.has('soort')) faults.push(...xsdFaults(rows, messagesOf(rows), inspector));
    done += rows.length;
    if (done % atOnce < rows.length || done === sheets.rows.length) {
      onProgress?.(done, sheets.rows.length);
      await turn();
    }
  }
  const { hidden } = sheets;
  if (faults.length > 0) return { sources: [], faults: inFileOrder(faults, sheets.rows), hidden };
  return { sources: groups.map((rows) => sourceOf(file, rows, keys)), faults, hidden };
}

async function readRows(
  rows: readonly SheetRow<ImportColumn>[],
  faults: ImportFileFault[],
): Promise<Rows[]> {
  const groups = new Map<string, [ImportRow, ...ImportRow[]]>();
  for (const [index, row] of rows.entries()) {
    const read = readImportRow(row, faults);
    const key = requestKey(read) ?? String(index);
    const others = groups.get(key);
    if (others) others.push(read);
    else groups.set(key, [read]);
    if (index % atOnce === atOnce - 1) await turn();
  }
  return [...groups.values()];
}

/** What rows of one request share; undefined for what has a row of its own. */
function requestKey({ cells }: ImportRow): string | undefined {
  const { soort, gemeente, aanbieder, bsn, referentieAanbieder } = cells;
  if (soort !== 'JW317') return undefined;
  return JSON.stringify([gemeente, aanbieder, bsn, referentieAanbieder]);
}

const saidOnce = ['dagtekening', 'redenVerzoek', 'onderzoekSinds'] as const;

/** What is said of a request as a whole is the same in all of its rows; when it is investigated may be in the first alone. */
function checkAlike([first, ...others]: Rows, faults: ImportFileFault[]): void {
  for (const { sheet, row, cells, wrong } of others)
    for (const column of saidOnce) {
      const isOther = cells[column] !== '' && cells[column] !== first.cells[column];
      if (!isOther || wrong.has(column) || first.wrong.has(column)) continue;
      const params = { row: first.row, ...(first.sheet !== null && { sheet: first.sheet }) };
      faults.push({ sheet, row, column, code: 'request-differs', params });
    }
}

function messagesOf([first, ...others]: Rows): ReportingMessages {
  if (first.kind === 'allocation') return allocationMessages(first.cells);
  return requestMessages([first.cells, ...others.map(({ cells }) => cells)]);
}

function sourceOf(file: string, rows: Rows, keys: SheetParts['keys']): Source {
  const [{ kind }] = rows;
  // Sources that are known by this hash were imported: it must stay the same for the same texts.
  const texts = rows.map(({ cells }) => columnsOf[kind].map((column) => cells[column]));
  return {
    place: placeOf(file, rows),
    hash: keys.contentHash(Buffer.from(JSON.stringify([kind, ...texts]))),
    about: rows.flatMap(({ cells: { aanbieder, bsn, referentieAanbieder } }) =>
      sharedBy(aanbieder, bsn, referentieAanbieder ? [referentieAanbieder] : []),
    ),
    read: () => messagesOf(rows),
  };
}

/** `a.csv, line 2, 3`; `a.xlsx, sheet 2026, row 2, 3`. */
function placeOf(file: string, rows: Rows): string {
  const places = [...Map.groupBy(rows, ({ sheet }) => sheet)].map(([sheet, those]) => {
    const numbers = those.map(({ row }) => row).join(', ');
    return sheet === null ? `line ${numbers}` : `sheet ${sheet}, row ${numbers}`;
  });
  return `${file}, ${places.join('; ')}`;
}
