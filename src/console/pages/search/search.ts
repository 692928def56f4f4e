import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { callOf } from '../../../http/server/caller.ts';
import { IdParams } from '../../../http/server/schemas.ts';
import { findMessage } from '../../../operations/overview.ts';
import type { SearchCursor } from '../../../operations/search.ts';
import {
  isMessageId,
  readSought,
  type SearchFault,
  type Sought,
  soughtOf,
} from '../../../operations/sought.ts';
import { Problem } from '../../../problem.ts';
import { messageWords } from '../../../texts/console/message-words.ts';
import { searchWords as say } from '../../../texts/console/search-words.ts';
import type { Words } from '../../../texts/console/words.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { faultSummary } from '../../frame/form.ts';
import { type Html, html } from '../../frame/html.ts';
import { emptyList, type Filters, isFiltered, pageRows, pager } from '../../frame/list.ts';
import { languageOf, sendPage } from '../../frame/page.ts';
import { backTo } from '../messages/back.ts';
import { filtersHtml, messageFilters, readFilters } from '../messages/filters.ts';
import { messagesTable, namesOf, type ShownMessages } from '../messages/table.ts';
import { Lang, PageCursor, type PageParts, pageConfig } from '../parts.ts';
import { chosenBy, searchForm, type TypedSearch } from './form.ts';

const Text = Type.String({ default: '', maxLength: 2000 });
const body = Type.Object({ token: Text, by: Text, text: Text, aanbieder: Text });
const querystring = Type.Object(
  { ...messageFilters, cursor: PageCursor, lang: Lang },
  { additionalProperties: false },
);
const up = { path: '/console/messages', title: messageWords.title };

/**
 * Searching by what a person has at hand. What is searched is kept for the session that searches: the address has an id, which
 * is nothing to anybody else.
 */
export const searchPages: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  const config = pageConfig(parts, ['operator', 'administrator'], 'heavy');
  app.post(
    '/console/searches',
    { config, schema: { hide: true, body } },
    async (request, reply) => {
      const { by, text, aanbieder } = request.body;
      const typed = { by, text, aanbieder: aanbieder.trim() };
      const read = readTyped(typed);
      if (typeof read === 'string') return askAgain(request, reply, parts, typed, read);
      if (read.by === 'id' && (await isThere(parts, read.text)))
        return reply.redirect(parts.publicAddress.at(`/console/messages/${read.text}`), 303);
      const id = await parts.keptSearches.keep(request.session.id, { ...read });
      return reply.redirect(parts.publicAddress.at(`/console/searches/${id}`), 303);
    },
  );
  const schema = { hide: true, params: IdParams, querystring };
  app.get('/console/searches/:id', { config, schema }, async (request, reply) => {
    const id = request.params.id.toLowerCase();
    const sought = soughtOf(await parts.keptSearches.find(id, request.session.id));
    if (!sought) return sayOver(request, reply, parts);
    return showFound(request, reply, parts, { ...request.query, id }, sought);
  });
};

/** A number of the gateway is one, whatever was chosen. */
function readTyped({ by, text, aanbieder }: TypedSearch): Sought | SearchFault {
  if (isMessageId(text)) return readSought({ by: 'id', text });
  const chosen = chosenBy.find((one) => one === by);
  if (!chosen) return 'unfit';
  return readSought({ by: chosen, text, aanbieder: aanbieder === '' ? undefined : aanbieder });
}

async function isThere({ store }: PageParts, id: string): Promise<boolean> {
  try {
    await findMessage(store.pool, id);
    return true;
  } catch (error) {
    if (error instanceof Problem && error.code === 'not-found') return false;
    throw error;
  }
}

const faultWords: Readonly<Record<SearchFault, readonly [field: string, said: Words]>> = {
  'too-short': ['text', say.tooShort],
  unfit: ['text', say.unfit],
  'no-id': ['text', say.unfit],
  'no-aanbieder': ['aanbieder', say.noAanbieder],
  'aanbieder-besides': ['aanbieder', say.besides],
};

function askAgain(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: PageParts,
  typed: TypedSearch,
  fault: SearchFault,
): FastifyReply {
  const language = languageOf(request);
  const [field, said] = faultWords[fault];
  const faults = new Map([[field, said[language]]]);
  return sendPage(
    request,
    reply,
    {
      title: say.search[language],
      up: { ...up, title: up.title[language] },
      main: html`${faultSummary(faults, language)}${searchForm(request.viewer, parts.publicAddress.at, typed, faults)}`,
    },
    400,
  );
}

/** The same for a search that is over, one of somebody else, and one that never was. */
function sayOver(request: FastifyRequest, reply: FastifyReply, parts: PageParts): FastifyReply {
  const language = languageOf(request);
  return sendPage(
    request,
    reply,
    {
      title: say.search[language],
      up: { ...up, title: up.title[language] },
      main: html`<p class="problem" role="alert" tabindex="-1">${say.over[language]}</p>
<p>${say.overAbout[language]}</p>
${searchForm(request.viewer, parts.publicAddress.at)}`,
    },
    404,
  );
}

interface Asked {
  readonly id: string;
  readonly cursor?: string;
  readonly lang?: string;
}

async function showFound(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: PageParts,
  { id, cursor, lang: _, ...asked }: Asked,
  sought: Sought,
): Promise<FastifyReply> {
  const { principal, viewer } = request;
  const { at } = parts.publicAddress;
  const { pool } = parts.store;
  const language = languageOf(request);
  const read = readFilters(asked, language);
  const { filter, faults, filters } = read;
  const list = `console search ${id}`;
  const after = parts.cursors.read<SearchCursor>(list, principal, cursor);
  const { items, next } =
    faults.size > 0
      ? { items: [], next: null }
      : await parts.searches.find(callOf(request), sought, filter, {
          limit: pageRows,
          ...(after && { after }),
        });
  const names = await namesOf(pool, items);
  const onward = parts.cursors.write(list, principal, next);
  const pages = {
    ...{ filters, cursor: { cursor } },
    next: onward === null ? undefined : { cursor: onward },
  };
  const back = backTo(`/console/searches/${id}`, { ...filters, cursor });
  const shown = { items, names, at, back, caption: say.title[language] };
  const typed = {
    ...{ by: sought.by, text: sought.text },
    aanbieder: sought.by === 'referentie' ? sought.aanbieder : '',
  };
  const found = faults.size === 0 && foundHtml(shown, next !== null, { sought, filters }, language);
  return sendPage(request, reply, {
    title: say.title[language],
    up: { ...up, title: up.title[language] },
    main: html`<p>${say.about[language]}</p>
${searchForm(viewer, at, typed)}${filtersHtml(read, language)}${found}${pager(pages, language)}`,
  });
}

function foundHtml(
  shown: ShownMessages,
  more: boolean,
  { sought, filters }: { readonly sought: Sought; readonly filters: Filters },
  language: Language,
): Html {
  if (shown.items.length > 0) return messagesTable(shown, language);
  const why = more
    ? messageWords.moreBehind
    : isFiltered(filters)
      ? messageWords.emptyHere
      : say.nothing[sought.by];
  return emptyList(why[language]);
}
