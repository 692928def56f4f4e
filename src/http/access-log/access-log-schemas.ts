import { Type } from 'typebox';
import { accessActions } from '../../parties/access-log/entry.ts';
import {
  AskedMoment,
  Cursor,
  Id,
  Limit,
  List,
  Moment,
  Next,
  Nullable,
  OneOf,
  PartyCode,
  uuid,
} from '../server/schemas.ts';

const Action = OneOf(
  accessActions,
  'What was done: to messages, to what is known of children, to who may do what, to the log itself',
  { title: 'AccessAction' },
);
const Code = Nullable(PartyCode);

/** The filters on rows of the log. */
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
      description: 'Random id of a child: rows about it, and about messages that reported it',
    }),
  ),
  actor: Type.Optional(
    Type.String({
      pattern: '^[\\x21-\\x7e]{1,210}$',
      description: 'The prefix of a key, or `token:` and its subject',
      examples: ['ijw_4Jx9Qz'],
    }),
  ),
  from: Type.Optional(AskedMoment('From this moment')),
  to: Type.Optional(AskedMoment('Before this moment')),
};

const page = { limit: Limit, cursor: Cursor };

export const LogQuery = Type.Object({ ...logFilter, ...page }, { additionalProperties: false });

/** A BSN is never in a URL, because URLs are logged. */
export const LogSearch = Type.Object(
  {
    bsn: Type.String({ pattern: '^[0-9]{9}$', description: '9 digits', examples: ['999912008'] }),
    ...logFilter,
    ...page,
  },
  {
    title: 'AccessLogSearch',
    additionalProperties: false,
    examples: [{ bsn: '999912008', from: '2026-11-01T00:00:00+01:00' }],
  },
);

export const LogExport = Type.Object(
  { format: OneOf(['csv', 'json'], 'A table with a heading, or an array'), ...logFilter },
  { additionalProperties: false },
);

export const LogItem = Type.Object(
  {
    id: Id,
    at: Moment,
    action: Action,
    actor: Nullable(
      Type.String({
        description:
          'The prefix of a key, `token:` and the subject of a token, `cli:` and a name; null where it is a credential of another party',
        examples: ['ijw_4Jx9Qz'],
      }),
    ),
    role: Nullable(Type.String({ description: 'What the actor was then', examples: ['party'] })),
    actorParty: Type.Unsafe<string | null>({ ...Code, description: "The actor's own party" }),
    party: Type.Unsafe<string | null>({ ...Code, description: 'On whose behalf, or whose data' }),
    counterparty: Type.Unsafe<string | null>({ ...Code, description: 'The other side of it' }),
    mandateId: Nullable(Type.String({ description: 'By which it acted for another' }), {
      examples: [null],
    }),
    messageId: Nullable(Id),
    clientIds: List(Type.String({ format: 'uuid' }), {
      description: 'Random ids of children',
    }),
    detail: Nullable(
      Type.Unsafe<Record<string, unknown>>({
        type: 'object',
        title: 'AccessDetail',
        additionalProperties: true,
        description: 'Ids, codes, and names of filters',
        examples: [{ type: 'JW315' }],
      }),
    ),
    address: Nullable(Type.String({ description: 'Of the network', examples: ['203.0.113.7'] })),
    requestId: Nullable(
      Type.String({
        description: 'As in the log of the gateway',
        examples: ['0d2e5a37-1c0f-4f5e-9f43-6a9f2f6f5f0a'],
      }),
    ),
    reason: Nullable(Type.String({ description: 'Why, where that was asked' }), {
      examples: [null],
    }),
    sealed: Type.Boolean({ description: 'It is part of the chain of hashes' }),
  },
  { title: 'AccessLogEntry' },
);

export const LogPage = Type.Object(
  { items: List(LogItem), next: Next },
  {
    title: 'AccessLogPage',
    description: 'A page, newest first; `next` is the `cursor` of the page after it',
  },
);
