import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ShownDraft } from '../../messages/drafts/shown.ts';
import type { ProblemCode } from '../../problem.ts';
import { callOf } from '../server/caller.ts';
import type { AppParts, RouteApp } from '../server/parts.ts';
import { languageOf } from '../server/problems.ts';
import { Cursor, Id, IdParams, Limit, languageHeader, problems } from '../server/schemas.ts';
import { sendXml, xmlAnswer } from '../server/xml-body.ts';
import {
  Bericht,
  DraftItem,
  DraftPage,
  DraftsMade,
  DraftTypeSchema,
  DraftView,
  State,
  Version,
} from './draft-schemas.ts';
import { AnswerWish, DraftWish } from './form-schemas.ts';
import { presentDraft, presentItem } from './present.ts';

const tags = ['Drafts'];
const access = ['party'] as const;
const load = 'heavy';
/** What judging a draft may come to. */
const judging = ['too-many-requests', 'too-much-at-once', 'busy', 'unavailable'] as const;
const usual = ['invalid-request', 'unauthorized', 'forbidden', 'not-found'] as const;
const ofOne: readonly ProblemCode[] = [...usual, 'draft-forgotten', ...judging];
const headers = { 'Content-Language': languageHeader };

/** Drafts of messages. They are about children: no cache may keep them. */
export const drafts: FastifyPluginAsyncTypebox<AppParts> = async (app, parts) => {
  app.addHook('onSend', async (_request, reply) => {
    reply.header('Cache-Control', 'private, no-store');
  });
  answer(app, parts);
  make(app, parts);
  list(app, parts);
  show(app, parts);
  content(app, parts);
  change(app, parts);
  renew(app, parts);
  discard(app, parts);
};

function presented(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: AppParts,
): (draft: ShownDraft) => ReturnType<typeof presentDraft> {
  const language = languageOf(request.headers['accept-language']);
  reply.header('Content-Language', language).header('Vary', 'Accept-Language');
  return (draft) => presentDraft(draft, language, parts.publicAddress.at);
}

function answer(app: RouteApp, parts: AppParts): void {
  app.post(
    '/messages/:id/answers',
    {
      config: { access, load, dutch: 'Een verzoek beantwoorden: een JW301 of JW319 als concept' },
      schema: {
        tags,
        summary: 'Draft the answer to a request in your mailbox',
        description:
          'For a gemeente that has no software for it. Of what it decides about the references of a JW315 or JW317 come a JW301 for all that is allocated, and a JW319 for each refusal or investigation. Nothing is sent. A JW301 has all current allocations of the child at the aanbieder: it is drafted only where the gemeente declared its ledger complete for this aanbieder.',
        params: IdParams,
        body: AnswerWish,
        response: {
          201: { ...DraftsMade, headers },
          ...problems(...ofOne, 'forgotten', 'no-request', 'draft-form', 'too-many-drafts'),
        },
      },
    },
    async (request, reply) => {
      const id = request.params.id.toLowerCase();
      const made = await parts.drafts.answer(callOf(request), id, request.body);
      return reply.code(201).send({ items: made.map(presented(request, reply, parts)) });
    },
  );
}

function make(app: RouteApp, parts: AppParts): void {
  app.post(
    '/drafts',
    {
      config: { access, load, dutch: 'Een bericht opstellen met een formulier' },
      schema: {
        tags,
        summary: 'Draft messages of a form',
        description:
          'For an aanbieder that has no software for it: a request (JW315), also to the gemeente that was named when it was refused on residence; a start (JW305) or stop (JW307), its removal or correction, which may take two messages; a request for change (JW317). Nothing is sent.',
        body: DraftWish,
        response: {
          201: { ...DraftsMade, headers },
          ...problems(...ofOne, 'forgotten', 'draft-kind', 'draft-form', 'too-many-drafts'),
        },
      },
    },
    async (request, reply) => {
      const made = await parts.drafts.make(callOf(request), request.body);
      return reply.code(201).send({ items: made.map(presented(request, reply, parts)) });
    },
  );
}

