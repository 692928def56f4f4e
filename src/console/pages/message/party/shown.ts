import type { FastifyRequest } from 'fastify';
import { present } from '../../../../http/messages/message-details.ts';
import { messageWords } from '../../../../texts/console/message-words.ts';
import { berichtWords } from '../../../../texts/console/page-words.ts';
import { partyMessageWords as say } from '../../../../texts/console/party-message-words.ts';
import { countSentence, dayText } from '../../../../texts/console/written.ts';
import type { Language } from '../../../../texts/problem-text.ts';
import { statusBadge } from '../../../frame/badge.ts';
import { tokenField } from '../../../frame/form.ts';
import { type Html, html, type Part } from '../../../frame/html.ts';
import { exactMomentHtml, momentHtml } from '../../../frame/moment.ts';
import { languageOf } from '../../../frame/page.ts';
import { partyHtml } from '../../../frame/party.ts';
import { table } from '../../../frame/table.ts';
import type { PageParts } from '../../parts.ts';

import { answeringHtml } from './answering.ts';
import { contentRead } from './content.ts';
import { decidedHtml } from './decided.ts';
import { elsewhereHtml } from './elsewhere.ts';
import { canAnswer, matterHtml } from './matter.ts';
import type { PartyMessage } from './read.ts';
import { reportAgainHtml } from './report-again.ts';

/** Where a message is shown: on a page of its own, or beside the mailbox, from a position in it. */
export type Shown = { readonly on: 'message' } | { readonly on: 'mailbox'; readonly after: number };

/** What a party is shown of a message: what is the matter, what can be done, its content and its course. */
export async function partyMessage(
  request: FastifyRequest,
  parts: PageParts,
  shown: PartyMessage,
  where: Shown,
): Promise<{ readonly title: string; readonly main: Html }> {
  const language = languageOf(request);
  const { message, names } = shown;
  const name = (code: string | null) => (code === null ? '?' : (names.get(code) ?? code));
  const title = messageWords.one[language]
    .replace('{type}', message.type ?? messageWords.type[language])
    .replace('{from}', () => name(message.sender))
    .replace('{to}', () => name(message.recipient));
  const main = html`${factsHtml(shown, language)}
${matterHtml(shown, name, parts.publicAddress, language)}${decidedHtml(parts, shown, language)}${elsewhereHtml(request, parts, shown)}${answeringHtml(request, parts, shown, name(message.sender))}${doingHtml(request, parts, shown, where, await reportAgainHtml(request, parts, shown))}
${await contentHtml(request, parts, shown, where)}${courseHtml(shown, parts, language)}${relatedHtml(shown, parts, language)}`;
  return { title, main };
}

function factsHtml({ message, names }: PartyMessage, language: Language): Html {
  const { type, status, sender, recipient, identificatie, dagtekening, receivedAt } = message;
  const row = (word: string, value: Part) =>
    value !== null && html`<dt>${word}</dt><dd>${value}</dd>\n`;
  return html`<p class="lead">${type && html`${berichtWords[type][language]} `}${statusBadge(status, language)}</p>
<dl>
${row(say.from[language], partyHtml(sender, names))}${row(say.to[language], recipient && partyHtml(recipient, names))}${row(
  say.identificatie[language],
  identificatie && html`<code>${identificatie}</code>`,
)}${row(say.dagtekening[language], isDay(dagtekening) ? dayText(dagtekening, language) : dagtekening)}${row(say.receivedAt[language], exactMomentHtml(receivedAt, language))}</dl>`;
}

function isDay(date: string | null): date is string {
  return date !== null && /^\d{4}-\d{2}-\d{2}$/.test(date);
}

