import { Type } from 'typebox';
import { operationMessageStates } from '../../store/tables.ts';
import { FailureSchema, OperatorWaitingSchema } from '../messages/waiting-schemas.ts';
import {
  AskedMoment,
  Berichttype,
  GemeenteOrAanbieder,
  Id,
  Link,
  List,
  LocationHeader,
  Moment,
  Nullable,
  OneOf,
  PartyCode,
  ReasonText,
  Status,
} from '../server/schemas.ts';

export const Reason = Type.String({
  minLength: 1,
  maxLength: 500,
  // Postgres cannot keep a NUL.
  pattern: '^[^\\u0000]*[^\\s\\u0000][^\\u0000]*$',
  description: 'Why, for the record. No personal data: others read this',
  examples: ['The rule was fixed'],
});

export const Period = {
  from: Type.Optional(AskedMoment('From this moment')),
  to: Type.Optional(AskedMoment('Before this moment')),
};

export const ErrorCode = Type.String({
  pattern: '^[A-Za-z0-9_-]{1,64}$',
  examples: ['rule-TR063'],
  description: 'Why processing gave up',
});

export const AskedParty = Type.Unsafe<string>({
  ...PartyCode,
  description: 'Sender or recipient',
});

export const Ids = List(Id, { minItems: 1, maxItems: 10_000 });

/** The filters on messages in a query. */
export const filterQuery = {
  status: Type.Optional(Status),
  type: Type.Optional(Berichttype),
  party: Type.Optional(AskedParty),
  ...Period,
  errorCode: Type.Optional(ErrorCode),
  held: Type.Optional(
    Type.Boolean({ description: 'Whether it waits in line behind a failed message' }),
  ),
};

const operatorMessage = {
  id: Id,
  type: Nullable(Berichttype),
  status: Status,
  sender: PartyCode,
  recipient: Nullable(GemeenteOrAanbieder),
  size: Type.Integer({ description: 'Bytes', examples: [1973] }),
  receivedAt: Moment,
  changedAt: Moment,
  acceptedAt: Nullable(Moment),
  deliveredAt: Nullable(Moment),
  forgottenAt: Nullable(Moment, { examples: [null] }),
  errorCode: Nullable(Type.String({ description: 'Why processing gave up' }), { examples: [null] }),
  refusal: Nullable(Type.String({ description: 'Why it was refused: the code of the problem' }), {
    examples: [null],
  }),
  held: Type.Boolean({ description: 'It waits in line behind a failed message' }),
  heldBy: Nullable(Id, { examples: [null] }),
  waiting: Nullable(OperatorWaitingSchema),
  failure: Nullable(FailureSchema),
};
export const OperatorMessage = Type.Object(operatorMessage, { title: 'OperatorMessage' });

export const By = Type.Object(
  { name: Type.String({ examples: ['ijw_4Jx9Qz'] }), keyId: Nullable(Id) },
  {
    title: 'Actor',
    description: 'The prefix of the key; from a command line `cli:` and the name of the user',
  },
);

const ItemState = OneOf(
  operationMessageStates,
  'pending: its turn is to come; running: had its turn; succeeded: done; failed: gave up again; skipped: see note; stopped: its turn does not come',
);

const LinkedMessage = Type.Object(
  { id: Id, type: Berichttype, status: Status },
  { title: 'LinkedMessage' },
);

export const OperatorMessageDetails = Type.Object(
  {
    ...operatorMessage,
    heenberichtId: Nullable(Id),
    answerId: Nullable(Id),
    byGateway: Type.Boolean({ description: 'The gateway wrote it, in the name of its sender' }),
    findings: List(
      Type.Object(
        {
          rule: Type.String({ examples: ['TR379'] }),
          path: Type.String({ examples: ['Client'] }),
          retourCode: Nullable(Type.String({ description: 'Null for advice', examples: ['0001'] })),
        },
        { title: 'OperatorFinding' },
      ),
      {
        description: 'What is wrong with it, 1000 at most',
      },
    ),
    findingCount: Type.Integer({ description: 'Findings in all' }),
    requests: List(LinkedMessage, {
      description: 'Of a JW301 or JW319: the requests that it honours or answers; 100 at most',
    }),
    decisions: List(LinkedMessage, {
      description: 'Of a JW315 or JW317: the JW319 and JW301 that answered it; 100 at most',
    }),
    dismissal: Nullable(
      Type.Object({ reason: ReasonText, by: By, at: Moment }, { title: 'OperatorDismissal' }),
      { examples: [null] },
    ),
    inMailbox: Type.Boolean({
      description: 'It is in the mailbox of its recipient, who has not acknowledged it',
    }),
    operations: List(
      Type.Object(
        {
          id: Id,
          kind: OneOf(['replay', 'redelivery'], 'Which record'),
          state: ItemState,
          reason: ReasonText,
          by: Type.String({
            examples: ['ijw_0123456789ab'],
            description: 'Who started it: the prefix of a key, or the name on a command line',
          }),
          createdAt: Moment,
        },
        { title: 'MessageOperation' },
      ),
    ),
  },
  {
    title: 'OperatorMessageDetails',
    description: 'The message, without what its parties wrote',
  },
);

