import { PassThrough } from 'node:stream';
import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { TSchema } from 'typebox';
import { logFaultKinds } from '../../parties/access-log/verify.ts';
import { actorOf } from '../../parties/actor.ts';
import { Problem, type ProblemCode } from '../../problem.ts';
import { canHeal, errorCode } from '../../store/database.ts';
import { callerGone } from '../server/caller.ts';
import type { AppParts } from '../server/parts.ts';
import { languageOf, problemBody, stackFramesOf } from '../server/problems.ts';
import { List, OneOf, ProblemSchema, problems } from '../server/schemas.ts';

const Municipality = Type.String({
  pattern: '^[0-9]{4}$',
  description: 'CBS code of a gemeente',
  examples: ['0363'],
});

const Progress = Type.Object(
  {
    done: Type.Integer({ description: 'Entries that were walked' }),
    total: Type.Integer(),
  },
  { title: 'VerificationProgress' },
);
const Result = Type.Object(
  {
    result: Type.Object(
      {
        sound: Type.Boolean({ description: 'No chain has a fault' }),
        chains: List(
          Type.Object(
            {
              municipality: Type.String({
                description:
                  'CBS code of a gemeente; `-`, only with a fault, for the record that old chains are closed',
                examples: ['0363'],
              }),
              entries: Type.Integer({
                description: 'Entries that are right, from the first one on',
              }),
              checkpoints: Type.Integer({ description: 'Checkpoints that confirm them' }),
              old: Type.Optional(
                Type.Object(
                  {
                    entries: Type.Integer({ description: 'The first so many' }),
                    confirmed: Type.Integer({
                      description:
                        'Of those, the first so many were confirmed by a checkpoint of a day before the chain was closed',
                    }),
                  },
                  {
                    title: 'OldEntries',
                    description:
                      'Entries of an earlier version, without a key in their hashes: what was forged in them before a checkpoint or the closing of the chain cannot be found',
                  },
                ),
              ),
              fault: Type.Optional(
                Type.Object(
                  {
                    kind: OneOf(
                      [
                        'changed',
                        'missing',
                        'reordered',
                        'rewritten',
                        'cut-off',
                        'beyond-head',
                        'downgraded',
                        'checkpoint',
                      ],
                      'What is wrong; downgraded: an entry as earlier versions wrote them, that was not there when old chains were closed',
                    ),
                    number: Type.Integer({ description: 'The first entry that is wrong' }),
                    to: Type.Optional(
                      Type.Integer({ description: 'One or more from `number` to this' }),
                    ),
                  },
                  { title: 'ChainFault' },
                ),
              ),
            },
            { title: 'VerifiedChain' },
          ),
        ),
        entries: Type.Integer(),
        seconds: Type.Number(),
        entriesPerSecond: Type.Integer(),
      },
      { title: 'LedgerVerification' },
    ),
  },
  { title: 'LedgerVerificationResult' },
);
const LogResult = Type.Object(
  {
    result: Type.Object(
      {
        sound: Type.Boolean({ description: 'It has no fault' }),
        rows: Type.Integer({ description: 'Rows that are right, from the first one on' }),
        batches: Type.Integer({ description: 'Batches that are right' }),
        closedMonths: List(Type.String({ examples: ['2021-10'] }), {
          description: 'Months whose rows are gone: only their closing hash is kept',
        }),
        fault: Type.Optional(
          Type.Object(
            {
              kind: OneOf(
                logFaultKinds,
                'changed: a row; missing: the batch; rewritten: its seal is not of this gateway; cut-off: from it on; outside: rows or a seal that the chain does not have; no-head: the end of the log is not known; unsealed: rows wait for longer than ten minutes; downgraded: it is of an earlier version than the batch before it',
              ),
              batch: Type.Integer(),
            },
            { title: 'LogFault' },
          ),
        ),
      },
      { title: 'LogVerification' },
    ),
  },
  { title: 'LogVerificationResult' },
);
const Broken = Type.Object({ problem: ProblemSchema }, { title: 'VerificationProblem' });

