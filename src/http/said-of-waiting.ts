import { Type } from 'typebox';
import { causeOf, causes, type Waiting } from '../exchange/cause.ts';
import { failedSentence, waitingSentence } from './cause-texts.ts';
import type { Language } from './problem-text.ts';
import { Moment, Nullable, OneOf } from './schemas.ts';

const CauseSchema = OneOf(
  causes,
  'What is the matter: turn: nothing, its turn is to come; held: it stands behind a failed message; database: trouble with the database; busy: others of this sender are at work; checker: the part that checks does not run; judgement: checking broke off or took too long; overtaken: others were first each time; too-complex, rule, content, defect: see `message`',
);
const Sentence = Type.String({ description: 'What is the matter, and what happens next' });

const waiting = {
  cause: CauseSchema,
  message: Sentence,
  tries: Type.Integer({ description: 'How often its step failed' }),
  nextTryAt: Nullable(
    Type.Unsafe<Date>({
      ...Moment,
      description: 'null: nothing failed, it is done when it can be',
    }),
  ),
};
const waitingExample = {
  cause: 'database',
  message: waitingSentence('database', 'en'),
  tries: 3,
  nextTryAt: '2026-11-23T09:15:08.000Z',
};

/** As the sender of a message sees it. */
export const WaitingSchema = Type.Object(waiting, {
  title: 'MessageWaiting',
  description: 'Why it waits, and when it is tried again',
  examples: [waitingExample],
});

/** As operators see it. */
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

/** Without what is inner. */
export function saidOfWaiting({ cause, tries, nextTryAt }: Waiting, language: Language) {
  return { cause, message: waitingSentence(cause, language), tries, nextTryAt };
}

export function saidToOperators(waiting: Waiting, language: Language) {
  return { ...saidOfWaiting(waiting, language), lastError: waiting.lastError };
}

/** @param code with which it failed */
export function saidOfFailure(code: string | null, language: Language) {
  const cause = causeOf(code ?? 'unknown');
  return { cause, message: failedSentence(cause, language) };
}
