import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Pool } from 'pg';
import { IdParams } from '../../../http/server/schemas.ts';
import { statusChanged } from '../../../messages/lifecycle/changed.ts';
import { findMessage, type OperatorMessageDetails } from '../../../operations/overview.ts';
import { partyNames } from '../../../parties/directory/party-list.ts';
import { eventsOfSubject, type SubjectEvent } from '../../../store/events/of-subject.ts';
import { messageWords as say } from '../../../texts/console/message-words.ts';
import { countText } from '../../../texts/console/written.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { statusBadge } from '../../frame/badge.ts';
import { type Html, html } from '../../frame/html.ts';
import { exactMomentHtml, momentHtml } from '../../frame/moment.ts';
import { sendPage } from '../../frame/page.ts';
import type { Viewer } from '../../viewer.ts';
import { readBack } from '../messages/back.ts';
import { Filter, Lang, type PageParts, pageConfig } from '../parts.ts';
import { contentHtml } from './content.ts';
import { actionForms, actions, type Typed } from './forms.ts';
import { decisionsHtml, findingsTable, pairHtml } from './pair.ts';
import { sendPartyMessage } from './party/page.ts';
import { refusedTable } from './refused.ts';
import { courseHtml, matterHtml, operationsHtml } from './shown.ts';

/** Events that are shown of one message: one that is replayed for ever has more. */
const mostEvents = 200;
/** A message may be older than its first event by the clocks of two machines. */
const asideMs = 86_400_000;

/** In the address: the list that somebody came from. */
export const BackTo = Type.Optional(Type.String({ maxLength: 2000 }));
const querystring = Type.Object(
  { done: Filter, back: BackTo, lang: Lang },
  { additionalProperties: false },
);

/**
 * The page of one message. For operators: its course, what is the matter, what can be done, and what answers it, and its
 * content only for who gave a reason; for its parties see `party/`.
 */
export const messagePage: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  const config = pageConfig(parts, ['operator', 'administrator', 'party']);
  const schema = { hide: true, params: IdParams, querystring };
  app.get('/console/messages/:id', { config, schema }, async (request, reply) => {
    const { params, query } = request;
    const id = params.id.toLowerCase();
    if (request.principal.role === 'party')
      return sendPartyMessage(request, reply, parts, { id, done: query.done });
    const done = actions.find((one) => one === query.done);
    const { back } = query;
    return sendMessagePage(request, reply, parts, { id, done, back });
  });
};

/** What the page shows of a message. */
interface ShownMessage {
  readonly message: OperatorMessageDetails;
  /** The message that it answers, or that answers it. */
  readonly other: OperatorMessageDetails | undefined;
  readonly course: readonly SubjectEvent[];
  /** Names of its parties, by code. */
  readonly names: ReadonlyMap<string, string>;
}

async function readShown(pool: Pool, id: string): Promise<ShownMessage> {
  const message = await findMessage(pool, id);
  const { sender, recipient, receivedAt, heenberichtId, answerId } = message;
  const otherId = heenberichtId ?? answerId;
  const [course, names, other] = await Promise.all([
    eventsOfSubject(
      pool,
      { kind: statusChanged.subject, id },
      new Date(receivedAt.getTime() - asideMs),
      mostEvents,
    ),
    partyNames(pool, [sender, ...(recipient ? [recipient] : [])]),
    otherId === null ? undefined : findMessage(pool, otherId),
  ]);
  return { message, other, course, names };
}

/** Which message, and what the page says of what was just done, or not done. */
interface Said {
  readonly id: string;
  /** A form that was not carried out. */
  readonly typed?: Typed;
  /** What went wrong: it stands above all. */
  readonly notice?: string;
  /** What was done. */
  readonly done?: (typeof actions)[number] | undefined;
  /** Where somebody came from, as it stands in an address. */
  readonly back?: string | undefined;
}

/**
 * Sends the page of a message. Where it is open for the viewer, that is written down.
 *
 * @throws {Problem} `not-found`
 */
export async function sendMessagePage(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: PageParts,
  { id, typed, notice, done, back }: Said,
  status = 200,
): Promise<FastifyReply> {
  const { viewer } = request;
  const { language } = viewer;
  const { at } = parts.publicAddress;
  const { message, other, course, names } = await readShown(parts.store.pool, id);
  const content = await contentHtml(request, parts, message, { typed, back });
  const name = (code: string | null) => (code === null ? '?' : (names.get(code) ?? code));
  const recipient = name(message.recipient);
  const title = say.one[language]
    .replace('{type}', message.type ?? say.type[language])
    .replace('{from}', () => name(message.sender))
    .replace('{to}', () => recipient);
  const above = readBack(back) ?? { path: '/console/messages', title: say.title };
  const found = other
    ? pairHtml(message, other, at, language)
    : findingsTable(message, at, language);
  const main = html`${notice && html`<p class="problem" role="alert" tabindex="-1">${notice}</p>\n`}${done && html`<div class="utrecht-alert utrecht-alert--ok" role="status"><p>${say.done[done][language].replace('{to}', () => recipient)}</p></div>\n`}${factsHtml(message, language)}
${matterHtml(message, at, language)}${refusedTable(message, language)}${actionForms(message, viewer, at, { recipient, typed, back })}${found}${decisionsHtml(message, at, language)}${content}${courseHtml(course, name, language)}${operationsHtml(message, at, language)}${holdHtml(message, viewer, at)}`;
  const up = { path: above.path, title: above.title[language] };
  return sendPage(request, reply, { title, up, main }, status);
}

/** For an administrator, the way to keep it longer: nobody knows the number of a message by heart. */
function holdHtml(
  { id, forgottenAt }: OperatorMessageDetails,
  { chosen, language }: Viewer,
  at: (path: string) => string,
): Html | undefined {
  if (chosen.role !== 'administrator' || forgottenAt) return undefined;
  return html`<p><a href="${at(`/console/keeping?message=${id}`)}">${say.keepLonger[language]}</a></p>\n`;
}

function factsHtml(message: OperatorMessageDetails, language: Language): Html {
  const { id, status, receivedAt, size, forgottenAt, byGateway } = message;
  const bytes = say.bytes[language].replace('{n}', countText(size, language));
  return html`<p>${statusBadge(status, language)}</p>
<dl>
<dt>${say.received[language]}</dt><dd>${exactMomentHtml(receivedAt, language)}</dd>
<dt>${say.id[language]}</dt><dd><code>${id}</code></dd>
<dt>${say.size[language]}</dt><dd>${bytes}</dd>
${forgottenAt && html`<dt>${say.forgotten[language]}</dt><dd>${momentHtml(forgottenAt, language)}</dd>\n`}</dl>
${byGateway && html`<p>${say.byGateway[language]}</p>\n`}`;
}
