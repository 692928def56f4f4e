import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { MessageFilter } from '../../operations/filter.ts';
import {
  countMessages,
  findMessage,
  listMessages,
  type OperatorMessage as OperatorMessageRow,
} from '../../operations/overview.ts';
import { viewQueue } from '../../operations/queue-view.ts';
import { actorOf } from '../../parties/actor.ts';
import {
  describeFailure,
  describeWaitingForOperators,
  waitingSentence,
} from '../../texts/cause-texts.ts';
import type { Language } from '../../texts/problem-text.ts';
import { callOf } from '../server/caller.ts';
import type { AppParts, RouteApp } from '../server/parts.ts';
import { languageOf } from '../server/problems.ts';
import { Cursor, IdParams, Limit, List, momentOf, Next, problems } from '../server/schemas.ts';
import { sendXml, xmlAnswer } from '../server/xml-body.ts';
import {
  Counts,
  Disclosure,
  Dismissal,
  filterQuery,
  OperatorMessage,
  OperatorMessageDetails,
  Reason,
} from './operation-schemas.ts';
import { Queue } from './queue-schema.ts';

const tags = ['Operations'];
const ReasonWish = Type.Object(
  { reason: Reason },
  { title: 'ReasonWish', additionalProperties: false },
);

/** The routes with which operators look at messages and the queue, and dismiss messages. Shows no personal data. */
export const operations: FastifyPluginAsyncTypebox<AppParts> = async (app, parts) => {
  listMessagesOfAll(app, parts);
  showMessage(app, parts);
  dismissMessage(app, parts);
  openMessage(app, parts);
  readOpenedMessage(app, parts);
  showCounts(app, parts);
  showQueue(app, parts);
};

function listMessagesOfAll(app: RouteApp, parts: AppParts): void {
  const { cursors } = parts;
  const { pool } = parts.store;
  app.get(
    '/operations/messages',
    {
      config: {
        load: 'heavy',
        access: ['operator', 'administrator'],
        dutch: 'Berichten van alle partijen, het nieuwste eerst',
      },
      schema: {
        tags,
        summary: 'Messages of all parties, newest first',
        description: 'Without what parties wrote. `from` and `to` are about `receivedAt`.',
        querystring: Type.Object(
          { ...filterQuery, limit: Limit, cursor: Cursor },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Object(
            { items: List(OperatorMessage), next: Next },
            { title: 'OperatorMessagePage', description: 'A page' },
          ),
          ...problems('invalid-request', 'cursor-invalid', 'unauthorized', 'forbidden'),
        },
      },
    },
    async ({ principal, query, headers }) => {
      const { limit, cursor, ...filter } = query;
      const before = cursors.read<string>('all messages', principal, cursor);
      const { items, next } = await listMessages(pool, filterOf(filter), {
        limit,
        ...(before && { before }),
      });
      const language = languageOf(headers['accept-language']);
      return {
        items: items.map((item) => presentMessage(item, language)),
        next: cursors.write('all messages', principal, next),
      };
    },
  );
}

function showMessage(app: RouteApp, parts: AppParts): void {
  const { pool } = parts.store;
  app.get(
    '/operations/messages/:id',
    {
      config: {
        access: ['operator', 'administrator'],
        dutch: 'Een bericht, en wat ermee is gedaan',
      },
      schema: {
        tags,
        summary: 'A message and what was done about it',
        params: IdParams,
        response: {
          200: OperatorMessageDetails,
          ...problems('invalid-request', 'unauthorized', 'forbidden', 'not-found'),
        },
      },
    },
    async (request) => {
      const message = await findMessage(pool, request.params.id);
      return presentMessage(message, languageOf(request.headers['accept-language']));
    },
  );
}

function dismissMessage(app: RouteApp, parts: AppParts): void {
  app.post(
    '/operations/messages/:id/dismissal',
    {
      config: { access: ['operator', 'administrator'], dutch: 'Een mislukt bericht afschrijven' },
      schema: {
        tags,
        summary: 'Give up a failed message',
        description:
          'Its sender reads the reason, so write no personal data in it. What waits behind it in its line goes on. Repeating it gives the first dismissal.',
        params: IdParams,
        body: ReasonWish,
        response: {
          200: Dismissal,
          ...problems(
            'invalid-request',
            'text-has-bsn',
            'unauthorized',
            'forbidden',
            'not-found',
            'not-failed',
          ),
        },
      },
    },
    (request) =>
      parts.operations.dismiss(
        request.params.id.toLowerCase(),
        request.body.reason,
        actorOf(request.principal),
      ),
  );
}

