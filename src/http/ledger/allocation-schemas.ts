import { Type } from 'typebox';
import type { LedgerEvent } from '../../ledger/model/events.ts';
import { allocationStatuses } from '../../store/ledger-tables.ts';
import {
  AskedMoment,
  Cursor,
  GemeenteOrAanbieder,
  Limit,
  Line,
  Link,
  List,
  Moment,
  Next,
  Nullable,
  OneOf,
  uuid,
} from '../server/schemas.ts';

const Status = OneOf(
  allocationStatuses,
  'allocated; withdrawn: something else replaced it, or it was cancelled; deleted: it was a mistake (RedenWijziging 13); forgotten: all but the number is deleted for good',
  { title: 'AllocationStatus' },
);
const Code = (description: string, example: string) =>
  Type.String({
    minLength: 1,
    maxLength: 5,
    pattern: '^[0-9A-Za-z]+$',
    description,
    examples: [example],
  });
const Word = (description: string, example: string) => Line(100, description, example);

const ProductCategory = Code('ProductCategorie', '45');
const ProductCode = Code('ProductCode', '45A04');
const Segment = Word('Segment of the product, in the catalogue of the region', 'Ambulant');
const Profile = Word('Profile of the product', 'Jeugdige met een beperking');
const Intensity = Word('Intensity of the product', 'Midden');
const AllocationId = Type.String({
  ...uuid,
  description: 'UUID, version 8: derived from the parties and number of the allocation',
  examples: ['5b0c9a44-7d0e-8c11-9d57-0c2f6d1e3a90'],
});
export const AllocationParams = Type.Object({ id: AllocationId });

const page = { limit: Limit, cursor: Cursor };

/** The filters on allocations, and the page. */
export const AllocationsQuery = Type.Object(
  {
    status: Type.Optional(Status),
    segment: Type.Optional(Segment),
    profile: Type.Optional(Profile),
    intensity: Type.Optional(Intensity),
    productCategory: Type.Optional(ProductCategory),
    productCode: Type.Optional(ProductCode),
    provider: Type.Optional(GemeenteOrAanbieder),
    municipality: Type.Optional(GemeenteOrAanbieder),
    changedSince: Type.Optional(AskedMoment('What changed at or after this moment')),
    ...page,
  },
  { additionalProperties: false },
);

/** The search by child. A BSN is never in a URL, because URLs are logged. */
export const AllocationSearch = Type.Object(
  {
    bsn: Type.String({ pattern: '^[0-9]{9}$', description: '9 digits', examples: ['999912008'] }),
    status: Type.Optional(Status),
    ...page,
  },
  {
    title: 'AllocationSearch',
    additionalProperties: false,
    examples: [{ bsn: '999912008' }],
  },
);

const toewijzingNummer = Type.String({
  description: 'Without leading zeros',
  examples: ['4711'],
});
const Follows = (description: string) =>
  List(
    Type.Object(
      {
        toewijzingNummer,
        href: Type.Optional(
          Type.String({ format: 'uri-reference', description: 'Where it is your own too' }),
        ),
      },
      { title: 'RelatedAllocation' },
    ),
    { description, examples: [[]] },
  );
const Day = (description: string) =>
  Nullable(
    Type.String({ format: 'date', description: `${description}; as the message writes it` }),
  );
const ListValue = (description: string, example: string | null) =>
  Nullable(Type.String({ description }), { examples: [example] });
const Cents = (description: string) =>
  Nullable(Type.Integer({ description }), { examples: [null] });

