import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { JudgedBy } from '../../../ledger/contracts/between.ts';
import { kindOf } from '../../../parties/directory/codes.ts';
import { partyNames } from '../../../parties/directory/party-list.ts';
import { dutchDate } from '../../../standard/calendar.ts';
import { contractLoadWords } from '../../../texts/console/contract-load-words.ts';
import { contractWords as say } from '../../../texts/console/page-words.ts';
import type { Words } from '../../../texts/console/words.ts';
import { countSentence, countText, dayText } from '../../../texts/console/written.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { type Faults, textField } from '../../frame/form.ts';
import { type Html, html } from '../../frame/html.ts';
import {
  emptyList,
  type Filters,
  filterForm,
  isFiltered,
  pageRows,
  pager,
} from '../../frame/list.ts';
import { languageOf, sendPage } from '../../frame/page.ts';
import { partyHtml } from '../../frame/party.ts';
import { table } from '../../frame/table.ts';
import type { Viewer } from '../../viewer.ts';
import { Filter, Lang, PageCursor, type PageParts, pageConfig } from '../parts.ts';

const Loaded = Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000_000 }));
const querystring = Type.Object(
  {
    gemeente: Filter,
    aanbieder: Filter,
    cursor: PageCursor,
    loaded: Loaded,
    lang: Lang,
  },
  { additionalProperties: false },
);

/**
 * "Contracten": those of the gemeenten for which a contract manager works, those of a party, or all, also those that begin
 * later.
 */
export const contractsPage: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  const config = pageConfig(parts, ['contract-manager', 'party', 'administrator'], 'heavy');
  app.get(
    '/console/contracts',
    { config, schema: { hide: true, querystring } },
    async (request, reply) => {
      const { principal, viewer, query } = request;
      const { cursor } = query;
      const gemeente = query.gemeente?.trim();
      const aanbieder = query.aanbieder?.trim();
      const filters = { gemeente, aanbieder };
      const language = languageOf(request);
      const faults = faultsOf(filters, language);
      const after = parts.cursors.read<string>('contracts', principal, cursor);
      const { items, next } =
        faults.size > 0
          ? { items: [], next: undefined }
          : await parts.contracts.list(viewer.call, {
              limit: pageRows,
              ...(gemeente && { gemeente }),
              ...(aanbieder && { aanbieder }),
              ...(after !== undefined && { after }),
            });
      const codes = items.flatMap(({ contract }) => [contract.aanbieder, ...contract.gemeenten]);
      const names = await partyNames(parts.store.pool, codes);
      const onward = parts.cursors.write('contracts', principal, next);
      const pages = {
        filters,
        cursor: { cursor },
        next: onward === null ? undefined : { cursor: onward },
      };
      return sendPage(request, reply, {
        title: say.title[language],
        main: html`${loadedHtml(query.loaded, language)}<p>${aboutOf(viewer)[language]}</p>
${loadHtml(viewer, parts.publicAddress.at)}${filtersHtml(filters, faults, language)}${faults.size === 0 && listHtml(items, names, filters, parts.publicAddress.at, language)}${pager(pages, language)}`,
      });
    },
  );
};

function aboutOf({ chosen: { role } }: Viewer): Words {
  if (role === 'contract-manager') return say.about;
  return role === 'party' ? say.aboutOwn : say.aboutAll;
}

/** How many contracts were loaded just now. */
function loadedHtml(loaded: number | undefined, language: Language): Html | undefined {
  if (loaded === undefined) return undefined;
  const text = countSentence(loaded, contractLoadWords.loaded, language);
  return html`<div class="utrecht-alert utrecht-alert--ok" role="status"><p>${text}</p></div>\n`;
}

/** The way to loading; not for an aanbieder, which loads none. */
function loadHtml({ chosen, language }: Viewer, at: (path: string) => string): Html | undefined {
  if (chosen.party?.kind === 'aanbieder') return undefined;
  return html`<p><a href="${at('/console/contracts/load')}">${contractLoadWords.toLoad[language]}</a></p>\n`;
}

/** What is wrong with the codes that were asked for. */
function faultsOf({ gemeente, aanbieder }: Filters, language: Language): Faults {
  const faults = new Map<string, string>();
  if (aanbieder && kindOf(aanbieder) !== 'aanbieder')
    faults.set('aanbieder', say.aanbiederUnfit[language]);
  if (gemeente && kindOf(gemeente) !== 'gemeente')
    faults.set('gemeente', say.gemeenteUnfit[language]);
  return faults;
}

function filtersHtml(filters: Filters, faults: Faults, language: Language): Html {
  const fields = [
    textField({
      ...{ name: 'aanbieder', label: say.aanbiederCode[language], value: filters.aanbieder },
      ...{ type: 'search', maxLength: 200, digits: true, fault: faults.get('aanbieder') },
    }),
    textField({
      ...{ name: 'gemeente', label: say.gemeenteCode[language], value: filters.gemeente },
      ...{ maxLength: 200, digits: true, fault: faults.get('gemeente') },
    }),
  ];
  return filterForm(fields, filters, language);
}

function listHtml(
  items: readonly JudgedBy[],
  names: ReadonlyMap<string, string>,
  filters: Filters,
  at: (path: string) => string,
  language: Language,
): Html {
  if (items.length === 0)
    return emptyList((isFiltered(filters) ? say.emptyHere : say.empty)[language]);
  const today = dutchDate(new Date());
  const name = (code: string) => names.get(code) ?? code;
  return table({
    caption: say.caption[language],
    columns: [
      {
        head: say.number[language],
        cell: ({ id, contract }) =>
          html`<a href="${at(`/console/contracts/${id}`)}">${contract.number}</a>`,
      },
      {
        head: say.aanbieder[language],
        cell: ({ contract }) => partyHtml(contract.aanbieder, names),
      },
      {
        head: say.gemeenten[language],
        cell: ({ contract }) => contract.region ?? contract.gemeenten.map(name).join(', '),
      },
      { head: say.period[language], cell: ({ contract }) => periodHtml(contract, today, language) },
      {
        head: say.lines[language],
        cell: ({ contract }) => countText(contract.lines.length, language),
        numeric: true,
      },
      { head: say.version[language], cell: ({ version }) => version, numeric: true },
    ],
    rows: items,
    list: true,
  });
}

/** From when to when, and whether that is now. @param today plain date */
export function periodHtml(
  { begin, end }: JudgedBy['contract'],
  today: string,
  language: Language,
): Html {
  const from = begin && say.from[language].replace('{day}', dayText(begin, language));
  const until = end && say.until[language].replace('{day}', dayText(end, language));
  const text = [from, until].filter(Boolean).join(' ') || say.always[language];
  const when = begin && begin > today ? say.notYet : end && end < today ? say.over : undefined;
  return html`${text}${when && html` <strong>(${when[language]})</strong>`}`;
}
