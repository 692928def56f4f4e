import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { listForgotten } from '../../../retention/reports.ts';
import { keepingWords as say } from '../../../texts/console/keeping-words.ts';
import { dayText } from '../../../texts/console/written.ts';
import { html } from '../../frame/html.ts';
import { emptyList, pageRows, pager } from '../../frame/list.ts';
import { languageOf, sendPage } from '../../frame/page.ts';
import { table } from '../../frame/table.ts';
import { Lang, PageCursor, type PageParts, pageConfig } from '../parts.ts';

const params = Type.Object({ day: Type.String({ format: 'date' }) });
const querystring = Type.Object(
  { cursor: PageCursor, lang: Lang },
  { additionalProperties: false },
);

/** The ids of what was forgotten on a day. */
export const forgottenPage: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  const { cursors, store } = parts;
  app.get(
    '/console/keeping/:day',
    {
      config: pageConfig(parts, ['auditor', 'administrator']),
      schema: { hide: true, params, querystring },
    },
    async (request, reply) => {
      const { principal } = request;
      const { day } = request.params;
      const { cursor } = request.query;
      const language = languageOf(request);
      const name = `forgotten on ${day} page`;
      const after = cursors.read<string>(name, principal, cursor);
      const page = { limit: pageRows, ...(after !== undefined && { after }) };
      const { items, next } = await listForgotten(store.pool, day, page);
      const onward = cursors.write(name, principal, next);
      const pages = {
        ...{ filters: {}, cursor: { cursor } },
        next: onward === null ? undefined : { cursor: onward },
      };
      const list = () => html`<p>${say.itemsAbout[language]}</p>
${table({
  caption: say.what[language],
  columns: [
    { head: say.id[language], cell: ({ id }) => html`<code>${id}</code>` },
    { head: say.what[language], cell: ({ kind }) => say.itemKinds[kind][language] },
  ],
  rows: items,
  list: true,
})}`;
      const empty = (cursor ? say.noItemsHere : say.noItems)[language];
      return sendPage(request, reply, {
        title: say.items[language].replace('{day}', dayText(day, language)),
        up: { path: '/console/keeping', title: say.title[language] },
        main: html`${items.length === 0 ? emptyList(empty) : list()}${pager(pages, language)}`,
      });
    },
  );
};
