import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { NumberParams } from '../../../http/conversions/conversion-schemas.ts';
import type { ConversionRow, Side, Totals } from '../../../ledger/conversion/row.ts';
import { markKinds, rowSteps } from '../../../ledger/conversion/row.ts';
import { unmarked } from '../../../ledger/conversion/row-query.ts';
import { partyNames } from '../../../parties/directory/party-list.ts';
import type { ConversionContent } from '../../../region/conversion/content.ts';
import { markingWords, rowWords as say } from '../../../texts/console/conversion-row-words.ts';
import {
  conversionListWords,
  oneConversionWords,
  saidWords,
  sideWords,
  stepWords,
} from '../../../texts/console/conversion-words.ts';
import { listWords } from '../../../texts/console/frame-words.ts';
import { countSentence, countText } from '../../../texts/console/written.ts';
import { barLabel } from '../../../texts/conversion-chart.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { choiceField, type Faults, faultSummary, textField } from '../../frame/form.ts';
import { type Html, html } from '../../frame/html.ts';
import { emptyList, filterForm, isFiltered, pageRows, pager } from '../../frame/list.ts';
import { languageOf, sendPage } from '../../frame/page.ts';
import type { Viewer } from '../../viewer.ts';
import { Lang, PageCursor, type PageParts, pageConfig } from '../parts.ts';
import { filesHtml } from './exports.ts';
import { ordered, reasonText, signed } from './figures.ts';
import { type AskedRows, askedRows, bandOf, barOf, questionOf, rowFilters } from './filter.ts';
import { markingForm } from './marking-form.ts';
import { type RowsShown, rowsTable } from './rows-table.ts';
import { filled, orNotFound, pathOf, roles, sideOf } from './side.ts';
import { type TypedMarks, untyped } from './typed.ts';

const Marked = Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000_000 }));
const querystring = Type.Object(
  { ...rowFilters, cursor: PageCursor, marked: Marked, lang: Lang },
  { additionalProperties: false },
);
/** Parties in a choice; of more their code is typed. */
const mostChoices = 300;

/** The rows of a conversion, by filters, and saying what one thinks of those that are ticked. */
export const conversionRowsPage: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  const config = pageConfig(parts, roles, 'heavy');
  const schema = { hide: true, params: NumberParams, querystring };
  app.get('/console/conversions/:number/rows', { config, schema }, async (request, reply) => {
    const { cursor, marked, lang: _, ...asked } = request.query;
    return sendRows(request, reply, parts, {
      number: request.params.number,
      ...{ asked: askedRows(asked, languageOf(request)), cursor, marked },
    });
  });
};

/** What a page of rows shows. */
export interface RowsPage {
  readonly number: number;
  readonly asked: AskedRows;
  readonly cursor: string | undefined;
  /** Rows of which something was kept just now. */
  readonly marked?: number | undefined;
  /** A form that was not carried out. */
  readonly refused?: {
    readonly typed: TypedMarks;
    readonly faults: Faults;
    readonly rows: ReadonlyMap<number, string>;
  };
}

