import { setImmediate as turn } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import { entryOf } from '../../parties/access-log/entry.ts';
import { noteAccess } from '../../parties/access-log/note.ts';
import { partyTable } from '../../parties/directory/party-table.ts';
import type { Call } from '../../parties/principal.ts';
import { dutchDate } from '../../standard/calendar.ts';
import type { Inspector } from '../../standard/xml/inspector.ts';
import { errorCode, violatedUnique } from '../../store/database.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import { unnamed } from '../../store/statement.ts';
import { inTransaction } from '../../store/transaction.ts';
import { appendEntries, type NewEntry } from '../chain/append.ts';
import { prestatieIndexes } from '../declarations/write.ts';
import { notePrestaties } from '../projection/note-prestaties.ts';
import { Outdated } from '../projection/update-projection.ts';
import { inFileOrder } from '../sheets/fault-order.ts';
import { readSheets } from '../sheets/sheets.ts';
import {
  askedOf,
  type Compared,
  compare,
  type FoundPrestatieFault,
  type NewPrestatie,
  type ReadPrestatie,
  readPrestatie,
  referenceOf,
} from './prestatie-check.ts';
import {
  type PrestatieFault,
  type PrestatieFileRow,
  prestatieTable,
  readPrestatieRow,
} from './prestatie-file.ts';
import { schemaFaults } from './prestatie-message.ts';
import { type PrestatiePast, readPrestatiePast } from './prestatie-past.ts';

