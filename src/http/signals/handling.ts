import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { ProblemCode } from '../../problem.ts';
import { countRoles } from '../../region/signals/viewer.ts';
import { callOf } from '../server/caller.ts';
import type { AppParts, RouteApp } from '../server/parts.ts';
import { Gemeente, Id, IdParams, PlainDate, problems } from '../server/schemas.ts';
import { AnswerWish, CloseWish, SignalCounts, SignalView } from './signal-schemas.ts';
import { present, tags } from './signals.ts';

const usual = [
  ...(['invalid-request', 'unauthorized', 'forbidden', 'not-designated', 'not-found'] as const),
] as const;
const changing: readonly ProblemCode[] = [
  ...usual,
  ...(['signal-read-only', 'signal-changed', 'signal-closed', 'signal-forgotten'] as const),
  ...(['too-many-answers', 'text-has-bsn'] as const),
];
const writers = ['party', 'contract-manager'] as const;

/** What becomes of signals: answers, closing, links and counts. */
export const signalHandling: FastifyPluginAsyncTypebox<AppParts> = async (app, parts) => {
  app.addHook('onSend', async (_request, reply) => {
    reply.header('Cache-Control', 'private, no-store');
  });
  answer(app, parts);
  close(app, parts);
  link(app, parts);
  unlink(app, parts);
  counts(app, parts);
};

function answer(app: RouteApp, parts: AppParts): void {
  app.post(
    '/signals/:id/answers',
    {
      config: {
        load: 'heavy',
        access: writers,
        dutch: 'Een knelpunt beantwoorden, of een eigen knelpunt aanvullen',
      },
      schema: {
        tags,
        summary: 'Answer a signal, or add to your own',
        description:
          'A contract manager answers; the signal is `answered` then. Its reporter adds, and it is `open` again. `version` is that of the signal that you saw: where somebody changed it since, nothing is kept. At most 100.',
        params: IdParams,
        body: AnswerWish,
        response: { 200: SignalView, ...problems(...changing) },
      },
    },
    async (request) => {
      const { params, body } = request;
      const changed = await parts.signals.answer(callOf(request), params.id.toLowerCase(), body);
      return present(changed, parts.publicAddress.at);
    },
  );
}

function close(app: RouteApp, parts: AppParts): void {
  app.post(
    '/signals/:id/closure',
    {
      config: {
        load: 'heavy',
        access: writers,
        dutch: 'Een knelpunt afsluiten, of een eigen knelpunt intrekken',
      },
      schema: {
        tags,
        summary: 'Close a signal, or withdraw your own',
        description:
          'For good: it is not opened again. What is not solved is reported anew, and linked to this one.',
        params: IdParams,
        body: CloseWish,
        response: { 200: SignalView, ...problems(...changing) },
      },
    },
    async (request) => {
      const { params, body } = request;
      const closed = await parts.signals.close(callOf(request), params.id.toLowerCase(), body);
      return present(closed, parts.publicAddress.at);
    },
  );
}

const LinkParams = Type.Object({ id: Id, other: Id });

function link(app: RouteApp, parts: AppParts): void {
  app.put(
    '/signals/:id/links/:other',
    {
      config: {
        load: 'heavy',
        access: ['contract-manager'],
        dutch: 'Twee knelpunten koppelen die over hetzelfde gaan',
      },
      schema: {
        tags,
        summary: 'Link two signals of the same problem',
        description:
          'Both ways; you have to see both. A party sees a link only when it sees both. At most 20.',
        params: LinkParams,
        response: {
          200: SignalView,
          ...problems(...usual, 'link-to-itself', 'too-many-links'),
        },
      },
    },
    async (request) => {
      const { id, other } = request.params;
      const call = callOf(request);
      const linked = await parts.signals.link(call, id.toLowerCase(), other.toLowerCase(), true);
      return present(linked, parts.publicAddress.at);
    },
  );
}

function unlink(app: RouteApp, parts: AppParts): void {
  app.delete(
    '/signals/:id/links/:other',
    {
      config: {
        load: 'heavy',
        access: ['contract-manager'],
        dutch: 'De koppeling van twee knelpunten weghalen',
      },
      schema: {
        tags,
        summary: 'Take the link of two signals away',
        params: LinkParams,
        response: { 200: SignalView, ...problems(...usual, 'link-to-itself') },
      },
    },
    async (request) => {
      const { id, other } = request.params;
      const call = callOf(request);
      const left = await parts.signals.link(call, id.toLowerCase(), other.toLowerCase(), false);
      return present(left, parts.publicAddress.at);
    },
  );
}

function counts(app: RouteApp, parts: AppParts): void {
  app.get(
    '/signals/counts',
    {
      config: {
        load: 'heavy',
        access: countRoles,
        dutch: 'Hoeveel knelpunten er zijn, per soort, segment en grootte van de aanbieder',
      },
      schema: {
        tags,
        summary: 'Count signals by kind, segment and size of the aanbieder',
        description:
          'Those that were reported in a period of at most 24 months: of the gemeenten for which a contract manager acts now, of all for an operator. Exact numbers, for those who work on the signals.',
        querystring: Type.Object(
          {
            from: PlainDate('Reported on this day or later, in Amsterdam'),
            until: PlainDate('Reported on this day or earlier'),
            municipality: Type.Optional(
              Type.Unsafe<string>({ ...Gemeente, description: 'That concern this gemeente' }),
            ),
          },
          { additionalProperties: false },
        ),
        response: {
          200: SignalCounts,
          ...problems(
            ...(['invalid-request', 'too-many-months', 'not-designated'] as const),
            ...(['unauthorized', 'forbidden'] as const),
          ),
        },
      },
    },
    async (request) => ({
      items: await parts.signals.counts(callOf(request), request.query),
    }),
  );
}
