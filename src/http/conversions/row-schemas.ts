import { Type } from '@fastify/type-provider-typebox';
import { holdReasons, unmappedReasons } from '../../ledger/conversion/model.ts';
import { markKinds, rowSteps, sides } from '../../ledger/conversion/row.ts';
import { unmarked } from '../../ledger/conversion/row-query.ts';
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
  PlainDate,
} from '../server/schemas.ts';
import { Aanbieder } from './conversion-schemas.ts';

const Cents = (description: string) =>
  Nullable(Type.Integer(), { description: `${description}, in cents; null: not known` });

const safe = { minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER } as const;

/** What rows are chosen by. */
export const filters = {
  gemeente: Type.Optional(Gemeente),
  aanbieder: Type.Optional(Aanbieder),
  mapped: Type.Optional(Type.Boolean({ description: 'With a SPIC, or without' })),
  reason: Type.Optional(
    OneOf(
      [...unmappedReasons, ...holdReasons],
      'Without a SPIC for this reason, or with this in the way',
    ),
  ),
  gemeenteMark: Type.Optional(
    OneOf([...markKinds, unmarked], 'What the gemeente says; none: nothing yet'),
  ),
  aanbiederMark: Type.Optional(
    OneOf([...markKinds, unmarked], 'What the aanbieder says; none: nothing yet'),
  ),
  step: Type.Optional(OneOf(rowSteps, 'How far it is; none: nothing was asked yet')),
  leastDifference: Type.Optional(
    Type.Integer({ ...safe, description: 'Price less what remains, in cents: this or more' }),
  ),
  mostDifference: Type.Optional(
    Type.Integer({ ...safe, description: 'Price less what remains, in cents: this or less' }),
  ),
};

const omvang = { volume: '4', eenheid: '04', frequentie: '2' };
const said = {
  reason: 'open-request',
  message:
    'A request of the aanbieder for this client is not answered yet. Answer the request first.',
} as const;
const row = {
  row: 17,
  version: 1,
  gemeente: '0363',
  aanbieder: '12345678',
  client: '5f0c1f6e-6d0e-4f0a-9d3c-3c1f0f6b2a11',
  toewijzingNummer: '100452',
  old: {
    product: { categorie: '45', code: '45A04' },
    ingangsdatum: '2026-01-01',
    einddatum: '2027-06-30',
    ...{ omvang, budget: null },
  },
  remains: {
    ...{ total: 990_600, perMonth: 165_100, volume: 104, tariff: 9525 },
    ...{ undecided: 0, declared: 'file' },
  },
  shortened: { einddatum: '2026-12-31', most: null },
  proposal: {
    product: { categorie: '45', code: 'B01P' },
    ingangsdatum: '2027-01-01',
    einddatum: '2027-06-30',
    omvang: { volume: '1', eenheid: '82', frequentie: '6' },
    price: { total: 540_000, perMonth: null },
    redenWijziging: '10',
    difference: -450_600,
    equal: null,
    monthDifference: null,
  },
  unmapped: null,
  holds: [said],
  rule: 3,
  marks: { gemeente: { mark: 'agreed', at: '2026-11-02T09:30:00.000Z' }, aanbieder: null },
  decision: null,
  step: 'none',
  why: [],
  newNumber: null,
  messageId: null,
  links: { self: { href: '/v1/conversions/7/rows/17' } },
};

const Product = Type.Object(
  { categorie: Type.String(), code: Nullable(Type.String()) },
  { title: 'ConvertedProduct', examples: [row.old.product] },
);
const Omvang = Type.Object(
  { volume: Type.String(), eenheid: Type.String(), frequentie: Type.String() },
  { title: 'ConversionOmvang', examples: [omvang] },
);

const Old = Type.Object(
  {
    product: Nullable(Product),
    ingangsdatum: PlainDate('First day'),
    einddatum: Nullable(PlainDate('Last day; null: for further notice')),
    omvang: Nullable(Omvang),
    budget: Nullable(Type.Integer({ description: 'In cents' })),
  },
  { title: 'ConvertedAllocation', description: 'As it is now', examples: [row.old] },
);

const Remains = Type.Object(
  {
    total: Cents('Over the whole rest'),
    perMonth: Cents('Each month'),
    volume: Nullable(Type.Number({ description: 'In its own Eenheid' })),
    tariff: Cents('Of one unit'),
    undecided: Type.Integer({ description: 'Declared and not decided, in cents' }),
    declared: OneOf(['file', 'unknown'], 'Where what was declared is known from'),
  },
  {
    title: 'ConversionRemains',
    description: 'What remains of the old allocation on the day of conversion',
    examples: [row.remains],
  },
);

const Proposal = Type.Object(
  {
    product: Product,
    ingangsdatum: PlainDate('First day'),
    einddatum: Nullable(PlainDate('Last day; null: for further notice')),
    omvang: Omvang,
    price: Type.Object(
      { total: Cents('Over the whole of it'), perMonth: Cents('Each month') },
      { title: 'SpicPrice', examples: [row.proposal.price] },
    ),
    redenWijziging: OneOf(['03', '10'], 'Of the old one: 10 where input becomes output'),
    difference: Cents('Price less what remains'),
    equal: Nullable(
      Type.Object(
        {
          until: PlainDate('The last day that both have'),
          old: Type.Integer({ description: 'In cents' }),
          spic: Type.Integer({ description: 'In cents' }),
          difference: Type.Integer({ description: 'In cents' }),
        },
        { title: 'EqualPeriod', description: 'Both over the days that both have' },
      ),
    ),
    monthDifference: Cents('The same, each month'),
  },
  {
    title: 'SpicProposal',
    description: 'The SPIC, as the JW301 would have it',
    examples: [row.proposal],
  },
);

