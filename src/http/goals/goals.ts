import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ShownGoal } from '../../ledger/goals/views.ts';
import { callOf } from '../server/caller.ts';
import type { AppParts, RouteApp } from '../server/parts.ts';
import { languageOf } from '../server/problems.ts';
import { IdParams, LocationHeader, languageHeader, problems } from '../server/schemas.ts';
import {
  AllocationParams,
  Goal,
  GoalDeleted,
  GoalList,
  GoalPatch,
  GoalWish,
} from './goal-schemas.ts';
import { presentGoal } from './present.ts';

const tags = ['Goals'];
const access = ['party'] as const;
const load = 'heavy';
const usual = ['invalid-request', 'unauthorized', 'forbidden', 'not-found'] as const;
const said = ['consent-needed', 'text-has-bsn'] as const;
const headers = { 'Content-Language': languageHeader };
const mergePatch = 'application/merge-patch+json';

/** Goals of allocations. They are about children: no cache may keep them. */
export const goals: FastifyPluginAsyncTypebox<AppParts> = async (app, parts) => {
  app.addHook('onSend', async (_request, reply) => {
    reply.header('Cache-Control', 'private, no-store');
  });
  make(app, parts);
  list(app, parts);
  show(app, parts);
  destroyText(app, parts);
  remove(app, parts);
  await app.register(changing, { ...parts, prefix: '' });
};

function presented(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: AppParts,
): (goal: ShownGoal) => ReturnType<typeof presentGoal> {
  const language = languageOf(request.headers['accept-language']);
  reply.header('Content-Language', language).header('Vary', 'Accept-Language');
  return (goal) => presentGoal(goal, language, parts.publicAddress.at);
}

function make(app: RouteApp, parts: AppParts): void {
  app.post(
    '/allocations/:id/goals',
    {
      config: { access, load, dutch: 'Een doel bij een toewijzing opschrijven' },
      schema: {
        tags,
        summary: 'Note a goal of an allocation',
        description:
          'For the gemeente or the aanbieder of the allocation. Text only with a consent on record. Posting the same once more gives the goal that there is.',
        params: AllocationParams,
        body: GoalWish,
        response: {
          200: { ...Goal, description: 'It was there', headers },
          201: {
            ...Goal,
            description: 'Made',
            headers: { ...headers, Location: LocationHeader('The goal') },
          },
          ...problems(...usual, ...said, 'too-many-goals', 'goal-forgotten'),
        },
      },
    },
    async (request, reply) => {
      const id = request.params.id.toLowerCase();
      const { goal, created } = await parts.goals.make(callOf(request), id, request.body);
      const shown = presented(request, reply, parts)(goal);
      if (!created) return reply.code(200).send(shown);
      return reply.code(201).header('Location', shown.links.self.href).send(shown);
    },
  );
}

function list(app: RouteApp, parts: AppParts): void {
  app.get(
    '/allocations/:id/goals',
    {
      config: { access, load, dutch: 'De doelen van een toewijzing' },
      schema: {
        tags,
        summary: 'List the goals of an allocation',
        description:
          'Those of both parties of the allocation, in the order in which they were made. Texts of the other party only where the consent says so.',
        params: AllocationParams,
        response: { 200: { ...GoalList, headers }, ...problems(...usual) },
      },
    },
    async (request, reply) => {
      const items = await parts.goals.list(callOf(request), request.params.id.toLowerCase());
      return { items: items.map(presented(request, reply, parts)) };
    },
  );
}

function show(app: RouteApp, parts: AppParts): void {
  app.get(
    '/goals/:id',
    {
      config: { access, dutch: 'Een doel opzoeken' },
      schema: {
        tags,
        summary: 'Look up a goal',
        params: IdParams,
        response: { 200: { ...Goal, headers }, ...problems(...usual) },
      },
    },
    async (request, reply) => {
      const goal = await parts.goals.get(callOf(request), request.params.id.toLowerCase());
      return presented(request, reply, parts)(goal);
    },
  );
}

function destroyText(app: RouteApp, parts: AppParts): void {
  app.delete(
    '/goals/:id/text',
    {
      config: { access, load, dutch: 'De teksten van een doel vernietigen' },
      schema: {
        tags,
        summary: 'Destroy the texts of a goal, because the consent was withdrawn',
        description:
          'The texts, their key and the consent are gone for good; what is in codes and dates stays. Repeating it is harmless.',
        params: IdParams,
        response: {
          200: { ...Goal, description: 'What is left of it', headers },
          ...problems(...usual, 'not-your-goal', 'goal-held'),
        },
      },
    },
    async (request, reply) => {
      const goal = await parts.goals.destroyTexts(callOf(request), request.params.id.toLowerCase());
      return presented(request, reply, parts)(goal);
    },
  );
}

function remove(app: RouteApp, parts: AppParts): void {
  app.delete(
    '/goals/:id',
    {
      config: { access, load, dutch: 'Een doel vernietigen' },
      schema: {
        tags,
        summary: 'Delete a goal, because the child or its parents asked for it',
        description:
          'It is gone for good, with its key. What stays is that it was there, in the access log. When you repeat it, it is `not-found`.',
        params: IdParams,
        response: {
          200: { ...GoalDeleted, description: 'It is gone' },
          ...problems(...usual, 'not-your-goal', 'goal-held'),
        },
      },
    },
    (request) => parts.goals.remove(callOf(request), request.params.id.toLowerCase()),
  );
}

/** A plugin of its own, so that no other route accepts a merge patch. */
const changing: FastifyPluginAsyncTypebox<AppParts> = async (app, parts) => {
  app.addContentTypeParser(
    mergePatch,
    { parseAs: 'string' },
    app.getDefaultJsonParser('error', 'error'),
  );
  app.patch(
    '/goals/:id',
    {
      config: { access, load, dutch: 'Een doel wijzigen, of opschrijven hoe het afliep' },
      schema: {
        tags,
        summary: 'Change a goal, or note how it ended',
        description:
          'What is left out stays as it is; null takes it away (a JSON merge patch, RFC 7396). `revision` is that of the goal that you saw: when somebody changed it since, nothing changes, and the answer says who did.',
        consumes: [mergePatch, 'application/json'],
        params: IdParams,
        body: GoalPatch,
        response: {
          200: { ...Goal, headers },
          ...problems(...usual, ...said, 'not-your-goal', 'goal-changed'),
        },
      },
    },
    async (request, reply) => {
      const id = request.params.id.toLowerCase();
      const goal = await parts.goals.change(callOf(request), id, request.body);
      return presented(request, reply, parts)(goal);
    },
  );
};
