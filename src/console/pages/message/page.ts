import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
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
import type { PageContent } from '../../frame/page.ts';
import { languageOf, sendPage } from '../../frame/page.ts';
import type { Viewer } from '../../viewer.ts';
import { Filter, Lang, type PageParts, pageConfig } from '../parts.ts';
import { actionForms, actions, type Typed } from './forms.ts';
import { courseHtml, findingsHtml, matterHtml, operationsHtml } from './shown.ts';

/** Events that are shown of one message: one that is replayed for ever has more. */
const mostEvents = 200;
/** A message may be older than its first event by the clocks of two machines. */
const asideMs = 86_400_000;

const querystring = Type.Object({ done: Filter, lang: Lang }, { additionalProperties: false });

/** The page of one message, for operators: its course, what is the matter, and what can be done. Nothing of its content. */
export const messagePage: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  const config = pageConfig(parts, ['operator', 'administrator']);
  const schema = { hide: true, params: IdParams, querystring };
  app.get('/console/messages/:id', { config, schema }, async (request, reply) => {
    const { viewer, params, query } = request;
    const done = actions.find((one) => one === query.done);
    const language = languageOf(request);
    const shown = await readMessage(parts.store.pool, params.id.toLowerCase());
    return sendPage(
      request,
      reply,
      messageContent(shown, viewer, parts.publicAddress.at, language, { done }),
    );
  });
};

/** What the page shows of a message. */
export interface ShownMessage {
  readonly message: OperatorMessageDetails;
  readonly course: readonly SubjectEvent[];
  /** Names of its parties, by code. */
  readonly names: ReadonlyMap<string, string>;
}

/** @throws {Problem} `not-found` */
export async function readMessage(pool: Pool, id: string): Promise<ShownMessage> {
  const message = await findMessage(pool, id);
  const { sender, recipient, receivedAt } = message;
  const [course, names] = await Promise.all([
    eventsOfSubject(
      pool,
      { kind: statusChanged.subject, id },
      new Date(receivedAt.getTime() - asideMs),
      mostEvents,
    ),
    partyNames(pool, [sender, ...(recipient ? [recipient] : [])]),
  ]);
  return { message, course, names };
}

/** What the page says of what was just done, or not done. */
interface Said {
  /** A form that was not carried out. */
  readonly typed?: Typed;
  /** What went wrong: it stands above all. */
  readonly notice?: string;
  /** What was done. */
  readonly done?: Typed['action'] | undefined;
}

/** @param said of what was just done */
export function messageContent(
  { message, course, names }: ShownMessage,
  viewer: Viewer,
  at: (path: string) => string,
  language: Language,
  { typed, notice, done }: Said = {},
): PageContent {
  const name = (code: string | null) => (code === null ? '?' : (names.get(code) ?? code));
  const title = say.one[language]
    .replace('{type}', message.type ?? say.type[language])
    .replace('{from}', () => name(message.sender))
    .replace('{to}', () => name(message.recipient));
  return {
    title,
    up: { path: '/console/messages', title: say.title[language] },
    main: html`${notice && html`<p class="problem" role="alert" tabindex="-1">${notice}</p>\n`}${done && html`<div class="utrecht-alert utrecht-alert--ok" role="status"><p>${say.done[done][language].replace('{to}', () => name(message.recipient))}</p></div>\n`}${factsHtml(message, language)}
${matterHtml(message, at, language)}${actionForms(message, viewer, at, name(message.recipient), typed)}${courseHtml(course, name, language)}${findingsHtml(message, at, language)}${relatedHtml(message, at, language)}${operationsHtml(message, language)}`,
  };
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

function relatedHtml(
  { heenberichtId, answerId }: OperatorMessageDetails,
  at: (path: string) => string,
  language: Language,
): Html | undefined {
  const link = (id: string | null, word: string) =>
    id !== null && html`<li><a href="${at(`/console/messages/${id}`)}">${word}</a></li>\n`;
  if (heenberichtId === null && answerId === null) return undefined;
  return html`<h2>${say.related[language]}</h2>
<ul>
${link(heenberichtId, say.heenbericht[language])}${link(answerId, say.answer[language])}</ul>
`;
}
