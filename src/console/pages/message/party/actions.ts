import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { callOf } from '../../../../http/server/caller.ts';
import { IdParams } from '../../../../http/server/schemas.ts';
import { sendXml } from '../../../../http/server/xml-body.ts';
import type { DraftForm } from '../../../../messages/drafts/forms.ts';
import { Problem } from '../../../../problem.ts';
import { parseBericht } from '../../../../standard/messages/parse.ts';
import { rememberOpened } from '../../../opened.ts';
import { Lang, type PageParts, pageConfig } from '../../parts.ts';

const Text = Type.String({ default: '', maxLength: 200 });
const Place = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, default: 0 });

/** What a party does with one message: open it, fetch its XML, draft it again. */
export const partyMessageActions: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  const config = pageConfig(parts, ['party']);
  const { at } = parts.publicAddress;

  app.post(
    '/console/messages/:id/open',
    {
      config,
      schema: {
        hide: true,
        params: IdParams,
        body: Type.Object({ token: Text, to: Text, after: Place }),
      },
    },
    async (request, reply) => {
      const id = request.params.id.toLowerCase();
      // One of others is not there.
      await parts.messages.get(request.principal, id, 0);
      rememberOpened(request, reply, parts, id);
      return reply.redirect(at(pathAfter(id, request.body)), 303);
    },
  );

  app.get(
    '/console/messages/:id/xml',
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
      const bytes = await parts.messages.content(callOf(request), id);
      // By the number of the gateway: its Identificatie is of the party.
      reply.header('Content-Disposition', `attachment; filename="${id}.xml"`);
      return sendXml(reply, bytes);
    },
  );

  app.post(
    '/console/messages/:id/repair',
    {
      config: pageConfig(parts, ['party'], 'heavy'),
      schema: { hide: true, params: IdParams, body: Type.Object({ token: Text, once: Text }) },
    },
    (request, reply) =>
      repair(request, reply, parts, request.params.id.toLowerCase(), request.body.once),
  );
};

/** Where somebody goes on who opened a message. */
function pathAfter(id: string, { to, after }: { readonly to: string; readonly after: number }) {
  const own = `/console/messages/${id}`;
  if (to === 'answer' || to === 'retour') return `${own}/${to}`;
  if (to !== 'mailbox') return `${own}#content`;
  return `/console/mailbox?message=${id}${after ? `&after=${after}` : ''}#content`;
}

/** Drafts a rejected JW315 again: the same data, with references of its own. */
async function repair(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: PageParts,
  id: string,
  once: string,
): Promise<FastifyReply> {
  const call = callOf(request);
  const { type } = await parts.messages.get(request.principal, id, 0);
  if (type !== 'JW315') throw new Problem('not-found');
  const { header, client } = parseBericht('JW315', await parts.messages.content(call, id));
  const { aangevraagdeProducten, commentaar, ...facts } = client;
  const form: DraftForm = {
    ...{ kind: 'request', gemeente: header.ontvanger, client: facts },
    ...(commentaar !== undefined && { commentaar }),
    products: aangevraagdeProducten.aangevraagdProduct.map(
      ({ referentieAanbieder: _, ...product }) => product,
    ),
  };
  const [draft] = await parts.drafts.make(call, form, once);
  return reply.redirect(parts.publicAddress.at(`/console/drafts/${draft?.id}?repairs=${id}`), 303);
}
