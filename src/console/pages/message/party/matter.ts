import { present } from '../../../../http/messages/message-details.ts';
import type { PublicAddress } from '../../../../http/server/public-address.ts';
import type { MessageDetails } from '../../../../messages/views/messages.ts';
import { berichtOfType } from '../../../../standard/catalogue.ts';
import { answeredText } from '../../../../texts/console/answer-words.ts';
import { partyMessageWords as say } from '../../../../texts/console/party-message-words.ts';
import type { Language } from '../../../../texts/problem-text.ts';
import { problemTexts } from '../../../../texts/problem-texts.ts';
import { type Html, html, type Part } from '../../../frame/html.ts';
import { sentence } from '../../../frame/sentence.ts';
import { table } from '../../../frame/table.ts';
import type { PartyMessage } from './read.ts';

type Matter = keyof typeof say.matters;

/** Whether a gemeente answers this message with a decision. */
export function isRequest({ type }: Pick<MessageDetails, 'type'>): boolean {
  return type === 'JW315' || type === 'JW317';
}

/** Whether a message waits for a decision of the one who received it. */
export function canAnswer({ message, side, answered }: PartyMessage): boolean {
  const { status } = message;
  return (
    side === 'received' &&
    isRequest(message) &&
    !answered?.whole &&
    (status === 'accepted' || status === 'delivered')
  );
}

/** What is the matter with a message, in sentences for the one who looks. */
export function matterHtml(
  shown: PartyMessage,
  name: (code: string | null) => string,
  address: PublicAddress,
  language: Language,
): Html {
  const { message } = shown;
  const presented = present(message, language, address);
  const fill = (matter: Matter) =>
    say.matters[matter][language]
      .replaceAll('{from}', () => name(message.sender))
      .replaceAll('{to}', () => name(message.recipient))
      .replace('{reason}', () => message.dismissal?.reason ?? '')
      .replace(' ({answered})', () =>
        shown.answered ? ` (${answeredText(shown.answered, language)})` : '',
      );
  const lines: Part[] = linesOf(shown, presented).map((line) => {
    const text = typeof line === 'string' ? fill(line) : line.said;
    return html`<p>${typeof line === 'string' ? text : sentence(text)}</p>\n`;
  });
  return html`<h2>${say.matter[language]}</h2>
${lines}${refusalHtml(message, presented, language)}${reasonsHtml(presented, address.at, language)}${notesHtml(presented, address.at, language)}`;
}

type Presented = ReturnType<typeof present>;
/** One of our sentences, or one that was made already. */
type Line = Matter | { readonly said: string };

function linesOf({ message, side, answered }: PartyMessage, presented: Presented): Line[] {
  const { status } = message;
  if (status === 'failed' && presented.failure) return [{ said: presented.failure.message }];
  if (status === 'dismissed') return ['dismissed'];
  if (status === 'received')
    return presented.waiting ? [{ said: presented.waiting.message }] : ['judging'];
  return side === 'sent' ? [ofSent(message)] : [ofReceived(message, answered !== undefined)];
}

function ofSent({ status, type, outcome }: MessageDetails): Matter {
  if (status === 'refused') return 'refused';
  if (status === 'rejected' || outcome === 'refused')
    return isRetour(type) ? 'fetched' : 'rejected';
  if (status === 'delivered') return 'fetched';
  const isJudged = outcome === 'approved' || isRetour(type);
  return isJudged ? 'inTheirMailbox' : 'waitsForRetour';
}

function ofReceived(message: MessageDetails, answered: boolean): Matter {
  const { status, type, outcome, decisions, deliveredAt } = message;
  if (isRetour(type)) return outcome === 'refused' ? 'refuses' : outcome ? 'approves' : 'waits';
  if (status === 'rejected') return 'rejectedByYou';
  if (isRequest(message)) return answered || decisions.length > 0 ? 'answered' : 'request';
  return deliveredAt ? 'confirmed' : 'waits';
}

function isRetour(type: MessageDetails['type']): boolean {
  return type !== null && (berichtOfType(type).retourOf !== undefined || type === 'JW325');
}

/** Why a message was not taken, with the lines that are wrong. */
function refusalHtml(
  { refusal }: MessageDetails,
  { problem }: Presented,
  language: Language,
): Html | undefined {
  if (!refusal || !problem) return undefined;
  const { violations = [], title } = problem;
  const known = Object.hasOwn(problemTexts, refusal.code);
  return html`<p>${title}. ${known && html`<code>${refusal.code}</code>`}</p>
${
  violations.length > 0 &&
  table({
    caption: say.why[language],
    columns: [
      { head: say.means[language], cell: ({ message }) => sentence(message) },
      {
        head: say.place[language],
        cell: ({ element, line }) => [
          html`<code>${element}</code>`,
          line !== undefined && line > 0 && ` ${say.line[language].replace('{n}', String(line))}`,
        ],
      },
    ],
    rows: violations,
  })
}`;
}

/** Why a message was rejected: each with whose rule it is. */
function reasonsHtml(
  presented: Presented,
  at: PublicAddress['at'],
  language: Language,
): Html | undefined {
  const reasons = ('reasons' in presented && presented.reasons) || [];
  const rows = reasons.flatMap((one) => ('message' in one ? [one] : []));
  if (rows.length === 0) return undefined;
  return table({
    caption: say.why[language],
    columns: [
      { head: say.means[language], cell: ({ message }) => sentence(message) },
      { head: say.rule[language], cell: ({ rule }) => ruleHtml(rule, at) },
      {
        head: say.retourCode[language],
        cell: ({ retourCode }) => retourCode && html`<code>${retourCode}</code>`,
      },
      { head: say.whose[language], cell: ({ whose }) => say.owners[whose][language] },
      { head: say.place[language], cell: ({ path }) => html`<code>${path}</code>` },
    ],
    rows,
  });
}

/** What the gateway remarked besides: advice, which refuses nothing. */
function notesHtml(
  presented: Presented,
  at: PublicAddress['at'],
  language: Language,
): Html | undefined {
  const reasons = ('reasons' in presented && presented.reasons) || [];
  const refused = new Set(reasons.map(({ rule }) => rule));
  const rows = presented.findings.filter(({ rule }) => !refused.has(rule));
  if (rows.length === 0) return undefined;
  return table({
    caption: say.notes[language],
    columns: [
      { head: say.means[language], cell: ({ message }) => sentence(message) },
      { head: say.rule[language], cell: ({ rule }) => ruleHtml(rule, at) },
      { head: say.place[language], cell: ({ path }) => html`<code>${path}</code>` },
    ],
    rows,
  });
}

function ruleHtml(rule: string, at: PublicAddress['at']): Html {
  // Rules of the standard have a place on the page of rules; words of the gateway have none.
  return /^[A-Z]/.test(rule)
    ? html`<a href="${at('/docs/rules')}#${rule}">${rule}</a>`
    : html`<code>${rule}</code>`;
}
