import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import type { Party } from '../../../parties/directory/parties.ts';
import { listParties } from '../../../parties/directory/party-list.ts';
import { partyKinds } from '../../../store/tables.ts';
import { listWords } from '../../../texts/console/frame-words.ts';
import {
  firstRunWords,
  kindWords,
  newPartyWords,
  partyWords as say,
} from '../../../texts/console/party-words.ts';
import { dayText } from '../../../texts/console/written.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { choiceField, textField } from '../../frame/form.ts';
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
import { table } from '../../frame/table.ts';
import { Filter, Lang, PageCursor, type PageParts, pageConfig } from '../parts.ts';
import { firstRunOf, stepsHtml } from './first-run.ts';
import { partyForm } from './party-form.ts';

const querystring = Type.Object(
  {
    name: Filter,
    kind: Filter,
    cursor: PageCursor,
    lang: Lang,
  },
  { additionalProperties: false },
);

/** "Partijen": who takes part; for an administrator of a new gateway, how to begin. */
export const partiesPage: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  const { at } = parts.publicAddress;
  const config = pageConfig(parts, ['administrator', 'operator']);
  app.get(
    '/console/parties',
    { config, schema: { hide: true, querystring } },
    async (request, reply) => {
      const { principal, query } = request;
      const kind = partyKinds.find((one) => one === query.kind);
      const { name, cursor } = query;
      const filters = { name, kind };
      const isAdministrator = principal.role === 'administrator';
      const after = parts.cursors.read<string>('parties', principal, cursor);
      const { items, next } = await listParties(parts.store.db, {
        limit: pageRows,
        // As the API: who sends and receives; administrators see all.
        ...(!isAdministrator && { exchanging: true }),
        ...(name && { name }),
        ...(kind && { kind }),
        ...(after !== undefined && { after }),
      });
      const language = languageOf(request);
      const help =
        isAdministrator && !isFiltered({ ...filters, cursor })
          ? await helpHtml(request, parts)
          : undefined;
      const onward = parts.cursors.write('parties', principal, next);
      const pages = {
        filters,
        cursor: { cursor },
        next: onward === null ? undefined : { cursor: onward },
      };
      const add = html`<p><a href="${at('/console/parties/new')}">${newPartyWords.title[language]}</a></p>\n`;
      return sendPage(request, reply, {
        title: say.title[language],
        main:
          help && items.length === 0
            ? help
            : html`${help}${isAdministrator && add}${filtersHtml(filters, isAdministrator, language)}${listHtml(items, filters, at, language)}${pager(pages, language)}`,
      });
    },
  );
};

/** How to begin, with the form while a party is missing; undefined when messages flow. */
async function helpHtml(request: FastifyRequest, parts: PageParts): Promise<Html | undefined> {
  const run = await firstRunOf(parts);
  if (!run) return undefined;
  const language = languageOf(request);
  const form = partyForm(request.viewer, parts.publicAddress.at('/console/parties'));
  return html`<h2>${firstRunWords.title[language]}</h2>
<p>${firstRunWords.about[language]}</p>
${stepsHtml(run, request, language)}${!(run.gemeente && run.aanbieder) && html`<h2>${newPartyWords.title[language]}</h2>\n${form}`}`;
}

function filtersHtml(filters: Filters, all: boolean, language: Language): Html {
  const kinds = all ? partyKinds : partyKinds.slice(0, 2);
  const fields = [
    textField({
      ...{ name: 'name', label: say.search[language], value: filters.name },
      ...{ type: 'search', maxLength: 200 },
    }),
    choiceField({
      ...{ name: 'kind', label: say.kind[language], value: filters.kind },
      options: [
        { value: '', word: listWords.any[language] },
        ...kinds.map((kind) => ({ value: kind, word: kindWords[kind][language] })),
      ],
    }),
  ];
  return filterForm(fields, filters, language);
}

function listHtml(
  items: readonly Party[],
  filters: Filters,
  at: (path: string) => string,
  language: Language,
): Html {
  if (items.length === 0)
    return emptyList((isFiltered(filters) ? say.emptyHere : say.empty)[language]);
  return table({
    caption: say.caption[language],
    columns: [
      {
        head: say.name[language],
        cell: ({ code, name }) => html`<a href="${at(`/console/parties/${code}`)}">${name}</a>`,
      },
      { head: say.code[language], cell: ({ code }) => code },
      { head: say.kind[language], cell: ({ kind }) => kindWords[kind][language] },
      { head: say.until[language], cell: ({ until }) => until && dayText(until, language) },
      { head: say.successor[language], cell: ({ successor }) => successor },
    ],
    rows: items,
    list: true,
  });
}
