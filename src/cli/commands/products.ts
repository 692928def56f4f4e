import { type Command, InvalidArgumentError } from 'commander';
import {
  listProducts,
  loadProducts,
  optionalProductColumns,
  type ProductLoad,
  productColumns,
  removeProducts,
} from '../../ledger/contracts/product-lists.ts';
import { withCsvFile } from '../csv-file.ts';
import { gemeenteOrAanbiederCode } from '../options.ts';
import { type Printed, print, table } from '../print.ts';
import { callAtTerminal, withKeys } from '../session.ts';

/** `ijw products`: the lists of products that gemeenten and aanbieders agreed (TR381). */
export function defineProducts(products: Command): void {
  products
    .command('load <file>')
    .description('replace the lists of the pairs of gemeente and aanbieder that a CSV file names')
    .addHelpText(
      'after',
      `\nThe first line names the columns: ${productColumns.join(', ')}.\nThe last two, ${optionalProductColumns.join(' and ')}, may be left out, and their cells may be empty: first and\nlast day on which a product holds, by the Ingangsdatum of an allocation. A file with a fault changes\nnothing.`,
    )
    .action(load);

  products
    .command('list')
    .description('print the lists')
    .option('--party <code>', 'of this gemeente or aanbieder only', gemeenteOrAanbiederCode)
    .action(list);

  products
    .command('remove')
    .description('remove the list of a gemeente and an aanbieder: any product passes from then on')
    .argument('<gemeente>', 'code of 4 digits', digits(4))
    .argument('<aanbieder>', 'code of 8 digits', digits(8))
    .action(remove);
}

async function load(file: string, options: Printed): Promise<void> {
  const loaded = await withKeys(({ pool }, { rows }) =>
    withCsvFile(file, (text) => loadProducts(pool, rows, callAtTerminal(), text)),
  );
  print(loaded, options, textOf);
  if (loaded.unknown.length > 0)
    console.error(`No party has these codes yet: ${loaded.unknown.join(', ')}.`);
}

function textOf({ products, lists, added, removed }: ProductLoad): string {
  const changes = added + removed === 0 ? 'nothing new' : `${added} added, ${removed} removed`;
  return `Products: ${products}, in lists: ${lists}; ${changes}.`;
}

async function list({ party, ...options }: Printed & { party?: string }): Promise<void> {
  const items = await withKeys(({ pool }, { rows }) => listProducts(pool, rows, party));
  print({ items, next: null }, options, () => {
    if (items.length === 0) return 'There is no list.';
    const rows = items.map((product) => productColumns.map((column) => product[column] ?? ''));
    return table(productColumns, rows);
  });
}

async function remove(gemeente: string, aanbieder: string, options: Printed): Promise<void> {
  const removed = await withKeys(({ pool }, { rows }) =>
    removeProducts(pool, rows, callAtTerminal(), { gemeente, aanbieder }),
  );
  if (removed === 0) throw new Error(`${gemeente} and ${aanbieder} have no list.`);
  print(
    { gemeente, aanbieder, removed },
    options,
    () => `Removed the list of ${gemeente} and ${aanbieder}: ${removed} products.`,
  );
}

function digits(count: 4 | 8): (text: string) => string {
  return (text) => {
    if (!/^\d+$/.test(text) || text.length !== count)
      throw new InvalidArgumentError(`Give a code of ${count} digits.`);
    return text;
  };
}
