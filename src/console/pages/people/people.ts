import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { listKeys, revokeKey } from '../../../parties/credentials/api-keys.ts';
import { partyNames } from '../../../parties/directory/party-list.ts';
import type { Session } from '../../../parties/sessions/list.ts';
import { roleWords } from '../../../texts/console/frame-words.ts';
import { peopleWords as say } from '../../../texts/console/people-words.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { tokenField } from '../../frame/form.ts';
import { type Html, html } from '../../frame/html.ts';
import { emptyList, pageRows, pager } from '../../frame/list.ts';
import { momentHtml } from '../../frame/moment.ts';
import { languageOf, sendPage } from '../../frame/page.ts';
import { partyHtml } from '../../frame/party.ts';
import { sentence } from '../../frame/sentence.ts';
import { table } from '../../frame/table.ts';
import type { Viewer } from '../../viewer.ts';
import { Filter, Lang, PageCursor, type PageParts, pageConfig } from '../parts.ts';
import { staffKeysHtml } from '../party/keys.ts';

const querystring = Type.Object(
  { cursor: PageCursor, done: Filter, lang: Lang },
  { additionalProperties: false },
);
const params = Type.Object({ id: Type.String({ format: 'uuid' }) });

/** "Mensen": who is signed in, the keys of the staff, and where roles come from. */
export const peoplePage: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  const { store, macs, publicAddress } = parts;
  const { at } = publicAddress;
  app.get(
    '/console/people',
    {
      config: pageConfig(parts, ['administrator', 'auditor']),
      schema: { hide: true, querystring },
    },
    async (request, reply) => {
      const { principal, query, viewer } = request;
      const language = languageOf(request);
      const before = parts.cursors.read<string>('people', principal, query.cursor);
      const page = { limit: pageRows, ...(before !== undefined && { before }) };
      const { items, next } = await parts.sessions.list(page);
      const keys = await listKeys(store.db, macs, null);
      const named = new Map(keys.map(({ prefix, name }) => [prefix, name]));
      const names = await partyNames(
        store.pool,
        items.flatMap(({ party }) => party ?? []),
      );
      const onward = parts.cursors.write('people', principal, next);
      const pages = {
        ...{ filters: {}, cursor: { cursor: query.cursor }, newestFirst: true },
        next: onward === null ? undefined : { cursor: onward },
      };
      const done = query.done === 'ended' || query.done === 'revoked' ? query.done : undefined;
      return sendPage(request, reply, {
        title: say.title[language],
        main: html`${done && html`<div class="utrecht-alert utrecht-alert--ok" role="status"><p>${say[done][language]}</p></div>\n`}<p>${say.about[language]}</p>
${sessionsHtml(items, { names, named }, request, at)}${pager(pages, language)}${staffKeysHtml(keys, viewer, at)}<p>${sentence(say.keysAbout[language])}</p>
${rolesHtml(parts, language)}`,
      });
    },
  );

  const config = pageConfig(parts, ['administrator']);
  const schema = { hide: true, params };
  app.post('/console/people/:id/end', { config, schema }, async (request, reply) => {
    await parts.sessions.end(request.viewer.call, request.params.id.toLowerCase());
    return reply.redirect(at('/console/people?done=ended'), 303);
  });
  app.post('/console/people/keys/:id/revocation', { config, schema }, async (request, reply) => {
    await revokeKey(store.db, macs, request.viewer.call, null, request.params.id.toLowerCase());
    return reply.redirect(at('/console/people?done=revoked'), 303);
  });
};

/** What codes and prefixes of keys are called. */
interface Named {
  readonly names: ReadonlyMap<string, string>;
  readonly named: ReadonlyMap<string, string | null>;
}

function sessionsHtml(
  items: readonly Session[],
  { names, named }: Named,
  request: FastifyRequest,
  at: (path: string) => string,
): Html {
  const { viewer, session, principal } = request;
  const language = languageOf(request);
  if (items.length === 0)
    return emptyList((request.url.includes('cursor=') ? say.noneHere : say.none)[language]);
  const isAdministrator = principal.role === 'administrator';
  return table({
    caption: say.sessions[language],
    columns: [
      {
        head: say.who[language],
        cell: ({ who, id }) => [
          html`<code>${who}</code>`,
          named.get(who) && ` ${named.get(who)}`,
          id === session.id && ` (${say.you[language]})`,
        ],
      },
      {
        head: say.role[language],
        cell: ({ role, party }) => [
          roleWords[role][language],
          party !== null && html` ${partyHtml(party, names)}`,
        ],
      },
      { head: say.way[language], cell: ({ by }) => say.ways[by][language] },
      { head: say.since[language], cell: ({ since }) => momentHtml(since, language) },
      { head: say.lastUsed[language], cell: ({ lastUsedAt }) => momentHtml(lastUsedAt, language) },
      { head: say.endsAt[language], cell: ({ endsAt }) => momentHtml(endsAt, language) },
      ...(isAdministrator
        ? [
            {
              head: say.end[language],
              cell: ({ id, who }: Session) => id !== session.id && endHtml(id, who, viewer, at),
            },
          ]
        : []),
    ],
    rows: items,
    list: true,
  });
}

function endHtml(id: string, who: string, viewer: Viewer, at: (path: string) => string): Html {
  const { language } = viewer;
  return html`<details><summary>${say.end[language]} <span class="unseen">${who}</span></summary>
<form class="form" method="post" action="${at(`/console/people/${id}/end`)}">
${tokenField(viewer)}<p>${say.endAbout[language]}</p>
<p class="buttons"><button>${say.end[language]}</button></p></form></details>
`;
}

function rolesHtml({ signIn }: PageParts, language: Language): Html {
  const { oidc } = signIn;
  const issuer = oidc
    ? say.rolesIssuer[language]
        .replace('{issuer}', () => oidc.issuer)
        .replace('{claim}', () => oidc.rolesClaim)
    : say.noIssuer[language];
  return html`<h2>${say.rolesTitle[language]}</h2>
<p>${say.rolesKey[language]}</p>
<p>${sentence(issuer)}</p>
`;
}
