import { type TProperties, Type } from '@fastify/type-provider-typebox';
import { differenceBands } from '../../region/report/conversions.ts';
import { signalKinds, signalSegments } from '../../region/signals/signal.ts';
import { providerSizes } from '../../region/sizes/sizes.ts';
import { termUnits } from '../../region/terms/counts.ts';
import { termKinds } from '../../region/terms/term.ts';
import {
  Berichttype,
  Gemeente,
  Link,
  List,
  Nullable,
  OneOf,
  PlainDate,
} from '../server/schemas.ts';

/** Full tens; null is fewer than ten, and maybe nothing. */
const Tens = (description: string, example: number | null = null) =>
  Nullable(Type.Integer({ minimum: 10, multipleOf: 10 }), {
    description: `${description}, in full tens; null: fewer than ten, and maybe nothing`,
    examples: [example],
  });

const sizes = {
  small: Tens('Of small aanbieders', 120),
  large: Tens('Of large aanbieders', 340),
};
const Days = (share: string) =>
  Nullable(Type.Integer(), {
    description: `${share} of those that were met took no longer; null: fewer than ten, or longer than the largest band`,
    examples: [4],
  });

/** A number of small and large aanbieders, of something that is named. */
function sized<const T extends TProperties>(title: string, of: T, example: object) {
  return Type.Object(
    { ...of, ...sizes },
    { title, examples: [{ ...example, small: 120, large: 340 }] },
  );
}

const rule = Type.String({ description: 'The code of a rule', examples: ['CS139'] });
const spic = { segment: 'C', profile: '8', intensity: 'middel' };
const word = (description: string, example: string) =>
  Type.String({ description, examples: [example] });

const broken = {
  rule: 'CS139',
  count: 460,
  sentence: 'De Geboortedatum ligt na vandaag. Verbeter de Geboortedatum.',
  links: { rule: { href: '/v1/rules?code=CS139' } },
};
const term = {
  ...{ kind: 'decision', unit: 'working-days', inTime: 210, late: 30, missed: null },
  ...{ medianDays: 3, p90Days: 6 },
} as const;
const product = {
  ...{ categorie: '45', code: '45A03', spic, allocated: 60, started: 40, stopped: null },
};
const signal = { kind: 'waiting', segment: 'C', size: 'small', count: 20 } as const;
const difference = { band: 'lower-under-1000', count: 40 } as const;

const Refusals = Type.Object(
  {
    rules: List(sized('RefusedByRule', { rule }, { rule: 'CS139' }), {
      description: 'By the gateway, by each rule that was broken; those with a number to show',
    }),
    door: List(
      sized('RefusedAtDoor', { code: word('The code of the problem', 'xsd') }, { code: 'xsd' }),
      { description: 'When they were posted; those with a number to show' },
    ),
    parties: List(
      sized(
        'RefusedByParty',
        { explained: Type.Boolean({ description: 'A rule says why' }) },
        { explained: true },
      ),
      { description: 'By a retour or JW325 of a party' },
    ),
  },
  {
    title: 'ReportRefusals',
    examples: [
      {
        rules: [{ rule: 'CS139', small: 120, large: 340 }],
        door: [{ code: 'xsd', small: 20, large: null }],
        parties: [
          { explained: true, small: 10, large: 30 },
          { explained: false, small: null, large: 10 },
        ],
      },
    ],
  },
);

const BrokenMost = Type.Object(
  {
    rule,
    count: Type.Integer({ description: 'Small and large aanbieders together, in full tens' }),
    sentence: word('What helps', broken.sentence),
    links: Type.Object(
      { rule: Link },
      { title: 'RuleLink', description: 'The rule', examples: [broken.links] },
    ),
  },
  { title: 'BrokenRule', examples: [broken] },
);

