import { Type } from 'typebox';
import { causes } from '../../messages/views/cause.ts';
import { waitingSentence } from '../../texts/cause-texts.ts';
import { Id, List, Moment, Nullable, OneOf } from '../server/schemas.ts';

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
