import type { Command } from 'commander';
import { mappingColumns } from '../../ledger/conversion/mapping-file.ts';
import type { Language } from '../../texts/problem-text.ts';
import { FaultyFiles, printFaultyFiles, readPreviewFiles } from '../conversion-files.ts';
import { previewText, summaryFor } from '../conversion-text.ts';
import { watchPreview } from '../conversion-watch.ts';
import { withConversions } from '../conversions.ts';
import { endings } from '../ending.ts';
import {
  aanbiederCode,
  addLanguage,
  addPage,
  conversionNumber,
  day,
  gemeenteCode,
  listOf,
  withConversionNumber,
} from '../options.ts';
import { counted, more, type Printed, print, table } from '../print.ts';
import { callAtTerminal } from '../session.ts';
import { addCommits } from './conversion-commits.ts';
import { addFiles } from './conversion-files.ts';
import { addRows } from './conversion-rows.ts';

const previewHelp = `
The mapping says which SPIC takes the place of which product: a CSV or XLSX with the columns
${mappingColumns.slice(0, 8).join(', ')},
${mappingColumns.slice(8).join(', ')}. With --declared it is known what was declared
of allocations; without, all of them count as if nothing was. examples/conversion-mapping-example.csv and
examples/conversion-declared-example.csv show both.
A file with a fault starts nothing: every fault is printed, by sheet, row and column.
A gateway that runs makes the preview. Nothing changes by it, and no aanbieder sees it before it is shared.`;

interface Watching extends Printed {
  readonly watch?: boolean;
  readonly lang: Language;
}

/** `ijw conversion`: turns running care into SPICs: previews, what both sides say of them, and commits. */
export function defineConversion(conversion: Command): void {
  definePreviews(conversion);
  addRows(conversion);
  addFiles(conversion);
  addCommits(conversion);
}

function definePreviews(conversion: Command): void {
  addLanguage(
    conversion
      .command('preview')
      .description('work out what a conversion would be; nothing changes by it')
      .requiredOption('--day <day>', 'the first day of the SPICs, as 2026-07-01', day)
      .requiredOption(
        '--gemeente <code>',
        'of this gemeente; more may be named',
        listOf(gemeenteCode),
      )
      .option(
        '--aanbieder <code>',
        'at this aanbieder only; more may be named',
        listOf(aanbiederCode),
      )
      .requiredOption('--mapping <file>', 'which SPIC takes the place of which product')
      .option('--declared <file>', 'what was declared of allocations')
      .option('--no-watch', 'do not wait until it is made'),
    'en',
  )
    .addHelpText('after', previewHelp)
    .action(preview);
  addPage(
    conversion.command('list').description('the previews, newest first'),
    conversionNumber,
  ).action(list);
  addLanguage(
    withConversionNumber(
      conversion.command('show').description('one preview: its sums, and what is in the way'),
    ),
    'en',
  ).action(show);
  withConversionNumber(
    conversion
      .command('share')
      .description(
        'let the aanbieders of a preview see their rows of it; this cannot be taken back',
      ),
  ).action(share);
  withConversionNumber(
    conversion
      .command('check')
      .description('work a preview out again from what it was made of, and compare'),
  )
    .addHelpText(
      'after',
      '\nIt ends with 1 when it is not the same, or when that cannot be told any more.',
    )
    .action(check);
}

interface PreviewOptions extends Watching {
  readonly day: string;
  readonly gemeente: readonly string[];
  readonly aanbieder?: readonly string[];
  readonly mapping: string;
  readonly declared?: string;
}

async function preview(options: PreviewOptions): Promise<void> {
  const { gemeente, aanbieder, mapping, declared, watch } = options;
  try {
    const { hidden, ...files } = await readPreviewFiles(mapping, declared);
    if (hidden.length > 0) console.error(`Hidden sheets were not read: ${hidden.join(', ')}.`);
    const content = await withConversions(async ({ conversions, store, keys }) => {
      const call = callAtTerminal();
      const { id, number } = await conversions.make(call, {
        ...{ day: options.day, gemeenten: gemeente, ...files },
        ...(aanbieder && { aanbieders: aanbieder }),
      });
      if (watch) await watchPreview(store, keys.rows, id);
      return conversions.get(call, number);
    });
    print(content, options, () => previewText(summaryFor(content), options.lang));
    if (content.record.state === 'failed') process.exitCode = endings.notAllWell;
  } catch (error) {
    if (!(error instanceof FaultyFiles)) throw error;
    printFaultyFiles(error, options, 'No preview was asked for.');
    process.exitCode = endings.notAllWell;
  }
}

interface PageOptions extends Printed {
  readonly limit: number;
  readonly after?: number;
}

async function list({ limit, after, ...options }: PageOptions): Promise<void> {
  const page = { limit, ...(after !== undefined && { before: after }) };
  const found = await withConversions(({ conversions: all }) => all.list(callAtTerminal(), page));
  const next = found.next === undefined ? null : String(found.next);
  print({ ...found, next }, options, ({ items }) => {
    if (items.length === 0) return 'There is no preview.';
    const header = ['number', 'day', 'state', 'gemeenten', 'made', 'by', 'shared'];
    const lines = items.map(({ number, day, state, gemeenten, madeAt, madeBy, sharedAt }) => [
      ...[number, day, state, gemeenten.join(' '), madeAt, madeBy, sharedAt],
    ]);
    return table(header, lines) + more(next);
  });
}

async function show(number: number, options: Watching): Promise<void> {
  const content = await withConversions(({ conversions: all }) =>
    all.get(callAtTerminal(), number),
  );
  print(content, options, () => previewText(summaryFor(content), options.lang));
}

async function share(number: number, options: Printed): Promise<void> {
  const record = await withConversions(({ conversions: all }) =>
    all.share(callAtTerminal(), number),
  );
  print(record, options, () => `Its aanbieders see their rows of conversion ${number}.`);
}

async function check(number: number, options: Printed): Promise<void> {
  const found = await withConversions(({ conversions: all }) =>
    all.reproduce(callAtTerminal(), number),
  );
  const { same, forgotten, rows } = found;
  print(found, options, () => {
    if (same) return `Conversion ${number} comes to the same: ${counted(rows, 'row')}.`;
    return same === null
      ? `It cannot be told any more: ${counted(forgotten, 'case')} of ${number} are of children that were forgotten.`
      : `CONVERSION ${number} DOES NOT COME TO WHAT IT SAID.`;
  });
  if (!same) process.exitCode = endings.notAllWell;
}
