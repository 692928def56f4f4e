import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { callOf } from '../../../../http/server/caller.ts';
import { IdParams } from '../../../../http/server/schemas.ts';
import { Problem } from '../../../../problem.ts';
import { parseBericht } from '../../../../standard/messages/parse.ts';
import { partyMessageWords as say } from '../../../../texts/console/party-message-words.ts';
import { problemDetail, problemTexts } from '../../../../texts/problem-texts.ts';
import { languageOf } from '../../../frame/page.ts';
import { type PageParts, pageConfig } from '../../parts.ts';
import { namedIn } from './elsewhere.ts';
import { sendPartyMessage } from './page.ts';

const Text = Type.String({ default: '', maxLength: 200 });

/** Drafts a request that was refused on residence anew, to the gemeente that was named. */
export const elsewhereAction: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  app.post(
    '/console/messages/:id/elsewhere',
    {
      config: pageConfig(parts, ['party'], 'heavy'),
      schema: { hide: true, params: IdParams, body: Type.Object({ token: Text, once: Text }) },
    },
    async (request, reply) => {
      const id = request.params.id.toLowerCase();
      try {
        const draft = await draftElsewhere(request, parts, id, request.body.once);
        return reply.redirect(parts.publicAddress.at(`/console/drafts/${draft}`), 303);
      } catch (error) {
        if (!(error instanceof Problem) || !ofForm.has(error.code)) throw error;
        return sendRefused(request, reply, parts, id, error);
      }
    },
  );
};

const ofForm: ReadonlySet<string> = new Set(['draft-form', 'too-many-drafts']);

/** @returns the id of the draft @throws {Problem} `not-found` for a message that is no such refusal; as `Drafts.make` */
async function draftElsewhere(
  request: FastifyRequest,
  { messages, drafts }: PageParts,
  id: string,
  once: string,
): Promise<string> {
  const call = callOf(request);
  const { type, requests } = await messages.get(request.principal, id, 0);
  const [requestId] = requests;
  if (type !== 'JW319' || requestId === undefined) throw new Problem('not-found');
  const bericht = parseBericht('JW319', await messages.content(call, id));
  if (namedIn(bericht) === undefined) throw new Problem('not-found');
  const { referentieAanbieder } = bericht.antwoord;
  const form = { kind: 'elsewhere', requestId, referenties: [referentieAanbieder] } as const;
  const [draft] = await drafts.make(call, form, once || undefined);
  return draft?.id ?? '';
}

/** Why no draft came of it, above the message. */
function sendRefused(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: PageParts,
  id: string,
  { code, details }: Problem,
): Promise<FastifyReply> {
  const language = languageOf(request);
  const notice =
    code === 'draft-form'
      ? say.elsewhereNot[language]
      : `${problemTexts[code].title[language]}. ${problemDetail(code, details, language)}`;
  return sendPartyMessage(request, reply, parts, { id, done: undefined, notice });
}
