import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { LogPage } from '../../../parties/access-log/filter.ts';
import { whoOf } from '../../../parties/access-log/visits.ts';
import { keyNames } from '../../../parties/credentials/key-names.ts';
import { partyNames } from '../../../parties/directory/party-list.ts';
import { openSearch, sealSearch } from '../../../parties/sessions/searches.ts';
import { passesElevenTest } from '../../../standard/rules/level2/constraints-person.ts';
import { seenWords as say } from '../../../texts/console/page-words.ts';
import { type Faults, faultSummary, textField, tokenField } from '../../frame/form.ts';
import { type Html, html } from '../../frame/html.ts';
import { emptyList, type Filters, hrefOf, pageRows, pager } from '../../frame/list.ts';
import { languageOf, sendPage } from '../../frame/page.ts';
import type { Viewer } from '../../viewer.ts';
import { Filter, Lang, PageCursor, type PageParts, pageConfig } from '../parts.ts';
import { filterOf, logFilters, namesIn } from './log.ts';
import { logTable } from './log-table.ts';
import { visitsHtml } from './visits.ts';

const querystring = Type.Object(
  {
    ...{ search: PageCursor, party: Filter, action: Filter, since: Filter, until: Filter },
    ...{ rows: Filter, who: Filter, cursor: PageCursor, lang: Lang },
  },
  { additionalProperties: false },
);
const Typed = Type.String({ default: '', maxLength: 1000 });
const body = Type.Object({ token: Typed, bsn: Typed });

/** Searches of this page are no searches of another. */
const kind = 'seen';

/** "Wie zag dit kind": the access log about one child, by its BSN, for auditors: by person and day, and row by row. */
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
        ? await foundHtml(request, parts, { client, sealed: query.search ?? '' })
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

/** What is seen of a child, as far as the filters let through: by person and day, or row by row. */
async function foundHtml(
  request: FastifyRequest,
  parts: PageParts,
  { client, sealed }: { readonly client: string; readonly sealed: string },
): Promise<Html> {
  const { principal, viewer, session } = request;
  const query = request.query as Readonly<Record<string, string | undefined>>;
  const { cursor, lang: _, search: __, rows, who, ...asked } = query;
  const language = languageOf(request);
  const { filter, faults, filters } = filterOf(asked, language);
  const byRow = rows === 'yes';
  const name = `seen ${client} ${byRow}`;
  const before = parts.cursors.read<string>(name, principal, cursor);
  const page = { clientId: client, ...filter, ...(before !== undefined && { before }) };
  const shown = { filters, sealed, who };
  const sealWho = (one: Who) => whoProof(parts, session.id, one);
  const { html: list, next } =
    faults.size > 0
      ? { html: undefined, next: null }
      : byRow
        ? await rowsHtml(parts, viewer, page, shown, sealWho)
        : await daysHtml(parts, viewer, page, shown, sealWho);
  const onward = parts.cursors.write(name, principal, next);
  const mode = byRow ? { rows: 'yes', who } : {};
  const pages = {
    ...{ filters: { ...filters, ...mode, search: sealed }, cursor: { cursor }, newestFirst: true },
    next: onward === null ? undefined : { cursor: onward },
  };
  const kept = html`<input type="hidden" name="search" value="${sealed}">${byRow && html`<input type="hidden" name="rows" value="yes">`}`;
  const other = hrefOf({ ...filters, search: sealed, ...(byRow ? {} : { rows: 'yes' }) });
  return html`<p>${say.found[language]} <a href="${other}">${(byRow ? say.toDays : say.toRows)[language]}</a></p>
${logFilters(filters, faults, language, kept)}${list}${pager(pages, language)}`;
}

type Who = Parameters<typeof whoOf>[0];
interface Asked {
  readonly filters: Filters;
  readonly sealed: string;
  readonly who: string | undefined;
}
interface Found {
  readonly html: Html;
  readonly next: string | null;
}

/** What stands in an address for a person: it says nothing by itself, and is of one session. */
function whoProof({ people }: PageParts, sessionId: string, who: Who): string {
  return people.formProof('seen by', sessionId, whoOf(who)).toString('base64url').slice(0, 22);
}

async function daysHtml(
  parts: PageParts,
  viewer: Viewer,
  page: Omit<LogPage, 'limit'>,
  { filters, sealed }: Asked,
  sealWho: (who: Who) => string,
): Promise<Found> {
  const visits = await parts.accessLog.visits(viewer.call, page);
  const { items, next } = visits;
  const parties = items.flatMap(({ actorParty }) => actorParty ?? []);
  const names = await partyNames(parts.store.pool, [...new Set(parties)]);
  const actors = items.flatMap(({ actor }) => actor ?? []);
  const keys = await keyNames(parts.store.pool, [...new Set(actors)]);
  const shown = { visits, names, keys, filters, sealed, sealWho };
  return { html: visitsHtml(shown, viewer.language), next };
}

async function rowsHtml(
  parts: PageParts,
  viewer: Viewer,
  page: Omit<LogPage, 'limit'>,
  { filters, who }: Asked,
  sealWho: (who: Who) => string,
): Promise<Found> {
  const { call, language } = viewer;
  const asked = { ...page, limit: pageRows };
  const { items, next } = await (who
    ? parts.accessLog.listFitting(call, asked, (item) => sealWho(item) === who)
    : parts.accessLog.list(call, asked));
  const found = await namesIn(parts.store.pool, items);
  const more = items.length === 0 && next !== null;
  const list = more
    ? emptyList(say.moreBehind[language])
    : logTable({ items, ...found, filters }, language);
  return { html: html`${who && html`<p>${say.onlyOne[language]}</p>\n`}${list}`, next };
}
