import { setImmediate as turn } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import type { SheetRow } from '../../ledger/sheets/sheet.ts';
import { readSheets } from '../../ledger/sheets/sheets.ts';
import { knownByBsn } from '../../ledger/views/known.ts';
import { entryOf } from '../../parties/access-log/entry.ts';
import { noteAccess } from '../../parties/access-log/note.ts';
import type { Call } from '../../parties/principal.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import { inTransaction } from '../../store/transaction.ts';
import { keepDetails } from './details.ts';
import {
  type DetailsColumn,
  type DetailsFault,
  type DetailsRow,
  detailsColumns,
  optionalDetailsColumns,
  readDetailsRow,
} from './details-file.ts';

/** What is wrong in a file of client details: nothing of it was kept. */
export class DetailsFaults extends Error {
  override readonly name = 'DetailsFaults';
  readonly faults: readonly DetailsFault[];

  constructor(faults: readonly DetailsFault[]) {
    super('The file of client details has faults.');
    this.faults = faults;
  }
}

/** A row of a file, by which a person finds it: never by its BSN. */
export interface RowPlace {
  readonly sheet: string | null;
  readonly row: number;
}

export interface DetailsLoad {
  /** Nothing was kept. */
  readonly dryRun: boolean;
  /** How many children there is something kept of now. */
  readonly kept: number;
  /** Rows of children that the ledger does not know of this gemeente: they were not kept. */
  readonly unknown: readonly RowPlace[];
  /** Names of sheets that are hidden, and were not read. */
  readonly hidden: readonly string[];
}

/** Children in a row of the access log. */
const loggedAtOnce = 500;

/**
 * Imports what a gemeente knows of children, from a CSV or XLSX file with the columns of `detailsColumns`: all or nothing.
 * What was kept of a child before is replaced. Children that the ledger does not know of this gemeente are left out. When
 * it runs twice, the second run keeps the same again. A dry run is in the access log too: it says whom the ledger knows.
 *
 * @param call who imports it, for the access log
 * @throws {DetailsFaults} with everything that is wrong, by sheet, row and column
 */
export async function importDetails(
  pool: Pool,
  keys: KeyRing,
  call: Call,
  gemeente: string,
  bytes: Uint8Array,
  { dryRun = false }: { readonly dryRun?: boolean } = {},
): Promise<DetailsLoad> {
  const sheets = await readSheets(bytes, {
    columns: detailsColumns,
    optional: optionalDetailsColumns,
  });
  const faults: DetailsFault[] = [...sheets.faults];
  const rows = await readRows(sheets.rows, faults);
  if (faults.length > 0) throw new DetailsFaults(faults);
  const found: { readonly row: DetailsRow; readonly clientId: string }[] = [];
  const unknown: RowPlace[] = [];
  for (const row of rows) {
    const clientId = await knownByBsn(pool, keys.clientHash(row.bsn), [gemeente]);
    if (clientId === undefined) unknown.push({ sheet: row.sheet, row: row.row });
    else found.push({ row, clientId });
  }
  const { hidden } = sheets;
  if (dryRun) {
    // It says whom the ledger knows.
    const clientIds = found.map(({ clientId }) => clientId);
    await inTransaction(pool, (client) => noteImport(client, clientIds));
    return { dryRun, kept: found.length, unknown, hidden };
  }
  const recordedAt = new Date();
  const by = call.principal.credential.name;
  return inTransaction(pool, async (client) => {
    const kept: string[] = [];
    for (const { row, clientId } of found) {
      const known = { details: row.details, source: 'import', recordedAt } as const;
      // One that was forgotten meanwhile has no key.
      if (await keepDetails(client, keys, gemeente, clientId, known, by)) kept.push(clientId);
      else unknown.push({ sheet: row.sheet, row: row.row });
    }
    await noteImport(client, kept);
    return { dryRun, kept: kept.length, unknown, hidden };
  });

  async function noteImport(client: PoolClient, children: readonly string[]): Promise<void> {
    for (let at = 0; at === 0 || at < children.length; at += loggedAtOnce) {
      const clientIds = children.slice(at, at + loggedAtOnce);
      const detail = { rows: rows.length, ...(dryRun && { dryRun }) };
      const wish = { party: gemeente, clientIds, detail };
      await noteAccess(client, keys.rows, entryOf(call, 'import-client-details', wish));
    }
  }
}

/** Rows that are read before others get a turn. */
const atOnce = 500;

async function readRows(
  rows: readonly SheetRow<DetailsColumn>[],
  faults: DetailsFault[],
): Promise<DetailsRow[]> {
  const read: DetailsRow[] = [];
  const seen = new Set<string>();
  for (const [index, row] of rows.entries()) {
    const found = readDetailsRow(row, faults);
    if (found && seen.has(found.bsn))
      faults.push({ sheet: row.sheet, row: row.row, column: 'bsn', code: 'bsn-twice' });
    else if (found) read.push(found);
    if (found) seen.add(found.bsn);
    if (index % atOnce === atOnce - 1) await turn();
  }
  return read;
}
