import { Type } from '@fastify/type-provider-typebox';
import { declaredColumns } from '../../ledger/conversion/declared-file.ts';
import { mappingColumns } from '../../ledger/conversion/mapping-file.ts';
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
import { Commit, commit } from './commit-schemas.ts';

export const Aanbieder = Type.String({
  pattern: '^[0-9]{8}$',
  description: 'AGB code of the aanbieder',
  examples: ['12345678'],
});

const number = Type.Integer({
  minimum: 1,
  maximum: 2_147_483_647,
  description: 'Of the conversion',
  examples: [7],
});
export const NumberParams = Type.Object({ number });
export const RowParams = Type.Object({
  number,
  row: Type.Integer({
    minimum: 1,
    maximum: 2_147_483_647,
    description: 'Of the row in its conversion',
    examples: [17],
  }),
});
export const CommitParams = Type.Object({ number, id: Id });

/** Rows of text by column. A name that is no column passes here: who reads the row says in which row it is. */
function Rows<Column extends string>(columns: readonly Column[], title: string, row: object) {
  const Cell = Type.Optional(Type.String());
  return Type.Unsafe<readonly Readonly<Record<string, string>>[]>(
    Type.Array(
      Type.Object(Object.fromEntries(columns.map((name) => [name, Cell])), {
        title,
        description: 'A row of such a file: its cells as text, by column. A cell may be left out',
        additionalProperties: Type.String(),
        examples: [row],
      }),
    ),
  );
}

const rule = { categorie: '45', code: '45A04', toCategorie: '45', toCode: 'B01P', months: '12' };
const figure = {
  ...{ gemeente: '0363', aanbieder: '12345678', toewijzingNummer: '100452' },
  ...{ grantedVolume: '45', grantedAmount: '4297.50', lastGranted: '2026-05-31' },
};
const Mapping = Rows(mappingColumns, 'ConversionRule', rule);
const Declared = Rows(declaredColumns, 'DeclaredFigures', figure);

export const ConversionWish = Type.Object(
  {
    day: PlainDate('The first day of the SPICs; the old allocations end the day before'),
    gemeenten: Type.Optional(
      Type.Array(Gemeente, {
        minItems: 1,
        maxItems: 500,
        description: 'By default all for which you act; an administrator names them',
      }),
    ),
    aanbieders: Type.Optional(
      Type.Array(Aanbieder, { minItems: 1, maxItems: 10_000, description: 'By default all' }),
    ),
    mapping: Mapping,
    declared: Type.Optional(Declared),
  },
  {
    title: 'ConversionWish',
    additionalProperties: false,
    examples: [{ day: '2027-01-01', gemeenten: ['0363'], mapping: [rule], declared: [figure] }],
  },
);

export const FileRows = Type.Object(
  {
    kind: OneOf(['mapping', 'declared'], 'What was asked for'),
    rows: Type.Unsafe<readonly Readonly<Record<string, string>>[]>(
      Type.Array(
        Type.Record(Type.String(), Type.String(), { title: 'ConversionTextRow', examples: [rule] }),
        {
          description: 'As `mapping` or `declared` of `POST /v1/conversions`',
        },
      ),
    ),
    hiddenSheets: List(Type.String(), { description: 'Hidden sheets, which were not read' }),
  },
  {
    title: 'ConversionFileRows',
    description: 'The rows of the file; nothing was kept',
    examples: [{ kind: 'mapping', rows: [rule], hiddenSheets: [] }],
  },
);

const links = (of: number) => ({
  self: { href: `/v1/conversions/${of}` },
  rows: { href: `/v1/conversions/${of}/rows` },
  workbook: { href: `/v1/conversions/${of}/workbook` },
  chart: { href: `/v1/conversions/${of}/chart` },
});

const record = {
  id: '01a20563-607e-7aa1-b735-07c007c906ff',
  number: 7,
  day: '2027-01-01',
  gemeenten: ['0363'],
  aanbieders: null,
  state: 'ready',
  digest: '3f79bb7b435b05321651daefd374cdc681dc06faa65e374e38337b88ca046dea',
  madeAt: '2026-11-02T09:30:00.000Z',
  madeBy: 'k7Qm2xTz',
  sharedAt: null,
  sharedGemeenten: [],
  declaredUnused: 0,
  progress: { done: 812, total: 812, leftOut: 0 },
  links: links(7),
};

