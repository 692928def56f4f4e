import { Type } from 'typebox';
import { causes } from '../../messages/views/cause.ts';
import { failedSentence, waitingSentence } from '../../texts/cause-texts.ts';
import { Moment, Nullable, OneOf } from '../server/schemas.ts';

const CauseSchema = OneOf(
  causes,
  'What is the matter: turn: nothing, its turn is to come; held: it is behind a failed message in its line; database: trouble with the database; busy: the sender has its full share of messages in progress; checker: the part that checks does not run; judgement: checking broke off or took too long; overtaken: other messages changed the past each time; too-complex, rule, content, defect: see `message`',
);
const Sentence = Type.String({ description: 'What is the matter, and what happens next' });

const waiting = {
  cause: CauseSchema,
  message: Sentence,
  tries: Type.Integer({ description: 'How often its step failed' }),
  nextTryAt: Nullable(
    Type.Unsafe<Date>({
      ...Moment,
      description: 'null: nothing failed, it is done as soon as possible',
    }),
  ),
};
const waitingExample = {
  cause: 'database',
  message: waitingSentence('database', 'en'),
  tries: 3,
  nextTryAt: '2026-11-23T09:15:08.000Z',
};

/** The part that the sender of a message sees. */
export const WaitingSchema = Type.Object(waiting, {
  title: 'MessageWaiting',
  description: 'Why it waits, and when it is tried again',
  examples: [waitingExample],
});

/** The part that operators see. */
export const OperatorWaitingSchema = Type.Object(
  {
    ...waiting,
    lastError: Nullable(Type.String({ description: 'The code of what failed last' })),
  },
  {
    title: 'OperatorMessageWaiting',
    description: 'Why it waits, and when it is tried again',
    examples: [{ ...waitingExample, lastError: '53300' }],
  },
);

export const FailureSchema = Type.Object(
  { cause: CauseSchema, message: Sentence },
  {
    title: 'MessageFailure',
    description: 'Why processing gave up, and what to do',
    examples: [{ cause: 'judgement', message: failedSentence('judgement', 'en') }],
  },
);
