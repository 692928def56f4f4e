import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { callOf } from '../../../http/server/caller.ts';
import { IdParams } from '../../../http/server/schemas.ts';
import { sendXml } from '../../../http/server/xml-body.ts';
import { draftWords as say } from '../../../texts/console/draft-words.ts';
import { countSentence } from '../../../texts/console/written.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { languageOf, sendPage } from '../../frame/page.ts';
import { Filter, Lang, type PageParts, pageConfig } from '../parts.ts';
import { readDraftSeen } from './read.ts';
import { repairedHtml } from './repairing.ts';
import { draftContent } from './shown.ts';

const querystring = Type.Object(
  { done: Filter, repairs: Type.Optional(Type.String({ format: 'uuid' })), lang: Lang },
  { additionalProperties: false },
);

/** The page of one draft, and its XML. */
export const draftPage: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  app.get(
    '/console/drafts/:id',
    {
      config: pageConfig(parts, ['party'], 'heavy'),
      schema: { hide: true, params: IdParams, querystring },
    },
    async (request, reply) => {
      const seen = await readDraftSeen(request, parts, request.params.id.toLowerCase());
      const done = doneText(request.query.done, languageOf(request));
      const { repairs: message } = request.query;
      const repairs = message && (await repairedHtml(request, parts, message.toLowerCase()));
      const said = { done, ...(repairs && { repairs, open: true }) };
      return sendPage(request, reply, await draftContent(request, parts, seen, said));
    },
  );

  app.get(
    '/console/drafts/:id/xml',
    {
      config: pageConfig(parts, ['party'], 'content'),
      schema: {
        hide: true,
        params: IdParams,
        querystring: Type.Object({ lang: Lang }, { additionalProperties: false }),
      },
    },
    async (request, reply) => {
      const id = request.params.id.toLowerCase();
      const bytes = await parts.drafts.content(callOf(request), id);
      reply.header('Content-Disposition', `attachment; filename="${id}.xml"`);
      return sendXml(reply, bytes);
    },
  );
};

/** What was just done, as the address says it: `saved`, `renewed`, or how many drafts were made. */
function doneText(done: string | undefined, language: Language): string | undefined {
  if (done === 'saved') return say.saved[language];
  if (done === 'renewed') return say.renewed[language];
  const made = /^made-(\d{1,3})$/.exec(done ?? '')?.[1];
  return made === undefined ? undefined : countSentence(Number(made), say.madeNow, language);
}
