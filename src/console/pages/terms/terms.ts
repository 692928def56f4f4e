import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { partyNames } from '../../../parties/directory/party-list.ts';
import { Problem } from '../../../problem.ts';
import { overdueByParty } from '../../../region/terms/overdue.ts';
import type { TermItem } from '../../../region/terms/present.ts';
import { termRoles } from '../../../region/terms/viewer.ts';
import { dutchDate } from '../../../standard/calendar.ts';
import { termWordsOfConsole as say } from '../../../texts/console/term-words.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { html } from '../../frame/html.ts';
import { isFiltered, pageRows, pager } from '../../frame/list.ts';
import { languageOf, sendPage } from '../../frame/page.ts';
import type { Viewer } from '../../viewer.ts';
import { Filter, Lang, PageCursor, type PageParts, pageConfig } from '../parts.ts';
import { type Asked, filterOf, filtersHtml } from './filters.ts';
import { ageingHtml, type Counts, termTable } from './shown.ts';

const querystring = Type.Object(
  {
    ...{ show: Filter, kind: Filter, side: Filter, party: Filter },
    ...{ cursor: PageCursor, lang: Lang },
  },
  { additionalProperties: false },
);

/** "Termijnen": what has to be done before a day. Each row leads to what it is about, where that is the viewer's own. */
export const termsPage: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  const config = pageConfig(parts, termRoles, 'heavy');
  const schema = { hide: true, querystring };
  app.get('/console/terms', { config, schema }, async (request, reply) => {
    const { viewer, principal, query } = request;
    const { cursor, lang: _, ...asked } = query;
    const language = languageOf(request);
    const today = dutchDate(new Date());
    const isParty = viewer.chosen.role === 'party';
    const { filter, faults, filters } = filterOf(asked, { isParty, today, language });
    const after = parts.cursors.read<readonly [dueOn: string, id: string]>(
      'console terms',
      principal,
      cursor,
    );
    const page = { limit: pageRows, ...(after && { after: { dueOn: after[0], id: after[1] } }) };
    const found =
      faults.size > 0
        ? nothing
        : await orFault(language, filters.party !== undefined, () =>
            parts.terms.list(viewer.call, { ...filter, ...page }),
          );
    if (found.fault) faults.set('party', found.fault);
    const { items, next } = found;
    const counts = found.notDesignated ? undefined : await countsOf(parts, viewer, asked, today);
    const names = await partyNames(
      parts.store.pool,
      items.flatMap(({ owedBy, owedTo }) => [owedBy, owedTo]),
    );
    const links = await allocationLinks(parts, viewer, items);
    const onward = parts.cursors.write('console terms', principal, next && [next.dueOn, next.id]);
    const pages = {
      ...{ filters, cursor: { cursor } },
      next: onward === null ? undefined : { cursor: onward },
    };
    const { at } = parts.publicAddress;
    const shown = { items, more: next !== undefined, filtered: isFiltered(filters) };
    const about = isParty ? say.about.party : say.about.others;
    const { role } = viewer.chosen;
    const ofMessages = isParty || role === 'operator' || role === 'administrator';
    const list = termTable(shown, { names, links, at, isParty, ofMessages, language });
    return sendPage(request, reply, {
      title: say.title[language],
      main: found.notDesignated
        ? html`<p class="empty">${say.notDesignated[language]}</p>\n`
        : html`<p>${about[language]}</p>
${counts && ageingHtml(counts, language)}${filtersHtml(filters, faults, isParty, language)}${faults.size === 0 && list}${pager(pages, language)}`,
    });
  });
};

interface Found {
  readonly items: readonly TermItem[];
  readonly next: { readonly dueOn: string; readonly id: string } | undefined;
  /** What is wrong with the party that was named. */
  readonly fault?: string;
  /** No gemeente designated this contract manager. */
  readonly notDesignated?: boolean;
}

const nothing: Found = { items: [], next: undefined };

/** A list, or why the party that was named does not fit. */
async function orFault(
  language: Language,
  named: boolean,
  list: () => Promise<Found>,
): Promise<Found> {
  try {
    return await list();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { code } = error;
    if (code === 'unknown-party') return { ...nothing, fault: say.unknownParty[language] };
    if (code === 'not-designated')
      return named
        ? { ...nothing, fault: say.notYours[language] }
        : { ...nothing, notDesignated: true };
    throw error;
  }
}

/** Of one's own terms, or those of the party that was named; of operators that name none, those of all. */
async function countsOf(
  { terms, store }: PageParts,
  { call, chosen }: Viewer,
  asked: Asked,
  today: string,
): Promise<Counts | undefined> {
  const party = asked.party?.trim() || undefined;
  if (asked.side === 'awaits') return undefined;
  const isParty = chosen.role === 'party';
  if (!isParty && party === undefined) {
    if (chosen.role === 'contract-manager') return undefined;
    const { items, complete } = await overdueByParty(store.pool, today);
    const overdue = items.reduce((sum, { count }) => sum + count, 0);
    return { overdue, over20: null, dueIn5: null, later: null, complete, party };
  }
  // What is wrong with the party is said at its field.
  const found = await terms
    .ageing(call, { oldest: 0, ...(!isParty && party && { party }) })
    .catch((error) => {
      if (error instanceof Problem) return undefined;
      throw error;
    });
  if (!found) return undefined;
  const { ages, complete } = found;
  const total = (count: (one: (typeof ages)[number]) => number) =>
    ages.reduce((sum, one) => sum + count(one), 0);
  return {
    overdue: total(({ over20, over6To20, over1To5 }) => over20 + over6To20 + over1To5),
    over20: total(({ over20 }) => over20),
    dueIn5: total(({ dueIn5 }) => dueIn5),
    later: total(({ later }) => later),
    complete,
    party: isParty ? undefined : party,
  };
}

/** The allocations of terms, by their gemeente and number: for a party, whose own they are. */
async function allocationLinks(
  { allocations }: PageParts,
  { call, chosen }: Viewer,
  items: readonly TermItem[],
): Promise<ReadonlyMap<string, string>> {
  if (chosen.role !== 'party') return new Map();
  return allocations.idsOf(
    call,
    items.flatMap(({ municipality, provider, toewijzingNummer }) =>
      toewijzingNummer ? [{ municipality, provider, toewijzingNummer }] : [],
    ),
  );
}
