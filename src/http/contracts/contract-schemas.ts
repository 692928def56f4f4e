import { Type } from '@fastify/type-provider-typebox';
import { checkOutcomes, checkReasons, checkRemarks } from '../../ledger/contracts/check.ts';
import { paidFor, paymentSchemes } from '../../ledger/contracts/model.ts';
import {
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

export const Gemeente = Type.String({ pattern: '^[0-9]{4}$', examples: ['0363'] });
export const Aanbieder = Type.String({ pattern: '^[0-9]{8}$', examples: ['12345678'] });

const line = {
  categorie: '45',
  code: 'B09P',
  segment: 'B',
  profile: '9',
  intensity: 'perspectief',
  from: '2027-01-01',
  until: '2027-12-31',
  tariff: 540_000,
  eenheid: null,
  scheme: '70/30',
  paidFor: 'output',
  leastVolume: null,
  mostVolume: null,
  frequentie: null,
  yearCeiling: null,
} as const;

const Cents = (description: string) => Type.Integer({ description });
const Text = (description: string) => Nullable(Type.String({ description }));

/** A line of a contract. */
export const Line = Type.Object(
  {
    categorie: Type.String(),
    code: Type.String(),
    segment: Text('Of the SPIC'),
    profile: Text('Of the SPIC'),
    intensity: Text('Of the SPIC'),
    from: Nullable(PlainDate('First day; null: it always was')),
    until: Nullable(PlainDate('Last day; null: for further notice')),
    tariff: Nullable(Cents('In euro cents, of one eenheid; of 70/30 and total the whole price')),
    eenheid: Text('Of the tariff and the bounds (WJ756)'),
    scheme: Nullable(OneOf(paymentSchemes, 'How it is paid')),
    paidFor: Nullable(OneOf(paidFor, 'Hours and days, or a result')),
    leastVolume: Nullable(Type.Integer({ description: 'Of an allocation' })),
    mostVolume: Nullable(Type.Integer({ description: 'Of an allocation' })),
    frequentie: Text('Of the bounds (WMO757)'),
    yearCeiling: Nullable(Cents('The most for one child in a calendar year, in euro cents')),
  },
  { title: 'ContractLine', description: 'A product of a contract', examples: [line] },
);

const exampleId = '01a20563-607e-7aa1-b735-07c007c906ff';
const self = `/v1/contracts/${exampleId}`;
const summary = {
  id: exampleId,
  version: 2,
  number: 'B-2027-014',
  aanbieder: '12345678',
  region: 'Voorbeeldregio',
  gemeenten: ['0363', '0384'],
  begin: '2027-01-01',
  end: '2027-12-31',
  segments: ['B'],
  list: false,
  lineCount: 42,
  links: {
    self: { href: self },
    lines: { href: `${self}/lines?version=2` },
    versions: { href: `${self}/versions` },
  },
};

const summaryFields = {
  id: Id,
  version: Type.Integer({ description: 'It goes up with each change' }),
  number: Type.String({ description: 'As its parties call it' }),
  aanbieder: GemeenteOrAanbieder,
  region: Text('The region for which it was loaded; null: its gemeenten were named'),
  gemeenten: List(Gemeente, { description: 'Empty: it was withdrawn' }),
  begin: Nullable(PlainDate('First day')),
  end: Nullable(PlainDate('Last day; null: for further notice')),
  segments: Nullable(List(Type.String(), { description: 'Those that it covers' })),
  list: Type.Boolean({ description: 'It is a list of products, without tariffs' }),
  lineCount: Type.Integer(),
  links: Type.Object({ self: Link, lines: Link, versions: Link }, { title: 'ContractLinks' }),
};

export const ContractSummary = Type.Object(summaryFields, {
  title: 'ContractSummary',
  description: 'A contract',
  examples: [summary],
});

export const ContractVersion = Type.Object(
  {
    ...summaryFields,
    recordedAt: Type.Unsafe<Date>({ ...Moment, description: 'From then on it was judged by it' }),
  },
  {
    title: 'ContractVersion',
    description: 'A version of a contract',
    examples: [{ ...summary, recordedAt: '2026-11-20T10:00:00.000Z' }],
  },
);

export const LinePage = Type.Object(
  { items: List(Line), next: Next },
  { title: 'ContractLinePage', description: 'A page, in the order of products and days' },
);

export const ContractPage = Type.Object(
  { items: List(ContractSummary), next: Next },
  { title: 'ContractPage', description: 'A page, in the order in which they were loaded first' },
);

export const VersionPage = Type.Object(
  { items: List(ContractVersion), next: Next },
  { title: 'ContractVersionPage', description: 'A page, newest first' },
);

/** What a load of contracts did, or would do. */
export const ContractLoad = Type.Object(
  {
    kept: Type.Boolean({ description: 'false: it was a dry run' }),
    contracts: List(
      Type.Object(
        {
          id: Nullable(
            Type.String({ format: 'uuid', description: 'null: a dry run would make it' }),
          ),
          number: Type.String(),
          aanbieder: GemeenteOrAanbieder,
          gemeenten: List(Gemeente),
          version: Type.Integer({ description: 'The one that holds from now on' }),
          change: OneOf(['new', 'changed', 'same'], 'What became of it'),
          lineCount: Type.Integer(),
          linesAdded: Type.Integer({
            description:
              'Lines that were not there before; a line that changed is added and removed',
          }),
          linesRemoved: Type.Integer({ description: 'Lines that were there and are gone' }),
        },
        { title: 'LoadedContract' },
      ),
    ),
    unknown: List(GemeenteOrAanbieder, { description: 'Codes of the file that no party has' }),
    productLists: List(
      Type.Object({ gemeente: Gemeente, aanbieder: Aanbieder }, { title: 'PairWithList' }),
      {
        description:
          'Parties that have a product list beside the contract: its products are agreed too, until an administrator removes it',
      },
    ),
    hiddenSheets: List(Type.String(), { description: 'Hidden sheets, which were not read' }),
  },
  {
    title: 'ContractLoad',
    description: 'What was loaded',
    examples: [
      {
        kept: true,
        contracts: [
          {
            ...{ id: exampleId, number: 'B-2027-014', aanbieder: '12345678' },
            ...{ gemeenten: ['0363', '0384'], version: 2, change: 'changed', lineCount: 42 },
            ...{ linesAdded: 3, linesRemoved: 2 },
          },
        ],
        unknown: [],
        productLists: [],
        hiddenSheets: [],
      },
    ],
  },
);

const Digits = (pattern: string, description: string, example: string) =>
  Type.String({ pattern, description, examples: [example] });

export const CheckWish = Type.Object(
  {
    gemeente: Gemeente,
    aanbieder: Aanbieder,
    product: Type.Object(
      {
        categorie: Digits('^[0-9]{2}$', 'Product category', '45'),
        code: Type.Optional(Type.String({ minLength: 1, maxLength: 5, examples: ['B09P'] })),
      },
      { title: 'CheckedProduct', additionalProperties: false },
    ),
    ingangsdatum: PlainDate('First day of the help'),
    einddatum: Type.Optional(PlainDate('Last day')),
    omvang: Type.Optional(
      Type.Object(
        {
          volume: Type.Integer({ minimum: 0, maximum: 99_999_999 }),
          eenheid: OneOf(['01', '04', '14', '16', '82', '83', '84'], 'WJ756'),
          frequentie: OneOf(['1', '2', '4', '6'], 'WMO757'),
        },
        { title: 'CheckedOmvang', additionalProperties: false },
      ),
    ),
    budget: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 9_999_999_999, description: 'In euro cents' }),
    ),
    geboortedatum: Type.Optional(PlainDate('Of the client; it is not kept')),
    verwijzer: Type.Optional(Digits('^[0-9]{2}$', 'Type of the Verwijzer (COD327)', '02')),
    raamcontract: Type.Optional(Type.Boolean({ description: 'The request has Raamcontract 1' })),
    moved: Type.Optional(
      Type.Boolean({ description: 'The client moved, and goes on with the help it had' }),
    ),
  },
  {
    title: 'ContractCheckWish',
    additionalProperties: false,
    examples: [
      {
        gemeente: '0363',
        aanbieder: '12345678',
        product: { categorie: '45', code: 'B09P' },
        ingangsdatum: '2027-02-01',
        einddatum: '2027-10-31',
      },
    ],
  },
);

