import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Preview, previewReplay } from '../../../operations/preview.ts';
import { SelectionChanged } from '../../../operations/selection.ts';
import { actorOf } from '../../../parties/actor.ts';
import { Problem } from '../../../problem.ts';
import { replayWords as say } from '../../../texts/console/replay-words.ts';
import { countText } from '../../../texts/console/written.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { html } from '../../frame/html.ts';
import { emptyList } from '../../frame/list.ts';
import { languageOf, sendPage } from '../../frame/page.ts';
import { reasonFault } from '../../frame/reason.ts';
import {
  type AskedMessages,
  filtersHtml,
  type ReadFilters,
  readFilters,
} from '../messages/filters.ts';
import { namesOf } from '../messages/table.ts';
import { Filter, Lang, type PageParts, pageConfig } from '../parts.ts';
import { previewHtml, shownFirst, type TypedReplay } from './preview.ts';

const chosen = { type: Filter, party: Filter, since: Filter, until: Filter, code: Filter };
const querystring = Type.Object({ ...chosen, lang: Lang }, { additionalProperties: false });
const Text = Type.String({ default: '', maxLength: 2000 });
const body = Type.Object({
  ...{ token: Text, once: Text, reason: Text, selection: Text, seen: Text },
  ...chosen,
});

/**
 * Replaying many at once: what would happen, in numbers, and then a reason. What is started is what was seen: when it is not
 * that any more, nothing is started, and the page says so.
 */
export const newReplayPage: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  const config = pageConfig(parts, ['operator', 'administrator'], 'heavy');
  app.get(
    '/console/replays/new',
    { config, schema: { hide: true, querystring } },
    async (request, reply) => {
      const { lang: _, ...asked } = request.query;
      return sendPreview(request, reply, parts, asked);
    },
  );
  app.post('/console/replays', { config, schema: { hide: true, body } }, async (request, reply) => {
    const { token: _, once, reason: typed, selection, seen, ...asked } = request.body;
    const reason = typed.trim();
    const language = languageOf(request);
    const fault = reasonFault(reason);
    if (fault) {
      const faults = new Map([['reason', fault[language]]]);
      return sendPreview(request, reply, parts, asked, { reason, faults }, 400);
    }
    const read = readFilters(asked, language);
    if (read.faults.size > 0) return sendPreview(request, reply, parts, asked, { reason }, 400);
    try {
      const { operation } = await parts.operations.start(
        { kind: 'replay', reason, filter: filterOf(read) },
        actorOf(request.principal),
        once.slice(0, 255) || undefined,
        selection,
      );
      const path = `/console/replays/${operation.id}?done=started`;
      return reply.redirect(parts.publicAddress.at(path), 303);
    } catch (error) {
      const why = whyNot(error);
      if (!why) throw error;
      return sendPreview(request, reply, parts, asked, { reason, why, seen }, 409);
    }
  });
};

type Why = 'changed' | 'used-before';

/** Why nothing was started, where the page can say so; undefined for all else. */
function whyNot(error: unknown): Why | undefined {
  if (error instanceof SelectionChanged) return 'changed';
  if (!(error instanceof Problem)) return undefined;
  if (error.code === 'nothing-selected') return 'changed';
  return error.code === 'idempotency-key-reused' ? 'used-before' : undefined;
}

/** Only what failed is replayed from here. */
function filterOf({ filter: { status: _, held: __, ...filter } }: ReadFilters) {
  return filter;
}

interface NotDone extends Partial<TypedReplay> {
  readonly why?: Why;
  /** How many somebody saw, as the form says. */
  readonly seen?: string;
}

async function sendPreview(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: PageParts,
  asked: AskedMessages,
  { reason = '', faults = new Map(), why, seen }: NotDone = {},
  status = 200,
): Promise<FastifyReply> {
  const language = languageOf(request);
  const { pool } = parts.store;
  const { at } = parts.publicAddress;
  const read = readFilters(asked, language);
  const wish = { kind: 'replay', reason: '', filter: filterOf(read) } as const;
  const preview = read.faults.size > 0 ? undefined : await previewReplay(pool, wish, shownFirst);
  const names = await namesOf(pool, [
    ...(preview?.first ?? []),
    ...(preview?.parties ?? []).map(({ name }) => ({ sender: name, recipient: null })),
  ]);
  const notice = preview && why && noticeOf(why, preview, seen, language);
  const shown =
    preview &&
    (preview.count > 0
      ? previewHtml(
          { preview, names, filters: read.filters, typed: { reason, faults } },
          request.viewer,
          at,
        )
      : emptyList(say.nothing[language]));
  return sendPage(
    request,
    reply,
    {
      title: say.new[language],
      up: { path: '/console/replays', title: say.title[language] },
      main: html`${notice && html`<p class="problem" role="alert" tabindex="-1">${notice}</p>\n`}<p>${say.newAbout[language]}</p>
${filtersHtml(read, language, { status: false })}${shown}`,
    },
    status,
  );
}

/** What changed between what somebody saw and now. */
function noticeOf(
  why: Why,
  { count }: Preview,
  seen: string | undefined,
  language: Language,
): string {
  if (why === 'used-before') return say.usedBefore[language];
  const before = /^\d{1,9}$/.test(seen ?? '') ? Number(seen) : undefined;
  if (before === undefined || before === count) return say.sameNumber[language];
  return say.changedMeanwhile[language]
    .replace('{seen}', countText(before, language))
    .replace('{now}', countText(count, language));
}
