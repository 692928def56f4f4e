import type { OperatorMessageDetails } from '../../../operations/overview.ts';
import { violationSentence } from '../../../standard/xml/violations.ts';
import { pairWords as say } from '../../../texts/console/pair-words.ts';
import { findingSentence } from '../../../texts/finding-texts.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { type Html, html } from '../../frame/html.ts';
import { sentence } from '../../frame/sentence.ts';
import { table } from '../../frame/table.ts';
import type { Mark } from '../../reading/xml-html.ts';

/** Something for which a message was refused. */
interface Refused {
  /** Null where it is about no line. */
  readonly line: number | null;
  readonly element: string;
  readonly rule: string;
  readonly text: string;
}

function refusedFor({ refusedFor: kept }: OperatorMessageDetails, language: Language): Refused[] {
  const violations = (kept?.violations ?? []).map((one) => ({
    ...{ line: one.line ?? null, element: one.element, rule: one.rule },
    text: violationSentence(one, language),
  }));
  const findings = (kept?.findings ?? []).map(({ rule, path }) => ({
    ...{ line: null, element: path, rule, text: findingSentence(rule, language) },
  }));
  return [...violations, ...findings];
}

/** For which lines and elements a message was refused, as its sender read it; nothing where that is not known. */
export function refusedTable(
  message: OperatorMessageDetails,
  language: Language,
): Html | undefined {
  const rows = refusedFor(message, language);
  if (rows.length === 0) return undefined;
  return table({
    caption: say.refusedFor[language],
    columns: [
      { head: say.element[language], cell: ({ element }) => html`<code>${element}</code>` },
      { head: say.line[language], cell: ({ line }) => line, numeric: true },
      { head: say.wrong[language], cell: ({ text }) => sentence(text) },
      { head: say.rule[language], cell: ({ rule }) => html`<code>${rule}</code>` },
    ],
    rows,
  });
}

/** All that is said of places in a message: what was found, and what it was refused for. */
export function marksOf(message: OperatorMessageDetails, language: Language): Mark[] {
  const found = message.findings.map(({ rule, path }) => ({
    path,
    text: `${rule}: ${findingSentence(rule, language)}`,
  }));
  const refused = refusedFor(message, language).map(({ line, element, text }) => ({
    ...{ path: element, text },
    ...(line !== null && { line }),
  }));
  return [...found, ...refused];
}
