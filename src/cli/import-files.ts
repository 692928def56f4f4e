import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ImportFileFault } from '../ledger/import/file.ts';
import { type Fault, ImportFault, type Source, sharedBy } from '../ledger/import/import.ts';
import { sheetSources } from '../ledger/import/import-sheets.ts';
import type { LedgerBericht } from '../ledger/past/bericht.ts';
import { isLedgerType } from '../ledger/past/bericht.ts';
import { compareDates } from '../standard/calendar.ts';
import { type BerichtType, berichtOfType } from '../standard/catalogue.ts';
import { parseBericht } from '../standard/messages/parse.ts';
import type { HeaderFacts, Inspection } from '../standard/xml/inspection.ts';
import type { Inspector } from '../standard/xml/inspector.ts';
import { InspectorError } from '../standard/xml/libxml2.ts';
import { violationSentence } from '../standard/xml/violations.ts';
import type { KeyRing } from '../store/keys/keys.ts';
import { filesBelow } from './message-files.ts';

/** What was found in files to import. */
export interface Found {
  /** In the order in which they happened; rows of spreadsheets come last. None when a spreadsheet has a fault. */
  readonly sources: readonly Source[];
  /** The number of messages that the ledger does not take over: retouren and declarations. */
  readonly skipped: number;
  /** The number of messages that a retour among the files refused: the ledger does not take them over. */
  readonly refused: number;
  /** Files that cannot be read as a message. */
  readonly faults: readonly Fault[];
  /** What is wrong in spreadsheets. With any of these there are no sources at all, so that nothing is half done. */
  readonly sheetFaults: readonly FoundFault[];
  /** Sheets that are hidden, and were not read. */
  readonly hidden: readonly { readonly file: string; readonly sheet: string }[];
}

export interface FoundFault {
  readonly file: string;
  readonly fault: ImportFileFault;
}

export interface ReadingParts {
  readonly keys: KeyRing;
  readonly inspector: Inspector;
  /** How many rows of a spreadsheet were checked, of how many. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** An old message, by its Header. */
interface OldMessage {
  readonly file: string;
  readonly type: LedgerBericht['type'];
  /** How a retour names it. */
  readonly key: string;
  readonly dagtekening: string;
  readonly hash: Buffer;
  readonly about: readonly string[];
}

/** Within one day a request comes before its answer, and an allocation before the start and the stop. */
const order = ['JW315', 'JW317', 'JW319', 'JW301', 'JW305', 'JW307'];

/**
 * Finds the old messages and the rows of spreadsheets in files and folders. Of messages it keeps only the Header in
 * memory; they are read again when they are imported. Rows are all checked here.
 *
 * @param paths spreadsheets end in `.csv` or `.xlsx`, all others are messages; of folders, only these and `.xml`
 * @throws when a path cannot be read
 */
export async function findSources(paths: readonly string[], parts: ReadingParts): Promise<Found> {
  const messages: OldMessage[] = [];
  const refusedKeys = new Set<string>();
  const faults: Fault[] = [];
  const sheets: Tables = { rows: [], sheetFaults: [], hidden: [] };
  let skipped = 0;
  for (const file of await filesIn(paths)) {
    const bytes = await bytesOf(file);
    if (isSheet(file)) {
      await readTables(file, bytes, parts, sheets);
      continue;
    }
    const found = inspected(parts.inspector, bytes);
    if ('fault' in found) {
      faults.push({ place: file, sentence: found.fault });
      continue;
    }
    const { type, header, subject } = found;
    const { retourOf } = berichtOfType(type);
    if (retourOf && header.refuses) refusedKeys.add(keyOf(retourOf, header));
    if (isLedgerType(type)) {
      messages.push({
        file,
        type,
        key: keyOf(type, header),
        dagtekening: header.dagtekening ?? '',
        hash: parts.keys.contentHash(bytes),
        about: sharedBy(aanbiederOf(type, header), subject?.bsn, subject?.referenties ?? []),
      });
    } else skipped += 1;
  }
  const approved = messages.filter(({ key }) => !refusedKeys.has(key)).sort(byDay);
  const { rows, sheetFaults, hidden } = sheets;
  const found = [...approved.map((message) => messageSource(message, parts.keys)), ...rows];
  const sources = sheetFaults.length > 0 ? [] : found;
  const refused = messages.length - approved.length;
  return { sources, skipped, refused, faults, sheetFaults, hidden };
}

/** What was found in spreadsheets. */
interface Tables {
  readonly rows: Source[];
  readonly sheetFaults: FoundFault[];
  readonly hidden: { file: string; sheet: string }[];
}

async function readTables(
  file: string,
  bytes: Buffer,
  parts: ReadingParts,
  found: Tables,
): Promise<void> {
  const { sources, faults, hidden } = await sheetSources(file, bytes, parts);
  for (const source of sources) found.rows.push(source);
  for (const fault of faults) found.sheetFaults.push({ file, fault });
  for (const sheet of hidden) found.hidden.push({ file, sheet });
}

async function filesIn(paths: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const path of paths) {
    const found = await stat(path).catch(unreadable(path));
    if (!found.isDirectory()) files.push(path);
    else {
      const below = await filesBelow(path, /\.(csv|xlsx|xml)$/i).catch(unreadable(path));
      // Excel keeps one of its own beside a workbook that is open.
      files.push(...below.filter((file) => !basename(file).startsWith('~$')));
    }
  }
  return [...new Set(files)];
}

