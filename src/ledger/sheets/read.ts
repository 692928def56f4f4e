import { Budget, mostFileBytes } from './budget.ts';
import { readCsvTable } from './csv-table.ts';
import { type Fault, type SheetRow, type Sheets, type TableSpec, Unreadable } from './sheet.ts';
import { type Found, Table } from './table.ts';
import { Package } from './xlsx-package.ts';
import { SheetXml } from './xlsx-table.ts';
import { readWorkbook } from './xlsx-workbook.ts';
import { readXml } from './xlsx-xml.ts';

/** Whether a file is a ZIP, as XLSX is, by its first bytes. */
export function isZip(bytes: Uint8Array): boolean {
  return beginsWith(bytes, [0x50, 0x4b]);
}

/**
 * Reads the tables of a file in the thread that calls it. What a file may cost is bounded, but it can be
 * seconds: {@link readSheets} leaves a large file to another thread.
 *
 * @returns faults for all that is wrong in the file; it throws for none of that
 */
export async function readHere<Column extends string>(
  bytes: Uint8Array,
  spec: TableSpec<Column>,
): Promise<Sheets<Column>> {
  const rows: SheetRow<Column>[] = [];
  const faults: Fault[] = [];
  let hidden: readonly string[] = [];
  try {
    const found: Found<Column> = { rows, faults, budget: new Budget() };
    refuseOthers(bytes);
    if (isZip(bytes)) hidden = await readXlsx(bytes, spec, found);
    else readCsvTable(bytes, spec, found);
  } catch (error) {
    if (error instanceof Unreadable) return { rows: [], faults: [error.fault], hidden: [] };
    throw error;
  }
  if (rows.length === 0 && faults.length === 0)
    faults.push({ sheet: null, row: null, column: null, code: 'no-rows' });
  return { rows, faults, hidden };
}

/** Refuses what is neither, and can be told by its bytes. */
function refuseOthers(bytes: Uint8Array): void {
  if (bytes.length === 0) throw new Unreadable('file-empty');
  if (bytes.length > mostFileBytes) throw new Unreadable('file-large');
  // Files of old Office programs; new ones put a file with a password into one.
  if (!beginsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0])) return;
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const encrypted = content.includes(Buffer.from('EncryptedPackage', 'utf16le'));
  throw new Unreadable(encrypted ? 'file-encrypted' : 'file-xls');
}

/** @returns the names of hidden sheets */
async function readXlsx<Column extends string>(
  bytes: Uint8Array,
  spec: TableSpec<Column>,
  found: Found<Column>,
): Promise<readonly string[]> {
  const file = await Package.open(bytes, found.budget);
  if (file.has('content.xml') && file.has('mimetype')) throw new Unreadable('file-ods');
  const workbook = await readWorkbook(file);
  const beside = new Set(spec.beside?.map((name) => name.toLowerCase()));
  for (const { path, name, hidden } of workbook.sheets) {
    if (hidden || beside.has(name.toLowerCase())) continue;
    const table = new Table(name, spec, found);
    const xml = new SheetXml(workbook, (row, cells) => table.add(row, cells));
    await readXml(file.read(path), xml);
    table.finish(xml.merges);
  }
  return workbook.sheets.filter(({ hidden }) => hidden).map(({ name }) => name);
}

function beginsWith(bytes: Uint8Array, beginning: readonly number[]): boolean {
  return beginning.every((byte, index) => bytes[index] === byte);
}
