import { Type } from '@fastify/type-provider-typebox';
import { termUnits } from '../../region/terms/counts.ts';
import { termSelections, termSides } from '../../region/terms/list.ts';
import { itemStatuses } from '../../region/terms/present.ts';
import { termKinds, voidReasons } from '../../region/terms/term.ts';
import {
  GemeenteOrAanbieder,
  Id,
  Link,
  List,
  Moment,
  Month,
  Next,
  Nullable,
  OneOf,
  PlainDate,
} from '../server/schemas.ts';

const exampleId = '5b0c7a5e-94a7-5d43-8b51-6f3f0d6c2a77';
const exampleMessage = '01a20563-607e-7aa1-b735-07c007c906ff';
const term = {
  id: exampleId,
  kind: 'decision',
  status: 'overdue',
  owedBy: '0363',
  owedTo: '12345678',
  municipality: '0363',
  provider: '12345678',
  since: '2026-11-02',
  dueOn: '2026-11-09',
  dueAt: '2026-11-09T23:00:00.000Z',
  overdueDays: 3,
  metAt: null,
  metBy: null,
  pending: false,
  taken: null,
  unit: 'working-days',
  messageId: exampleMessage,
  client: '5f0c1f6e-6d0e-4f0a-9d3c-3c1f0f6b2a11',
  toewijzingNummer: null,
  referentie: 'DIJK-2026-0117',
  voidReason: null,
  links: {
    self: { href: `/v1/terms/${exampleId}` },
    message: { href: `/v1/messages/${exampleMessage}` },
  },
};

export const Kind = OneOf(
  termKinds,
  'What has to be done. retour: answer a message; declaration-answer: send the JW325; decision: decide on a request; investigation: decide on a request that is under investigation; residence: refuse a request on residence; start: send the JW305; stop: send the JW307',
  { title: 'TermKind', examples: ['decision'] },
);
const Unit = OneOf(termUnits, 'Which days count', { title: 'TermUnit' });

export const Selection = OneOf(
  termSelections,
  'open: not met, overdue or not (the default); overdue: not met and over; dueSoon: not met, and due within `withinDays`; late: met after its due day; inTime: met in time; void: not asked any more; all: all of these',
);
export const Side = OneOf(termSides, 'What you have to do (the default), or what you wait for');

const random =
  'Random id of the child, as its allocations have it, not its BSN; null: the term is of a message as a whole. Operators do not get it';

export const TermItem = Type.Object(
  {
    id: Type.String({ format: 'uuid', description: 'It stays the same' }),
    kind: Kind,
    status: OneOf(
      itemStatuses,
      'open: not due yet; overdue: over, and not met; inTime, late: met; void: not asked any more',
    ),
    owedBy: Type.Unsafe<string>({ ...GemeenteOrAanbieder, description: 'Who has to do it' }),
    owedTo: Type.Unsafe<string>({ ...GemeenteOrAanbieder, description: 'Who waits for it' }),
    municipality: GemeenteOrAanbieder,
    provider: GemeenteOrAanbieder,
    since: PlainDate('The day from which days are counted; that day itself does not count'),
    dueOn: PlainDate('The last day, in the Netherlands'),
    dueAt: Type.Unsafe<Date>({ ...Moment, description: 'The end of that day' }),
    overdueDays: Nullable(Type.Integer({ description: 'Calendar days; null: it is not overdue' })),
    metAt: Nullable(
      Type.Unsafe<Date>({ ...Moment, description: 'When the message that met it was posted' }),
    ),
    metBy: Nullable(
      Type.String({ ...Id, description: 'The message that met it; null: it was imported' }),
    ),
    pending: Type.Boolean({ description: 'A retour may still refuse the message that met it' }),
    taken: Nullable(Type.Integer({ description: 'Days that it took; null: it is not met' })),
    unit: Unit,
    messageId: Nullable(
      Type.String({ ...Id, description: 'The message that it begins with; null: imported' }),
    ),
    client: Type.Optional(Nullable(Type.String({ format: 'uuid', description: random }))),
    toewijzingNummer: Type.Optional(
      Nullable(Type.String({ description: 'Operators do not get it' })),
    ),
    referentie: Type.Optional(
      Nullable(Type.String({ description: 'ReferentieAanbieder; only parties get it' })),
    ),
    voidReason: Nullable(
      OneOf(
        voidReasons,
        'refused: the message that it began with was refused; removed: what it was about was taken back; residence: the term for a refusal on residence took its place',
      ),
    ),
    links: Type.Object(
      { self: Link, message: Type.Optional(Link), metBy: Type.Optional(Link) },
      {
        title: 'TermLinks',
        description: 'The messages, for their parties',
        examples: [term.links],
      },
    ),
  },
  {
    title: 'Term',
    description: 'What a party has to do before a day',
    examples: [term],
  },
);

export const TermPage = Type.Object(
  { items: List(TermItem), next: Next },
  {
    title: 'TermPage',
    description: 'A page, by due day, the first one first',
    examples: [{ items: [term], next: null }],
  },
);

const ages = {
  kind: 'decision',
  over20: 1,
  over6To20: 4,
  over1To5: 2,
  dueIn5: 17,
  later: 0,
};
const number = (description: string) => Type.Integer({ description });

export const AgeingView = Type.Object(
  {
    today: PlainDate('The day in the Netherlands by which it is counted'),
    ages: List(
      Type.Object(
        {
          kind: Kind,
          over20: number('Overdue for more than 20 calendar days'),
          over6To20: number('Overdue for 6 to 20 days'),
          over1To5: number('Overdue for 1 to 5 days'),
          dueIn5: number('Due today, or within five days'),
          later: number('Due after that'),
        },
        { title: 'TermAges', examples: [ages] },
      ),
      { description: 'By kind; kinds without an open term are left out' },
    ),
    complete: Type.Boolean({
      description: 'false: there are so many that only those that are due first were counted',
    }),
    oldest: List(TermItem, { description: 'Those that are due first' }),
  },
  {
    title: 'TermAgeing',
    description: 'What a party has to do still',
    examples: [{ today: '2026-11-12', ages: [ages], complete: true, oldest: [term] }],
  },
);

const count = {
  month: '2026-11',
  owedBy: '0363',
  kind: 'decision',
  unit: 'working-days',
  due: 40,
  inTime: 35,
  late: 4,
  missed: 1,
  shareInTime: 0.875,
  medianDays: 3,
  p90Days: 6,
} as const;

export const CountList = Type.Object(
  {
    items: List(
      Type.Object(
        {
          month: Month('In which they were due', '2026-11'),
          owedBy: Type.Unsafe<string>({ ...GemeenteOrAanbieder, description: 'Who had to do it' }),
          kind: Kind,
          unit: Unit,
          due: number('In time, late and missed together'),
          inTime: number('Met in time'),
          late: number('Met after the due day'),
          missed: number('Over, and not met yet'),
          shareInTime: Type.Number({ description: 'Of those that were due: 0 to 1' }),
          medianDays: Nullable(
            Type.Integer({
              description: 'Half of those that were met took no longer; null: none was met',
            }),
          ),
          p90Days: Nullable(
            Type.Integer({ description: 'Nine in ten of those that were met took no longer' }),
          ),
        },
        { title: 'TermCount', examples: [count] },
      ),
    ),
  },
  {
    title: 'TermCounts',
    description: 'By month, by who had to do it, and by kind',
    examples: [{ items: [count] }],
  },
);
