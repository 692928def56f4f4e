import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { callOf } from '../../../http/server/caller.ts';
import { IdParams } from '../../../http/server/schemas.ts';
import { Problem, type ProblemCode } from '../../../problem.ts';
import { draftProblemWords, draftWords as say } from '../../../texts/console/draft-words.ts';
import { exactMomentText } from '../../../texts/console/written.ts';
import { problemDetail, problemTexts } from '../../../texts/problem-texts.ts';
import { languageOf, sendPage } from '../../frame/page.ts';
import { type PageParts, pageConfig } from '../parts.ts';
import { changedBericht, type TypedFields } from './changed.ts';
import { byText } from './made-by.ts';
import { readDraftSeen } from './read.ts';
import { draftContent, type Said } from './shown.ts';

const Text = Type.String({ default: '', maxLength: 2000 });
const Body = Type.Object({ token: Text, version: Text, confirmed: Text });
/** With the fields of the draft, which its message decides. */
const ChangeBody = Type.Record(Type.String({ maxLength: 200 }), Type.String({ maxLength: 2000 }));

/** Problems that are not of the draft: their own page says them. */
const elsewhere: ReadonlySet<ProblemCode> = new Set([
  ...(['unauthorized', 'forbidden', 'not-found', 'draft-forgotten', 'too-many-requests'] as const),
  ...(['too-much-at-once', 'busy', 'stopping', 'unavailable', 'internal'] as const),
]);

type Carry = (
  request: FastifyRequest,
  wish: { readonly id: string; readonly version: number; readonly body: TypedFields },
) => Promise<string | Said>;

/** What a person does with a draft: change, renew, send, discard. A form that comes twice does its thing once. */
export const draftActions: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  const actions: readonly (readonly [
    name: string,
    body: typeof Body | typeof ChangeBody,
    carry: Carry,
  ])[] = [
    ['change', ChangeBody, change(parts)],
    ['renewal', Body, renew(parts)],
    ['sending', Body, send(parts)],
    ['discarding', Body, discard(parts)],
  ];
  for (const [name, body, carry] of actions)
    app.post(
      `/console/drafts/:id/${name}`,
      {
        config: pageConfig(parts, ['party'], 'heavy'),
        schema: { hide: true, params: IdParams, body },
      },
      async (request, reply) => {
        const id = request.params.id.toLowerCase();
        const typed: TypedFields = { ...request.body };
        const version = /^\d{1,9}$/.test(typed.version ?? '') ? Number(typed.version) : 0;
        try {
          const done = await carry(request, { id, version, body: typed });
          if (typeof done !== 'string')
            return await showAgain(request, reply, parts, id, done, 400);
          return reply.redirect(parts.publicAddress.at(done), 303);
        } catch (error) {
          if (!(error instanceof Problem) || elsewhere.has(error.code)) throw error;
          const said = name === 'change' ? { typedThen: typed } : {};
          return showAgain(request, reply, parts, id, { ...said, ...saidOf(request, error) }, 409);
        }
      },
    );
};

/** The page as it is now, with what went wrong. */
async function showAgain(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: PageParts,
  id: string,
  said: Said,
  status: number,
): Promise<FastifyReply> {
  const seen = await readDraftSeen(request, parts, id);
  return sendPage(request, reply, await draftContent(request, parts, seen, said), status);
}

/** What a problem says on the page of the draft. */
function saidOf(request: FastifyRequest, { code, details }: Problem): Said {
  const language = languageOf(request);
  if (code === 'details-unconfirmed')
    return { faults: new Map([['confirmed', say.unconfirmed[language]]]) };
  if (code === 'draft-changed') {
    const { by = '', at = '' } = details.params ?? {};
    return {
      notice: say.changedBy[language]
        .replace('{by}', () => byText(request, String(by)))
        .replace('{at}', exactMomentText(new Date(String(at)), language)),
    };
  }
  const own = draftProblemWords[code]?.[language];
  const title = `${problemTexts[code].title[language]}.`;
  return {
    notice: own ?? `${title} ${problemDetail(code, details, language)}`,
    differences: details.differences,
  };
}

function change(parts: PageParts): Carry {
  return async (request, { id, version, body }) => {
    const call = callOf(request);
    const language = languageOf(request);
    const { bericht, version: now } = await parts.drafts.get(call, id);
    if (bericht === null) throw new Problem('draft-closed', { params: { draft: id } });
    const { json, faults } = changedBericht(bericht, body);
    // Sent twice, or changed to the same by a colleague: it is as it was wished.
    const isDone = JSON.stringify(json) === JSON.stringify(bericht);
    if (isDone && version !== now) return `/console/drafts/${id}?done=saved`;
    if (faults.size > 0)
      return {
        faults: new Map([...faults].map(([name, fault]) => [name, say.faults[fault][language]])),
        typed: body,
      };
    await parts.drafts.change(call, id, { version, bericht: json });
    return `/console/drafts/${id}?done=saved`;
  };
}

function renew(parts: PageParts): Carry {
  return async (request, { id, version }) => {
    await parts.drafts.renew(callOf(request), id, { version });
    return `/console/drafts/${id}?done=renewed`;
  };
}

function send(parts: PageParts): Carry {
  return async (request, { id, version, body }) => {
    const wish = { version, clientDetailsConfirmed: body.confirmed === 'yes' };
    const submitted = await parts.drafts.send(callOf(request), id, wish);
    request.messageId = submitted.id;
    return `/console/messages/${submitted.id}?done=sent`;
  };
}

function discard(parts: PageParts): Carry {
  return async (request, { id }) => {
    try {
      await parts.drafts.discard(callOf(request), id);
    } catch (error) {
      // It was discarded before.
      if (!(error instanceof Problem && error.code === 'not-found')) throw error;
    }
    return '/console/drafts?done=discarded';
  };
}
