import { Type } from '@fastify/type-provider-typebox';
import {
  closeReasons,
  leastText,
  mostGemeenten,
  mostText,
  signalKinds,
  signalSegments,
  signalStatuses,
} from '../../region/signals/signal.ts';
import { providerSizes } from '../../region/sizes/sizes.ts';
import {
  Gemeente,
  GemeenteOrAanbieder,
  Id,
  Link,
  List,
  Moment,
  Next,
  Nullable,
  OneOf,
  PartyCode,
} from '../server/schemas.ts';

export const Kind = OneOf(
  signalKinds,
  'budget: the budget of a child does not fit; main-contractor: none is to be found; subcontractors: they are named in the plan; tariff: segment B against segment C; waiting: a child waits for help; other',
  { title: 'SignalKind', examples: ['budget'] },
);
export const Segment = OneOf(signalSegments, 'Of SPICs', {
  title: 'SignalSegment',
  examples: ['C'],
});
export const Status = OneOf(
  signalStatuses,
  'open: it waits for a contract manager; answered: it waits for its reporter, or to be closed; closed: for good',
  { title: 'SignalStatus', examples: ['open'] },
);
const Size = OneOf(
  providerSizes,
  'Of the aanbieder on the day of the report: small with fewer children than `SMALL_PROVIDER_CHILDREN` in the year before that month',
  { title: 'ProviderSize', examples: ['small'] },
);
export const Reason = OneOf(closeReasons, 'Its reporter gives `withdrawn` only', {
  title: 'SignalCloseReason',
  examples: ['solved'],
});

const Version = Type.Integer({
  minimum: 1,
  maximum: 2_147_483_647,
  description: 'Goes up with each change',
  examples: [2],
});
const sawVersion = { ...Version, description: 'Of the signal, as you saw it' };

const exampleText =
  'Voor dit kind past het budget niet bij wat er in het perspectiefplan staat. Met wie kunnen wij dit bespreken?';
const exampleAnswer = 'Wij bellen u deze week.';

export const Text = Type.String({
  minLength: leastText,
  maxLength: mostText,
  pattern: '\\S',
  description:
    'Free text, which is kept encrypted. Name no child: name the allocation. Digits that can be a BSN are refused',
  examples: [exampleText],
});

const id = '01a20563-607e-7aa1-b735-07c007c906ff';
const other = '01a20563-5f10-7c52-8a8e-2f1b7c0d1e11';
const item = {
  ...{ id, version: 2, reporter: '12345678', gemeenten: ['0363'], kind: 'budget', segment: 'C' },
  ...{ about: 'allocation', provider: '12345678', size: 'small', status: 'answered' },
  ...{ reportedAt: '2026-11-02T09:30:00.000Z', answerCount: 1, closedAt: null, closedBy: null },
  ...{ closeReason: null, client: '5f0c1f6e-6d0e-4f0a-9d3c-3c1f0f6b2a11', allocation: other },
  links: { self: { href: `/v1/signals/${id}` } },
} as const;

const fields = {
  id: Id,
  version: Version,
  reporter: Type.Unsafe<string>({ ...GemeenteOrAanbieder, description: 'Who reported it' }),
  gemeenten: List(Gemeente, { description: 'The gemeenten that it concerns' }),
  kind: Kind,
  segment: Nullable(Segment),
  about: OneOf(['allocation', 'general'], 'What it is about', { title: 'SignalAbout' }),
  provider: Nullable(
    Type.String({
      description: 'The aanbieder that it is about; null: a gemeente reported it in general',
      examples: ['12345678'],
    }),
  ),
  size: Nullable(Size),
  status: Status,
  reportedAt: Moment,
  answerCount: Type.Integer({ description: 'Answers, and what its reporter added' }),
  closedAt: Nullable(Moment),
  closedBy: Nullable(
    Type.Unsafe<string>({ ...PartyCode, description: 'The party or office that closed it' }),
  ),
  closeReason: Nullable(Reason),
  client: Type.Optional(
    Nullable(
      Type.String({
        format: 'uuid',
        description:
          'Random id of the child; null in general, and when the child was forgotten. Not for operators, as is the next',
      }),
    ),
  ),
  allocation: Type.Optional(Nullable(Type.String({ format: 'uuid' }))),
  links: Type.Object({ self: Link }, { title: 'SignalLinks', examples: [item.links] }),
};

