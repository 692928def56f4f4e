import { readFile, stat } from 'node:fs/promises';
import { isLedgerType } from '../ledger/about.ts';
import type { LedgerBericht } from '../ledger/events.ts';
import { type Fault, ImportFault, type Source, sharedBy } from '../ledger/import.ts';
import { csvSources } from '../ledger/import-csv.ts';
import { compareDates } from '../standard/calendar.ts';
import { type BerichtType, berichtOfType } from '../standard/catalogue.ts';
import type { HeaderFacts, Inspection } from '../standard/inspection.ts';
import type { Inspector } from '../standard/inspector.ts';
import { InspectorError } from '../standard/libxml2.ts';
import { parseBericht } from '../standard/messages/parse.ts';
import { violationSentence } from '../standard/violations.ts';
import type { KeyRing } from '../store/keys.ts';
import { withCsvFile } from './csv-file.ts';
import { filesBelow } from './message-files.ts';

/** What there is to import in some files. */
export interface Found {
  /** In the order in which they happened; what CSV files say comes last. */
  readonly sources: readonly Source[];
  /** Messages of which the ledger remembers nothing: retouren and declarations. */
  readonly skipped: number;
  /** Messages that a retour among the files refused: they never became true. */
  readonly refused: number;
  /** Files that nothing can be made of. */
  readonly faults: readonly Fault[];
}

export interface ReadingParts {
  readonly keys: KeyRing;
  readonly inspector: Inspector;
}

/** An old message, by its Header. */
interface OldMessage {
  readonly file: string;
  readonly type: LedgerBericht['type'];
  /** By which a retour names it. */
  readonly key: string;
  readonly dagtekening: string;
  readonly hash: Buffer;
  readonly about: readonly string[];
}

/** Of one day a request goes before its answer, and an allocation before the start and the stop. */
const order = ['JW315', 'JW317', 'JW319', 'JW301', 'JW305', 'JW307'];

/**
 * Looks which old messages and which rows of CSV there are in files and folders. Of messages it keeps
 * the Header; they are read again when it is their turn.
 *
 * @param paths CSV files end in `.csv`, all others are messages; of folders, only `.csv` and `.xml`
 * @throws when a path cannot be read, or a CSV file is none
 */
export async function findSources(paths: readonly string[], parts: ReadingParts): Promise<Found> {
  const messages: OldMessage[] = [];
  const refusedKeys = new Set<string>();
  const faults: Fault[] = [];
  const rows: Source[] = [];
  let skipped = 0;
  for (const file of await filesIn(paths)) {
    if (isCsv(file)) {
      rows.push(...(await withCsvFile(file, (text) => csvSources(file, text, parts))));
      continue;
    }
    const bytes = await bytesOf(file);
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
  const sources = [...approved.map((message) => messageSource(message, parts.keys)), ...rows];
  return { sources, skipped, refused: messages.length - approved.length, faults };
}

async function filesIn(paths: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const path of paths) {
    const found = await stat(path).catch(unreadable(path));
    if (!found.isDirectory()) files.push(path);
    else {
      files.push(...(await filesBelow(path, /\.(csv|xml)$/i).catch(unreadable(path))));
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

function isCsv(name: string): boolean {
  return /\.csv$/i.test(name);
}

type Valid = Omit<Extract<Inspection, { outcome: 'known' }>, 'outcome'>;

/** Which valid message it is, or why it is none. */
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
      // Only what was found to be valid is taken.
      if (!keys.contentHash(bytes).equals(hash))
        throw new ImportFault('it was changed during the import.');
      const bericht = parseBericht<LedgerBericht['type']>(type, bytes);
      return [bericht];
    },
  };
}
