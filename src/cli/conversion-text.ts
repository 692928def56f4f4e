import {
  type HoldReason,
  holdReasons,
  type UnmappedReason,
  unmappedReasons,
} from '../ledger/conversion/model.ts';
import type { PairTotals } from '../ledger/conversion/preview-file.ts';
import type { Bar, ConversionRecord, Totals } from '../ledger/conversion/row.ts';
import type { ConversionContent } from '../region/conversion/content.ts';
import { cents, euroText } from '../standard/money.ts';
import { type ConversionWords, conversionWords } from '../texts/cli/conversion-words.ts';
import { distributionText } from '../texts/conversion-chart.ts';
import type { Language } from '../texts/problem-text.ts';
import { dutchTime } from './moments.ts';
import { facts, table } from './print.ts';

/** What is printed of a preview. */
export interface PreviewSummary {
  readonly record: ConversionRecord;
  readonly totals: Totals;
  readonly perPair: readonly PairTotals[];
  readonly bars: readonly Bar[];
  /** How many rows have each reason; those that none has may be left out. */
  readonly unmapped: Readonly<Partial<Record<UnmappedReason, number>>>;
  readonly holds: Readonly<Partial<Record<HoldReason, number>>>;
}

/** A preview that was read, as it is printed. */
export function summaryFor(content: ConversionContent): PreviewSummary {
  const { record, totals, pairs, reasons, bars } = content;
  const counts: Readonly<Record<string, number>> = Object.fromEntries(
    reasons.map(({ reason, rows }) => [reason, rows]),
  );
  const of = <Reason extends string>(all: readonly Reason[]) =>
    Object.fromEntries(
      all.flatMap((reason) => (counts[reason] ? [[reason, counts[reason]]] : [])),
    ) as Partial<Record<Reason, number>>;
  const [unmapped, holds] = [of(unmappedReasons), of(holdReasons)];
  return { record, totals, perPair: pairs, bars, unmapped, holds };
}

/**
 * A preview as text: what it is, its sums, what could not be mapped and what is held back and why, the sums per gemeente
 * and aanbieder, and how the differences are divided. Of one that is not ready, what it is.
 */
export function previewText(summary: PreviewSummary, language: Language): string {
  const { record, totals, perPair, bars, unmapped, holds } = summary;
  const words = conversionWords[language];
  if (record.state !== 'ready') return recordText(record, words);
  const parts = [
    recordText(record, words),
    totalsText(totals, words, language),
    titled(words.unmappedTitle, reasonsText(unmapped, words)),
    titled(words.heldTitle, reasonsText(holds, words)),
    titled(words.pairTitle, pairsText(perPair, words, language)),
    titled(words.barsTitle, bars.length > 0 && distributionText(bars, language)),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function titled(title: string, text: string | false): string {
  return text ? `${title}\n${text}` : '';
}

function recordText(record: ConversionRecord, words: ConversionWords): string {
  const { facts: names, states, all, by, notShared, progress } = words;
  const { state, gemeenten, aanbieders, madeAt, madeBy, sharedAt } = record;
  const { done, total, leftOut } = record.progress;
  const unused = record.declaredUnused ?? 0;
  const stateText = states[state];
  return facts([
    [names.conversion, record.number],
    [names.day, record.day],
    [names.state, state === 'making' ? `${stateText}: ${progress(done, total)}` : stateText],
    [names.gemeenten, gemeenten.join(', ')],
    [names.aanbieders, aanbieders?.join(', ') ?? all],
    [names.made, by(dutchTime(madeAt), madeBy)],
    [names.shared, sharedAt ?? notShared],
    [names.digest, record.digest],
    [names.leftOut, leftOut > 0 ? words.leftOut(leftOut) : null],
    [names.declaredUnused, unused > 0 ? words.declaredUnused(unused) : null],
  ]);
}

function totalsText(totals: Totals, words: ConversionWords, language: Language): string {
  const { facts: names, sumsHeader, agreedBy } = words;
  const { lower, equal, higher, agreed } = totals;
  const euros = (count: number) => euroText(cents(count), language);
  const summed = summedRows(totals);
  const sums: (string | number)[][] = [
    [names.rows, totals.rows, ''],
    [names.mapped, totals.mapped, ''],
    [names.unmapped, totals.unmapped, ''],
    [names.held, totals.held, ''],
    [names.lower, lower.count, euros(lower.cents)],
    [names.equal, equal.count, euros(0)],
    [names.higher, higher.count, euros(higher.cents)],
    [names.unknown, totals.unknown, ''],
    [names.bothKnown(names.remains), summed, euros(totals.remains)],
    [names.bothKnown(names.price), summed, euros(totals.price)],
    [names.bothKnown(names.difference), summed, euros(totals.difference)],
    [names.notSummed, totals.rows - summed, ''],
  ];
  const agreedText = agreedBy(agreed.gemeente, agreed.aanbieder, agreed.both);
  return `${table(sumsHeader, amountsRight(sumsHeader, sums, [2]))}\n\n${agreedText}`;
}

/** Of how many rows both amounts are known, so that they are in the sums. */
function summedRows({ lower, equal, higher }: Totals): number {
  return lower.count + equal.count + higher.count;
}

/** Reasons with their counts, the most first; '' without any. */
function reasonsText(
  counts: Readonly<Partial<Record<UnmappedReason | HoldReason, number>>>,
  words: ConversionWords,
): string {
  const found = Object.entries(counts).filter(([, count]) => count > 0);
  if (found.length === 0) return '';
  const rows = found
    .toSorted(([, one], [, other]) => other - one)
    .map(([reason, count]) => [count, words.reasons[reason as UnmappedReason | HoldReason]]);
  return table(words.reasonHeader, rows);
}

function pairsText(
  perPair: readonly PairTotals[],
  { pairHeader }: ConversionWords,
  language: Language,
): string {
  if (perPair.length === 0) return '';
  const euros = (count: number) => euroText(cents(count), language);
  const rows = perPair.map(({ gemeente, aanbieder, totals }) => [
    ...[gemeente, aanbieder, totals.rows, totals.mapped, totals.held],
    totals.rows - summedRows(totals),
    ...[euros(totals.remains), euros(totals.price), euros(totals.difference)],
    totals.agreed.both,
  ]);
  return table(pairHeader, amountsRight(pairHeader, rows, [6, 7, 8]));
}

/** With spaces before amounts, so that they end below each other: a table has text to the left. */
function amountsRight(
  header: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  amountColumns: readonly number[],
): (string | number)[][] {
  const widthOf = (column: number) =>
    Math.max(...[header, ...rows].map((row) => String(row[column]).length));
  const widths = new Map(amountColumns.map((column) => [column, widthOf(column)]));
  return rows.map((row) =>
    row.map((cell, column) => {
      const width = widths.get(column);
      return width === undefined ? cell : String(cell).padStart(width);
    }),
  );
}