export const SignalItem = Type.Object(fields, {
  title: 'SignalItem',
  description: 'A signal, without what people wrote',
  examples: [item],
});

export const SignalPage = Type.Object(
  { items: List(SignalItem), next: Next },
  {
    title: 'SignalPage',
    description: 'A page, the newest first',
    examples: [{ items: [item], next: null }],
  },
);

const answer = {
  by: '00000001234567890000',
  at: '2026-11-03T08:00:00.000Z',
  text: exampleAnswer,
} as const;

const Answer = Type.Object(
  {
    by: Type.Unsafe<string>({ ...PartyCode, description: 'The party or office that wrote it' }),
    at: Moment,
    text: Type.Optional(
      Nullable(Type.String(), { description: 'null: destroyed. Not for operators' }),
    ),
  },
  { title: 'SignalAnswer', examples: [answer] },
);

export const SignalView = Type.Object(
  {
    ...fields,
    text: Type.Optional(
      Nullable(Type.String(), {
        description:
          'null: its term is over, or the child was forgotten, and it is destroyed. Not for operators',
      }),
    ),
    answers: List(Answer, { description: 'In order' }),
    linked: List(Id, { description: 'Signals of the same problem that you may see' }),
  },
  {
    title: 'Signal',
    description: 'A signal with what people wrote: no cache may keep it',
    examples: [{ ...item, text: exampleText, answers: [answer], linked: [] }],
  },
);

export const SignalWish = Type.Object(
  {
    kind: Kind,
    segment: Type.Optional(Segment),
    text: Text,
    allocation: Type.Optional(
      Type.String({
        ...Id,
        description: 'The allocation that it is about: one of yours. Without it, it is in general',
      }),
    ),
    gemeenten: Type.Optional(
      List(Gemeente, {
        minItems: 1,
        maxItems: mostGemeenten,
        uniqueItems: true,
        description:
          'Of an aanbieder that reports in general: the gemeenten that it concerns. Of an allocation it follows; a gemeente reports for itself',
      }),
    ),
  },
  {
    title: 'SignalWish',
    additionalProperties: false,
    examples: [{ kind: 'waiting', segment: 'B', gemeenten: ['0363'], text: exampleText }],
  },
);

export const AnswerWish = Type.Object(
  { version: sawVersion, text: Text },
  {
    title: 'SignalAnswerWish',
    additionalProperties: false,
    examples: [{ version: 1, text: exampleAnswer }],
  },
);

export const CloseWish = Type.Object(
  { version: sawVersion, reason: Reason, text: Type.Optional(Text) },
  {
    title: 'SignalCloseWish',
    additionalProperties: false,
    examples: [{ version: 2, reason: 'solved' }],
  },
);

const count = {
  ...{ kind: 'budget', segment: 'C', size: 'small', count: 12, open: 3, answered: 4, closed: 5 },
} as const;
const number = (description: string) => Type.Integer({ description });

export const SignalCounts = Type.Object(
  {
    items: List(
      Type.Object(
        {
          kind: Kind,
          segment: Nullable(Segment),
          size: Nullable(Size),
          count: number('All that follow'),
          open: number('That are open now'),
          answered: number('That are answered now'),
          closed: number('That are closed now'),
        },
        { title: 'SignalCount', examples: [count] },
      ),
    ),
  },
  {
    title: 'SignalCounts',
    description: 'By kind, segment and size of the aanbieder. Each signal is counted once',
    examples: [{ items: [count] }],
  },
);
