import { type Command, Option } from 'commander';
import { holdReasons, unmappedReasons } from '../../ledger/conversion/model.ts';
import { markKinds, type RowStep, rowSteps } from '../../ledger/conversion/row.ts';
import { type RowQuery, unmarked } from '../../ledger/conversion/row-query.ts';
import type { Language } from '../../texts/problem-text.ts';
import { rowsText, rowText } from '../conversion-rows.ts';
import { withConversions } from '../conversions.ts';
import {
  aanbiederCode,
  addLanguage,
  addPage,
  conversionNumber,
  gemeenteCode,
  withConversionNumber,
} from '../options.ts';
import { more, type Printed, print } from '../print.ts';
import { callAtTerminal } from '../session.ts';

const rowsHelp = `
With codes for what is in the way of a row: \`ijw conversion row\` has them as sentences.`;

/** Adds the commands that show rows of a preview. */
export function addRows(conversion: Command): void {
  const marks = [unmarked, ...markKinds];
  addPage(
    withConversionNumber(
      conversion.command('rows').description('the rows of a preview, one for each allocation'),
    )
      .option('--gemeente <code>', 'of this gemeente', gemeenteCode)
      .option('--aanbieder <code>', 'at this aanbieder', aanbiederCode)
      .option('--mapped', 'only those with a SPIC')
      .option('--unmapped', 'only those without a SPIC')
      .addOption(
        new Option('--reason <code>', 'with this in the way').choices([
          ...unmappedReasons,
          ...holdReasons,
        ]),
      )
      .addOption(new Option('--gemeente-mark <mark>', 'what the gemeente says').choices(marks))
      .addOption(new Option('--aanbieder-mark <mark>', 'what the aanbieder says').choices(marks))
      .addOption(new Option('--step <step>', 'how far it is').choices(rowSteps)),
    conversionNumber,
  )
    .addHelpText('after', rowsHelp)
    .action(rows);
  addLanguage(
    withConversionNumber(
      conversion.command('row').description('one row, and what was said of it'),
    ).argument('<row>', 'its number in the preview', conversionNumber),
    'en',
  ).action(row);
}

interface RowsOptions extends Printed, Omit<RowQuery, 'mapped'> {
  readonly limit: number;
  readonly after?: number;
  readonly mapped?: boolean;
  readonly unmapped?: boolean;
  readonly step?: RowStep;
}

async function rows(number: number, options: RowsOptions): Promise<void> {
  const { limit, after, mapped, unmapped, json, ...query } = options;
  const wish = { ...query, ...((mapped || unmapped) && { mapped: mapped === true }) };
  const page = { limit, ...(after !== undefined && { after }) };
  const found = await withConversions(({ conversions: all }) =>
    all.rows(callAtTerminal(), number, wish, page),
  );
  const next = found.next === undefined ? null : String(found.next);
  const shown = { ...found, next };
  print(shown, { ...(json && { json }) }, ({ items }) => rowsText(items) + more(next));
}

async function row(
  number: number,
  which: number,
  options: Printed & { readonly lang: Language },
): Promise<void> {
  const found = await withConversions(({ conversions: all }) =>
    all.row(callAtTerminal(), number, which),
  );
  print(found, options, ({ row, marks }) => rowText(row, marks, options.lang));
}