function doingHtml(
  request: FastifyRequest,
  parts: PageParts,
  shown: PartyMessage,
  where: Shown,
  reportAgain: Html | undefined,
): Html {
  const { viewer } = request;
  const { language } = viewer;
  const { at } = parts.publicAddress;
  const { message, side } = shown;
  const path = at(`/console/messages/${message.id}`);
  const kind = viewer.chosen.party?.kind;
  const answers = kind === 'gemeente' && canAnswer(shown);
  const waits =
    side === 'received' &&
    message.acceptedAt !== null &&
    (message.deliveredAt === null || message.redelivered);
  const refused = message.status === 'rejected' || message.status === 'refused';
  const repairs = kind === 'aanbieder' && side === 'sent' && message.type === 'JW315' && refused;
  const token = tokenField(viewer);
  return html`<h2>${say.doing[language]}</h2>
${repairs && html`<p>${say.repairAbout[language]}</p>\n`}${reportAgain}<div class="buttons">
${
  answers &&
  html`<form method="post" action="${path}/open">${token}<input type="hidden" name="to" value="answer"><button class="strong" data-answer>${say.answer[language]}</button></form>\n`
}${
  repairs &&
  html`<form method="post" action="${path}/repair">${token}<input type="hidden" name="once" value="${crypto.randomUUID()}"><button class="strong">${say.repair[language]}</button></form>\n`
}${
  waits &&
  html`<form method="post" action="${at('/console/mailbox/acknowledgements')}">${token}${placeFields(where)}<input type="hidden" name="ids" value="${message.id}"><button>${say.acknowledge[language]}</button></form>\n`
}<p><a href="${path}/xml" download>${say.download[language]}</a></p>
</div>`;
}

/** Hidden fields that say where one comes from. */
function placeFields(where: Shown): Html {
  return html`<input type="hidden" name="to" value="${where.on}">${where.on === 'mailbox' && html`<input type="hidden" name="after" value="${where.after}">`}`;
}

async function contentHtml(
  { viewer }: FastifyRequest,
  parts: PageParts,
  { message, content }: PartyMessage,
  where: Shown,
): Promise<Html> {
  const { language } = viewer;
  const { at } = parts.publicAddress;
  const head = html`<h2 id="content">${say.content[language]}</h2>\n`;
  if (content === 'too-large') return html`${head}<p>${say.tooLarge[language]}</p>\n`;
  if (content === 'shielded')
    return html`${head}<div class="shield"><p>${say.shielded[language]}</p>
<form method="post" action="${at(`/console/messages/${message.id}/open`)}">${tokenField(viewer)}${placeFields(where)}<button>${say.show[language]}</button></form></div>
`;
  const read = await contentRead(parts, message, content, language);
  return html`${head}<p class="soft">${say.logged[language]}</p>
${read}`;
}

function courseHtml(
  { message }: PartyMessage,
  { publicAddress }: PageParts,
  language: Language,
): Html {
  const { timeline } = present(message, language, publicAddress);
  const moments = timeline.map(
    ({ status, at }) =>
      html`<li>${statusBadge(status, language)} ${exactMomentHtml(at, language)}</li>\n`,
  );
  const opened = message.disclosures.map(
    ({ at, reason }) =>
      html`<li>${say.opened[language].replace('{reason}', () => reason)} ${exactMomentHtml(at, language)}</li>\n`,
  );
  return html`<h2>${say.course[language]}</h2>
<ol class="course">
${moments}${opened}</ol>
`;
}

function relatedHtml(
  { linked, more }: PartyMessage,
  { publicAddress: { at } }: PageParts,
  language: Language,
): Html | undefined {
  if (linked.length === 0) return undefined;
  return html`${table({
    caption: say.related[language],
    columns: [
      {
        head: say.message[language],
        cell: ({ message: { id, type } }) =>
          html`<a href="${at(`/console/messages/${id}`)}">${type ?? messageWords.unreadable[language]}</a>${type && html` <span class="soft">${berichtWords[type][language]}</span>`}`,
      },
      { head: say.what[language], cell: ({ kind }) => say.kinds[kind][language] },
      {
        head: messageWords.status[language],
        cell: ({ message }) => statusBadge(message.status, language),
      },
      {
        head: say.outcome[language],
        cell: ({ message: { outcome } }) => outcome && say.outcomes[outcome][language],
      },
      {
        head: messageWords.received[language],
        cell: ({ message }) => momentHtml(message.receivedAt, language),
      },
    ],
    rows: linked,
  })}${more > 0 && html`<p>${countSentence(more, say.moreRelated, language)}</p>\n`}`;
}
