import type { Mark } from '../ledger/conversion/mark-history.ts';
import type { HoldReason, Spic, UnmappedReason } from '../ledger/conversion/model.ts';
import type { ConversionRow } from '../ledger/conversion/row.ts';
import { cents, euroText } from '../standard/money.ts';
import { type RowWords, rowWords } from '../texts/cli/conversion-row-words.ts';
import { conversionWords } from '../texts/cli/conversion-words.ts';
import { reasonSentence } from '../texts/conversion-texts.ts';
import { whySentence } from '../texts/conversion-why-texts.ts';
import type { Language } from '../texts/problem-text.ts';
import { facts, table } from './print.ts';

type Omvang = NonNullable<NonNullable<ConversionRow['old']>['omvang']>;

const columns = [
  ...['row', 'gemeente', 'aanbieder', 'toewijzing', 'product', 'SPIC', 'remains', 'price'],
  ...['difference', 'gemeente says', 'aanbieder says', 'step', 'why'],
];

/** Rows of a preview as a table, with codes for what is in the way. */
export function rowsText(rows: readonly ConversionRow[]): string {
  if (rows.length === 0) return 'No rows.';
  return table(
    columns,
    rows.map((row) => [
      ...[row.number, row.gemeente, row.aanbieder, row.toewijzingNummer],
      ...[oldProduct(row), spicOf(row), ...amountsOf(row)],
      ...[row.marks.gemeente?.mark, row.marks.aanbieder?.mark],
      ...[row.step === 'none' ? undefined : row.step, codesOf(row).join(', ') || undefined],
    ]),
  );
}

function oldProduct({ old }: ConversionRow): string | undefined {
  return old?.product
    ? [old.product.categorie, old.product.code ?? ''].join(' ').trim()
    : undefined;
}

function spicOf({ assessed }: ConversionRow): string | undefined {
  const product = assessed?.proposal?.product;
  return product && `${product.categorie} ${product.code}`;
}

function amountsOf({ assessed }: ConversionRow): (string | undefined)[] {
  const { remains, proposal } = assessed ?? {};
  return [remains?.total, proposal?.price.total, proposal?.difference].map((amount) =>
    eurosIn(amount, 'en'),
  );
}

function eurosIn(amount: number | null | undefined, language: Language): string | undefined {
  return amount === null || amount === undefined ? undefined : euroText(cents(amount), language);
}

/** Why it stands there; else what is in its way. */
function codesOf({ why, assessed }: ConversionRow): readonly string[] {
  if (why.length > 0) return why;
  return assessed?.unmapped ? [assessed.unmapped, ...assessed.holds] : (assessed?.holds ?? []);
}

/** One row, with sentences for what is in its way, and what both sides said of it. */
export function rowText(row: ConversionRow, marks: readonly Mark[], language: Language): string {
  const words = rowWords[language];
  const sentences = [
    ...reasonsOf(row).map((reason) => reasonSentence(reason, language)),
    ...row.why.map((code) => whySentence(code, language)),
  ];
  const said = marks.length === 0 ? words.nothingSaid : marksText(marks, words);
  return [factsText(row, words, language), ...new Set(sentences), said].join('\n\n');
}

function factsText(row: ConversionRow, words: RowWords, language: Language): string {
  const { assessed, old } = row;
  const names = { ...conversionWords[language].facts, ...words.facts };
  const proposal = assessed?.proposal;
  const euros = (amount: number | null | undefined) => eurosIn(amount, language);
  return facts([
    [names.row, row.number],
    [names.version, row.version],
    [names.gemeente, row.gemeente],
    [names.aanbieder, row.aanbieder],
    [names.client, row.client ?? words.forgotten],
    [names.toewijzing, row.toewijzingNummer],
    [names.product, oldProduct(row)],
    [names.begin, old?.ingangsdatum],
    [names.end, old?.einddatum],
    [names.volume, old?.omvang && volumeText(old.omvang)],
    [names.budget, euros(old?.budget)],
    [names.spic, spicOf(row)],
    [names.spicBegin, proposal?.ingangsdatum],
    [names.spicEnd, proposal?.einddatum],
    [names.remains, euros(assessed?.remains?.total)],
    [names.undecided, euros(assessed?.remains?.undecided)],
    [names.declared, assessed?.remains && words.declared[assessed.remains.declared]],
    [names.tariff, euros(assessed?.remains?.tariff)],
    [names.rule, assessed?.rule],
    [names.price, euros(proposal?.price.total)],
    [names.difference, euros(proposal?.difference)],
    [names.step, row.step],
    [names.newNumber, row.newNumber],
    [names.message, row.messageId],
  ]);
}

/** With the codes of a message, as the files have them. */
function volumeText({ volume, eenheid, frequentie }: Omvang): string {
  return `${volume} (eenheid ${eenheid}, frequentie ${frequentie})`;
}

function reasonsOf({ assessed }: ConversionRow): (UnmappedReason | HoldReason)[] {
  return assessed ? [...(assessed.unmapped ? [assessed.unmapped] : []), ...assessed.holds] : [];
}

function marksText(marks: readonly Mark[], words: RowWords): string {
  return table(
    words.marksHeader,
    marks.map(({ at, side, party, by, version, mark, to, decision, reason }) => [
      ...[at, side, party, by, version, mark, to && spicText(to, words)],
      decision && words.decision(decision.beschikkingNummer, decision.datum),
      reason,
    ]),
  );
}

function spicText({ categorie, code, months }: Spic, words: RowWords): string {
  return `${categorie} ${code}${months === undefined ? '' : `, ${words.months(months)}`}`;
}