function bytesOf(file: string): Promise<Buffer> {
  return readFile(file).catch(unreadable(file));
}

function unreadable(path: string): (error: NodeJS.ErrnoException) => never {
  return ({ code }) => {
    throw new Error(`${path} cannot be read: ${code}.`);
  };
}

/** Other forms too, of which the reader says how to save them. */
function isSheet(name: string): boolean {
  return /\.(csv|xlsx|xlsm|xls|ods)$/i.test(name);
}

type Valid = Omit<Extract<Inspection, { outcome: 'known' }>, 'outcome'>;

/** The inspection of a valid message, or why it is not valid. */
function inspected(inspector: Inspector, bytes: Buffer): Valid | { readonly fault: string } {
  let inspection: Inspection;
  try {
    inspection = inspector.inspect(bytes);
  } catch (error) {
    if (error instanceof InspectorError)
      return { fault: 'it is too large or too complex to read.' };
    throw error;
  }
  if (inspection.outcome !== 'known') {
    const what =
      inspection.outcome === 'not-xml' ? 'XML as the standard wants it' : 'message of iJw 3.2';
    return { fault: `it is no ${what} (${inspection.reason}).` };
  }
  const [violation] = inspection.violations;
  if (!violation) return inspection;
  const { line, element } = violation;
  return { fault: `line ${line}, ${element}: ${violationSentence(violation, 'en')}` };
}

/** The Header of a retour is that of its heenbericht. */
function keyOf(heenbericht: BerichtType, header: HeaderFacts): string {
  const { afzender, ontvanger, identificatie, dagtekening } = header;
  return JSON.stringify([heenbericht, afzender, ontvanger, identificatie, dagtekening]);
}

function aanbiederOf(type: BerichtType, { afzender = '', ontvanger = '' }: HeaderFacts): string {
  return berichtOfType(type).afzender === 'aanbieder' ? afzender : ontvanger;
}

function byDay(a: OldMessage, b: OldMessage): number {
  const days = compareDates(a.dagtekening, b.dagtekening);
  return days || order.indexOf(a.type) - order.indexOf(b.type);
}

function messageSource({ file, type, hash, about }: OldMessage, keys: KeyRing): Source {
  return {
    place: file,
    hash,
    about,
    read: async () => {
      const bytes = await bytesOf(file);
      // The file must still be the one that was found to be valid.
      if (!keys.contentHash(bytes).equals(hash))
        throw new ImportFault('it was changed during the import.');
      const bericht = parseBericht<LedgerBericht['type']>(type, bytes);
      return [bericht];
    },
  };
}
