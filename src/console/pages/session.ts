import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { anyRole } from '../../http/server/access.ts';
import type { Sessions } from '../../parties/sessions/sessions.ts';
import { roleWords } from '../../texts/console/frame-words.ts';
import { sessionWords as say } from '../../texts/console/page-words.ts';
import { countSentence } from '../../texts/console/written.ts';
import type { Language } from '../../texts/problem-text.ts';
import { tokenField } from '../frame/form.ts';
import { type Html, html } from '../frame/html.ts';
import { exactMomentHtml, momentHtml } from '../frame/moment.ts';
import { languageOf, sendPage } from '../frame/page.ts';
import { workingAsText } from '../frame/surroundings.ts';
import { table } from '../frame/table.ts';
import type { Viewer } from '../viewer.ts';
import { Lang, type PageParts, pageConfig } from './parts.ts';

/** `ended`: how many other sessions were ended just now. */
const querystring = Type.Object(
  { ended: Type.Optional(Type.Integer({ minimum: 0, maximum: 99_999 })), lang: Lang },
  { additionalProperties: false },
);

type Own = Awaited<ReturnType<Sessions['own']>>;

/** "Uw sessie": as whom one works, by what, what ends it, and the other sessions of the same person. */
export const sessionPage: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  const { at } = parts.publicAddress;
  const config = pageConfig(parts, anyRole);
  const schema = { hide: true, querystring };
  app.get('/console/session', { config, schema }, async (request, reply) => {
    const { viewer } = request;
    const language = languageOf(request);
    const { ended } = request.query;
    const said =
      ended !== undefined &&
      html`<p class="utrecht-alert utrecht-alert--ok" role="status">${countSentence(ended, say.ended, language)}</p>\n`;
    const own = await parts.sessions.own(viewer.call);
    return sendPage(request, reply, {
      title: say.title[language],
      main: html`${said}${sessionHtml(viewer, at)}${sessionsHtml(own, viewer, at, language)}`,
    });
  });
  app.post(
    '/console/session/others',
    { config, schema: { hide: true } },
    async (request, reply) => {
      const ended = await parts.sessions.endOthers(request.viewer.call);
      return reply.redirect(`${at('/console/session')}?ended=${ended}`, 303);
    },
  );
};

function sessionHtml(viewer: Viewer, at: (path: string) => string): Html {
  const { call, name, chosen, language } = viewer;
  const { name: inLog, expiresAt } = call.principal.credential;
  return html`<dl>
<dt>${say.as[language]}</dt><dd>${workingAsText(chosen, language)}</dd>
<dt>${say.by[language]}</dt><dd>${name}</dd>
<dt>${say.log[language]}</dt><dd><code>${inLog}</code></dd>
<dt>${say.address[language]}</dt><dd>${call.address ?? say.unknown[language]}</dd>
${expiresAt && html`<dt>${say.expires[language]}</dt><dd>${exactMomentHtml(expiresAt, language)}</dd>\n`}</dl>
<form method="post" action="${at('/console/sign-out')}">${tokenField(viewer)}<p class="buttons"><button class="strong">${say.signOut[language]}</button></p></form>
<h2>${say.ends[language]}</h2>
<ul>
${say.endings.map((one) => html`<li>${one[language]}</li>\n`)}</ul>
`;
}

/** The sessions of the person, and a button that ends all but this one where there are others. */
function sessionsHtml(
  own: Own,
  viewer: Viewer,
  at: (path: string) => string,
  language: Language,
): Html {
  const others = own.some(({ current }) => !current);
  const end = html`<p>${say.endOthersAbout[language]}</p>
<form method="post" action="${at('/console/session/others')}">${tokenField(viewer)}<p class="buttons"><button>${say.endOthers[language]}</button></p></form>
`;
  return html`${table({
    caption: say.sessions[language],
    columns: [
      {
        head: say.role[language],
        cell: ({ role, party, current }) => [
          roleWords[role][language],
          party && ` ${party}`,
          current && ` (${say.current[language]})`,
        ],
      },
      { head: say.since[language], cell: ({ since }) => momentHtml(since, language) },
      { head: say.lastUsed[language], cell: ({ lastUsedAt }) => momentHtml(lastUsedAt, language) },
      { head: say.endsAt[language], cell: ({ endsAt }) => momentHtml(endsAt, language) },
    ],
    rows: own,
  })}${others && end}`;
}
