import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { verificationStates } from '../../operations/verifications/model.ts';
import { verifiedKinds } from '../../store/verification-tables.ts';
import type { AppParts } from '../server/parts.ts';
import {
  Cursor,
  Gemeente,
  Id,
  IdParams,
  Limit,
  List,
  Moment,
  Next,
  Nullable,
  OneOf,
  problems,
} from '../server/schemas.ts';

const tags = ['Operations'];
const access = ['auditor', 'operator', 'administrator'] as const;
const listName = 'verifications';
const described = (description: string) => Type.Unsafe<Date>({ ...Moment, description });

export const VerifiedKind = OneOf(
  verifiedKinds,
  'ledger: the chains of the ledger; access-log; rows: those that decide who may do what, of messages, lists and keys',
  { examples: ['ledger'] },
);

const Fault = Type.Object(
  {
    kind: Type.String({
      description:
        'What is wrong: of the ledger and the access log as their verifications name it; of a row not-believed, revived, misplaced, no-key, gone or miscounted',
      examples: ['changed'],
    }),
    municipality: Nullable(
      Type.String({
        description: 'Of the chain of the ledger; `-` for the record that old chains are closed',
        examples: ['0363'],
      }),
    ),
    number: Nullable(Type.Integer({ description: 'The entry of the ledger, or the batch' }), {
      examples: [4],
    }),
    to: Nullable(Type.Integer({ description: 'One or more entries from `number` to this' }), {
      examples: [null],
    }),
    table: Nullable(Type.String({ description: 'Of a row' }), { examples: [null] }),
    id: Nullable(
      Type.String({ description: 'Of a row; null where it says something of a party' }),
      { examples: [null] },
    ),
  },
  { title: 'KeptFault', description: 'The first thing that is wrong' },
);

const verificationFields = {
  id: Id,
  what: VerifiedKind,
  municipality: Nullable(
    Type.Unsafe<string>({ ...Gemeente, description: 'The one chain; null: all' }),
    { examples: [null] },
  ),
  state: OneOf(
    verificationStates,
    'sound: it came to its end and found nothing; faulty: see `fault`; stopped: by a person, a process that stopped or one that died; failed: see `failedCode`; not-believed: somebody changed this result in the database',
    { examples: ['faulty'] },
  ),
  by: Type.String({
    description: 'Who began it, as in the access log; `gateway`: by the clock',
    examples: ['gateway'],
  }),
  begunAt: described('When it began'),
  endedAt: Nullable(described('Null: it runs')),
  done: Type.Integer({
    description:
      'Entries of the ledger or batches of the access log that are right, from the first on; rows that were looked at',
    examples: [3],
  }),
  total: Type.Integer({ description: 'Of so many; of rows about', examples: [2510] }),
  faultCount: Type.Integer({ description: 'Chains or rows that are wrong', examples: [1] }),
  fault: Nullable(Fault),
  failedCode: Nullable(Type.String({ description: 'Why it did not come to its end' }), {
    examples: [null],
  }),
};
const Verification = (description: string) =>
  Type.Object(verificationFields, { title: 'Verification', description });

/** The routes with what was found by verifications: of the clock, of people and of commands. */
export const keptVerifications: FastifyPluginAsyncTypebox<AppParts> = async (app, parts) => {
  const { cursors, verifications } = parts;
  app.get(
    '/verifications',
    {
      config: { access, dutch: 'Wat is gecontroleerd, wanneer, en wat er is gevonden' },
      schema: {
        tags,
        summary: 'What was verified, when, and what was found, newest first',
        description:
          'The gateway verifies everything once a day (`VERIFY_AT`). What was found is kept for a year.',
        querystring: Type.Object(
          { what: Type.Optional(VerifiedKind), limit: Limit, cursor: Cursor },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Object(
            { items: List(Verification('A verification')), next: Next },
            { title: 'VerificationPage', description: 'A page' },
          ),
          ...problems('invalid-request', 'cursor-invalid', 'unauthorized', 'forbidden'),
        },
      },
    },
    async ({ principal, query: { limit, cursor, what } }) => {
      const before = cursors.read<string>(listName, principal, cursor);
      const page = { limit, ...(before !== undefined && { before }), ...(what && { what }) };
      const { items, next } = await verifications.list(page);
      return { items, next: cursors.write(listName, principal, next) };
    },
  );

  app.get(
    '/verifications/:id',
    {
      config: { access, dutch: 'Eén controle: hoever ze is, en wat ze vond' },
      schema: {
        tags,
        summary: 'A verification: how far it is, and what it found',
        params: IdParams,
        response: {
          200: Verification('The verification'),
          ...problems('invalid-request', 'unauthorized', 'forbidden', 'not-found'),
        },
      },
    },
    (request) => verifications.find(request.params.id.toLowerCase()),
  );
};
