import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { openSearch, sealSearch } from '../../../parties/sessions/searches.ts';
import { passesElevenTest } from '../../../standard/rules/level2/constraints-person.ts';
import { seenWords as say } from '../../../texts/console/page-words.ts';
import { type Faults, faultSummary, textField, tokenField } from '../../frame/form.ts';
import { type Html, html } from '../../frame/html.ts';
import { emptyList, pageRows, pager } from '../../frame/list.ts';
import { languageOf, sendPage } from '../../frame/page.ts';
import type { Viewer } from '../../viewer.ts';
import { Filter, Lang, PageCursor, type PageParts, pageConfig } from '../parts.ts';
import { filterOf, logFilters, namesIn } from './log.ts';
import { logTable } from './log-table.ts';

const querystring = Type.Object(
  {
    ...{ search: PageCursor, party: Filter, action: Filter, since: Filter, until: Filter },
    ...{ cursor: PageCursor, lang: Lang },
  },
  { additionalProperties: false },
);
const Typed = Type.String({ default: '', maxLength: 1000 });
const body = Type.Object({ token: Typed, bsn: Typed });

/** Searches of this page are no searches of another. */
const kind = 'seen';

/** "Wie zag dit kind": the rows of the access log about one child, by its BSN, for auditors. */
export const seenPage: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  const { at } = parts.publicAddress;
  const config = pageConfig(parts, ['auditor'], 'heavy');
  app.get(
    '/console/seen',
    { config, schema: { hide: true, querystring } },
    async (request, reply) => {
      const { session, query } = request;
      const language = languageOf(request);
      const search = query.search
        ? openSearch(parts.people, session.id, kind, query.search)
        : undefined;
      const sorry = !query.search ? undefined : search ? say.unknown : say.over;
      const client = search?.found;
      const rows = client
        ? await rowsHtml(request, parts, { client, sealed: query.search ?? '' })
        : sorry && emptyList(sorry[language]);
      return sendSeen(request, reply, at, rows);
    },
  );
  app.post(
    '/console/seen/searches',
    { config, schema: { hide: true, body } },
    async (request, reply) => {
      const { viewer, session } = request;
      const typed = request.body.bsn;
      const bsn = typed.replaceAll(/[\s.]/g, '');
      if (!/^[0-9]{9}$/.test(bsn) || !passesElevenTest(bsn)) {
        const faults = new Map([['bsn', say.unfit[viewer.language]]]);
        return sendSeen(request, reply, at, undefined, { typed, faults });
      }
      const client = await parts.accessLog.child(viewer.call, bsn);
      const sealed = sealSearch(parts.people, session.id, kind, client);
      return reply.redirect(`${at('/console/seen')}?search=${sealed}`, 303);
    },
  );
};

function sendSeen(
  request: FastifyRequest,
  reply: FastifyReply,
  at: (path: string) => string,
  rows: Html | undefined,
  wrong?: { readonly typed: string; readonly faults: Faults },
): FastifyReply {
  const language = languageOf(request);
  reply.header('Cache-Control', 'private, no-store');
  const main = html`<p>${say.about[language]}</p>
${searchForm(request.viewer, at('/console/seen/searches'), wrong)}${rows}`;
  return sendPage(request, reply, { title: say.title[language], main }, wrong ? 400 : 200);
}

function searchForm(
  viewer: Viewer,
  action: string,
  wrong?: { readonly typed: string; readonly faults: Faults },
): Html {
  const { language } = viewer;
  const faults: Faults = wrong?.faults ?? new Map<string, string>();
  return html`${faultSummary(faults, language)}<form class="form" method="post" action="${action}" novalidate>
${tokenField(viewer)}${textField({
  ...{ name: 'bsn', label: say.bsn[language], type: 'search', value: wrong?.typed },
  ...{ maxLength: 20, digits: true, required: true, fault: faults.get('bsn') },
})}<p class="buttons"><button class="strong">${say.find[language]}</button></p>
</form>
`;
}

/** The rows about a child, as far as the filters let through. */
async function rowsHtml(
  request: FastifyRequest,
  parts: PageParts,
  { client, sealed }: { readonly client: string; readonly sealed: string },
): Promise<Html> {
  const { principal, viewer } = request;
  const { cursor, lang: _, search: __, ...asked } = request.query as Record<string, string>;
  const language = languageOf(request);
  const { filter, faults, filters } = filterOf(asked, language);
  const name = `seen ${client}`;
  const before = parts.cursors.read<string>(name, principal, cursor);
  const { items, next } =
    faults.size > 0
      ? { items: [], next: null }
      : await parts.accessLog.list(viewer.call, {
          ...{ limit: pageRows, clientId: client, ...filter },
          ...(before !== undefined && { before }),
        });
  const found = await namesIn(parts.store.pool, items);
  const onward = parts.cursors.write(name, principal, next);
  const pages = {
    ...{ filters: { ...filters, search: sealed }, cursor: { cursor }, newestFirst: true },
    next: onward === null ? undefined : { cursor: onward },
  };
  const kept = html`<input type="hidden" name="search" value="${sealed}">`;
  return html`<p>${say.found[language]}</p>
${logFilters(filters, faults, language, kept)}${faults.size === 0 && logTable({ items, ...found, filters }, language)}${pager(pages, language)}`;
}