/** A file with Prestaties of before the gateway kept them. */
export interface PrestatieFile {
  /** Its name, for people. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What became of files. */
export interface ImportedPrestaties {
  /** Rows that said something new. Of none where there is a fault. */
  readonly imported: number;
  /** Rows that say what the ledger has, or what an earlier row says. */
  readonly known: number;
  /** By file, sheet and row. With one, nothing of any file was imported. */
  readonly faults: readonly FoundPrestatieFault[];
  /** Between whom something was imported, or would be, by code of the gemeente and then of the aanbieder. */
  readonly pairs: readonly ImportedPair[];
  /** Sheets that are hidden, and were not read. */
  readonly hidden: readonly { readonly file: string; readonly sheet: string }[];
}

interface ImportedPair {
  readonly gemeente: string;
  readonly aanbieder: string;
  readonly imported: number;
  readonly known: number;
}

export interface PrestatieImportParts {
  readonly pool: Pool;
  readonly keys: KeyRing;
  readonly inspector: Inspector;
  /** Says what would be imported, and writes nothing but rows of the access log. */
  readonly dryRun?: boolean;
  readonly onProgress?: (done: number, total: number) => void;
}

/** How often rows are compared with the past again, when that changed meanwhile. */
const mostRounds = 20;
/** Rows that are read before others get a turn. */
const atOnce = 20;

/** What files say between one gemeente and one aanbieder. */
interface Pair {
  readonly gemeente: string;
  readonly aanbieder: string;
  readonly rows: readonly ReadPrestatie[];
}

/**
 * Adds to the ledger what was granted, credited and refused before the gateway kept it, as entries without a message. All
 * rows are checked first, by the schema, against each other and against the ledger: with one fault nothing of any file is
 * imported. Then each gemeente and aanbieder is one transaction.
 *
 * Run twice, it finds what it has and changes nothing. Stopped halfway, a gemeente and aanbieder is there whole or not at
 * all, and the next run does the rest. Two at once wait for each other.
 *
 * The access log gets a row for each gemeente and aanbieder with the children of whom something was imported, in the same
 * transaction; else one with those that were looked up.
 *
 * @param call who imports
 * @throws when Postgres fails, with its code and without any value; what was imported stays
 */
export async function importPrestaties(
  files: readonly PrestatieFile[],
  call: Call,
  parts: PrestatieImportParts,
): Promise<ImportedPrestaties> {
  const read = await readFiles(files, parts);
  const sound = read.rows.filter(({ wrong }) => wrong.size === 0);
  const pairs = pairsOf(sound.map((row) => readPrestatie(parts.keys, row)));
  const faults: FoundPrestatieFault[] = [...read.faults, ...(await partyFaults(parts.pool, pairs))];
  const compared = new Map<Pair, Compared>();
  const unread = unreadOf(parts.keys, read.rows);
  for (const pair of pairs) {
    const past = await pastOf(parts.pool, parts.keys, pair);
    const found = compare(pair.rows, past, unread);
    faults.push(...found.faults);
    compared.set(pair, found);
    if (parts.dryRun || found.faults.length > 0)
      await noteLookedUp(parts.pool, parts, call, pair, past);
  }
  const { hidden } = read;
  if (faults.length > 0)
    return { imported: 0, known: 0, faults: inOrder(faults, read.rows), pairs: [], hidden };
  const done: ImportedPair[] = [];
  for (const pair of pairs) {
    const { gemeente, aanbieder } = pair;
    const { news, known } = compared.get(pair) as Compared;
    const counts = parts.dryRun ? { imported: news.length, known } : await write(parts, call, pair);
    done.push({ gemeente, aanbieder, ...counts });
  }
  const total = (of: 'imported' | 'known') => done.reduce((sum, pair) => sum + pair[of], 0);
  return { imported: total('imported'), known: total('known'), faults: [], pairs: done, hidden };
}

interface ReadFiles {
  readonly rows: PrestatieFileRow[];
  readonly faults: FoundPrestatieFault[];
  readonly hidden: { file: string; sheet: string }[];
}

async function readFiles(
  files: readonly PrestatieFile[],
  { inspector, onProgress }: PrestatieImportParts,
): Promise<ReadFiles> {
  const read: ReadFiles = { rows: [], faults: [], hidden: [] };
  for (const { name: file, bytes } of files) {
    const sheets = await readSheets(bytes, prestatieTable);
    const faults: PrestatieFault[] = [...sheets.faults];
    for (const [index, row] of sheets.rows.entries()) {
      const one = readPrestatieRow(file, row, faults);
      const bySchema = schemaFaults(one, inspector);
      faults.push(...bySchema);
      const wrong = new Set([...one.wrong, ...bySchema.map(({ column }) => column)]);
      read.rows.push({ ...one, wrong });
      if (index % atOnce !== atOnce - 1 && index !== sheets.rows.length - 1) continue;
      onProgress?.(index + 1, sheets.rows.length);
      await turn();
    }
    for (const fault of faults) read.faults.push({ file, fault });
    for (const sheet of sheets.hidden) read.hidden.push({ file, sheet });
  }
  return read;
}

/** Hashes of the ReferentieNummers of rows with a fault, as far as these could be read. */
function unreadOf(keys: KeyRing, rows: readonly PrestatieFileRow[]): ReadonlySet<string> {
  const unread = rows.filter(
    ({ cells, wrong }) => wrong.size > 0 && !wrong.has('referentieNummer') && cells.aanbieder,
  );
  return new Set(
    unread.map(({ cells }) => referenceOf(keys, cells.aanbieder, cells.referentieNummer)),
  );
}

function pairsOf(rows: readonly ReadPrestatie[]): Pair[] {
  const groups = Map.groupBy(rows, ({ row }) => `${row.cells.gemeente} ${row.cells.aanbieder}`);
  return [...groups]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([codes, own]) => {
      const [gemeente = '', aanbieder = ''] = codes.split(' ');
      return { gemeente, aanbieder, rows: own };
    });
}

/** Files in their order; in each by sheet and row. */
function inOrder(
  faults: readonly FoundPrestatieFault[],
  rows: readonly PrestatieFileRow[],
): FoundPrestatieFault[] {
  const byFile = Map.groupBy(faults, ({ file }) => file);
  const files = new Set([...rows.map(({ file }) => file), ...byFile.keys()]);
  return [...files].flatMap((file) => {
    const own = (byFile.get(file) ?? []).map(({ fault }) => fault);
    const inFile = rows.filter((row) => row.file === file);
    return inFileOrder<PrestatieFault['code'], PrestatieFault>(own, inFile).map((fault) => ({
      file,
      fault,
    }));
  });
}

const kindsOfParties = unnamed<{ codes: readonly string[] }>(
  `select code, kind from ${partyTable} party where code = any($codes::text[])`,
);

