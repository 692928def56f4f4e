import type { Command } from 'commander';
import { listSpics, loadSpics, type SpicLoad, spicColumns } from '../../ledger/spic.ts';
import { withCsvFile } from '../csv-file.ts';
import { json, table } from '../print.ts';
import { exitCodes, withStore } from '../session.ts';

/** `ijw spic`: what the products of a region are. */
export function addSpic(program: Command): void {
  const spic = program
    .command('spic')
    .description('the catalogues that tell segment, profile and intensity of products')
    .addHelpText('after', exitCodes);

  spic
    .command('load <file>')
    .description('replace the catalogues of the regions that a CSV file names')
    .option('--json', 'JSON, for scripts')
    .addHelpText(
      'after',
      `\nThe first line names the columns: ${spicColumns.join(', ')}.\nvalidTo may be empty. A file with a fault changes nothing.`,
    )
    .addHelpText('after', exitCodes)
    .action(load);

  spic
    .command('list')
    .description('print the catalogue')
    .option('--region <name>', 'of this region only')
    .option('--json', 'JSON, for scripts')
    .addHelpText('after', exitCodes)
    .action(list);
}

async function load(file: string, options: { json?: boolean }): Promise<void> {
  const loaded = await withStore(({ pool }) => withCsvFile(file, (text) => loadSpics(pool, text)));
  console.log(options.json ? json(loaded) : textOf(loaded));
  for (const region of loaded.unused)
    console.error(`No gemeente has the region "${region}" yet (PUT /v1/parties/{code}).`);
}

function textOf({ regions, rows, added, removed }: SpicLoad): string {
  const changes = added + removed === 0 ? 'nothing new' : `${added} added, ${removed} removed`;
  return `${regions.join(', ')}: ${rows} combinations; ${changes}.`;
}

async function list({ region, ...options }: { region?: string; json?: boolean }): Promise<void> {
  const spics = await withStore(({ db }) => listSpics(db, region));
  if (options.json) return console.log(json(spics));
  if (spics.length === 0) return console.log('There is no catalogue.');
  const rows = spics.map((spic) => spicColumns.map((column) => spic[column]));
  console.log(table(spicColumns, rows));
}
