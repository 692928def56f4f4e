import { type Command, Option } from 'commander';
import { betweenCsv } from '../../http/reports/counterparties.ts';
import { writeSheets } from '../../ledger/sheets/write-sheets.ts';
import { Between } from '../../region/report/counterparties.ts';
import { Reports } from '../../region/report/views.ts';
import type { Language } from '../../texts/problem-text.ts';
import { reportJson, reportMarkdown, reportSheets } from '../../texts/report-tables.ts';
import { refuseExisting, writeNew } from '../conversion-files.ts';
import { WrongUsage } from '../ending.ts';
import { aanbiederCode, day, gemeenteCode, month } from '../options.ts';
import { type Printed, print, table } from '../print.ts';
import { callAtTerminal, withKeys } from '../session.ts';

const forms = ['markdown', 'xlsx', 'json'] as const;

interface ReportOptions extends Printed {
  readonly from: string;
  readonly to: string;
  readonly language: Language;
  readonly format: (typeof forms)[number];
  readonly out?: string;
  readonly force?: boolean;
}

const help = `
Each number counts full tens only: a ten counts in the period in which it became full, and what is left over
counts in a later report. Empty is fewer than ten, and maybe nothing.`;

/** `ijw report`: what happened in a region. */
export function defineReport(report: Command): void {
  report
    .command('region')
    .description(
      'messages, refusals, terms, conversions, signals and care in a period, of all gemeenten',
    )
    .requiredOption('--from <day>', 'the first day, as 2026-11-02', day)
    .requiredOption('--to <day>', 'the last day, today at the latest; at most 400 days', day)
    .addOption(
      new Option('--lang, --language <language>', 'language of the sentences')
        .choices(['nl', 'en'])
        .default('nl'),
    )
    .addOption(new Option('--format <format>', 'of the report').choices(forms).default('markdown'))
    .option('--out <file>', 'write it to this file; an XLSX needs one')
    .option('--force', 'overwrite the file')
    .addHelpText('after', help)
    .action(region);

  report
    .command('counterparties')
    .description(
      'refused without a rule, answered late, answered twice: by who did it to whom, by month',
    )
    .requiredOption('--from <month>', 'the first month, as 2026-01', month)
    .requiredOption('--until <month>', 'the last month; at most 24 in all', month)
    .option('--gemeente <code>', 'of this gemeente only', gemeenteCode)
    .option('--aanbieder <code>', 'of this aanbieder only', aanbiederCode)
    .option('--csv', 'CSV, for a spreadsheet')
    .option('--semicolons', 'CSV with semicolons, as a Dutch spreadsheet reads it')
    .action(counterparties);
}

interface BetweenOptions extends Printed {
  readonly from: string;
  readonly until: string;
  readonly gemeente?: string;
  readonly aanbieder?: string;
  readonly csv?: boolean;
  readonly semicolons?: boolean;
}

const betweenColumns = ['month', 'by', 'towards', 'refused', 'no rule', 'late', 'twice'];

async function counterparties(options: BetweenOptions): Promise<void> {
  const { from, until, gemeente, aanbieder, csv, semicolons } = options;
  const counts = await withKeys((store, keys) =>
    new Between(store, keys).counts(callAtTerminal(), {
      ...{ from, until },
      ...(gemeente !== undefined && { municipality: gemeente }),
      ...(aanbieder !== undefined && { provider: aanbieder }),
    }),
  );
  if (csv || semicolons)
    return void process.stdout.write(betweenCsv(counts, semicolons ? 'semicolon' : 'comma'));
  print({ items: counts }, options, () => {
    const rows = counts.map((one) => [
      ...[one.month, one.by, one.towards, String(one.refused), String(one.refusedWithoutRule)],
      ...[String(one.answeredLate), String(one.answeredTwice)],
    ]);
    return rows.length > 0 ? table(betweenColumns, rows) : 'Nothing in these months.';
  });
}

async function region(options: ReportOptions): Promise<void> {
  const { from, to, language, format, out, force = false, json } = options;
  const form = json ? 'json' : format;
  if (form === 'xlsx' && out === undefined)
    throw new WrongUsage('An XLSX is no text: say with --out in which file it comes.');
  if (out !== undefined) await refuseExisting(out, force);
  const made = await withKeys(async (store, keys, { publicUrl }) => {
    const report = await new Reports(store, keys).region(callAtTerminal(), { from, to });
    const at = (path: string) => (publicUrl ?? '').replace(/\/+$/, '') + path;
    if (form === 'json') return `${JSON.stringify(reportJson(report, language, at), null, 2)}\n`;
    if (form === 'markdown') return reportMarkdown(report, language, at);
    return writeSheets(reportSheets(report, language, at));
  });
  if (out === undefined) return void process.stdout.write(made);
  await writeNew(out, made, force);
  print({ file: out }, {}, () => `Written to ${out}.`);
}