/** Codes that are no party of their kind, each at the first row that has it. */
async function partyFaults(pool: Pool, pairs: readonly Pair[]): Promise<FoundPrestatieFault[]> {
  const codes = [...new Set(pairs.flatMap(({ gemeente, aanbieder }) => [gemeente, aanbieder]))];
  const { rows } = await pool.query<{ code: string; kind: string }>(kindsOfParties({ codes }));
  const kinds = new Map(rows.map(({ code, kind }) => [code, kind]));
  const faults = new Map<string, FoundPrestatieFault>();
  for (const pair of pairs)
    for (const column of ['gemeente', 'aanbieder'] as const) {
      const code = pair[column];
      if (kinds.get(code) === column || faults.has(code)) continue;
      const { file, sheet, row } = (pair.rows[0] as ReadPrestatie).row;
      faults.set(code, { file, fault: { sheet, row, column, code: 'party-unknown' } });
    }
  return [...faults.values()];
}

function pastOf(
  database: Pool | PoolClient,
  keys: KeyRing,
  { gemeente, aanbieder, rows }: Pair,
): Promise<PrestatiePast> {
  const asked = askedOf(gemeente, aanbieder, rows);
  return readPrestatiePast(database, keys, asked, dutchDate(new Date()));
}

async function noteLookedUp(
  database: Pool | PoolClient,
  { keys }: Pick<PrestatieImportParts, 'keys'>,
  call: Call,
  { gemeente: party, aanbieder: counterparty }: Pair,
  { children }: PrestatiePast,
): Promise<void> {
  const about = { party, counterparty, clientIds: [...new Set(children.values())] };
  await noteAccess(database, keys.rows, entryOf(call, 'try-out', about));
}

/** Rows that were sound a moment ago are no longer: messages came between. */
class Overtaken extends Error {}

/** Imports what is between a gemeente and an aanbieder, whole or not at all. */
async function write(
  parts: PrestatieImportParts,
  call: Call,
  pair: Pair,
): Promise<Pick<ImportedPair, 'imported' | 'known'>> {
  for (let round = 1; ; round++) {
    try {
      return await inTransaction(parts.pool, (client) => writeOnce(client, parts, call, pair));
    } catch (error) {
      const outdated =
        error instanceof Outdated || prestatieIndexes.includes(violatedUnique(error) ?? '');
      if (outdated && round < mostRounds) continue;
      const { gemeente, aanbieder } = pair;
      const reason = error instanceof Overtaken ? 'messages came between' : errorCode(error);
      // Its own text may quote personal data.
      throw new Error(
        `The import stopped at ${gemeente} and ${aanbieder} (${reason}), of which it kept nothing. Run it again: it goes on where it stopped.`,
      );
    }
  }
}

const onlyOne = unnamed<{ gemeente: string; aanbieder: string }>(
  "select pg_advisory_xact_lock(hashtextextended('ijw declared ' || $gemeente || ' ' || $aanbieder, 0))",
);
const holdChildren = unnamed<{ ids: readonly string[] }>(
  'select from client where id = any($ids::uuid[]) order by id for no key update',
);

async function writeOnce(
  client: PoolClient,
  { keys }: PrestatieImportParts,
  call: Call,
  pair: Pair,
) {
  const { gemeente: municipality, aanbieder: provider } = pair;
  await client.query(onlyOne({ gemeente: municipality, aanbieder: provider }));
  const past = await pastOf(client, keys, pair);
  const { news, known, faults } = compare(pair.rows, past);
  if (faults.length > 0) throw new Overtaken();
  if (news.length === 0) await noteLookedUp(client, { keys }, call, pair, past);
  else {
    const clientIds = [...new Set(news.map(({ bsn }) => past.children.get(bsn) as string))];
    // All at once, in the order in which messages take them.
    await client.query(holdChildren({ ids: clientIds }));
    const recordedAt = new Date();
    const entries: NewEntry[] = [];
    for (const told of turnsOf(news)) {
      const note = { municipality, provider, messageId: null, told };
      entries.push(...(await notePrestaties(client, keys, note, recordedAt)));
    }
    const about = { party: municipality, counterparty: provider, clientIds };
    await noteAccess(client, keys.rows, entryOf(call, 'import', about));
    await appendEntries(client, keys, entries, recordedAt);
  }
  return { imported: news.length, known };
}

function turnsOf(news: readonly NewPrestatie[]): (readonly NewPrestatie[])[] {
  return [...Map.groupBy(news, ({ turn: at }) => at).values()];
}