function openMessage(app: RouteApp, parts: AppParts): void {
  app.post(
    '/operations/messages/:id/disclosures',
    // The content is for the parties of a message. An operator who has to read it gives a reason first.
    {
      config: {
        access: ['operator'],
        dutch: 'Een reden geven om een bericht in te zien (noodtoegang)',
      },
      schema: {
        tags,
        summary: 'Give a reason to read a message (break glass)',
        description:
          'Opens the message for you, for a quarter of an hour. The parties of the message see that you did, and the reason: write no personal data in it. Only for when there is no other way to find out what is wrong.',
        params: IdParams,
        body: ReasonWish,
        response: {
          201: Disclosure,
          ...problems('invalid-request', 'unauthorized', 'forbidden', 'not-found', 'forgotten'),
        },
      },
    },
    async (request, reply) => {
      const id = request.params.id.toLowerCase();
      const opened = await parts.disclosures.open(callOf(request), id, request.body.reason);
      const href = parts.publicAddress.at(`/v1/operations/messages/${id}/content`);
      return reply
        .code(201)
        .header('Location', href)
        .send({ ...opened, links: { content: { href } } });
    },
  );
}

function readOpenedMessage(app: RouteApp, parts: AppParts): void {
  app.get(
    '/operations/messages/:id/content',
    {
      config: {
        load: 'content',
        access: ['operator'],
        dutch: 'De XML lezen van een bericht waarvoor u een reden hebt gegeven',
      },
      schema: {
        tags,
        summary: 'Read the XML of a message that you opened',
        params: IdParams,
        response: {
          200: xmlAnswer,
          ...problems(
            'invalid-request',
            'unauthorized',
            'forbidden',
            'reason-needed',
            'not-found',
            'forgotten',
          ),
        },
      },
    },
    async (request, reply) => {
      const id = request.params.id.toLowerCase();
      return sendXml(reply, await parts.disclosures.content(callOf(request), id));
    },
  );
}

function showCounts(app: RouteApp, parts: AppParts): void {
  const { pool } = parts.store;
  app.get(
    '/operations/counts',
    {
      config: {
        load: 'heavy',
        access: ['operator', 'administrator'],
        dutch: 'Hoeveel berichten er zijn, per status, type, partij en foutcode',
      },
      schema: {
        tags,
        summary: 'How many messages there are per status, type, party and error code',
        description:
          'Finished messages are counted only when asked for, with `status=delivered` or `status=rejected`. Of each status the 10,000 newest are looked at, in the period that is given; `complete` says whether that was all.',
        querystring: Type.Object(filterQuery, { additionalProperties: false }),
        response: { 200: Counts, ...problems('invalid-request', 'unauthorized', 'forbidden') },
      },
    },
    (request) => countMessages(pool, filterOf(request.query)),
  );
}

function showQueue(app: RouteApp, parts: AppParts): void {
  const { pool } = parts.store;
  app.get(
    '/operations/queue',
    {
      config: {
        access: ['operator', 'administrator'],
        dutch: 'Wat nog moet gebeuren, wat vastzit, en wie eraan werkt',
      },
      schema: {
        tags,
        summary: 'What is to be done, what is held up, and who works',
        response: { 200: Queue, ...problems('unauthorized', 'forbidden') },
      },
    },
    async (request) => {
      const language = languageOf(request.headers['accept-language']);
      const view = await viewQueue(pool, parts.redisQueue);
      return {
        ...view,
        waitingErrors: view.waitingErrors.map((error) => ({
          ...error,
          message: waitingSentence(error.cause, language),
        })),
      };
    },
  );
}

/** A message with sentences in the language of the caller. */
export function presentMessage<Message extends OperatorMessageRow>(
  message: Message,
  language: Language,
) {
  const { waiting, status, errorCode } = message;
  return {
    ...message,
    waiting: waiting && describeWaitingForOperators(waiting, language),
    failure: status === 'failed' ? describeFailure(errorCode, language) : null,
  };
}

/**
 * Converts the moments of a filter in a query or a body.
 *
 * @throws {Problem} see {@link momentOf}
 */
export function filterOf<T extends { from?: string; to?: string }>({
  from,
  to,
  ...filter
}: T): Omit<T, 'from' | 'to'> & Pick<MessageFilter, 'from' | 'to'> {
  return {
    ...filter,
    ...(from && { from: momentOf(from) }),
    ...(to && { to: momentOf(to) }),
  };
}
