import { type Command, Option } from 'commander';
import { type Side, sides } from '../../ledger/conversion/row.ts';
import { distributionSvg } from '../../texts/conversion-chart.ts';
import type { Language } from '../../texts/problem-text.ts';
import {
  bytesOf,
  exportBytes,
  exportKindOf,
  markFaultsOf,
  printFaultyFiles,
  refuseExisting,
  writeNew,
} from '../conversion-files.ts';
import { withConversions } from '../conversions.ts';
import { endings } from '../ending.ts';
import { addLanguage, gemeenteOrAanbiederCode, withConversionNumber } from '../options.ts';
import { counted, type Printed, print } from '../print.ts';
import { callAtTerminal } from '../session.ts';

const markHelp = `
The file is the export of the preview, with words in the column mark: agreed, changed or held (akkoord, anders
or aanhouden). Rows without a mark are skipped. A file with a fault changes nothing: every fault is printed.`;

/** Adds the commands that write what a preview has to files, and read what came back. */
export function addFiles(conversion: Command): void {
  addLanguage(
    withConversionNumber(
      conversion.command('export').description('write the rows to a file, with columns for marks'),
    )
      .argument('<file>', 'a new file, .xlsx or .csv')
      .option(
        '--semicolons',
        'CSV with semicolons and decimal commas, as a Dutch spreadsheet reads it',
      )
      .option('--force', 'overwrite a file that is there'),
  ).action(exportRows);
  addLanguage(
    withConversionNumber(
      conversion.command('chart').description('draw how the differences are divided'),
    )
      .argument('<file>', 'a new file, .svg')
      .option('--force', 'overwrite a file that is there'),
  ).action(chart);
  withConversionNumber(
    conversion.command('mark').description('take over the marks of a file that came back'),
  )
    .argument('<file>', 'the file')
    .addOption(
      new Option('--side <side>', 'whose marks they are').choices(sides).makeOptionMandatory(),
    )
    .requiredOption('--party <code>', 'which gemeente or aanbieder', gemeenteOrAanbiederCode)
    .addHelpText('after', markHelp)
    .action(mark);
}

interface Writing extends Printed {
  readonly force?: boolean;
  readonly semicolons?: boolean;
  readonly lang: Language;
}

async function exportRows(number: number, file: string, options: Writing): Promise<void> {
  const { force = false, semicolons = false, lang } = options;
  const kind = exportKindOf(file);
  await refuseExisting(file, force);
  const { bytes, count } = await withConversions(async ({ conversions: all }) => {
    const call = callAtTerminal();
    const { totals, pairs, bars } = await all.get(call, number);
    const content = { rows: all.allRows(call, number), totals, perPair: pairs, bars };
    const wish = { language: lang, semicolons };
    return { bytes: await exportBytes(kind, content, wish), count: totals.rows };
  });
  await writeNew(file, bytes, force);
  print({ file, rows: count }, options, () => `Written to ${file}: ${counted(count, 'row')}.`);
}

async function chart(number: number, file: string, options: Writing): Promise<void> {
  const { force = false, lang } = options;
  if (!/\.svg$/i.test(file))
    throw new Error(`${file} is no name for this file: let it end in .svg.`);
  await refuseExisting(file, force);
  const { bars } = await withConversions(({ conversions: all }) =>
    all.get(callAtTerminal(), number),
  );
  await writeNew(file, `${distributionSvg(bars, lang)}\n`, force);
  print({ file }, options, () => `Written to ${file}.`);
}

interface MarkOptions extends Printed {
  readonly side: Side;
  readonly party: string;
}

async function mark(number: number, file: string, options: MarkOptions): Promise<void> {
  const { side, party } = options;
  const bytes = await bytesOf(file);
  try {
    const changed = await withConversions(({ conversions: all }) =>
      all.markFile(callAtTerminal(), number, bytes, { side, party }),
    );
    print({ changed }, options, () => `Kept what ${party} says of ${counted(changed, 'row')}.`);
  } catch (error) {
    printFaultyFiles(markFaultsOf(file, error), options, 'Nothing was kept.');
    process.exitCode = endings.notAllWell;
  }
}
