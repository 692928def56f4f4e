import type { ConversionRow, Side } from '../../../ledger/conversion/row.ts';
import { rowWords as say } from '../../../texts/console/conversion-row-words.ts';
import { saidWords, sideWords, stepWords } from '../../../texts/console/conversion-words.ts';
import { amountText, dayText } from '../../../texts/console/written.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { type Html, html } from '../../frame/html.ts';
import { table } from '../../frame/table.ts';
import { volumeText } from '../../reading/composites.ts';
import { ordered, reasonText, signed } from './figures.ts';
import { filled, pathOf } from './side.ts';
import { isMarkable } from './typed.ts';

/** What a table of rows is made of. */
export interface RowsShown {
  readonly number: number;
  readonly rows: readonly ConversionRow[];
  /** The side of the viewer. */
  readonly side: Side | undefined;
  /** Whether rows have boxes. */
  readonly boxes: boolean;
  /** Numbers of rows that are ticked. */
  readonly ticked: ReadonlySet<number>;
  /** What is wrong with rows, by number. */
  readonly faults: ReadonlyMap<number, string>;
  readonly names: ReadonlyMap<string, string>;
  readonly at: (path: string) => string;
}

/** The rows of a conversion. */
export function rowsTable(shown: RowsShown, language: Language): Html {
  const { rows, side } = shown;
  return table<ConversionRow>({
    caption: say.caption[language],
    columns: [
      { head: say.allocation[language], cell: (row) => allocationHtml(row, shown, language) },
      { head: say.from[language], cell: (row) => oldHtml(row, language) },
      { head: say.remains[language], cell: (row) => remainsText(row, language), numeric: true },
      { head: say.to[language], cell: (row) => spicHtml(row, language) },
      { head: say.price[language], cell: (row) => priceText(row, language), numeric: true },
      {
        head: say.difference[language],
        cell: (row) => differenceText(row, language),
        numeric: true,
      },
      ...ordered(side).map((one) => ({
        head: (one === side ? say.saysUs : sideWords[one])[language],
        cell: ({ marks }: ConversionRow) => saidWords[marks[one]?.mark ?? 'none'][language],
      })),
      { head: say.step[language], cell: ({ step }) => stepWords[step][language] },
    ],
    rows,
    list: true,
  });
}

function allocationHtml(row: ConversionRow, shown: RowsShown, language: Language): Html {
  const { number, toewijzingNummer, version, gemeente, aanbieder } = row;
  const { boxes, ticked, faults, names, side, at } = shown;
  const name = toewijzingNummer ?? say.forgotten[language];
  const label = filled(say.choose[language], { row: String(number), number: name });
  const fault = faults.get(number);
  const other = side === 'aanbieder' ? gemeente : aanbieder;
  const id = `row-${number}`;
  const wrong = fault && html` aria-invalid="true" aria-describedby="${id}-fault"`;
  const box =
    boxes &&
    isMarkable(row) &&
    html`<input type="checkbox" id="${id}" name="row" value="${number}:${version}" aria-label="${label}"${ticked.has(number) && html` checked`}${wrong}> `;
  return html`${box}<a href="${at(pathOf(shown.number, `/rows/${number}`))}"${!box && html` id="${id}"`}>${name}</a><br><span class="soft wraps">${names.get(other) ?? other}</span>${fault && html`<br><span class="utrecht-form-field-error-message" id="${id}-fault">${fault}</span>`}`;
}

/** `45A04`, or with its category where the code does not begin with that. */
export function codeText(product: {
  readonly categorie: string;
  readonly code: string | null;
}): string {
  const { categorie, code } = product;
  return code?.startsWith(categorie) ? code : [categorie, code].filter(Boolean).join(' ');
}

function oldHtml({ old }: ConversionRow, language: Language): Html | undefined {
  if (!old) return undefined;
  const { product, omvang, budget } = old;
  const much = omvang
    ? volumeText(omvang, language)
    : budget !== null && amountText(budget, language);
  return html`${product && codeText(product)}${much && html`<br><span class="soft">${much}</span>`}`;
}

/** An amount over the whole, or else each month. */
export function amountOr(
  amount: { readonly total: number | null; readonly perMonth: number | null } | null | undefined,
  language: Language,
): string {
  if (!amount || (amount.total === null && amount.perMonth === null)) return say.unknown[language];
  if (amount.total !== null) return amountText(amount.total, language);
  const month = amountText(amount.perMonth ?? 0, language);
  return filled(say.perMonth[language], { amount: month });
}

function remainsText({ assessed }: ConversionRow, language: Language): string {
  return amountOr(assessed?.remains, language);
}

function priceText({ assessed }: ConversionRow, language: Language): string {
  return assessed?.proposal ? amountOr(assessed.proposal.price, language) : '';
}

function differenceText({ assessed }: ConversionRow, language: Language): string {
  const { proposal } = assessed ?? {};
  if (!proposal) return '';
  const { difference, monthDifference } = proposal;
  if (difference !== null) return signed(difference, language);
  if (monthDifference === null) return say.unknown[language];
  return filled(say.perMonth[language], { amount: signed(monthDifference, language) });
}

function spicHtml({ assessed }: ConversionRow, language: Language): Html | undefined {
  if (!assessed) return undefined;
  const { proposal, unmapped, holds } = assessed;
  const until =
    proposal?.einddatum &&
    filled(say.until[language], { day: dayText(proposal.einddatum, language) });
  const why = [unmapped, ...holds].filter((one) => one !== null);
  const text = why.map((one) => reasonText(one, language)).join(', ');
  return html`${proposal ? codeText(proposal.product) : say.noSpic[language]}${proposal && html`<br><span class="soft">${until || say.noEnd[language]}</span>`}${text && html`<br><strong class="wraps">${text}</strong>`}`;
}