const Remark = Type.Object(
  {
    code: OneOf([...checkRemarks, ...checkReasons] as readonly string[], 'For programs'),
    message: Type.String(),
  },
  { title: 'ContractCheckRemark' },
);

export const CheckAnswer = Type.Object(
  {
    outcome: OneOf(checkOutcomes, 'May this aanbieder deliver this help?'),
    reason: OneOf(checkReasons as readonly string[], 'For programs'),
    message: Type.String({ description: 'The reason, in a sentence' }),
    redenAfwijzing: Nullable(
      Type.String({
        description:
          'RedenAfwijzingVerzoek of a JW319 that would fit (WJ759): 2 does not fit the budget, 3 no contract, 4 not within the contract, 9 the limit of age',
      }),
    ),
    refusedBy: Nullable(
      OneOf(
        ['TR381'],
        'The rule by which the gateway refuses such a request, where it answers for the gemeente (`retourBy`); else the gemeente gets it as advice',
      ),
    ),
    line: Nullable(
      Type.Object(
        {
          contract: Type.Object(
            { id: Id, number: Type.String(), version: Type.Integer() },
            { title: 'ContractOfLine' },
          ),
          ...Line.properties,
        },
        { title: 'ContractLineFound', description: 'The line by which it answers' },
      ),
    ),
    remarks: List(Remark, { description: 'What else is good to know' }),
  },
  {
    title: 'ContractCheck',
    description: 'The answer. It is advice, but for TR381',
    examples: [
      {
        outcome: 'yes',
        reason: 'agreed',
        message: 'The gemeente and the aanbieder agreed on this help.',
        redenAfwijzing: null,
        refusedBy: null,
        line: { contract: { id: exampleId, number: 'B-2027-014', version: 2 }, ...line },
        remarks: [],
      },
    ],
  },
);
