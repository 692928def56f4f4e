import { Type } from 'typebox';
import { causes } from '../../messages/views/cause.ts';
import { operationMessageStates } from '../../store/tables.ts';
import { waitingSentence } from '../../texts/cause-texts.ts';
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

export const OperatorMessageDetails = Type.Object(
  {
    ...operatorMessage,
    heenberichtId: Nullable(Id),
    answerId: Nullable(Id),
    byGateway: Type.Boolean({ description: 'The gateway wrote it, in the name of its sender' }),
    findings: List(
      Type.Object(
        { rule: Type.String({ examples: ['TR379'] }), path: Type.String({ examples: ['Client'] }) },
        { title: 'OperatorFinding' },
      ),
      {
        description: 'What is wrong with it, 1000 at most',
      },
    ),
    findingCount: Type.Integer({ description: 'Findings in all' }),
    dismissal: Nullable(
      Type.Object({ reason: ReasonText, by: By, at: Moment }, { title: 'OperatorDismissal' }),
      { examples: [null] },
    ),
    operations: List(
      Type.Object(
        {
          id: Id,
          kind: OneOf(['replay', 'redelivery'], 'Which record'),
          state: ItemState,
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
    heldLines: List(
      Type.Object(
        {
          heldBy: Id,
          errorCode: Nullable(Type.String({ examples: ['rule-TR063'] })),
          since: Moment,
          waiting: Type.Integer(),
        },
        { title: 'HeldLine' },
      ),
      { description: 'A hundred at most, those held longest first' },
    ),
    waitingErrors: List(
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
    workers: List(
      Type.Object(
        {
          host: Type.String({ examples: ['worker-1'] }),
          pid: Type.Integer({ examples: [17] }),
          version: Type.String({ examples: ['1.0.0'] }),
          startedAt: Moment,
          seenAt: Moment,
        },
        { title: 'Worker' },
      ),
      { description: 'Processes that do steps now' },
    ),
    unfinishedOperations: Type.Integer({ description: 'Replays and redeliveries' }),
    redis: OneOf(['not-used', 'reachable', 'away'], 'Whether Redis can be reached'),
    announced: Nullable(
      Type.Object(
        { waiting: Type.Integer(), active: Type.Integer() },
        { title: 'Announced', description: 'On Redis, when it is used and can be reached' },
      ),
    ),
    redisTroubles: List(
      Type.Object(
        {
          code: Type.String({
            description: 'QUEUE_PAUSED, OOM, READONLY and so on',
            examples: ['QUEUE_PAUSED'],
          }),
          sentence: Type.String({
            description: 'What it is and what to do',
            examples: ['The queue is paused. Resume it.'],
          }),
        },
        { title: 'RedisTrouble' },
      ),
      { description: 'Why steps wait though Redis can be reached' },
    ),
  },
  { title: 'Queue', description: 'What is to be done, and who does it' },
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
