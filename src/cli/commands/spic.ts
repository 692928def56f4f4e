import type { Command } from 'commander';
import { listSpics, loadSpics, type SpicLoad, spicColumns } from '../../ledger/catalogue/spic.ts';
import { withCsvFile } from '../csv-file.ts';
import { type Printed, print, table } from '../print.ts';
import { withKeys, withStore } from '../session.ts';

/** `ijw spic`: the catalogues with the SPIC of the products of regions. */
export function defineSpic(spic: Command): void {
  spic
    .command('load <file>')
    .description('replace the catalogues of the regions that a CSV file names')
    .addHelpText(
      'after',
      `\nThe first line names the columns: ${spicColumns.join(', ')}.\nvalidTo may be empty. A file with a fault changes nothing.`,
    )
    .action(load);

  spic
    .command('list')
    .description('print the catalogue')
    .option('--region <name>', 'of this region only')
    .action(list);
}

async function load(file: string, options: Printed): Promise<void> {
  const loaded = await withKeys(({ pool }, { rows }) =>
    withCsvFile(file, (text) => loadSpics(pool, rows, text)),
  );
  print(loaded, options, textOf);
  for (const region of loaded.unused)
    console.error(`No gemeente has the region "${region}" yet: \`ijw parties set CODE --region\`.`);
}

function textOf({ regions, rows, added, removed }: SpicLoad): string {
  const changes = added + removed === 0 ? 'nothing new' : `${added} added, ${removed} removed`;
  return `${regions.join(', ')}: ${rows} combinations; ${changes}.`;
}

async function list({ region, ...options }: Printed & { region?: string }): Promise<void> {
  const items = await withStore(({ db }) => listSpics(db, region));
  print({ items, next: null }, options, () => {
    if (items.length === 0) return 'There is no catalogue.';
    const rows = items.map((spic) => spicColumns.map((column) => spic[column]));
    return table(spicColumns, rows);
  });
}
