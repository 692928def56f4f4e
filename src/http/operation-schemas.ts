import { Type } from 'typebox';
import { causes } from '../exchange/cause.ts';
import { operationMessageStates } from '../store/tables.ts';
import { waitingSentence } from './cause-texts.ts';
import { FailureSchema, OperatorWaitingSchema } from './said-of-waiting.ts';
import {
  Berichttype,
  GemeenteOrAanbieder,
  Id,
  Moment,
  Nullable,
  OneOf,
  PartyCode,
  Status,
} from './schemas.ts';

export const Reason = Type.String({
  minLength: 1,
  maxLength: 500,
  // Postgres keeps no NUL.
  pattern: '^[^\\u0000]*[^\\s\\u0000][^\\u0000]*$',
  description: 'Why, for the record. No personal data: others read this',
});

export const Period = {
  from: Type.Optional(Type.String({ format: 'date-time', description: 'From this moment' })),
  to: Type.Optional(Type.String({ format: 'date-time', description: 'Before this moment' })),
};

export const ErrorCode = Type.String({
  pattern: '^[A-Za-z0-9_-]{1,64}$',
  description: 'Why processing gave up',
});

export const AskedParty = Type.Unsafe<string>({
  ...PartyCode,
  description: 'Sender or recipient',
});

export const Ids = Type.Array(Id, { minItems: 1, maxItems: 10_000 });

/** Which messages, in a query. */
export const filterQuery = {
  status: Type.Optional(Status),
  type: Type.Optional(Berichttype),
  party: Type.Optional(AskedParty),
  ...Period,
  errorCode: Type.Optional(ErrorCode),
  held: Type.Optional(
    Type.Boolean({ description: 'Whether it stands in line behind a failed message' }),
  ),
};

const operatorMessage = {
  id: Id,
  type: Nullable(Berichttype),
  status: Status,
  sender: PartyCode,
  recipient: Nullable(GemeenteOrAanbieder),
  size: Type.Integer({ description: 'Bytes' }),
  receivedAt: Moment,
  changedAt: Moment,
  acceptedAt: Nullable(Moment),
  deliveredAt: Nullable(Moment),
  forgottenAt: Nullable(Moment),
  errorCode: Nullable(Type.String({ description: 'Why processing gave up' })),
  refusal: Nullable(Type.String({ description: 'Why it was refused: the code of the problem' })),
  held: Type.Boolean({ description: 'It waits in line behind a failed message' }),
  heldBy: Nullable(Id),
  waiting: Nullable(OperatorWaitingSchema),
  failure: Nullable(FailureSchema),
};
export const OperatorMessage = Type.Object(operatorMessage);

export const By = Type.Object(
  { name: Type.String(), keyId: Nullable(Id) },
  { description: 'The prefix of the key; from a command line `cli:` and the name of the user' },
);

const ItemState = OneOf(
  operationMessageStates,
  'pending: its turn is to come; running: had its turn; succeeded: done; failed: gave up again; skipped: see note; stopped: its turn does not come',
);

export const OperatorMessageDetails = Type.Object(
  {
    ...operatorMessage,
    heenberichtId: Nullable(Id),
    answerId: Nullable(Id),
    byGateway: Type.Boolean({ description: 'The gateway wrote it, in the name of its sender' }),
    findings: Type.Array(Type.Object({ rule: Type.String(), path: Type.String() }), {
      description: 'What is wrong with it, 1000 at most',
    }),
    findingCount: Type.Integer({ description: 'Findings in all' }),
    dismissal: Nullable(Type.Object({ reason: Type.String(), by: By, at: Moment })),
    operations: Type.Array(
      Type.Object({
        id: Id,
        kind: OneOf(['replay', 'redelivery'], 'Which record'),
        state: ItemState,
      }),
    ),
  },
  { description: 'The message, without what its parties wrote' },
);

const Numbers = Type.Record(Type.String(), Type.Integer());
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
  { description: 'How many' },
);

export const Disclosure = Type.Object(
  {
    id: Id,
    messageId: Id,
    reason: Type.String(),
    at: Moment,
    expiresAt: Moment,
    links: Type.Object({ content: Type.Object({ href: Type.String() }) }),
  },
  { description: 'Opened, for who called' },
);

export const Dismissal = Type.Object(
  { id: Id, status: Type.Literal('dismissed'), reason: Type.String(), by: By, at: Moment },
  { description: 'Given up, now or before' },
);

