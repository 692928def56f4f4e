import { PassThrough } from 'node:stream';
import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { Problem, type ProblemCode } from '../problem.ts';
import { canHeal, errorCode } from '../store/database.ts';
import { callerGone } from './caller.ts';
import type { AppParts } from './parts.ts';
import { languageOf, placeOf, problemBody } from './problems.ts';
import { OneOf, problems } from './schemas.ts';

const Municipality = Type.String({ pattern: '^[0-9]{4}$', description: 'CBS code of a gemeente' });

const Progress = Type.Object({
  done: Type.Integer({ description: 'Entries that were walked' }),
  total: Type.Integer(),
});
const Result = Type.Object({
  result: Type.Object({
    sound: Type.Boolean({ description: 'No chain has a fault' }),
    chains: Type.Array(
      Type.Object({
        municipality: Municipality,
        entries: Type.Integer({ description: 'Entries that are right, from the first one on' }),
        checkpoints: Type.Integer({ description: 'Checkpoints that confirm them' }),
        fault: Type.Optional(
          Type.Object({
            kind: OneOf(
              [
                'changed',
                'missing',
                'reordered',
                'rewritten',
                'cut-off',
                'beyond-head',
                'checkpoint',
              ],
              'What is wrong',
            ),
            number: Type.Integer({ description: 'The first entry that is wrong' }),
            to: Type.Optional(Type.Integer({ description: 'One or more from `number` to this' })),
          }),
        ),
      }),
    ),
    entries: Type.Integer(),
    seconds: Type.Number(),
    entriesPerSecond: Type.Integer(),
  }),
});
const Broken = Type.Object({ problem: Type.Unsafe<unknown>({ $ref: 'Problem#' }) });

/** Whether the chains of the ledger are whole, for administrators. */
export const ledger: FastifyPluginAsyncTypebox<AppParts> = async (app, parts) => {
  let running = false;

  app.post(
    '/ledger/verifications',
    {
      schema: {
        tags: ['Operations'],
        summary: 'Walk the chains of the ledger, and name the first entry that is wrong',
        description:
          'A line of JSON for each thousand entries that were walked. The last line has the `result`; or a `problem` when it could not go on, or when the gemeente that was asked for has no chain. An answer that ends without either was cut off. One at a time for each process. It ends when the caller goes away.',
        body: Type.Object(
          { municipality: Type.Optional(Municipality) },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Unsafe<unknown>({
            description: 'Lines of JSON',
            content: { 'application/x-ndjson': { schema: Type.Union([Progress, Result, Broken]) } },
          }),
          ...problems('invalid-request', 'unauthorized', 'forbidden', 'verification-running'),
        },
      },
    },
    (request, reply) => {
      if (running) throw new Problem('verification-running');
      running = true;
      const lines = new PassThrough();
      const say = (line: object) => {
        if (!lines.destroyed) lines.write(`${JSON.stringify(line)}\n`);
      };
      const sayProblem = (code: ProblemCode) =>
        say({ problem: problemBody(code, {}, languageOf(request.headers['accept-language'])) });
      const stop = new AbortController();
      const gone = callerGone(reply);
      parts
        .verifyLedger({
          ...request.body,
          signal: AbortSignal.any([gone, stop.signal]),
          onProgress: (done, total) => {
            say({ done, total });
            if (parts.stopping()) stop.abort(new Problem('stopping'));
          },
        })
        .then(
          (result) =>
            result.chains.length === 0 && request.body.municipality !== undefined
              ? sayProblem('not-found')
              : say({ result }),
          (error) => {
            if (gone.aborted) return;
            if (error instanceof Problem) return sayProblem(error.code);
            const err = { code: errorCode(error), stack: placeOf(error) };
            request.log.error({ err }, 'verification failed');
            sayProblem(canHeal(error) ? 'unavailable' : 'internal');
          },
        )
        .finally(() => {
          running = false;
          lines.end();
        });
      return reply.type('application/x-ndjson').send(lines) as never;
    },
  );
};
