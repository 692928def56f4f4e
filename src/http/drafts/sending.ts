import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { Submitted } from '../messages/message-schemas.ts';
import { callOf } from '../server/caller.ts';
import type { AppParts } from '../server/parts.ts';
import { IdParams, problems } from '../server/schemas.ts';
import { Version } from './draft-schemas.ts';

/** Sending a draft. */
export const sending: FastifyPluginAsyncTypebox<AppParts> = async (app, parts) => {
  app.post(
    '/drafts/:id/sending',
    {
      config: { access: ['party'], load: 'message', dutch: 'Een concept versturen' },
      schema: {
        tags: ['Drafts'],
        summary: 'Send a draft',
        description:
          'Judges it again as it is today, with the Dagtekening of today, and posts it as `POST /v1/messages` would. Where the request that it answers has no retour yet, that is approved first. Sending twice sends once: the second answer is 200, with the same message. When there is no answer, send it again.',
        params: IdParams,
        body: Type.Object(
          {
            version: Version,
            clientDetailsConfirmed: Type.Optional(
              Type.Boolean({
                description:
                  'Of a JW301: you looked at what it says of the client, and it is right. Not needed where it was typed for this draft',
              }),
            ),
          },
          {
            title: 'DraftSending',
            additionalProperties: false,
            examples: [{ version: 1, clientDetailsConfirmed: true }],
          },
        ),
        response: {
          200: Submitted('It was sent before'),
          202: Submitted('Sent, and kept for good'),
          ...problems(
            ...(['invalid-request', 'unauthorized', 'forbidden', 'not-found'] as const),
            ...(['party-ended', 'unknown-recipient', 'recipient-ended', 'no-heenbericht'] as const),
            ...(['already-answered', 'answered-by-gateway', 'not-delivered'] as const),
            ...(['heenbericht-forgotten', 'xsd', 'too-complex'] as const),
            ...(['draft-changed', 'draft-waits', 'draft-incomplete', 'draft-closed'] as const),
            ...(['details-unconfirmed', 'draft-outdated', 'draft-refused'] as const),
            ...(['draft-forgotten', 'too-many-requests', 'too-much-at-once'] as const),
            ...(['too-much-sent', 'busy', 'stopping', 'unavailable'] as const),
          ),
        },
      },
    },
    async (request, reply) => {
      const id = request.params.id.toLowerCase();
      const { repeated, ...submitted } = await parts.drafts.send(callOf(request), id, request.body);
      request.messageId = submitted.id;
      reply
        .header('Location', parts.publicAddress.at(`/v1/messages/${submitted.id}`))
        .header('Cache-Control', 'private, no-store');
      return reply.code(repeated ? 200 : 202).send(submitted);
    },
  );
};
