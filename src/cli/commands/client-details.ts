import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { Fault } from '../../ledger/sheets/sheet.ts';
import {
  type DetailsFault,
  type DetailsFaultCode,
  detailsColumns,
  neededDetailsColumns,
} from '../../messages/drafts/details-file.ts';
import {
  DetailsFaults,
  type DetailsLoad,
  importDetails,
} from '../../messages/drafts/details-import.ts';
import { sheetFaultPlace, sheetFaultSentence } from '../../texts/sheet-texts.ts';
import { endings } from '../ending.ts';
import { gemeenteCode } from '../options.ts';
import { json, type Printed, print } from '../print.ts';
import { callAtTerminal, withKeys } from '../session.ts';

const importHelp = `
A row for each child. The first row names the columns, in any order:
${detailsColumns.slice(0, 8).join(', ')},
${detailsColumns.slice(8, 16).join(', ')},
${detailsColumns.slice(16, 20).join(', ')},
${detailsColumns.slice(20).join(', ')}.
A file must have ${neededDetailsColumns.join(', ')}; examples/client-details-example.csv shows all.
A file with a fault changes nothing: every fault is printed, by sheet, row and column. Children that the
gateway does not know of this gemeente are named by their row, and not kept. A child is known once its first
request was approved by a retour. Where none of them is known, the exit code is 1.`;

/** `ijw client-details`: what gemeenten know of children, for drafted JW301s. */
export function defineClientDetails(details: Command): void {
  details
    .command('import')
    .description('keep addresses and parents of children, from a CSV or XLSX file')
    .argument('<gemeente>', 'code of 4 digits', gemeenteCode)
    .argument('<file>', 'the file')
    .option('--dry-run', 'say what would be kept; nothing is')
    .addHelpText('after', importHelp)
    .action(load);
}

async function load(
  gemeente: string,
  file: string,
  { dryRun = false, ...options }: Printed & { readonly dryRun?: boolean },
): Promise<void> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${file} cannot be read: ${error.code}.`);
  });
  try {
    const loaded = await withKeys(({ pool }, keys) =>
      importDetails(pool, keys, callAtTerminal(), gemeente, bytes, { dryRun }),
    );
    print(loaded, options, () => textOf(loaded));
    if (isNothingKept(loaded)) process.exitCode = endings.notAllWell;
  } catch (error) {
    if (!(error instanceof DetailsFaults)) throw error;
    printFaults(file, error, options);
    process.exitCode = endings.notAllWell;
  }
}

const own: Readonly<Record<DetailsFaultCode, string>> = {
  'bsn-form': 'Write a BSN of 9 digits that passes the eleven test.',
  'bsn-twice': 'This child is in the file twice. Keep one row of it.',
  'postcode-form': 'Write a postcode as 1000AA.',
  'address-parts':
    'An address has a straatnaam, a huisnummer and a plaatsnaam. Fill in all three, or none.',
  'parent-parts': 'A parent has a relation (10 or 11) and an achternaam. Fill in both, or neither.',
};

function sentenceOf(fault: DetailsFault): string {
  return Object.hasOwn(own, fault.code)
    ? own[fault.code as DetailsFaultCode]
    : sheetFaultSentence(fault as Fault, 'en');
}

function printFaults(file: string, { faults }: DetailsFaults, options: Printed): void {
  if (options.json) {
    const items = faults.map((fault) => ({ ...fault, message: sentenceOf(fault) }));
    console.log(json({ faults: items }));
    return;
  }
  for (const fault of faults) {
    const place = sheetFaultPlace(fault, 'en');
    console.error(`${place ? `${place}: ` : ''}${sentenceOf(fault)}`);
  }
  console.error(
    `${file}: ${faults.length} fault${faults.length === 1 ? '' : 's'}. Nothing was kept.`,
  );
}

/** None of the children of the file is known. */
function isNothingKept({ kept, unknown }: DetailsLoad): boolean {
  return kept === 0 && unknown.length > 0;
}

function textOf(loaded: DetailsLoad): string {
  const { dryRun, kept, unknown, hidden } = loaded;
  const places = unknown.map((place) => sheetFaultPlace({ ...place, column: null }, 'en'));
  return [
    `${dryRun ? 'Would keep' : 'Kept'} the details of ${kept} child${kept === 1 ? '' : 'ren'}.`,
    ...(places.length > 0
      ? [`Not known of this gemeente, and not kept: ${places.join('; ')}.`]
      : []),
    ...(isNothingKept(loaded)
      ? [
          'A child is known once its first request was approved by a retour. Import the file again then.',
        ]
      : []),
    ...(hidden.length > 0 ? [`Hidden sheets were not read: ${hidden.join(', ')}.`] : []),
  ].join('\n');
}
