import { Type } from '@fastify/type-provider-typebox';
import { Gemeente, Id, Line, List, Moment, Nullable, OneOf } from '../server/schemas.ts';

/** An example. */
export const commit = {
  id: '01a20563-607e-7aa1-b735-07c007c90700',
  kind: 'commit',
  state: 'running',
  gemeenten: ['0363'],
  reason: null,
  madeBy: 'k7Qm2xTz',
  office: null,
  madeAt: '2026-11-02T09:30:00.000Z',
  stoppedAt: null,
  stoppedBy: null,
  finishedAt: null,
  posts: { waiting: 12, sent: 3 },
} as const;

export const Commit = Type.Object(
  {
    id: Id,
    kind: OneOf(['commit', 'revert'], 'Converts what was agreed, or takes it back'),
    state: OneOf(
      ['running', 'stopping', 'stopped', 'finished'],
      'running: messages go; stopping: the last ones go; finished: all went that could. Answers may come later',
    ),
    gemeenten: List(Gemeente, { description: 'Those for which you act' }),
    reason: Nullable(Type.String(), { description: 'Of a revert; null: it is a commit' }),
    madeBy: Type.String({ description: 'The prefix of a key, or a token and its subject' }),
    office: Nullable(Type.String(), {
      description: 'The regional office that asked for it; null: a gemeente or an administrator',
    }),
    madeAt: Moment,
    stoppedAt: Nullable(Moment),
    stoppedBy: Nullable(Type.String()),
    finishedAt: Nullable(Moment),
    posts: Type.Unsafe<Readonly<Record<string, number>>>(
      Type.Record(Type.String(), Type.Integer(), {
        title: 'ConversionPosts',
        description:
          'How many messages there are of each step: waiting, posting, sent, approved, refused, failed, held-back, stopped. A message is of a child at an aanbieder',
        examples: [commit.posts],
      }),
    ),
  },
  { title: 'ConversionCommit', description: 'What was sent', examples: [commit] },
);

export const CommitList = Type.Object(
  { items: List(Commit) },
  { title: 'ConversionCommits', description: 'All of them, the first one first' },
);

export const CommitWish = Type.Object(
  {
    gemeenten: Type.Optional(
      Type.Array(Gemeente, {
        ...{ minItems: 1, maxItems: 500 },
        description: 'By default all of the conversion for which you act',
      }),
    ),
    again: Type.Optional(
      Type.Boolean({
        description: 'Also what was refused before, because its cause was mended; not, unless told',
      }),
    ),
  },
  { title: 'ConversionCommitWish', additionalProperties: false, examples: [{}] },
);

export const RevertWish = Type.Object(
  {
    row: Type.Integer({ minimum: 1, maximum: 2_147_483_647, examples: [17] }),
    reason: Line(500, 'Why', 'The SPIC was of another child'),
    nothingDeclared: Type.Literal(true, {
      description:
        'You made sure that nothing was declared of the SPIC: the standard asks that (OP362), and the gateway does not know what was declared',
    }),
  },
  {
    title: 'ConversionRevertWish',
    additionalProperties: false,
    examples: [{ row: 17, reason: 'The SPIC was of another child', nothingDeclared: true }],
  },
);
