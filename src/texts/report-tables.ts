import type { OutColumn, OutSheet, OutValue } from '../ledger/sheets/out-sheet.ts';
import type { RegionReport } from '../region/report/report.ts';
import { findingSentence } from './finding-texts.ts';
import type { Language } from './problem-text.ts';
import { problemTexts } from './problem-texts.ts';
import {
  type ColumnName,
  columnWords,
  conversionWords,
  explainedWords,
  howToRead,
  reportWords,
  signalWords,
  sizeWords,
  spicWords,
  type TableName,
  tableTitles,
  termWords,
  unitWords,
} from './report-texts.ts';

/** Where a path of the gateway is for readers, as `/v1/rules?code=CS139`. */
export type LinkAt = (path: string) => string;

interface ReportTable {
  readonly name: TableName;
  readonly columns: readonly ColumnName[];
  readonly rows: readonly (readonly OutValue[])[];
}

const numbers: ReadonlySet<ColumnName> = new Set([
  ...(['small', 'large', 'count', 'inTime', 'late', 'missed', 'median', 'p90'] as const),
  ...(['allocated', 'started', 'stopped'] as const),
]);

const sizes = ['small', 'large'] as const;
const isSaid = (code: string): code is keyof typeof problemTexts =>
  Object.hasOwn(problemTexts, code);

/** The tables of a report, for people. */
function tablesOf(report: RegionReport, language: Language, at: LinkAt): ReportTable[] {
  const { messages, refusals, brokenMost, conversion: converted } = report;
  return [
    {
      ...{ name: 'messages', columns: ['type', ...sizes] },
      rows: messages.map(({ type, small, large }) => [type, small, large]),
    },
    {
      ...{ name: 'rules', columns: ['rule', ...sizes] },
      rows: refusals.rules.map(({ rule, small, large }) => [rule, small, large]),
    },
    {
      ...{ name: 'door', columns: ['code', 'why', ...sizes] },
      rows: refusals.door.map(({ code, small, large }) => [
        ...[code, isSaid(code) ? problemTexts[code].title[language] : null, small, large],
      ]),
    },
    {
      ...{ name: 'parties', columns: ['why', ...sizes] },
      rows: refusals.parties.map(({ explained, small, large }) => [
        ...[explainedWords[explained ? 'yes' : 'no'][language], small, large],
      ]),
    },
    {
      ...{ name: 'brokenMost', columns: ['rule', 'count', 'sentence', 'link'] },
      rows: brokenMost.map(({ rule, count }) => [
        ...[rule, count, findingSentence(rule, language), at(rulePath(rule))],
      ]),
    },
    termTable(report, language),
    {
      ...{ name: 'converted', columns: ['outcome', 'count'] },
      rows: [
        [conversionWords.approved[language], converted.approved],
        [conversionWords.refused[language], converted.refused],
        ...converted.differences.map(({ band, count }) => [conversionWords[band][language], count]),
      ],
    },
    signalTable(report, language),
    productTable(report, language),
  ];
}

/** Where a rule is explained, as a path of the gateway. */
function rulePath(rule: string): string {
  return `/v1/rules?code=${encodeURIComponent(rule)}`;
}

function termTable({ terms }: RegionReport, language: Language): ReportTable {
  return {
    ...{
      name: 'terms',
      columns: ['term', 'inTime', 'late', 'missed', 'median', 'p90', 'unit'],
    },
    rows: terms.map(({ kind, unit, inTime, late, missed, medianDays, p90Days }) => [
      ...[termWords[kind][language], inTime, late, missed, medianDays, p90Days],
      unitWords[unit][language],
    ]),
  };
}

function signalTable({ signals }: RegionReport, language: Language): ReportTable {
  return {
    ...{ name: 'signals', columns: ['signal', 'segment', 'size', 'count'] },
    rows: signals.map(({ kind, segment, size, count }) => [
      ...[signalWords[kind][language], segment, size && sizeWords[size][language], count],
    ]),
  };
}