const Numbers = Type.Record(Type.String(), Type.Integer(), {
  title: 'CountsByName',
  examples: [{ failed: 2 }],
});
export const Counts = Type.Object(
  {
    count: Type.Integer(),
    held: Type.Integer({ description: 'Those that wait in line behind a failed message' }),
    byStatus: Numbers,
    byType: Numbers,
    byParty: Numbers,
    byErrorCode: Numbers,
    complete: Type.Boolean({
      description: 'All were counted; if not, the 10,000 newest of a status were looked at',
    }),
  },
  {
    title: 'Counts',
    description: 'How many',
    examples: [
      {
        count: 2,
        held: 0,
        byStatus: { failed: 2 },
        byType: { JW315: 2 },
        byParty: { '0363': 2, '12345678': 2 },
        byErrorCode: { 'rule-TR063': 2 },
        complete: true,
      },
    ],
  },
);

export const Disclosure = Type.Object(
  {
    id: Id,
    messageId: Id,
    reason: ReasonText,
    at: Moment,
    expiresAt: Moment,
    links: Type.Object({ content: Link }, { title: 'DisclosureLinks' }),
  },
  {
    title: 'Disclosure',
    headers: { Location: LocationHeader('Where its content is') },
    description: 'Opened for the caller',
  },
);

export const Dismissal = Type.Object(
  { id: Id, status: Type.Literal('dismissed'), reason: ReasonText, by: By, at: Moment },
  { title: 'Dismissal', description: 'Given up, now or before' },
);

const operation = {
  id: Id,
  kind: OneOf(['replay', 'redelivery'], 'Which record'),
  state: OneOf(
    ['running', 'stopping', 'stopped', 'finished'],
    'stopping: what had its turn is still being done',
  ),
  reason: ReasonText,
  by: By,
  party: Nullable(GemeenteOrAanbieder, { examples: [null] }),
  selection: Type.Unsafe<object>({
    type: 'object',
    additionalProperties: true,
    title: 'Selection',
    description: 'What was asked for: how many ids, or the filter',
    examples: [{ filter: { type: 'JW315' } }],
  }),
  count: Type.Integer({ description: 'Messages in all' }),
  progress: Type.Object(
    Object.fromEntries(operationMessageStates.map((state) => [state, Type.Integer()])),
    { title: 'OperationProgress', description: 'Messages per state' },
  ),
  createdAt: Moment,
  stoppedAt: Nullable(Moment, { examples: [null] }),
  stoppedBy: Nullable(Type.String(), { examples: [null] }),
  finishedAt: Nullable(Moment, { examples: [null] }),
};
export const Operation = Type.Object(operation, { title: 'Operation' });

/** The response schema of an operation, with a description. */
export function operationAnswer(description: string, more: { readonly headers?: object } = {}) {
  return Type.Object(operation, { title: 'Operation', description, ...more });
}

export const OperationItem = Type.Object(
  {
    id: Id,
    ordinal: Type.Integer({ description: '1, 2, 3 ... in the order of the turns' }),
    state: ItemState,
    note: Nullable(
      Type.String({
        description:
          'Why it was skipped: its status when it could not be replayed, held, changed-meanwhile, gone, forgotten, not-in-mailbox or not-acknowledged',
      }),
      { examples: [null] },
    ),
    changedAt: Moment,
    type: Nullable(Berichttype),
    status: Nullable(Status),
    errorCode: Nullable(Type.String(), { examples: [null] }),
  },
  { title: 'OperationItem' },
);
export const AskedItemState = Type.Optional(ItemState);

export const DryRun = Type.Object(
  {
    count: Type.Integer(),
    ids: List(Id, { description: 'The first hundred' }),
    skippedCount: Type.Integer(),
    skipped: List(
      Type.Object(
        { id: Id, reason: Type.String({ examples: ['delivered'] }) },
        { title: 'SkippedMessage' },
      ),
    ),
  },
  {
    title: 'OperationDryRun',
    description: 'What would happen (`dryRun`); or the record that this Idempotency-Key made',
  },
);
