import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { callOf } from '../server/caller.ts';
import type { AppParts } from '../server/parts.ts';
import { languageOf } from '../server/problems.ts';
import { IdParams, languageHeader, problems } from '../server/schemas.ts';
import { DraftsMade } from './draft-schemas.ts';
import { presentDraft } from './present.ts';

/** Declaring anew what a gemeente refused. */
export const resubmissions: FastifyPluginAsyncTypebox<AppParts> = async (app, parts) => {
  app.post(
    '/messages/:id/resubmissions',
    {
      config: {
        access: ['party'],
        load: 'heavy',
        dutch: 'Wat van een declaratie is afgewezen, opnieuw declareren: een JW323 als concept',
      },
      schema: {
        tags: ['Drafts'],
        summary: 'Draft a declaration of what was refused of another',
        description:
          'For the aanbieder that sent the JW323 of the path, when its JW325 has come. The draft has the Prestaties that were refused, credits too, and not those that were granted: with a new Identificatie, DeclaratieNummer and ReferentieNummers, in the last DeclaratiePeriode that was declared to this gemeente or in its own where that is later (IV090); ProductPeriode stays as it was. What was declared anew already is left out. Nothing is sent: change what was wrong first (`PUT /v1/drafts/{id}`).',
        params: IdParams,
        response: {
          201: { ...DraftsMade, headers: { 'Content-Language': languageHeader } },
          ...problems(
            ...(['invalid-request', 'unauthorized', 'forbidden', 'not-found'] as const),
            ...(['forgotten', 'draft-kind', 'draft-form', 'draft-forgotten'] as const),
            ...(['too-many-drafts', 'too-many-requests', 'too-much-at-once'] as const),
            ...(['busy', 'unavailable'] as const),
          ),
        },
      },
    },
    async (request, reply) => {
      const declarationId = request.params.id.toLowerCase();
      const form = { kind: 'resubmission', declarationId } as const;
      const made = await parts.drafts.make(callOf(request), form);
      const language = languageOf(request.headers['accept-language']);
      reply
        .header('Content-Language', language)
        .header('Vary', 'Accept-Language')
        .header('Cache-Control', 'private, no-store');
      const { at } = parts.publicAddress;
      return reply.code(201).send({ items: made.map((one) => presentDraft(one, language, at)) });
    },
  );
};