const Said = (reasons: readonly string[], title: string) =>
  Type.Object(
    {
      reason: OneOf(reasons, 'For programs'),
      message: Type.String({ description: 'What it means, and what to do' }),
    },
    { title, examples: [{ ...said, reason: reasons[0] }] },
  );

const Standing = Nullable(
  Type.Object(
    { mark: OneOf(markKinds, 'What it says'), at: Moment },
    { title: 'StandingMark', examples: [row.marks.gemeente] },
  ),
);

const Decision = Type.Object(
  { beschikkingNummer: Type.String(), datum: PlainDate('Of the decision') },
  {
    title: 'KeptParentsDecision',
    description: 'The decision to the parents',
    examples: [{ beschikkingNummer: '2026-0117', datum: '2026-11-02' }],
  },
);

const forgotten = 'null: the child was forgotten';
const fields = {
  row: Type.Integer({ description: 'Its number in the conversion' }),
  version: Type.Integer({
    description: 'It goes up when a side proposes another SPIC; a mark names it',
  }),
  gemeente: GemeenteOrAanbieder,
  aanbieder: GemeenteOrAanbieder,
  client: Nullable(Type.String({ format: 'uuid' }), {
    description: `Random id of the child, as its allocations have it, not its BSN; ${forgotten}`,
  }),
  toewijzingNummer: Nullable(Type.String(), { description: `Of the old allocation; ${forgotten}` }),
  old: Nullable(Old),
  remains: Nullable(Remains),
  shortened: Nullable(
    Type.Object(
      {
        einddatum: PlainDate('Its last day'),
        most: Nullable(Type.String({ description: 'The most that may be declared of it' })),
      },
      {
        title: 'ShortenedAllocation',
        description: 'The old one after the conversion',
        examples: [row.shortened],
      },
    ),
  ),
  proposal: Nullable(Proposal),
  unmapped: Nullable(Said(unmappedReasons, 'UnmappedReason'), {
    description: 'Why there is no SPIC; null: there is one',
  }),
  holds: List(Said(holdReasons, 'HoldReason'), { description: 'What is in the way of it now' }),
  rule: Nullable(Type.Integer(), {
    description:
      'The row of the mapping that was used; null: a side chose the SPIC, or there is none',
  }),
  marks: Type.Object(
    { gemeente: Standing, aanbieder: Standing },
    { title: 'ConversionMarks', description: 'What stands', examples: [row.marks] },
  ),
  decision: Nullable(Decision),
  step: OneOf(
    rowSteps,
    'none: nothing was asked; waiting, posting: it goes; sent: the retour is awaited; approved: converted; refused, failed, held-back, stopped: see `why`; reverted: taken back',
  ),
  why: List(
    Type.Object(
      {
        code: Type.String({ description: 'A reason, a problem, or a rule that the retour names' }),
        message: Type.String({ description: 'What it means' }),
      },
      { title: 'ConversionWhy', examples: [{ code: said.reason, message: said.message }] },
    ),
    { description: 'Why it stands there' },
  ),
  newNumber: Nullable(Type.String(), { description: 'ToewijzingNummer of the SPIC, once sent' }),
  messageId: Nullable(Id),
  links: Type.Object(
    { self: Link, message: Type.Optional(Link) },
    { title: 'ConversionRowLinks', examples: [row.links] },
  ),
};

export const Row = Type.Object(fields, {
  title: 'ConversionRow',
  description: 'An old allocation and the SPIC that is proposed for it',
  examples: [row],
});

export const RowPage = Type.Object(
  { items: List(Row), next: Next },
  {
    title: 'ConversionRowPage',
    description: 'A page, in the order of numbers',
    examples: [{ items: [row], next: null }],
  },
);

const mark = {
  ...{ side: 'gemeente', mark: 'agreed', version: 1, to: null, reason: null, decision: null },
  ...{ party: '0363', by: 'k7Qm2xTz', at: '2026-11-02T09:30:00.000Z' },
};

export const RowDetails = Type.Object(
  {
    ...fields,
    history: List(
      Type.Object(
        {
          side: OneOf(sides, 'Who said it'),
          mark: OneOf(markKinds, 'What was said'),
          version: Type.Integer({ description: 'Of the proposal; of changed the one it made' }),
          to: Nullable(
            Type.Object(
              {
                categorie: Type.String(),
                code: Type.String(),
                months: Nullable(Type.Integer()),
              },
              {
                title: 'ProposedSpic',
                description: 'The SPIC that changed proposes',
                examples: [{ categorie: '45', code: 'B02P', months: 12 }],
              },
            ),
          ),
          reason: Nullable(Type.String(), { description: `Why; null: not said, or ${forgotten}` }),
          decision: Nullable(Decision),
          party: Type.Unsafe<string>({ ...GemeenteOrAanbieder, description: 'For whom' }),
          by: Nullable(Type.String(), {
            description: 'The prefix of a key, or a token and its subject; null: of the other side',
          }),
          at: Moment,
        },
        { title: 'ConversionMark', examples: [mark] },
      ),
      { description: 'All that was said of it, the first first' },
    ),
  },
  {
    title: 'ConversionRowDetails',
    description: 'A row, and what was said of it',
    examples: [{ ...row, history: [mark] }],
  },
);
