import { isRequest } from '../../../messages/drafts/asked.ts';
import type { RequestAnswered } from '../../../messages/drafts/requests-answered.ts';
import type { InboxItem } from '../../../messages/mailbox/mailbox-entry.ts';
import { isAnsweredByRetour } from '../../../messages/retouren/answered.ts';
import { dutchDate } from '../../../standard/calendar.ts';
import { answeredText, answerWords } from '../../../texts/console/answer-words.ts';
import { berichtWords, mailboxWords as say } from '../../../texts/console/page-words.ts';
import { retourWords } from '../../../texts/console/retour-words.ts';
import { dayText, durationText } from '../../../texts/console/written.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { type Html, html, type Part } from '../../frame/html.ts';
import { momentHtml } from '../../frame/moment.ts';
import { partyHtml } from '../../frame/party.ts';
import { table } from '../../frame/table.ts';

/** What the rows of a mailbox are written with. */
export interface RowParts {
  readonly at: (path: string) => string;
  readonly names: ReadonlyMap<string, string>;
  /** The position after which this page begins. */
  readonly after: number;
  /** Whether the one who looks decides on requests. */
  readonly answers: boolean;
  /** How requests were answered, by their ids. */
  readonly answered: ReadonlyMap<string, RequestAnswered>;
  /** By when messages are to be answered with a retour, by their ids. */
  readonly due: ReadonlyMap<string, string>;
  readonly language: Language;
}

const hourMs = 3_600_000;

/** The mailbox as a table; each row leads to its message, beside the list where the screen is wide. */
export function mailboxTable(items: readonly InboxItem[], parts: RowParts): Html {
  const { names, answers, language } = parts;
  const isAnswered = answers || items.some(owesRetour);
  return table({
    caption: say.caption[language],
    columns: [
      { head: say.type[language], cell: (item) => linkOf(item, parts) },
      { head: say.from[language], cell: ({ sender }) => partyHtml(sender, names) },
      {
        head: say.since[language],
        cell: ({ receivedAt }) => momentHtml(new Date(receivedAt), language),
      },
      { head: say.waits[language], cell: ({ receivedAt }) => waitText(receivedAt, language) },
      {
        head: say.identificatie[language],
        cell: ({ identificatie }) => identificatie && html`<code>${identificatie}</code>`,
      },
      ...(isAnswered
        ? [
            {
              head: say.doing[language],
              cell: (item: InboxItem): Part => answerHtml(item, parts),
            },
          ]
        : []),
    ],
    rows: items,
    list: true,
  });
}

/** The same in short, for beside a message. @param chosen the message that stands there */
export function mailboxSide(items: readonly InboxItem[], parts: RowParts, chosen: string): Html {
  const { names, language } = parts;
  const rows = items.map(
    (item) => html`<li>${linkOf(item, parts, chosen)}<br>${partyHtml(item.sender, names)}<br>
${item.identificatie && html`<code>${item.identificatie}</code><br>\n`}<span class="soft">${momentHtml(new Date(item.receivedAt), language)}</span></li>\n`,
  );
  return html`<ol class="side-list" data-rows aria-label="${say.caption[language]}">\n${rows}</ol>\n`;
}

function linkOf(
  { id, type, outcome, redelivered, heenbericht }: InboxItem,
  { at, after, language }: RowParts,
  chosen?: string,
): Part {
  const place = after ? `&after=${after}` : '';
  const current = id === chosen && html` aria-current="true"`;
  return [
    html`<a href="${at(`/console/mailbox?message=${id}${place}#message`)}"${current}>${type} ${berichtWords[type][language]}</a>`,
    // Of a request the outcome is what its retour said, which its gemeente knows.
    heenbericht !== null && outcome && html` <strong>${say.outcomes[outcome][language]}</strong>`,
    type === 'JW319' && html`: <span class="soft">${say.decides[language]}</span>`,
    redelivered && ` (${say.again[language]})`,
  ];
}

/** Whether a message waits for a retour of the one who reads this mailbox. */
export function owesRetour({ type, answer }: InboxItem): boolean {
  return isAnsweredByRetour(type) && answer === null;
}

/** How a request was answered; and, as far as it was not, the way to do that. Of other messages the way to their retour. */
function answerHtml(item: InboxItem, { at, answered, answers, due, language }: RowParts): Part {
  const { id, type } = item;
  if (!answers || !isRequest(type)) {
    if (!owesRetour(item)) return false;
    const day = due.get(id);
    const until = day !== undefined && dueText(day, language);
    return html`<a href="${at(`/console/messages/${id}/retour`)}" data-answer>${retourWords.answer[language]}</a>${until && html` <span class="soft">${until}</span>`}`;
  }
  const done = answered.get(id);
  const link = html`<a href="${at(`/console/messages/${id}/answer`)}" data-answer>${say.answer[language]}</a>`;
  if (!done) return link;
  const text = answeredText(done, language);
  return done.whole ? text : [text, ' ', link];
}

function dueText(day: string, language: Language): string {
  const words = day < dutchDate(new Date()) ? answerWords.overdue : answerWords.dueOn;
  return words[language].replace('{day}', dayText(day, language));
}

/** How long a message waits, in hours: it must not be wrong by the time that somebody reads it. */
function waitText(receivedAt: string, language: Language): string {
  const hours = Math.floor((Date.now() - new Date(receivedAt).getTime()) / hourMs);
  return hours < 1 ? say.lessThanHour[language] : durationText(hours * hourMs, language);
}
