import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { actorOf } from '../exchange/operations/actor.ts';
import type { MessageFilter } from '../exchange/operations/filter.ts';
import {
  countMessages,
  findMessage,
  listMessages,
  type OperatorMessage as OperatorMessageRow,
} from '../exchange/operations/overview.ts';
import { viewQueue } from '../exchange/operations/queue-view.ts';
import { callOf } from './caller.ts';
import { waitingSentence } from './cause-texts.ts';
import {
  Counts,
  Disclosure,
  Dismissal,
  filterQuery,
  OperatorMessage,
  OperatorMessageDetails,
  Queue,
  Reason,
} from './operation-schemas.ts';
import type { AppParts } from './parts.ts';
import type { Language } from './problem-text.ts';
import { languageOf } from './problems.ts';
import { saidOfFailure, saidToOperators } from './said-of-waiting.ts';
import { Cursor, IdParams, Limit, momentOf, Next, problems } from './schemas.ts';
import { sendXml, xmlAnswer } from './xml-body.ts';

const tags = ['Operations'];
const ReasonWish = Type.Object(
  { reason: Reason },
  { title: 'ReasonWish', additionalProperties: false },
);

/** What operators see of messages and of the queue, and dismissal. Personal data is not shown. */
export const operations: FastifyPluginAsyncTypebox<AppParts> = async (app, parts) => {
  const { cursors } = parts;
  const { pool } = parts.store;

  app.get(
    '/operations/messages',
    {
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
            { items: Type.Array(OperatorMessage), next: Next },
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
        items: items.map((item) => present(item, language)) as never[],
        next: cursors.write('all messages', principal, next),
      };
    },
  );

  app.get(
    '/operations/messages/:id',
    {
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
      return present(message, languageOf(request.headers['accept-language'])) as never;
    },
  );

  app.post(
    '/operations/messages/:id/dismissal',
    {
      schema: {
        tags,
        summary: 'Give up a failed message',
        description:
          'Its sender reads the reason, so write no personal data in it. What waits behind it in its line goes on. Repeating it gives the first dismissal.',
        params: IdParams,
        body: ReasonWish,
        response: {
          200: Dismissal,
          ...problems('invalid-request', 'unauthorized', 'forbidden', 'not-found', 'not-failed'),
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

  app.post(
    '/operations/messages/:id/disclosures',
    {
      schema: {
        tags,
        summary: 'Say why you must read a message (break glass)',
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

  app.get(
    '/operations/messages/:id/content',
    {
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
      return sendXml(reply, await parts.disclosures.content(callOf(request), id)) as never;
    },
  );

  app.get(
    '/operations/counts',
    {
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

  app.get(
    '/operations/queue',
    {
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
      } as never;
    },
  );
};

/** A message with sentences in the language of the caller. */
function present<Message extends OperatorMessageRow>(message: Message, language: Language) {
  const { waiting, status, errorCode } = message;
  return {
    ...message,
    waiting: waiting && saidToOperators(waiting, language),
    failure: status === 'failed' ? saidOfFailure(errorCode, language) : null,
  };
}

/**
 * A filter as it stands in a query or a body.
 *
 * @throws {Problem} as {@link momentOf}
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
