import { isZip, readHere } from './read.ts';
import type { Sheets, TableSpec } from './sheet.ts';
import { readInThread } from './sheet-thread.ts';

/** A CSV file up to this many bytes is read where it is: some 50 ms, and a thread takes longer to start. */
const smallCsv = 64 * 1024;

/**
 * Reads the tables of a file that people made with a spreadsheet: CSV, or XLSX with one or more sheets. The
 * bytes tell which, and not a name. The first row of a sheet that holds something is its header. Sheets and
 * rows with nothing in them are skipped. So are hidden sheets: what people do not see they do not mean to hand
 * in, and templates keep their lists of choices there. Rows and columns that are hidden are read, for a filter
 * hides them too. XLSX and large files are read by another thread, one at a time.
 *
 * @returns all rows that could be read, and all faults; with a fault of the file as a whole no rows
 * @throws {SheetReaderFailed} when the reader itself fails; for no fault of the file
 */
export function readSheets<Column extends string>(
  bytes: Uint8Array,
  spec: TableSpec<Column>,
): Promise<Sheets<Column>> {
  const small = bytes.length <= smallCsv && !isZip(bytes);
  return small ? readHere(bytes, spec) : readInThread(bytes, spec);
}
