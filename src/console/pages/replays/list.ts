import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { listOperations, type Operation } from '../../../operations/operation-records.ts';
import type { OperationKind } from '../../../store/tables.ts';
import { replayWords as say } from '../../../texts/console/replay-words.ts';
import { countText } from '../../../texts/console/written.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { choiceField } from '../../frame/form.ts';
import { type Html, html } from '../../frame/html.ts';
import { emptyList, filterForm, pageRows, pager } from '../../frame/list.ts';
import { momentHtml } from '../../frame/moment.ts';
import { languageOf, sendPage } from '../../frame/page.ts';
import { table } from '../../frame/table.ts';
import { Filter, Lang, PageCursor, type PageParts, pageConfig } from '../parts.ts';

const querystring = Type.Object(
  { kind: Filter, cursor: PageCursor, lang: Lang },
  { additionalProperties: false },
);
const kinds = ['replay', 'redelivery'] as const satisfies OperationKind[];

/** "Herhalingen": the replays and the redeliveries, each newest first. */
export const replaysPage: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  const { at } = parts.publicAddress;
  const config = pageConfig(parts, ['operator', 'administrator']);
  app.get(
    '/console/replays',
    { config, schema: { hide: true, querystring } },
    async (request, reply) => {
      const { principal, query } = request;
      const language = languageOf(request);
      const kind = kinds.find((one) => one === query.kind) ?? 'replay';
      const list = `console ${kind}`;
      const before = parts.cursors.read<string>(list, principal, query.cursor);
      const page = { limit: pageRows, ...(before && { before }) };
      const { items, next } = await listOperations(parts.store.pool, kind, page);
      const onward = parts.cursors.write(list, principal, next);
      const filters = { kind: kind === 'replay' ? undefined : kind };
      const pages = {
        ...{ filters, cursor: { cursor: query.cursor }, newestFirst: true },
        next: onward === null ? undefined : { cursor: onward },
      };
      const options = kinds.map((one) => ({ value: one, word: say.kinds[one][language] }));
      const choice = choiceField({
        ...{ name: 'kind', label: say.kind[language], value: kind, options },
      });
      return sendPage(request, reply, {
        title: say.title[language],
        main: html`<p>${say.about[language]}</p>
${filterForm([choice], {}, language)}${items.length > 0 ? tableHtml(items, kind, at, language) : emptyList(say.empty[kind][language])}${pager(pages, language)}`,
      });
    },
  );
};

function tableHtml(
  items: readonly Operation[],
  kind: OperationKind,
  at: (path: string) => string,
  language: Language,
): Html {
  const number = (value: number) => countText(value, language);
  return table({
    caption: say.kinds[kind][language],
    columns: [
      {
        head: say.started[language],
        cell: ({ id, createdAt }) =>
          html`<a href="${at(`/console/replays/${id}`)}">${momentHtml(createdAt, language)}</a>`,
      },
      {
        head: say.reason[language],
        cell: ({ reason }) => html`<span class="wraps">${reason}</span>`,
      },
      { head: say.by[language], cell: ({ by }) => html`<code>${by.name}</code>` },
      { head: say.state[language], cell: ({ state }) => say.states[state][language] },
      { head: say.messages[language], cell: ({ count }) => number(count), numeric: true },
      {
        head: say.succeeded[language],
        cell: ({ progress }) => number(progress.succeeded),
        numeric: true,
      },
      {
        head: say.failed[language],
        cell: ({ progress }) => number(progress.failed),
        numeric: true,
      },
    ],
    rows: items,
    list: true,
  });
}