function list(app: RouteApp, parts: AppParts): void {
  app.get(
    '/drafts',
    {
      config: { access, load, dutch: 'Uw concepten' },
      schema: {
        tags,
        summary: "List one's drafts",
        description: 'The newest first, without their content; those that were sent too.',
        querystring: Type.Object(
          {
            state: Type.Optional(State),
            type: Type.Optional(DraftTypeSchema),
            request: Type.Optional(Type.String({ ...Id, description: 'Answers to this request' })),
            limit: Limit,
            cursor: Cursor,
          },
          { additionalProperties: false },
        ),
        response: { 200: DraftPage, ...problems(...usual, 'cursor-invalid') },
      },
    },
    async (request) => {
      const { principal, query } = request;
      const { cursor, ...filter } = query;
      const after = parts.cursors.read<string>('drafts', principal, cursor);
      const { items, next } = await parts.drafts.list(callOf(request), {
        ...filter,
        ...(after !== undefined && { after }),
      });
      return {
        items: items.map((item) => presentItem(item, parts.publicAddress.at)),
        next: parts.cursors.write('drafts', principal, next),
      };
    },
  );
}

function show(app: RouteApp, parts: AppParts): void {
  app.get(
    '/drafts/:id',
    {
      config: { access, load, dutch: 'Een concept bekijken, met wat er nog aan schort' },
      schema: {
        tags,
        summary: 'Look up a draft, with what is wrong with it today',
        params: IdParams,
        response: { 200: { ...DraftView, headers }, ...problems(...ofOne) },
      },
    },
    async (request, reply) => {
      const draft = await parts.drafts.get(callOf(request), request.params.id.toLowerCase());
      return presented(request, reply, parts)(draft);
    },
  );
}

function content(app: RouteApp, parts: AppParts): void {
  app.get(
    '/drafts/:id/content',
    {
      config: { access, load: 'content', dutch: 'De XML van een concept' },
      schema: {
        tags,
        summary: 'Read the XML of a draft',
        description: 'As it would go today, but for its Dagtekening, which is that of sending.',
        params: IdParams,
        response: {
          200: xmlAnswer,
          ...problems(...usual, 'draft-closed', 'draft-forgotten'),
        },
      },
    },
    async (request, reply) =>
      sendXml(reply, await parts.drafts.content(callOf(request), request.params.id.toLowerCase())),
  );
}

function change(app: RouteApp, parts: AppParts): void {
  app.put(
    '/drafts/:id',
    {
      config: { access, load, dutch: 'Een concept wijzigen' },
      schema: {
        tags,
        summary: 'Change a draft',
        description:
          'The message as a whole takes the place of the one that was there. Its type, Afzender, Ontvanger and Identificatie stay. `version` is that of the draft that you saw: where somebody changed it since, nothing changes, and the answer says who did.',
        params: IdParams,
        body: Type.Object(
          { version: Version, bericht: Bericht },
          { title: 'DraftChange', additionalProperties: false },
        ),
        response: {
          200: { ...DraftView, headers },
          ...problems(...ofOne, 'draft-fixed', 'draft-changed', 'draft-closed'),
        },
      },
    },
    async (request, reply) => {
      const id = request.params.id.toLowerCase();
      const { version, bericht } = request.body;
      const draft = await parts.drafts.change(callOf(request), id, { version, bericht });
      return presented(request, reply, parts)(draft);
    },
  );
}

function renew(app: RouteApp, parts: AppParts): void {
  app.post(
    '/drafts/:id/renewals',
    {
      config: { access, load, dutch: 'Een concept opnieuw opstellen, met wat nu bekend is' },
      schema: {
        tags,
        summary: 'Draft it again, of the same form and of what is known today',
        description: 'What was changed in the draft by hand is lost.',
        params: IdParams,
        body: Type.Object(
          { version: Version },
          { title: 'DraftRenewal', additionalProperties: false, examples: [{ version: 1 }] },
        ),
        response: {
          200: { ...DraftView, headers },
          ...problems(...ofOne, 'draft-form', 'draft-changed', 'draft-closed', 'draft-outdated'),
        },
      },
    },
    async (request, reply) => {
      const id = request.params.id.toLowerCase();
      const draft = await parts.drafts.renew(callOf(request), id, request.body);
      return presented(request, reply, parts)(draft);
    },
  );
}

function discard(app: RouteApp, parts: AppParts): void {
  app.delete(
    '/drafts/:id',
    {
      config: { access, dutch: 'Een concept weggooien' },
      schema: {
        tags,
        summary: 'Discard a draft',
        description: 'It is gone for good. One that is being sent stays.',
        params: IdParams,
        response: {
          200: { ...DraftItem, description: 'What it was; it is gone' },
          ...problems(...usual, 'draft-closed'),
        },
      },
    },
    async (request) => {
      const id = request.params.id.toLowerCase();
      return presentItem(await parts.drafts.discard(callOf(request), id), parts.publicAddress.at);
    },
  );
}
