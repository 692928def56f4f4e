import { type Command, InvalidArgumentError } from 'commander';
import {
  listProducts,
  loadProducts,
  optionalProductColumns,
  type ProductLoad,
  productColumns,
  removeProducts,
} from '../../ledger/products.ts';
import { withCsvFile } from '../csv-file.ts';
import { gemeenteOrAanbiederCode } from '../options.ts';
import { json, table } from '../print.ts';
import { exitCodes, withStore } from '../session.ts';

/** `ijw products`: the lists of products that gemeenten and aanbieders agreed (TR381). */
export function addProducts(program: Command): void {
  const products = program
    .command('products')
    .description('the products that gemeenten and aanbieders agreed')
    .addHelpText('after', exitCodes);

  products
    .command('load <file>')
    .description('replace the lists of the pairs of gemeente and aanbieder that a CSV file names')
    .option('--json', 'JSON, for scripts')
    .addHelpText(
      'after',
      `\nThe first line names the columns: ${productColumns.join(', ')}.\nThe last two, ${optionalProductColumns.join(' and ')}, may be left out, and their cells may be empty: first and\nlast day on which a product holds, by the Ingangsdatum of an allocation. A file with a fault changes\nnothing.`,
    )
    .addHelpText('after', exitCodes)
    .action(load);

  products
    .command('list')
    .description('print the lists')
    .option('--party <code>', 'of this gemeente or aanbieder only', gemeenteOrAanbiederCode)
    .option('--json', 'JSON, for scripts')
    .addHelpText('after', exitCodes)
    .action(list);

  products
    .command('remove')
    .description('remove the list of a gemeente and an aanbieder: any product passes from then on')
    .argument('<gemeente>', 'code of 4 digits', digits(4))
    .argument('<aanbieder>', 'code of 8 digits', digits(8))
    .addHelpText('after', exitCodes)
    .action(remove);
}

async function load(file: string, options: { json?: boolean }): Promise<void> {
  const loaded = await withStore(({ pool }) =>
    withCsvFile(file, (text) => loadProducts(pool, text)),
  );
  console.log(options.json ? json(loaded) : textOf(loaded));
  if (loaded.unknown.length > 0)
    console.error(`No party has these codes yet: ${loaded.unknown.join(', ')}.`);
}

function textOf({ products, lists, added, removed }: ProductLoad): string {
  const changes = added + removed === 0 ? 'nothing new' : `${added} added, ${removed} removed`;
  return `Products: ${products}, in lists: ${lists}; ${changes}.`;
}

async function list({ party, ...options }: { party?: string; json?: boolean }): Promise<void> {
  const products = await withStore(({ db }) => listProducts(db, party));
  if (options.json) return console.log(json(products));
  if (products.length === 0) return console.log('There is no list.');
  const rows = products.map((product) => productColumns.map((column) => product[column] ?? ''));
  console.log(table(productColumns, rows));
}

async function remove(gemeente: string, aanbieder: string): Promise<void> {
  const removed = await withStore(({ db }) => removeProducts(db, { gemeente, aanbieder }));
  if (removed === 0) throw new Error(`${gemeente} and ${aanbieder} have no list.`);
  console.log(`Removed the list of ${gemeente} and ${aanbieder}: ${removed} products.`);
}

function digits(count: 4 | 8): (text: string) => string {
  return (text) => {
    if (!/^\d+$/.test(text) || text.length !== count)
      throw new InvalidArgumentError(`Give a code of ${count} digits.`);
    return text;
  };
}
