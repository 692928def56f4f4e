import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { listHolds } from '../../../retention/legal-holds.ts';
import { type Forgetting, listForgettings } from '../../../retention/reports.ts';
import { keepingWords as say } from '../../../texts/console/keeping-words.ts';
import { countSentence, countText, dayText } from '../../../texts/console/written.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { type Html, html } from '../../frame/html.ts';
import { emptyList, pager } from '../../frame/list.ts';
import { languageOf, sendPage } from '../../frame/page.ts';
import { table } from '../../frame/table.ts';
import { Filter, Lang, PageCursor, type PageParts, pageConfig } from '../parts.ts';
import { holdForms, holdOn, holdsHtml, placeHtml, type TypedHold } from './holds.ts';

/** Holds on the page, and days. */
const holdRows = 20;
const dayRows = 31;

const querystring = Type.Object(
  {
    ...{ holds: Filter, holdCursor: PageCursor, cursor: PageCursor, done: Filter },
    ...{ message: Filter, lang: Lang },
  },
  { additionalProperties: false },
);
type Query = Readonly<Record<'holds' | 'holdCursor' | 'cursor' | 'done', string | undefined>>;
const lookers = ['auditor', 'administrator'] as const;

/** "Bewaren": what is kept longer than its term, and what was forgotten each day. */
export const keepingPage: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  const config = pageConfig(parts, lookers, 'heavy');
  app.get('/console/keeping', { config, schema: { hide: true, querystring } }, (request, reply) =>
    sendKeeping(
      request,
      reply,
      parts,
      { ...none, ...request.query },
      holdOn(request.query.message),
    ),
  );
  await app.register(
    holdForms((request, reply, typed) => sendKeeping(request, reply, parts, none, typed)),
    parts,
  );
};

const none: Query = {
  ...{ holds: undefined, holdCursor: undefined, cursor: undefined, done: undefined },
};

async function sendKeeping(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: PageParts,
  query: Query,
  typed?: TypedHold,
): Promise<FastifyReply> {
  const { viewer, principal } = request;
  const { at } = parts.publicAddress;
  const language = languageOf(request);
  const isAdministrator = principal.role === 'administrator';
  const { holds, days } = await readKeeping(request, parts, query);
  const done =
    query.done === 'placed' || query.done === 'lifted' ? say.done[query.done] : undefined;
  const filters = { holds: query.holds };
  const asked = { holdCursor: query.holdCursor, cursor: query.cursor };
  const onward = (name: 'holdCursor' | 'cursor', next: string | null) => ({
    ...{ filters, cursor: asked, newestFirst: true },
    next: next === null ? undefined : { ...asked, [name]: next },
  });
  return sendPage(
    request,
    reply,
    {
      title: say.title[language],
      main: html`${done && html`<div class="utrecht-alert utrecht-alert--ok" role="status"><p>${done[language]}</p></div>\n`}<p>${say.about[language]}</p>
${holdsHtml(holds.items, { all: query.holds === 'all', viewer, at, canLift: isAdministrator })}${pager(onward('holdCursor', holds.next), language)}${
  isAdministrator && placeHtml(viewer, at('/console/keeping/holds'), typed)
}${daysHtml(days.items, at, language)}${pager(onward('cursor', days.next), language)}`,
    },
    typed && typed.faults.size > 0 ? 400 : 200,
  );
}

/** The holds and days that are asked for, with cursors of this viewer. */
async function readKeeping({ principal }: FastifyRequest, parts: PageParts, query: Query) {
  const { cursors, store, macs } = parts;
  const { pool } = store;
  const beforeHold = cursors.read<string>('holds page', principal, query.holdCursor);
  const beforeDay = cursors.read<string>('forgettings page', principal, query.cursor);
  const [holds, days] = await Promise.all([
    listHolds(pool, macs, {
      limit: holdRows,
      ...(query.holds !== 'all' && { inForce: true }),
      ...(beforeHold !== undefined && { before: beforeHold }),
    }),
    listForgettings(pool, {
      limit: dayRows,
      ...(beforeDay !== undefined && { before: beforeDay }),
    }),
  ]);
  return {
    holds: { items: holds.items, next: cursors.write('holds page', principal, holds.next) },
    days: { items: days.items, next: cursors.write('forgettings page', principal, days.next) },
  };
}

/** What was forgotten by day: the numbers lead to the ids. */
function daysHtml(
  days: readonly Forgetting[],
  at: (path: string) => string,
  language: Language,
): Html {
  const [first] = days;
  if (!first)
    return html`<h2>${say.forgettings[language]}</h2>\n${emptyList(say.noForgettings[language])}`;
  const number = (value: number) => countText(value, language);
  const column = (
    head: (typeof say)['messages' | 'refused' | 'children' | 'held' | 'waiting'],
    value: (day: Forgetting) => number | undefined,
  ) => ({
    head: head[language],
    numeric: true,
    cell: (day: Forgetting) => {
      const count = value(day);
      return count === undefined ? '' : number(count);
    },
  });
  const terms = Object.entries(say.termOf).map(([name, words]) =>
    countSentence(first.terms[name as keyof typeof say.termOf], words, language),
  );
  return html`${table<Forgetting>({
    caption: say.forgettings[language],
    columns: [
      {
        head: say.day[language],
        cell: ({ day, finishedAt }) => [
          html`<a href="${at(`/console/keeping/${day}`)}">${dayText(day, language)}</a>`,
          !finishedAt && html` <span class="soft">${say.busy[language]}</span>`,
        ],
      },
      column(say.messages, ({ forgotten }) => forgotten.messages),
      column(say.refused, ({ forgotten }) => forgotten.refused),
      column(say.children, ({ forgotten }) => forgotten.clients),
      {
        head: say.months[language],
        cell: ({ forgotten }) => forgotten.accessLogMonths.join(', '),
      },
      column(say.held, ({ kept }) => kept?.underHold.messages),
      column(say.waiting, ({ kept }) => kept?.waiting),
    ],
    rows: days,
    list: true,
  })}<p>${say.terms[language]}: ${terms.join(', ')}.</p>
`;
}