/** Sends a page of rows. After a form that was not carried out it has the rows that were ticked too, and these stay ticked. */
export async function sendRows(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: PageParts,
  page: RowsPage,
): Promise<FastifyReply> {
  const { viewer, principal } = request;
  const { number, asked, cursor, refused } = page;
  const language = languageOf(request);
  const { at } = parts.publicAddress;
  const content = await orNotFound(parts.conversions.get(viewer.call, number));
  const name = `console rows of ${number}`;
  const after = parts.cursors.read<number>(name, principal, cursor);
  const { items, next } =
    asked.faults.size > 0
      ? { items: [], next: undefined }
      : await parts.conversions.rows(viewer.call, number, asked.query, {
          limit: pageRows,
          ...(after !== undefined && { after }),
        });
  const ticked = new Set(refused?.typed.rows.map(({ row }) => row));
  const rows = [...(await missingRows(parts, request, number, items, ticked)), ...items];
  const codes = content.pairs.flatMap(({ gemeente, aanbieder }) => [gemeente, aanbieder]);
  const names = await partyNames(parts.store.pool, codes);
  const onward = parts.cursors.write(name, principal, next);
  const pages = {
    ...{ filters: asked.filters, cursor: { cursor } },
    next: onward === null ? undefined : { cursor: onward },
  };
  const side = sideOf(viewer);
  const shown = { number, rows, side, boxes: side !== undefined, ticked, names, at };
  const form = rowsForm(shown, page, viewer);
  const isEmpty = rows.length === 0;
  const empty = emptyList((isFiltered(asked.filters) ? say.emptyHere : say.empty)[language]);
  reply.header('Cache-Control', 'private, no-store');
  return sendPage(
    request,
    reply,
    {
      title: filled(say.title[language], { n: String(number) }),
      up: {
        path: pathOf(number),
        title: filled(conversionListWords.one[language], { n: String(number) }),
      },
      main: html`${refused && refusedHtml(refused, language)}${markedHtml(page.marked, language)}${totalsHtml(content.totals, side, language)}${filtersHtml(asked, content, names, side, language)}${isEmpty ? asked.faults.size === 0 && empty : form}${pager(pages, language)}${!isEmpty && filesHtml(number, questionOf(asked.filters), at, language)}${!isEmpty && side && allHtml(at(pathOf(number, '/all') + questionOf(asked.filters)), language)}`,
    },
    refused ? 400 : 200,
  );
}

/** The rows, and for who speaks for a side the form in which these stand. */
function rowsForm(
  shown: Omit<RowsShown, 'faults'>,
  { number, asked, cursor, refused }: RowsPage,
  viewer: Viewer,
): Html {
  const { language } = viewer;
  const table = rowsTable({ ...shown, faults: refused?.rows ?? new Map() }, language);
  if (shown.side === undefined)
    return html`${table}<p class="soft">${markingWords.administrator[language]}</p>\n`;
  return markingForm(
    {
      ...{ action: shown.at(pathOf(number, '/marks')), from: 'rows', above: table },
      filter: questionOf(asked.filters, { cursor }),
      ...{ typed: refused?.typed ?? untyped, faults: refused?.faults ?? new Map() },
    },
    viewer,
  );
}

/** Rows that were ticked and are not on the page any more, as when what one filters on has changed. */
async function missingRows(
  { conversions }: PageParts,
  { viewer }: FastifyRequest,
  number: number,
  items: readonly ConversionRow[],
  ticked: ReadonlySet<number>,
): Promise<ConversionRow[]> {
  const missing = [...ticked].filter((row) => !items.some((one) => one.number === row));
  const found: ConversionRow[] = [];
  for (const row of missing.slice(0, pageRows))
    found.push((await conversions.row(viewer.call, number, row)).row);
  return found;
}

function refusedHtml({ faults, rows }: NonNullable<RowsPage['refused']>, language: Language): Html {
  const told = [...rows].map(
    ([row, why]) =>
      [`row-${row}`, filled(markingWords.rowFault[language], { n: String(row), why })] as const,
  );
  return html`${faultSummary(new Map([...faults, ...told]), language)}<p>${markingWords.notKept[language]}</p>
`;
}

/** What became of a form; nothing where none was sent. */
export function markedHtml(marked: number | undefined, language: Language): Html | undefined {
  if (marked === undefined) return undefined;
  const text =
    marked === 0
      ? markingWords.markedNone[language]
      : countSentence(marked, markingWords.marked, language);
  return html`<div class="utrecht-alert utrecht-alert--ok" role="status"><p>${text}</p></div>\n`;
}