/** Verifies the chains of the ledger and of the access log. */
export const verifications: FastifyPluginAsyncTypebox<AppParts> = async (app, parts) => {
  const { verifications, stopping } = parts;

  app.post(
    '/ledger/verifications',
    {
      config: {
        load: 'export',
        access: ['auditor', 'operator', 'administrator'],
        dutch: 'De ketens van het grootboek controleren, tot de eerste regel die niet klopt',
      },
      schema: {
        tags: ['Operations'],
        summary: 'Walk the chains of the ledger, and name the first entry that is wrong',
        description: `A line of JSON for each thousand entries that were walked. The last line has the \`result\`; or a \`problem\` when it could not go on, or when the gemeente that was asked for has no chain. ${aboutLines}`,
        body: Type.Object(
          { municipality: Type.Optional(Municipality) },
          { title: 'LedgerVerificationWish', additionalProperties: false },
        ),
        response: {
          200: linesOf(Result),
          ...problems('invalid-request', 'unauthorized', 'forbidden', 'verification-running'),
        },
      },
    },
    async (request, reply) => {
      const carryOut = await verifications.ledger(actorOf(request.principal), request.body);
      return sendLines(request, reply, stopping, carryOut);
    },
  );

  app.post(
    '/access-log/verifications',
    {
      config: {
        load: 'export',
        access: ['auditor', 'operator', 'administrator'],
        dutch: 'Het toegangslog controleren, tot de eerste reeks die niet klopt',
      },
      schema: {
        tags: ['Access log'],
        summary: 'Walk the access log, and name the first batch that is wrong',
        description: `A line of JSON for each hundred batches that were walked. The last line has the \`result\`, or a \`problem\` when it could not go on. ${aboutLines}`,
        body: Type.Object({}, { title: 'LogVerificationWish', additionalProperties: false }),
        response: {
          200: linesOf(LogResult),
          ...problems('invalid-request', 'unauthorized', 'forbidden', 'verification-running'),
        },
      },
    },
    async (request, reply) => {
      const carryOut = await verifications.accessLog(actorOf(request.principal));
      return sendLines(request, reply, stopping, carryOut);
    },
  );
};

const aboutLines =
  'An answer that ends without either was cut off. One at a time of each kind. It ends when the caller goes away. What was found is kept: `GET /v1/verifications`.';

function linesOf(result: TSchema) {
  return Type.Unsafe<unknown>({
    description: 'Lines of JSON',
    content: { 'application/x-ndjson': { schema: Type.Union([Progress, result, Broken]) } },
  });
}

interface WalkOptions {
  readonly onProgress: (done: number, total: number) => void;
  readonly signal: AbortSignal;
}

/** Sends the progress and result of a verification that has begun, as lines of JSON. */
function sendLines(
  request: FastifyRequest,
  reply: FastifyReply,
  stopping: () => boolean,
  walk: (options: WalkOptions) => Promise<object>,
): FastifyReply {
  const lines = new PassThrough();
  const say = (line: object) => {
    if (!lines.destroyed) lines.write(`${JSON.stringify(line)}\n`);
  };
  const sayProblem = (code: ProblemCode) =>
    say({
      problem: problemBody(
        code,
        {},
        languageOf(request.headers['accept-language']),
        request.server.publicAddress.problem,
      ),
    });
  const stop = new AbortController();
  const gone = callerGone(reply);
  walk({
    signal: AbortSignal.any([gone, stop.signal]),
    onProgress: (done, total) => {
      say({ done, total });
      if (stopping()) stop.abort(new Problem('stopping'));
    },
  })
    .then(
      (result) => say({ result }),
      (error) => {
        if (gone.aborted) return;
        if (error instanceof Problem) return sayProblem(error.code);
        const err = { code: errorCode(error), stack: stackFramesOf(error) };
        request.log.error({ err }, 'verification failed');
        sayProblem(canHeal(error) ? 'unavailable' : 'internal');
      },
    )
    .finally(() => lines.end());
  return reply.type('application/x-ndjson').send(lines);
}