const allocation = {
  id: AllocationId,
  toewijzingNummer,
  municipality: GemeenteOrAanbieder,
  provider: GemeenteOrAanbieder,
  client: Type.String({
    format: 'uuid',
    description: 'Random id of the child, the same for all its allocations. Not its BSN',
  }),
  status: Status,
  product: Nullable(
    Type.Object({ categorie: ProductCategory, code: Nullable(ProductCode) }, { title: 'Product' }),
  ),
  spic: Nullable(
    Type.Object(
      { segment: Segment, profile: Profile, intensity: Intensity },
      {
        title: 'Spic',
        description:
          "What the product is in the catalogue of the gemeente's region, on the day that it begins",
      },
    ),
  ),
  begin: Day('Ingangsdatum'),
  end: Day('Einddatum, the last day'),
  decidedOn: Day('Toewijzingsdatum'),
  reason: ListValue('RedenWijziging', null),
  volume: ListValue('Volume; of unit 83 (euro) in cents', '4'),
  unit: ListValue('Eenheid', '04'),
  frequency: ListValue('Frequentie', '2'),
  budgetCents: Cents('Budget, in euro cents'),
  predecessors: Follows('Allocations that it follows, where the messages show it'),
  successors: Follows('Allocations that follow it'),
  changedAt: Moment,
  links: Type.Object({ self: Link, entries: Link }, { title: 'AllocationLinks' }),
};

/** A page of allocations. */
export const AllocationPage = Type.Object(
  { items: List(Type.Object(allocation, { title: 'Allocation' })), next: Next },
  { title: 'AllocationPage', description: 'A page' },
);

/** One allocation, with what was delivered. */
export const AllocationDetails = Type.Object(
  {
    ...allocation,
    deliveries: List(
      Type.Object(
        {
          kind: OneOf(['start', 'stop'], 'What was reported'),
          begin: Type.String({ format: 'date', description: 'Begindatum' }),
          end: Nullable(Type.String({ format: 'date', description: 'Einddatum, of a stop' }), {
            examples: [null],
          }),
          reason: ListValue('RedenBeeindiging, of a stop', null),
          removed: Type.Boolean({ description: 'Taken back (StatusAanlevering 3)' }),
        },
        { title: 'Delivery' },
      ),
      { description: 'Starts, then stops, each in the order in which they were reported' },
    ),
  },
  { title: 'AllocationDetails', description: 'The allocation' },
);

const events = [
  'requested',
  'answered',
  'allocated',
  'changed',
  'withdrawn',
  'deleted',
  'started',
  'startRemoved',
  'stopped',
  'stopRemoved',
] as const satisfies LedgerEvent['kind'][];

/** A page of entries of an allocation. */
export const EntryPage = Type.Object(
  {
    items: List(
      Type.Object(
        {
          chainNumber: Nullable(
            Type.Integer({
              description:
                'Its number in the chain of the gemeente; null for the aanbieder, who could see from it how much the gemeente does with others',
            }),
          ),
          kind: OneOf([...events, 'imported'], 'What the entry is'),
          effectiveDate: Nullable(
            Type.String({ format: 'date', description: 'The day from which it counts' }),
          ),
          recordedAt: Moment,
          amountCents: Cents('Budget, or an Omvang in euros; in euro cents'),
          path: Type.String({
            description: 'Class in the message, as path below Bericht',
            examples: ['Client/ToegewezenProducten/ToegewezenProduct[1]'],
          }),
          said: Nullable(
            Type.Object(
              {
                kind: OneOf(events, 'What happened, also where it was imported'),
                late: Type.Boolean({
                  description: 'A newer version came in before it: it changes nothing',
                }),
                content: Type.Unsafe<object>({
                  type: 'object',
                  title: 'SaidContent',
                  examples: [{ toewijzingNummer: '4711', ingangsdatum: '2026-11-02' }],
                  additionalProperties: true,
                  description:
                    'The class as the message writes it, in lowerCamelCase. Personal data',
                }),
              },
              { title: 'Said', description: 'What it says; null for a child that was forgotten' },
            ),
          ),
          links: Type.Object({ message: Type.Optional(Link) }, { title: 'EntryLinks' }),
        },
        { title: 'Entry' },
      ),
    ),
    next: Next,
  },
  { title: 'EntryPage', description: 'Entries, in the order of the chain' },
);
