import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { workSelections } from '../../../ledger/views/allocation-work.ts';
import { kindOf } from '../../../parties/directory/codes.ts';
import { partyNames } from '../../../parties/directory/party-list.ts';
import { openSearch, sealSearch } from '../../../parties/sessions/searches.ts';
import { dutchDate } from '../../../standard/calendar.ts';
import { passesElevenTest } from '../../../standard/rules/level2/constraints-person.ts';
import { afterDays } from '../../../standard/working-days.ts';
import { allocationWords as say } from '../../../texts/console/allocation-words.ts';
import type { Language } from '../../../texts/problem-text.ts';
import type { Faults } from '../../frame/form.ts';
import { html } from '../../frame/html.ts';
import { type Filters, isFiltered, pageRows, pager } from '../../frame/list.ts';
import { languageOf, sendPage } from '../../frame/page.ts';
import type { Viewer } from '../../viewer.ts';
import { Filter, Lang, PageCursor, type PageParts, pageConfig } from '../parts.ts';
import { filtersHtml, foundHtml, listHtml, searchForm, sentHtml } from './list.ts';

const querystring = Type.Object(
  { ...{ show: Filter, party: Filter, search: PageCursor }, ...{ cursor: PageCursor, lang: Lang } },
  { additionalProperties: false },
);
const Typed = Type.String({ default: '', maxLength: 1000 });
const body = Type.Object({ token: Typed, bsn: Typed });

/** Days ahead in which an allocation ends soon. */
const soonDays = 30;

/** On which side of allocations a viewer is. */
export function sideOfViewer({ chosen }: Viewer): 'gemeente' | 'aanbieder' {
  return chosen.party?.kind === 'aanbieder' ? 'aanbieder' : 'gemeente';
}

/** "Toewijzingen": those of a gemeente or an aanbieder, with what is to be done. Nothing says which child they are of. */
export const allocationsPage: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  const { at } = parts.publicAddress;
  const config = pageConfig(parts, ['party'], 'heavy');
  app.get(
    '/console/allocations',
    { config, schema: { hide: true, querystring } },
    (request, reply) => show(request, reply, parts, { asked: request.query }),
  );

  app.post(
    '/console/allocations/searches',
    { config, schema: { hide: true, body } },
    async (request, reply) => {
      const { viewer, session } = request;
      const bsn = request.body.bsn.replaceAll(/[\s.]/g, '');
      if (!/^[0-9]{9}$/.test(bsn) || !passesElevenTest(bsn)) {
        const fault = say.bsnUnfit[viewer.language];
        return show(request, reply, parts, { asked: {}, typed: request.body.bsn, fault });
      }
      const { items } = await parts.allocations.list(viewer.call, { bsn, limit: 1 });
      const sealed = sealSearch(parts.people, session.id, 'child', items[0]?.client ?? null);
      return reply.redirect(`${at('/console/allocations')}?search=${sealed}`, 303);
    },
  );
};

interface Wanted {
  readonly asked: Readonly<Partial<Record<'show' | 'party' | 'search' | 'cursor', string>>>;
  /** A BSN that was typed, and what is wrong with it. */
  readonly typed?: string;
  readonly fault?: string;
}

async function show(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: PageParts,
  { asked, typed, fault }: Wanted,
): Promise<FastifyReply> {
  const { viewer, session, principal } = request;
  const language = languageOf(request);
  const side = sideOfViewer(viewer);
  const { filters, faults, ...chosen } = filterOf(asked, side, language);
  const { search, over } = searchOf(parts, session.id, asked.search);
  const list = `console allocations ${asked.show ?? ''}`;
  const after = parts.cursors.read<readonly [at: string, id: string]>(
    list,
    principal,
    asked.cursor,
  );
  const today = dutchDate(new Date());
  const isEmpty = faults.size > 0 || over || search?.found === null || fault !== undefined;
  const { items, next } = isEmpty
    ? { items: [], next: undefined }
    : await parts.allocations.work(viewer.call, {
        ...{ ...chosen, today, endsBy: afterDays(today, soonDays), limit: pageRows },
        ...(search?.found && { client: search.found }),
        ...(after && { after: { at: after[0], id: after[1] } }),
      });
  const open = await parts.terms.openDeliveries(
    viewer.call,
    items.map(({ client }) => client),
  );
  const codes = items.flatMap(({ municipality, provider }) => [municipality, provider]);
  const names = await partyNames(parts.store.pool, codes);
  const { at } = parts.publicAddress;
  const beside = { names, open, side, at, today, language };
  const onward = parts.cursors.write(list, principal, next && [next.at, next.id]);
  const pages = {
    ...{ filters: { ...filters, search: asked.search }, cursor: { cursor: asked.cursor } },
    ...{
      next: onward === null ? undefined : { cursor: onward },
      newestFirst: asked.show !== 'ending',
    },
  };
  const isSearched = search !== undefined || over;
  const shown = { items, more: next !== undefined, filtered: isFiltered(filters) };
  return sendPage(
    request,
    reply,
    {
      title: say.title[language],
      main: html`<p>${say.about[language]}</p>
${side === 'gemeente' && sentHtml(at, language)}${searchForm(viewer, at('/console/allocations/searches'), typed, fault)}${
  isSearched
    ? foundHtml({ over, client: search?.found ?? null }, at, language)
    : filtersHtml(filters, faults, side, language)
}${!isEmpty && listHtml(shown, beside)}${pager(pages, language)}`,
    },
    fault === undefined ? 200 : 400,
  );
}

/** The search of an address; `over` where it is not of this session. */
function searchOf({ people }: PageParts, sessionId: string, sealed: string | undefined) {
  if (!sealed) return { search: undefined, over: false };
  const search = openSearch(people, sessionId, 'child', sealed);
  return { search, over: search === undefined };
}

/** What was asked, what is wrong with it, and the same for the address of another page. */
function filterOf(
  asked: Wanted['asked'],
  side: 'gemeente' | 'aanbieder',
  language: Language,
): {
  readonly selection?: (typeof workSelections)[number];
  readonly counterparty?: string;
  readonly filters: Filters;
  readonly faults: Faults;
} {
  const selection = workSelections.find((one) => one === asked.show);
  const party = asked.party?.trim();
  const faults = new Map<string, string>();
  if (asked.show && !selection) faults.set('show', say.showUnfit[language]);
  const other = side === 'gemeente' ? 'aanbieder' : 'gemeente';
  if (party && kindOf(party) !== other) faults.set('party', say.partyUnfit[side][language]);
  return {
    ...(selection && { selection }),
    ...(party && { counterparty: party }),
    filters: { show: selection, party },
    faults,
  };
}
