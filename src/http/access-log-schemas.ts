import { Type } from 'typebox';
import { accessActions } from '../parties/access-log/entry.ts';
import { Cursor, Id, Limit, Moment, Next, Nullable, OneOf, PartyCode, uuid } from './schemas.ts';

const Action = OneOf(
  accessActions,
  'What was done: to messages, to what is known of children, to who may do what, to the log itself',
);
const Code = Nullable(PartyCode);

/** Which rows of the log. */
export const logFilter = {
  action: Type.Optional(Action),
  party: Type.Optional(
    Type.Unsafe<string>({
      ...PartyCode,
      description: 'Whose data it is, who is on the other side of it, or who acted for another',
    }),
  ),
  messageId: Type.Optional(Id),
  clientId: Type.Optional(
    Type.String({
      ...uuid,
      description: 'Random id of a child: what is known of it, and messages that told it',
    }),
  ),
  actor: Type.Optional(
    Type.String({
      pattern: '^[\\x21-\\x7e]{1,210}$',
      description: 'The prefix of a key, or `token:` and its subject',
    }),
  ),
  from: Type.Optional(Type.String({ format: 'date-time', description: 'From this moment' })),
  to: Type.Optional(Type.String({ format: 'date-time', description: 'Before this moment' })),
};

const page = { limit: Limit, cursor: Cursor };

export const LogQuery = Type.Object({ ...logFilter, ...page }, { additionalProperties: false });

/** A BSN stands in no address, so that it comes in no log. */
export const LogSearch = Type.Object(
  { bsn: Type.String({ pattern: '^[0-9]{9}$', description: '9 digits' }), ...logFilter, ...page },
  { additionalProperties: false },
);

export const LogExport = Type.Object(
  { format: OneOf(['csv', 'json'], 'A table with a heading, or an array'), ...logFilter },
  { additionalProperties: false },
);

const LogItem = Type.Object({
  id: Id,
  at: Moment,
  action: Action,
  actor: Nullable(
    Type.String({
      description:
        'The prefix of a key, `token:` and the subject of a token, `cli:` and a name; null where it is a credential of another party',
    }),
  ),
  role: Nullable(Type.String({ description: 'What the actor was then' })),
  actorParty: Type.Unsafe<string | null>({ ...Code, description: "The actor's own party" }),
  party: Type.Unsafe<string | null>({ ...Code, description: 'On whose behalf, or whose data' }),
  counterparty: Type.Unsafe<string | null>({ ...Code, description: 'The other side of it' }),
  mandateId: Nullable(Type.String({ description: 'By which it acted for another' })),
  messageId: Nullable(Id),
  clientIds: Type.Array(Type.String(), { description: 'Random ids of children' }),
  detail: Nullable(
    Type.Unsafe<Record<string, unknown>>({
      type: 'object',
      additionalProperties: true,
      description: 'Ids, codes, and names of filters',
    }),
  ),
  address: Nullable(Type.String({ description: 'Of the network' })),
  requestId: Nullable(Type.String({ description: 'As in the log of the gateway' })),
  reason: Nullable(Type.String({ description: 'Why, where that was asked' })),
  sealed: Type.Boolean({ description: 'It is part of the chain of hashes' }),
});

export const LogPage = Type.Object(
  { items: Type.Array(LogItem), next: Next },
  { description: 'A page, newest first; `next` is the `cursor` of the page after it' },
);