function totalsHtml(totals: Totals, side: Side | undefined, language: Language): Html {
  const { agreed, rows, lower, equal, higher } = totals;
  const count = (number: number) => countText(number, language);
  const [own, other] = ordered(side);
  const said = filled(say.totals[language], {
    ...{ ours: count(agreed[own ?? 'gemeente']), theirs: count(agreed[other ?? 'aanbieder']) },
    ...{ both: count(agreed.both), all: countSentence(rows, oneConversionWords.rows, language) },
  });
  const money = filled(say.money[language], {
    ...{ lower: count(lower.count), lowerSum: signed(lower.cents, language) },
    ...{ equal: count(equal.count), higher: count(higher.count) },
    higherSum: signed(higher.cents, language),
  });
  return html`<p>${said}<br>${money}</p>\n`;
}

function filtersHtml(
  { filters, faults }: AskedRows,
  content: ConversionContent,
  names: ReadonlyMap<string, string>,
  side: Side | undefined,
  language: Language,
): Html {
  const any = { value: '', word: listWords.any[language] };
  const choice = (
    name: string,
    label: string,
    options: readonly { readonly value: string; readonly word: string }[],
  ) =>
    choiceField({
      ...{ name, label, value: filters[name], fault: faults.get(name) },
      options: [any, ...options],
    });
  const marks = ([unmarked, ...markKinds] as const).map((mark) => ({
    value: mark,
    word: saidWords[mark][language],
  }));
  const steps = rowSteps.map((step) => ({ value: step, word: stepWords[step][language] }));
  const party = (name: 'gemeente' | 'aanbieder', label: string) => {
    const codes = [...new Set(content.pairs.map((pair) => pair[name]))];
    if (codes.length < 2 && !filters[name]) return undefined;
    if (codes.length > mostChoices)
      return textField({
        ...{ name, label, value: filters[name], fault: faults.get(name) },
        ...{ maxLength: 200, digits: true },
      });
    const options = codes.map((code) => ({
      value: code,
      word: [names.get(code), code].filter(Boolean).join(' '),
    }));
    return choice(name, label, options);
  };
  const fields = [
    choice('difference', say.difference[language], bandsOf(filters.difference, content, language)),
    choice('reason', say.reason[language], reasonsOf(content, language)),
    ...ordered(side).map((one) =>
      choice(`${one}Mark`, (one === side ? say.saysUs : sideWords[one])[language], marks),
    ),
    choice('step', say.step[language], steps),
    party('aanbieder', say.aanbiederName[language]),
    party('gemeente', say.gemeenteName[language]),
  ];
  return filterForm(
    fields.filter((field) => field !== undefined),
    filters,
    language,
  );
}

/** Lower, equal, higher and each bar; also the one that is asked for, where the bars are others by now. */
function bandsOf(asked: string | undefined, { bars }: ConversionContent, language: Language) {
  const { lower, equal, higher } = oneConversionWords;
  const sides = Object.entries({ lower, equal, higher }).map(([value, word]) => ({
    ...{ value, word: word[language] },
  }));
  const bands = bars
    .filter(({ count }) => count > 0)
    .map((bar) => ({ value: bandOf(bar), word: barLabel(bar, language) }));
  const bar = asked === undefined ? undefined : barOf(asked);
  const known = bands.some(({ value }) => value === asked);
  const own =
    bar && asked && !known
      ? [{ value: asked, word: barLabel({ ...bar, count: 0 }, language) }]
      : [];
  return [...sides, ...bands, ...own];
}

function reasonsOf({ reasons }: ConversionContent, language: Language) {
  return [
    { value: 'mapped', word: say.withSpic[language] },
    { value: 'unmapped', word: say.withoutSpic[language] },
    ...reasons.map(({ reason, rows }) => ({
      value: reason,
      word: `${reasonText(reason, language)} (${countText(rows, language)})`,
    })),
  ];
}

function allHtml(href: string, language: Language): Html {
  return html`<p class="all">${markingWords.allAbout[language]} <a href="${href}">${markingWords.allOfFilter[language]}</a></p>
`;
}