const TermFigures = Type.Object(
  {
    kind: OneOf(termKinds, 'What has to be done', { examples: ['decision'] }),
    unit: OneOf(termUnits, 'Which days count', { examples: ['working-days'] }),
    inTime: Tens('Met in time', 210),
    late: Tens('Met after the due day', 30),
    missed: Tens('Over, and not met yet'),
    medianDays: Days('Half'),
    p90Days: Days('Nine in ten'),
  },
  { title: 'ReportTerms', examples: [term] },
);

const Conversion = Type.Object(
  {
    approved: Tens('Of which the JW301 was approved', 90),
    refused: Tens('Of which it was refused'),
    differences: List(
      Type.Object(
        {
          band: OneOf(
            differenceBands,
            'How much less or more the SPIC costs than what remained of the old allocation, in euros',
            { examples: ['lower-under-1000'] },
          ),
          count: Tens('Of those that were approved', 40),
        },
        { title: 'ReportDifference', examples: [difference] },
      ),
    ),
  },
  {
    title: 'ReportConversion',
    examples: [{ approved: 90, refused: null, differences: [difference] }],
  },
);

const Signal = Type.Object(
  {
    kind: OneOf(signalKinds, 'What does not fit', { examples: ['waiting'] }),
    segment: Nullable(OneOf(signalSegments, 'Of the SPIC', { examples: ['C'] })),
    size: Nullable(
      OneOf(providerSizes, 'Of the aanbieder; null: it is about none', { examples: ['small'] }),
    ),
    count: Type.Integer({ description: 'In full tens', examples: [20] }),
  },
  { title: 'ReportSignals', examples: [signal] },
);

const Spic = Type.Object(
  {
    segment: word('Segment', 'C'),
    profile: word('Profile', '8'),
    intensity: word('Intensity', 'middel'),
  },
  { title: 'ReportSpic', examples: [spic] },
);

const Product = Type.Object(
  {
    categorie: Nullable(word('ProductCategorie; null: allocations that name none', '45')),
    code: Nullable(word('ProductCode; null: allocations that name none', '45A03')),
    spic: Nullable(Spic, {
      description: 'As the catalogue of the region has it on the last day; null: it does not',
    }),
    allocated: Tens('First allocations', 60),
    started: Tens('First starts', 40),
    stopped: Tens('First stops'),
  },
  { title: 'ReportProduct', examples: [product] },
);

const gemeenten = ['0363', '0439'];
const example = {
  ...{ from: '2026-11-02', to: '2026-11-22', language: 'nl' },
  howToRead: 'Elk getal telt alleen volle tientallen.',
  ...{ gemeenten, leftOut: [] },
  messages: [{ type: 'JW301', small: 120, large: 340 }],
  refusals: { rules: [], door: [], parties: [] },
  brokenMost: [broken],
  terms: [term],
  conversion: { approved: 90, refused: null, differences: [difference] },
  signals: [signal],
  products: [product],
};

export const RegionReport = Type.Object(
  {
    from: PlainDate('The first day'),
    to: PlainDate('The last day'),
    language: OneOf(['nl', 'en'], 'Of the sentences', { examples: ['nl'] }),
    howToRead: word('How its numbers are to be read', example.howToRead),
    gemeenten: List(Gemeente, { description: 'That are counted' }),
    leftOut: List(Gemeente, {
      description:
        'For which you act and that are not counted: a region is counted as a whole, and not all its gemeenten designated you',
    }),
    messages: List(sized('ReportMessages', { type: Berichttype }, { type: 'JW301' }), {
      description:
        'Of parties, that were accepted and refuse nothing, by type; all types are there',
    }),
    refusals: Refusals,
    brokenMost: List(BrokenMost, { description: 'Ten at most, by the numbers that are shown' }),
    terms: List(TermFigures, { description: 'By the day on which they were due; all kinds' }),
    conversion: Conversion,
    signals: List(Signal, { description: 'That were reported; those with a number to show' }),
    products: List(Product, { description: 'Those with a number to show' }),
  },
  { title: 'RegionReport', description: 'What happened in a region', examples: [example] },
);
