import type { ConversionReport, PostStep, ReportSums } from '../ledger/conversion/report.ts';
import { rowSteps } from '../ledger/conversion/row.ts';
import { type ReportWords, reportWords } from '../texts/cli/conversion-report-words.ts';
import { whySentence } from '../texts/conversion-why-texts.ts';
import type { Language } from '../texts/problem-text.ts';
import { endings } from './ending.ts';
import { facts, table } from './print.ts';

/** In the order of a report. */
const steps = rowSteps.filter((step) => step !== 'none');

/** What became of the messages of a conversion, as text: how many are how far, for each pair too, and why. */
export function reportText(report: ConversionReport, language: Language): string {
  const words = reportWords[language];
  const { conversion, commit, messages, pairs } = report;
  if (messages === 0) return words.nothing;
  const isRevert = commit?.kind === 'revert';
  const nameOf = (step: PostStep) =>
    isRevert && step === 'approved' ? words.takenBack : words.steps[step];
  const known = steps.filter((step) => countOf(report, step) > 0);
  const head = facts([
    [words.conversion, conversion],
    [isRevert ? words.revert : words.commit, commit?.id],
    [words.messages, messages],
    ...known.map((step) => [nameOf(step), countOf(report, step)] as const),
  ]);
  const header = [...words.pairHeader, words.messages, ...known.map(nameOf)];
  const rows = pairs.map((pair) => [
    ...[pair.gemeente, pair.aanbieder, pair.messages],
    ...known.map((step) => countOf(pair, step)),
  ]);
  const why = (['refused', 'failed', 'held-back'] as const).flatMap((step) =>
    whyText(report, step, words, language),
  );
  return [head, `${words.pairTitle}\n${table(header, rows)}`, ...why].join('\n\n');
}

function countOf({ steps }: ReportSums, step: PostStep): number {
  return steps[step] ?? 0;
}

function whyText(
  { pairs }: ConversionReport,
  step: 'refused' | 'failed' | 'held-back',
  words: ReportWords,
  language: Language,
): string[] {
  const rows = pairs.flatMap(({ gemeente, aanbieder, why }) =>
    why
      .filter((one) => one.step === step)
      .map(({ code, messages }) => [gemeente, aanbieder, messages, whySentence(code, language)]),
  );
  return rows.length === 0 ? [] : [`${words.whyTitles[step]}\n${table(words.whyHeader, rows)}`];
}

/** The exit code: 1 when not all that was asked for was approved. */
export function outcomeOf({ messages, steps }: ConversionReport): number {
  return (steps.approved ?? 0) + (steps.reverted ?? 0) < messages ? endings.notAllWell : 0;
}
