import type { Command } from 'commander';
import type { ImportFileFault } from '../../ledger/import/file.ts';
import { type Fault, type Imported, importSources } from '../../ledger/import/import.ts';
import { Inspector } from '../../standard/xml/inspector.ts';
import { importFaultSentence } from '../../texts/import-texts.ts';
import { sheetFaultPlace } from '../../texts/sheet-texts.ts';
import { ProgressBar } from '../bar.ts';
import { endings } from '../ending.ts';
import { type Found, type FoundFault, findSources } from '../import-files.ts';
import { facts, json, type Printed } from '../print.ts';
import { callAtTerminal, settings, withKeys } from '../session.ts';

const help = `
Files that end in .csv or .xlsx hold running allocations or open requests; examples/import/ shows the columns.
All others are old messages; of folders, .xml, .csv and .xlsx files are taken. All rows are checked first: with
a fault in one, nothing of any file is imported, and every fault is named by sheet, row and column. Stopped
halfway, run it again.
The access log shows about whom something was taken or looked up, also in a dry run.
It needs the ENCRYPTION_KEY of the gateway too, or its DATA_DIR. It ends with 1 when something was
not taken.`;

/** How many faults are printed; --json has them all. */
const shownFaults = 50;

/** The result, with faults of which none hold a value of a file. */
interface Summary extends Omit<Imported, 'faults'>, Pick<Found, 'skipped' | 'refused'> {
  readonly dryRun: boolean;
  readonly faults: readonly (Fault | CellFault)[];
  /** Sheets that are hidden, and were not read. */
  readonly hiddenSheets: Found['hidden'];
}

/** A fault in a spreadsheet: nothing was imported. */
interface CellFault extends Omit<ImportFileFault, 'params' | 'violation'> {
  readonly file: string;
  readonly message: string;
}

/** `ijw ledger import`: at the first day, takes over the care that is already running. */
export function addImport(ledger: Command): void {
  ledger
    .command('import')
    .description('load running allocations and open requests, from old messages, CSV or XLSX')
    .argument('<paths...>', 'files, or folders with files')
    .option('--dry-run', 'say what would be taken, each by itself; nothing of it is kept')
    .addHelpText('after', help)
    .action(run);
}

async function run(
  paths: readonly string[],
  { dryRun = false, json: asJson }: Printed & { readonly dryRun?: boolean },
): Promise<void> {
  const { SCHEMA_DIR } = process.env;
  using inspector = Inspector.load(settings({ SCHEMA_DIR }).schemaDir);
  const summary: Summary = await withKeys(async ({ pool }, keys) => {
    using progress = new ProgressBar();
    const found = await findSources(paths, { keys, inspector, ...progress.shown('rows checked') });
    const { sources, skipped, refused, sheetFaults, hidden } = found;
    if (sources.length + skipped + refused + found.faults.length + sheetFaults.length === 0)
      throw new Error('There is nothing to import: no row, and no .csv, .xlsx or .xml.');
    const result = await importSources(pool, keys, callAtTerminal(), sources, {
      dryRun,
      ...progress.shown('messages and rows'),
    });
    const faults = [...sheetFaults.map(cellFault), ...found.faults, ...result.faults];
    return { ...result, faults, skipped, refused, dryRun, hiddenSheets: hidden };
  });
  if (asJson) console.log(json(summary));
  else printSummary(summary);
  const { faults, missingParties } = summary;
  if (faults.length + missingParties.length > 0) process.exitCode = endings.notAllWell;
}

function cellFault({ file, fault }: FoundFault): CellFault {
  const { sheet, row, column, code } = fault;
  return { file, sheet, row, column, code, message: importFaultSentence(fault, 'en') };
}

function lineOf(fault: Fault | CellFault): string {
  if ('place' in fault) return `${fault.place}: ${fault.sentence}`;
  const { file, message, ...rest } = fault;
  return [file, sheetFaultPlace(rest, 'en'), message].filter((part) => part !== '').join(': ');
}

function printSummary(summary: Summary): void {
  const { faults, missingParties, imported, known, entries, skipped, refused, seconds } = summary;
  for (const fault of faults.slice(0, shownFaults)) console.error(lineOf(fault));
  if (faults.length > shownFaults)
    console.error(`And ${faults.length - shownFaults} more; --json names them all.`);
  for (const { file, sheet } of summary.hiddenSheets)
    console.error(`${file}: the hidden sheet ${sheet} was not read.`);
  const inCells = faults.filter((fault) => 'file' in fault);
  if (inCells.length > 0) {
    const files = new Set(inCells.map(({ file }) => file));
    console.error(
      `${counted(inCells.length, 'fault')} in ${counted(files.size, 'spreadsheet')}. Nothing was imported, of other files neither.`,
    );
    return;
  }
  for (const { code, sources } of missingParties)
    console.error(
      `${code} is no party of the gateway: make it with \`ijw parties put ${code} --name NAME\` and run this again. ${sources} not taken.`,
    );
  const waiting = missingParties.reduce((sum, { sources }) => sum + sources, 0);
  const rate = Math.round((imported + known) / Math.max(seconds, 0.001));
  console.log(
    facts([
      [summary.dryRun ? 'would be imported' : 'imported', imported],
      [summary.dryRun ? 'entries it would give' : 'entries in the ledger', entries],
      ['known before', known],
      ['skipped (retouren, declarations)', skipped],
      ['refused at the time, by a retour', refused],
      ['not taken', faults.length + waiting],
      ['time', `${seconds.toFixed(1)} s, ${rate} a second`],
    ]),
  );
}

function counted(count: number, name: string): string {
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}