const recordFields = {
  id: Id,
  number: Type.Integer({ description: '1, 2, 3 and so on: it is in the address' }),
  day: PlainDate('The first day of the SPICs'),
  gemeenten: List(Gemeente, {
    description: 'Those for which you act; an aanbieder gets none: they are in its rows',
  }),
  aanbieders: Nullable(
    List(Aanbieder, { description: 'Those that were chosen, as far as you see them' }),
    { description: 'null: all' },
  ),
  state: OneOf(
    ['making', 'ready', 'failed'],
    'making: it is worked out; ready: its rows are there; failed: make another one',
  ),
  digest: Nullable(
    Type.String({ description: 'SHA-256 of what it was made of and of what it says' }),
    { description: 'null: it is not ready, or you do not act for all of its gemeenten' },
  ),
  madeAt: Moment,
  madeBy: Nullable(
    Type.String({ description: 'The prefix of a key, or a token and its subject' }),
    { description: 'null: you are an aanbieder' },
  ),
  sharedAt: Nullable(Moment, { description: 'Since when aanbieders see it; null: they do not' }),
  sharedGemeenten: List(Gemeente, {
    description: 'Gemeenten whose rows aanbieders see; none for an aanbieder',
  }),
  declaredUnused: Nullable(
    Type.Integer({ description: 'Rows of `declared` that are of no allocation in it' }),
    { description: 'null: it is not ready, or you do not act for all of its gemeenten' },
  ),
  progress: Type.Object(
    {
      done: Type.Integer({ description: 'Children at an aanbieder that were looked at' }),
      total: Nullable(Type.Integer(), { description: 'How many there are; null: not known yet' }),
      leftOut: Type.Integer({ description: 'Of these many the ledger cannot be read' }),
    },
    { title: 'ConversionProgress', description: 'Of an aanbieder always 0, null and 0' },
  ),
  links: Type.Object(
    { self: Link, rows: Link, workbook: Link, chart: Link },
    { title: 'ConversionLinks', examples: [links(7)] },
  ),
};

export const Conversion = Type.Object(recordFields, {
  title: 'Conversion',
  description: 'A preview of a conversion, and what came of it',
  examples: [record],
});

export const ConversionPage = Type.Object(
  { items: List(Conversion), next: Next },
  { title: 'ConversionPage', description: 'A page, newest first' },
);

const Cents = (description: string) => Type.Integer({ description: `${description}, in cents` });
const Count = (description: string) => Type.Integer({ description });
const Side = (description: string, title: string) =>
  Type.Object({ count: Count('Rows'), cents: Cents('Their differences') }, { title, description });

const totals = {
  ...{ rows: 3, mapped: 2, unmapped: 1, held: 1, lower: { count: 1, cents: -5000 } },
  ...{ equal: { count: 0 }, higher: { count: 1, cents: 12_000 }, unknown: 0 },
  ...{ remains: 700_000, price: 707_000, difference: 7000 },
  agreed: { gemeente: 1, aanbieder: 1, both: 1 },
};

const Totals = Type.Object(
  {
    rows: Count('Allocations'),
    mapped: Count('With a SPIC'),
    unmapped: Count('Without one'),
    held: Count('With something in the way, with a SPIC or without'),
    lower: Side('The SPIC costs less than what remains', 'ConversionLower'),
    equal: Type.Object({ count: Count('As much') }, { title: 'ConversionEqual' }),
    higher: Side('The SPIC costs more than what remains', 'ConversionHigher'),
    unknown: Count('With a SPIC, and an amount is not known'),
    remains: Cents('What remains of the old allocations'),
    price: Cents('What the SPICs cost'),
    difference: Cents('Price less what remains'),
    agreed: Type.Object(
      {
        gemeente: Count('To which the gemeente agrees'),
        aanbieder: Count('To which the aanbieder agrees'),
        both: Count('To which both agree'),
      },
      { title: 'ConversionAgreed' },
    ),
  },
  { title: 'ConversionTotals', description: 'Sums of rows', examples: [totals] },
);

export const ConversionDetails = Type.Object(
  {
    ...recordFields,
    totals: Totals,
    pairs: List(
      Type.Object(
        { gemeente: GemeenteOrAanbieder, aanbieder: GemeenteOrAanbieder, totals: Totals },
        { title: 'ConversionPair' },
      ),
      { description: 'The same, of each gemeente at each aanbieder' },
    ),
    reasons: List(
      Type.Object(
        {
          reason: Type.String({ description: 'For programs', examples: ['no-rule'] }),
          message: Type.String({ description: 'What it means, and what to do' }),
          rows: Count('Rows that have it'),
        },
        { title: 'ConversionReasonCount' },
      ),
      { description: 'Why rows have no SPIC, and what is in the way of rows' },
    ),
    bars: List(
      Type.Object(
        {
          from: Nullable(Cents('From this difference'), { description: 'null: no lower bound' }),
          until: Nullable(Cents('To this one'), { description: 'null: no upper bound' }),
          count: Count('Rows'),
        },
        { title: 'ConversionBar' },
      ),
      { description: 'How the differences are divided' },
    ),
    commits: List(Commit, { description: 'What was sent; an aanbieder gets none' }),
  },
  {
    title: 'ConversionDetails',
    description: 'A preview with its sums, as far as you see its rows',
    examples: [
      {
        ...record,
        totals,
        pairs: [{ gemeente: '0363', aanbieder: '12345678', totals }],
        reasons: [
          {
            ...{ reason: 'no-rule', rows: 1 },
            message:
              'No rule of the mapping fits this allocation. Add one to the mapping, or choose a SPIC yourself.',
          },
        ],
        bars: [{ from: null, until: 0, count: 1 }],
        commits: [commit],
      },
    ],
  },
);

export const Reproduction = Type.Object(
  {
    same: Nullable(Type.Boolean({ description: 'Whether it comes to what the preview said' }), {
      description: 'null: that cannot be told, because children were forgotten',
    }),
    forgotten: Count('Children at an aanbieder that were forgotten since'),
    rows: Count('Rows that were worked out'),
    digest: Nullable(Type.String({ description: 'As the record has it' })),
  },
  {
    title: 'ConversionReproduction',
    description: 'The preview, worked out again',
    examples: [{ same: true, forgotten: 0, rows: 3, digest: record.digest }],
  },
);