function productTable({ products }: RegionReport, language: Language): ReportTable {
  return {
    ...{
      name: 'products',
      columns: ['categorie', 'product', 'spic', 'allocated', 'started', 'stopped'],
    },
    rows: products.map(({ categorie, code, spic, allocated, started, stopped }) => [
      ...[categorie, code, spic && spicWords(spic, language), allocated, started, stopped],
    ]),
  };
}

/** What a report says before its tables. */
function leadOf({ from, to, gemeenten, leftOut }: RegionReport, language: Language): string[] {
  const said = (name: keyof typeof reportWords, codes: readonly string[] = []) =>
    reportWords[name][language]
      .replace('{from}', from)
      .replace('{to}', to)
      .replace('{gemeenten}', codes.join(', '));
  return [
    said('period'),
    gemeenten.length > 0 ? said('counted', gemeenten) : said('none'),
    ...(leftOut.length > 0 ? [said('leftOut', leftOut)] : []),
    howToRead[language],
  ];
}

/** A report with its sentences and links, as JSON has it. */
export function reportJson(report: RegionReport, language: Language, at: LinkAt) {
  return {
    ...report,
    language,
    howToRead: howToRead[language],
    brokenMost: report.brokenMost.map(({ rule, count }) => ({
      ...{ rule, count, sentence: findingSentence(rule, language) },
      links: { rule: { href: at(rulePath(rule)) } },
    })),
  };
}

/** A report as a page shows it: what is said first, and its tables with their titles and the names of their columns. */
export function reportOnPage(report: RegionReport, language: Language, at: LinkAt) {
  return {
    lead: leadOf(report, language),
    tables: tablesOf(report, language, at).map(({ name, columns, rows }) => ({
      title: tableTitles[name][language],
      columns: columns.map((column) => ({
        name: columnWords[column][language],
        numeric: numbers.has(column),
        link: column === 'link',
      })),
      rows,
    })),
    nothing: reportWords.nothing[language],
  };
}

/** A report as Markdown. */
export function reportMarkdown(report: RegionReport, language: Language, at: LinkAt): string {
  const sections = tablesOf(report, language, at).map(({ name, columns, rows }) => {
    const lines = [
      columns.map((column) => columnWords[column][language]),
      columns.map((column) => (numbers.has(column) ? '---:' : '---')),
      ...rows.map((row) => row.map(markdownCell)),
    ];
    return [
      `## ${tableTitles[name][language]}`,
      rows.length > 0
        ? lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
        : reportWords.nothing[language],
    ].join('\n\n');
  });
  const title = `# ${reportWords.title[language]}`;
  return `${[title, ...leadOf(report, language), ...sections].join('\n\n')}\n`;
}

/** What could be read as more than text is not: a name of the catalogue may hold anything. */
function markdownCell(value: OutValue): string {
  return String(value ?? '')
    .replace(/\s+/g, ' ')
    .replace(/[\\|<>[\]*_`]/g, '\\$&');
}

/** A report as sheets of a workbook: first how to read it, then its tables. */
export function reportSheets(report: RegionReport, language: Language, at: LinkAt): OutSheet[] {
  const title = reportWords.title[language];
  return [
    {
      ...{ name: title, columns: [{ name: title, kind: 'words', width: 100 }] },
      rows: leadOf(report, language).map((sentence) => [sentence]),
    },
    ...tablesOf(report, language, at).map(
      ({ name, columns, rows }): OutSheet => ({
        ...{ name: tableTitles[name][language], rows },
        columns: columns.map(
          (column): OutColumn => ({
            name: columnWords[column][language],
            kind: numbers.has(column) ? 'integer' : longColumns.has(column) ? 'words' : 'text',
            ...(longColumns.has(column) && { width: 60 }),
          }),
        ),
      }),
    ),
  ];
}

const longColumns: ReadonlySet<ColumnName> = new Set([
  ...(['sentence', 'spic', 'why', 'term', 'outcome', 'signal', 'link'] as const),
]);
