import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { listForgettings, listForgotten } from '../../retention/reports.ts';
import { forgottenKinds } from '../../store/keeping-tables.ts';
import type { AppParts, RouteApp } from '../server/parts.ts';
import {
  Cursor,
  Id,
  Limit,
  List,
  Moment,
  Next,
  Nullable,
  OneOf,
  problems,
} from '../server/schemas.ts';

const tags = ['Keeping'];
const Day = Type.String({ format: 'date', description: 'Day in the Netherlands' });
const Count = (description: string) => Type.Integer({ description, examples: [3] });

const Forgetting = Type.Object(
  {
    day: Day,
    startedAt: Moment,
    finishedAt: Nullable(
      Type.Unsafe<Date>({ ...Moment, description: 'Null: it is running, or was ended halfway' }),
    ),
    terms: Type.Object(
      {
        payloadDays: Type.Integer({ examples: [365] }),
        refusedDays: Type.Integer({ examples: [90] }),
        accessLogMonths: Type.Integer({ examples: [60] }),
        ledgerYears: Type.Integer({ examples: [20] }),
      },
      { title: 'RetentionTerms', description: 'The settings by which it was done' },
    ),
    forgotten: Type.Object(
      {
        messages: Count('Messages with a final status'),
        refused: Count('Refused messages'),
        clients: Count('Children in the ledger'),
        imports: Count('Hashes by which nothing is imported into the ledger twice'),
        accessLogMonths: List(
          Type.String({ pattern: '^[0-9]{4}-[0-9]{2}$', examples: ['2021-10'] }),
          {
            description: 'Months of the access log, which keep their closing hash',
          },
        ),
      },
      { title: 'Forgotten' },
    ),
    kept: Nullable(
      Type.Object(
        {
          underHold: Type.Object(
            {
              messages: Type.Integer(),
              clients: Type.Integer(),
              accessLogMonths: Type.Integer(),
            },
            { title: 'KeptUnderHold', description: 'Over, and kept by a legal hold' },
          ),
          waiting: Count('Messages that are old enough, and without a final status'),
        },
        {
          title: 'Kept',
          description: 'What stayed though its term is over; null until all was looked at',
        },
      ),
    ),
  },
  { title: 'Forgetting' },
);

const ForgottenPage = Type.Object(
  {
    items: List(
      Type.Object(
        {
          id: Id,
          kind: OneOf(
            forgottenKinds,
            'message: one that was done with; refused: one that never entered; client: a child in the ledger',
          ),
        },
        { title: 'ForgottenItem' },
      ),
    ),
    next: Next,
  },
  {
    title: 'ForgottenPage',
    description: 'A page; `next` is the `cursor` of the page after it, null at the end',
  },
);

/** The routes that show what was forgotten, and when. */
export const forgettings: FastifyPluginAsyncTypebox<AppParts> = async (app, parts) => {
  listDays(app, parts);
  listItems(app, parts);
};

function listDays(app: RouteApp, parts: AppParts): void {
  const { pool } = parts.store;
  app.get(
    '/forgettings',
    {
      config: {
        load: 'heavy',
        access: ['auditor', 'operator', 'administrator'],
        dutch: 'Wat elke dag is verwijderd, de laatste dag eerst',
      },
      schema: {
        tags,
        summary: 'What was forgotten each day, newest first',
        querystring: Type.Object(
          {
            limit: Limit,
            cursor: Cursor,
          },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Object(
            { items: List(Forgetting), next: Next },
            {
              title: 'ForgettingPage',
              description: 'A page; `next` is the `cursor` of the page after it, null at the end',
            },
          ),
          ...problems('invalid-request', 'cursor-invalid', 'unauthorized', 'forbidden'),
        },
      },
    },
    async (request) => {
      const { limit, cursor } = request.query;
      const before = parts.cursors.read<string>('forgettings', request.principal, cursor);
      const page = { limit, ...(before !== undefined && { before }) };
      const { items, next } = await listForgettings(pool, page);
      return { items, next: parts.cursors.write('forgettings', request.principal, next) };
    },
  );
}

function listItems(app: RouteApp, parts: AppParts): void {
  const { pool } = parts.store;
  app.get(
    '/forgettings/:day/items',
    {
      config: {
        access: ['auditor', 'operator', 'administrator'],
        dutch: 'Welke berichten en kinderen op een dag zijn verwijderd, met hun nummers',
      },
      schema: {
        tags,
        summary: 'Which messages and children were forgotten on a day, by id',
        params: Type.Object({ day: Day }),
        querystring: Type.Object(
          {
            limit: Limit,
            cursor: Cursor,
          },
          { additionalProperties: false },
        ),
        response: {
          200: ForgottenPage,
          ...problems(
            'invalid-request',
            'cursor-invalid',
            'unauthorized',
            'forbidden',
            'not-found',
          ),
        },
      },
    },
    async (request) => {
      const { limit, cursor } = request.query;
      const { day } = request.params;
      const list = `forgotten on ${day}`;
      const after = parts.cursors.read<string>(list, request.principal, cursor);
      const page = { limit, ...(after !== undefined && { after }) };
      const { items, next } = await listForgotten(pool, day, page);
      return { items, next: parts.cursors.write(list, request.principal, next) };
    },
  );
}
