import type { Command } from 'commander';
import { type Imported, importSources } from '../../ledger/import/import.ts';
import { Inspector } from '../../standard/xml/inspector.ts';
import { ProgressBar } from '../bar.ts';
import { endings } from '../ending.ts';
import { type Found, findSources } from '../import-files.ts';
import { facts, json, type Printed } from '../print.ts';
import { callAtTerminal, settings, withKeys } from '../session.ts';

const help = `
Files that end in .csv hold running allocations or open requests; examples/import/ shows the columns. All
others are old messages; of folders, .xml and .csv files are taken. Stopped halfway, run it again.
The access log shows about whom something was taken or looked up, also in a dry run.
It needs the ENCRYPTION_KEY of the gateway too, or its DATA_DIR. It ends with 1 when something was
not taken.`;

/** How many faults are printed; --json has them all. */
const shownFaults = 50;

type Summary = Imported & Pick<Found, 'skipped' | 'refused'> & { readonly dryRun: boolean };

/** `ijw ledger import`: at the first day, takes over the care that is already running. */
export function addImport(ledger: Command): void {
  ledger
    .command('import')
    .description('load running allocations and open requests, from old messages or CSV')
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
    const { sources, skipped, refused, faults } = await findSources(paths, { keys, inspector });
    if (sources.length + skipped + refused + faults.length === 0)
      throw new Error('There is nothing to import: no row, no .csv and no .xml.');
    using progress = new ProgressBar();
    const result = await importSources(pool, keys, callAtTerminal(), sources, {
      dryRun,
      ...progress.shown('messages and rows'),
    });
    return { ...result, faults: [...faults, ...result.faults], skipped, refused, dryRun };
  });
  if (asJson) console.log(json(summary));
  else printSummary(summary);
  const { faults, missingParties } = summary;
  if (faults.length + missingParties.length > 0) process.exitCode = endings.notAllWell;
}

function printSummary(summary: Summary): void {
  const { faults, missingParties, imported, known, entries, skipped, refused, seconds } = summary;
  for (const { place, sentence } of faults.slice(0, shownFaults))
    console.error(`${place}: ${sentence}`);
  if (faults.length > shownFaults)
    console.error(`And ${faults.length - shownFaults} more; --json names them all.`);
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
