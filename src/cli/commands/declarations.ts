import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import {
  completeDeclarations,
  incompleteDeclarations,
  listCompleteDeclarations,
} from '../../ledger/declarations/completing.ts';
import type { FoundPrestatieFault } from '../../ledger/import/prestatie-check.ts';
import { type ImportedPrestaties, importPrestaties } from '../../ledger/import/prestatie-import.ts';
import { Inspector } from '../../standard/xml/inspector.ts';
import { prestatieFaultSentence } from '../../texts/prestatie-texts.ts';
import { sheetFaultPlace } from '../../texts/sheet-texts.ts';
import { ProgressBar } from '../bar.ts';
import { endings } from '../ending.ts';
import { dutchTime } from '../moments.ts';
import { aanbiederCode, gemeenteCode } from '../options.ts';
import { facts, json, type Printed, print, table } from '../print.ts';
import { callAtTerminal, settings, withKeys } from '../session.ts';

const help = `
Files are CSV or XLSX, a row for each Prestatie that was granted, credited or refused; examples/import/prestaties.csv
shows the columns. Import the allocations first (\`ijw ledger import\`). All rows are checked first: with a fault
in one, nothing of any file is imported, and every fault is named by sheet, row and column. What the ledger has
already changes nothing. Each gemeente and aanbieder is imported whole or not at all; stopped halfway, run it again.
The access log shows about whom something was taken or looked up, also in a dry run.
It needs the ENCRYPTION_KEY of the gateway too, or its DATA_DIR. It ends with 1 when something was not taken.`;

/** How many faults are printed; --json has them all. */
const shownFaults = 50;

interface Between {
  readonly gemeente: string;
  readonly aanbieder: string;
}

/** `ijw declarations`: what was declared before the gateway kept it, and between whom all of it is known. */
export function defineDeclarations(declarations: Command): void {
  declarations
    .command('import')
    .description('load what was granted, credited and refused before, from CSV or XLSX')
    .argument('<files...>', 'CSV or XLSX files')
    .option('--dry-run', 'say what would be taken; nothing of it is kept')
    .addHelpText('after', help)
    .action(load);

  const between = (name: string, description: string) =>
    declarations
      .command(name)
      .description(description)
      .requiredOption('--gemeente <code>', 'code of 4 digits', gemeenteCode)
      .requiredOption('--aanbieder <code>', 'code of 8 digits', aanbiederCode);

  between(
    'complete',
    'say that the gateway knows all that was declared and granted between a gemeente and an aanbieder',
  ).action(complete);
  between('incomplete', 'take that back: rules that need all of it refuse nothing any more').action(
    incomplete,
  );

  declarations
    .command('completed')
    .description('print of which aanbieders all declarations to a gemeente are known')
    .requiredOption('--gemeente <code>', 'code of 4 digits', gemeenteCode)
    .action(completed);
}

/** The result, with faults of which none hold a value of a file. */
interface Summary extends Omit<ImportedPrestaties, 'faults'> {
  readonly dryRun: boolean;
  readonly faults: readonly {
    readonly file: string;
    readonly sheet: string | null;
    readonly row: number | null;
    readonly column: string | null;
    readonly code: string;
    readonly message: string;
  }[];
}

async function load(
  paths: readonly string[],
  { dryRun = false, json: asJson }: Printed & { readonly dryRun?: boolean },
): Promise<void> {
  const { SCHEMA_DIR } = process.env;
  using inspector = Inspector.load(settings({ SCHEMA_DIR }).schemaDir);
  const files = await Promise.all(
    [...new Set(paths)].map(async (name) => ({ name, bytes: await bytesOf(name) })),
  );
  const imported = await withKeys(({ pool }, keys) => {
    using progress = new ProgressBar();
    const shown = progress.shown('rows checked');
    const parts = { pool, keys, inspector, dryRun, ...shown };
    return importPrestaties(files, callAtTerminal(), parts);
  });
  const summary: Summary = { ...imported, dryRun, faults: imported.faults.map(faultOf) };
  if (asJson) console.log(json(summary));
  else printSummary(summary);
  if (summary.faults.length > 0) process.exitCode = endings.notAllWell;
}

function bytesOf(path: string): Promise<Buffer> {
  return readFile(path).catch(({ code }: NodeJS.ErrnoException) => {
    throw new Error(`${path} cannot be read: ${code}.`);
  });
}

function faultOf({ file, fault }: FoundPrestatieFault): Summary['faults'][number] {
  const { sheet, row, column, code } = fault;
  return { file, sheet, row, column, code, message: prestatieFaultSentence(fault, 'en') };
}

function printSummary({ faults, hidden, pairs, imported, known, dryRun }: Summary): void {
  for (const { file, message, ...place } of faults.slice(0, shownFaults))
    console.error(
      [file, sheetFaultPlace(place, 'en'), message].filter((part) => part !== '').join(': '),
    );
  if (faults.length > shownFaults)
    console.error(`And ${faults.length - shownFaults} more; --json names them all.`);
  for (const { file, sheet } of hidden)
    console.error(`${file}: the hidden sheet ${sheet} was not read.`);
  if (faults.length > 0) {
    const files = new Set(faults.map(({ file }) => file));
    console.error(
      `${counted(faults.length, 'fault')} in ${counted(files.size, 'file')}. Nothing was imported, of other files neither.`,
    );
    return;
  }
  console.log(
    facts([
      [dryRun ? 'would be imported' : 'imported', imported],
      ['known before', known],
    ]),
  );
  const head = ['gemeente', 'aanbieder', dryRun ? 'would be imported' : 'imported', 'known'];
  console.log(
    table(
      head,
      pairs.map((pair) => [pair.gemeente, pair.aanbieder, pair.imported, pair.known]),
    ),
  );
}

function counted(count: number, name: string): string {
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}

async function complete({ gemeente, aanbieder, ...options }: Between & Printed): Promise<void> {
  const { declared, created } = await withKeys(({ pool }, { rows }) =>
    completeDeclarations(pool, rows, callAtTerminal(), { gemeente, aanbieder }),
  );
  print({ ...declared, created }, options, () =>
    created
      ? `It is stated that the ledger has all that ${aanbieder} declared to ${gemeente}, and what was granted of it.
Rules that need all of it refuse from now on.`
      : `It was said before, on ${dutchTime(declared.declaredAt)}.`,
  );
}

async function incomplete({ gemeente, aanbieder, ...options }: Between & Printed): Promise<void> {
  const declared = await withKeys(({ pool }, { rows }) =>
    incompleteDeclarations(pool, rows, callAtTerminal(), { gemeente, aanbieder }),
  );
  print(
    declared,
    options,
    () => `Rules that need all that ${aanbieder} declared to ${gemeente} refuse nothing any more.`,
  );
}

async function completed({
  gemeente,
  ...options
}: Pick<Between, 'gemeente'> & Printed): Promise<void> {
  const items = await withKeys(({ pool }, { rows }) =>
    listCompleteDeclarations(pool, rows, gemeente),
  );
  print({ items }, options, () =>
    items.length === 0
      ? 'There is none.'
      : table(
          ['aanbieder', 'since', 'said by'],
          items.map(({ aanbieder, declaredAt, declaredBy }) => [aanbieder, declaredAt, declaredBy]),
        ),
  );
}
