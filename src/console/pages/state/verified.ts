import type { Standing } from '../../../operations/verifications/read.ts';
import {
  verificationStateLine as say,
  verifiedWords,
} from '../../../texts/console/verification-words.ts';
import { momentText } from '../../../texts/console/written.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { type Html, html } from '../../frame/html.ts';

/** Whether the ledger, the access log and the rows are as they were written, and since when that is known; with the way to more. */
export function verifiedHtml(
  standings: readonly Standing[],
  at: (path: string) => string,
  language: Language,
): Html {
  const texts = standings.map((standing) => lineText(standing, language));
  return html`<p>${texts.map((text) => html`${text} `)}<a href="${at('/console/verifications')}">${say.more[language]}</a></p>
`;
}

function lineText({ what, verdict, by }: Standing, language: Language): string {
  const text = sentenceOf(what, verdict, language);
  if (!by?.endedAt) return text;
  return `${text.replace(/\.$/, '')} (${momentText(by.endedAt, language)}).`;
}

function sentenceOf(
  what: Standing['what'],
  verdict: Standing['verdict'],
  language: Language,
): string {
  const own = verifiedWords[what];
  return (verdict === 'not-believed' ? own.notBelieved : own[verdict])[language];
}

/** A sentence for each kind that is not well. */
export function verifiedTroubles(standings: readonly Standing[], language: Language): string[] {
  return standings.flatMap(({ what, verdict, overdue }) => {
    const wrong = verdict === 'faulty' || verdict === 'not-believed';
    const text = sentenceOf(what, verdict, language);
    return [
      ...(wrong ? [say.faulty[language].replace('{sentence}', text)] : []),
      ...(overdue
        ? [say.overdue[language].replace('{name}', verifiedWords[what].name[language])]
        : []),
    ];
  });
}