export const Queue = Type.Object(
  {
    depth: Type.Integer({ description: 'Messages that need their step; 10,000: so many or more' }),
    oldestWaitingSince: Type.Unsafe<Date | null>({
      ...Nullable(Moment),
      description:
        'When the oldest message outside held lines was received, among the 10,000 oldest',
    }),
    heldMessages: Type.Integer(),
    heldLineCount: Type.Integer(),
    heldLines: Type.Array(
      Type.Object({
        heldBy: Id,
        errorCode: Nullable(Type.String()),
        since: Moment,
        waiting: Type.Integer(),
      }),
      { description: 'A hundred at most, those held longest first' },
    ),
    waitingErrors: Type.Array(
      Type.Object(
        {
          cause: OneOf(causes, 'As of a message that waits'),
          lastError: Type.String({ description: 'The code of what failed last' }),
          message: Type.String({ description: 'What is the matter, and what happens next' }),
          count: Type.Integer({ description: 'Messages; 10,000: so many or more' }),
          tries: Type.Integer({ description: 'Of the one that was tried most' }),
          nextTryAt: Moment,
        },
        {
          title: 'WaitingError',
          description: 'Messages whose step failed by one code, and is tried again',
          examples: [
            {
              cause: 'database',
              lastError: '53300',
              message: waitingSentence('database', 'en'),
              count: 12,
              tries: 3,
              nextTryAt: '2026-11-23T09:15:08.000Z',
            },
          ],
        },
      ),
      { description: 'Twenty at most, the code of most messages first' },
    ),
    workers: Type.Array(
      Type.Object({
        host: Type.String(),
        pid: Type.Integer(),
        version: Type.String(),
        startedAt: Moment,
        seenAt: Moment,
      }),
      { description: 'Processes that do steps now' },
    ),
    unfinishedOperations: Type.Integer({ description: 'Replays and redeliveries' }),
    redis: OneOf(['not-used', 'reachable', 'away'], 'Whether Redis can be reached'),
    announced: Nullable(
      Type.Object(
        { waiting: Type.Integer(), active: Type.Integer() },
        { description: 'On Redis, when it is used and can be reached' },
      ),
    ),
    redisTroubles: Type.Array(
      Type.Object({
        code: Type.String({ description: 'QUEUE_PAUSED, OOM, READONLY and so on' }),
        sentence: Type.String({ description: 'What it is and what to do' }),
      }),
      { description: 'Why steps wait though Redis can be reached' },
    ),
  },
  { description: 'What is to be done, and who does it' },
);

const operation = {
  id: Id,
  kind: OneOf(['replay', 'redelivery'], 'Which record'),
  state: OneOf(
    ['running', 'stopping', 'stopped', 'finished'],
    'stopping: what had its turn is still being done',
  ),
  reason: Type.String(),
  by: By,
  party: Nullable(GemeenteOrAanbieder),
  selection: Type.Unsafe<object>({
    type: 'object',
    additionalProperties: true,
    description: 'What was asked for: how many ids, or the filter',
  }),
  count: Type.Integer({ description: 'Messages in all' }),
  progress: Type.Object(
    Object.fromEntries(operationMessageStates.map((state) => [state, Type.Integer()])),
    { description: 'Messages per state' },
  ),
  createdAt: Moment,
  stoppedAt: Nullable(Moment),
  stoppedBy: Nullable(Type.String()),
  finishedAt: Nullable(Moment),
};
export const Operation = Type.Object(operation);

/** The record as an answer that means something. */
export function operationAnswer(description: string) {
  return Type.Object(operation, { description });
}

export const OperationItem = Type.Object({
  id: Id,
  ordinal: Type.Integer({ description: '1, 2, 3 ... in the order of the turns' }),
  state: ItemState,
  note: Nullable(
    Type.String({
      description:
        'Why it was skipped: its status when it could not be replayed, held, changed-meanwhile, gone, forgotten, not-in-mailbox or not-acknowledged',
    }),
  ),
  changedAt: Moment,
  type: Nullable(Berichttype),
  status: Nullable(Status),
  errorCode: Nullable(Type.String()),
});
export const AskedItemState = Type.Optional(ItemState);

export const DryRun = Type.Object(
  {
    count: Type.Integer(),
    ids: Type.Array(Id, { description: 'The first hundred' }),
    skippedCount: Type.Integer(),
    skipped: Type.Array(Type.Object({ id: Id, reason: Type.String() })),
  },
  { description: 'What would happen (`dryRun`); or the record that this Idempotency-Key made' },
);
