import type { MessageDetails } from '../../../../messages/views/messages.ts';
import type { AnyBericht } from '../../../../standard/messages/berichten.ts';
import { parseBericht } from '../../../../standard/messages/parse.ts';
import { violationSentence } from '../../../../standard/xml/violations.ts';
import { partyMessageWords as say } from '../../../../texts/console/party-message-words.ts';
import { findingSentence } from '../../../../texts/finding-texts.ts';
import type { Language } from '../../../../texts/problem-text.ts';
import { type Html, html } from '../../../frame/html.ts';
import { readBericht } from '../../../reading/read-bericht.ts';
import { type Mark, xmlHtml } from '../../../reading/xml-html.ts';
import type { PageParts } from '../../parts.ts';

/** A message that was opened: as a person reads it, and its XML, with what was found at its place in both. */
export async function contentRead(
  parts: PageParts,
  message: MessageDetails,
  content: Buffer,
  language: Language,
): Promise<Html> {
  const marks = marksOf(message, language);
  const bericht = berichtOf(message, content);
  const xml = xmlHtml(content, marks, language).html;
  // What cannot be read as a message is shown as it came.
  if (!bericht) return xml;
  return html`${await readBericht(parts, bericht, language, { marks })}<details><summary>${say.xml[language]}</summary>
${xml}</details>
`;
}

function marksOf({ findings, refusal }: MessageDetails, language: Language): Mark[] {
  const found = findings.map(({ rule, path }) => ({ path, text: findingSentence(rule, language) }));
  const violations = (refusal?.violations ?? []).map((one) => ({
    path: one.element,
    line: one.line,
    text: violationSentence(one, language),
  }));
  return [...found, ...violations];
}

/** An opened message; undefined when it has not the form of its type. */
export function berichtOf(
  { type, status }: Pick<MessageDetails, 'type' | 'status'>,
  content: Buffer,
): AnyBericht | undefined {
  if (type === null) return undefined;
  try {
    return parseBericht(type, content);
  } catch (error) {
    // What was refused may be anything; the rest was judged by its schema.
    if (status === 'refused') return undefined;
    throw error;
  }
}
