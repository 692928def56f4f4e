import { partyMessageWords as say } from '../../../../texts/console/party-message-words.ts';
import type { Language } from '../../../../texts/problem-text.ts';
import { type Html, html } from '../../../frame/html.ts';
import { CodeWords } from '../../../reading/codes.ts';
import type { PageParts } from '../../parts.ts';
import { berichtOf } from './content.ts';
import { byResidence } from './elsewhere.ts';
import type { PartyMessage } from './read.ts';

/** What a JW319 decides, in plain words, once it was opened; before that, that it has to be opened. */
export function decidedHtml(
  { reference }: PageParts,
  { message, side, content }: PartyMessage,
  language: Language,
): Html | undefined {
  if (message.type !== 'JW319' || side !== 'received') return undefined;
  if (content === 'shielded') return html`<p>${say.decisionHidden[language]}</p>\n`;
  const bericht = content === 'too-large' ? undefined : berichtOf(message, content);
  if (bericht?.type !== 'JW319') return undefined;
  const { redenAfwijzingVerzoek: reason } = bericht.antwoord;
  if (reason === undefined) return html`<p><strong>${say.inResearch[language]}</strong></p>\n`;
  const meaning = new CodeWords(reference).meaning('reden-van-afwijzing', reason) ?? reason;
  const why = reason === byResidence ? say.residence[language] : meaning;
  const text = say.refusedFor[language].replace('{reason}', () => why);
  return html`<p><strong>${text}</strong></p>\n`;
}
