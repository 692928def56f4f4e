import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { keyRoles } from '../../store/tables.ts';
import { callOf } from '../server/caller.ts';
import type { AppParts, RouteApp } from '../server/parts.ts';
import {
  Cursor,
  Id,
  IdParams,
  Limit,
  List,
  Moment,
  Next,
  Nullable,
  OneOf,
  PartyCode,
  problems,
} from '../server/schemas.ts';

const tags = ['Sessions'];
const listName = 'sessions';
const reasons = [
  ...['signed-out', 'idle', 'over', 'replaced', 'key-revoked', 'party-ended', 'issuer-gone'],
  ...['administrator', 'issuer-signed-out'],
] as const;
const described = (description: string) => Type.Unsafe<Date>({ ...Moment, description });
const sessionFields = {
  id: Id,
  by: OneOf(['key', 'issuer'], 'How the person signed in'),
  who: Type.String({
    description:
      'The prefix of the key, or `person:` and a part of a keyed hash; as in the access log',
    examples: ['ijw_4Jx9Qz'],
  }),
  role: OneOf(keyRoles, 'As what the person works'),
  party: Nullable(PartyCode),
  since: described('When the person signed in'),
  lastUsedAt: described('To the minute'),
  endsAt: described('When it ends, whatever is done in it'),
  endedAt: Nullable(described('Null: it is in force'), { examples: [null] }),
  endReason: Nullable(OneOf(reasons, 'Why it ended'), { examples: [null] }),
};
const Session = (description: string) =>
  Type.Object(sessionFields, { title: 'Session', description });

/** The routes for the sessions of people who use the console. */
export const sessions: FastifyPluginAsyncTypebox<AppParts> = async (app, parts) => {
  listAll(app, parts);
  endOne(app, parts);
};

function listAll(app: RouteApp, parts: AppParts): void {
  app.get(
    '/sessions',
    {
      config: { access: ['auditor', 'administrator'], dutch: 'Wie nu in de console is ingelogd' },
      schema: {
        tags,
        summary: 'Who is signed in to the console now, newest first',
        description:
          'Sessions in force: not those that are idle for too long, whose key does not work any more, or whose party has ended. Nothing of it is secret.',
        querystring: Type.Object({ limit: Limit, cursor: Cursor }, { additionalProperties: false }),
        response: {
          200: Type.Object(
            { items: List(Session('A session in force')), next: Next },
            {
              title: 'SessionPage',
              description: 'A page; `next` is the `cursor` of the page after it, null at the end',
            },
          ),
          ...problems('invalid-request', 'cursor-invalid', 'unauthorized', 'forbidden'),
        },
      },
    },
    async (request) => {
      const { limit, cursor } = request.query;
      const before = parts.cursors.read<string>(listName, request.principal, cursor);
      const page = { limit, ...(before !== undefined && { before }) };
      const { items, next } = await parts.sessions.list(page);
      return { items, next: parts.cursors.write(listName, request.principal, next) };
    },
  );
}

function endOne(app: RouteApp, parts: AppParts): void {
  app.delete(
    '/sessions/:id',
    {
      config: { access: ['administrator'], dutch: 'Iemand uitloggen uit de console' },
      schema: {
        tags,
        summary: 'Sign somebody out of the console',
        description:
          'At once, in every process. Who has a working key, or an account with a role, may sign in again: revoke the key, or take the role away at the issuer. Repeating it is harmless.',
        params: IdParams,
        response: {
          200: Session('The session, which has ended'),
          ...problems('invalid-request', 'unauthorized', 'forbidden', 'not-found'),
        },
      },
    },
    (request) => parts.sessions.end(callOf(request), request.params.id.toLowerCase()),
  );
}
