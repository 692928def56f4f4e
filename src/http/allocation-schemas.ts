import { Type } from 'typebox';
import type { LedgerEvent } from '../ledger/events.ts';
import { allocationStatuses } from '../store/ledger-tables.ts';
import {
  Cursor,
  GemeenteOrAanbieder,
  Limit,
  Line,
  Moment,
  Next,
  Nullable,
  OneOf,
  uuid,
} from './schemas.ts';

const Status = OneOf(
  allocationStatuses,
  'allocated; withdrawn: it went over to something else, or came to nothing; deleted: it never was (RedenWijziging 13); forgotten: all but the number is gone for good',
);
const Code = (description: string) =>
  Type.String({ minLength: 1, maxLength: 5, pattern: '^[0-9A-Za-z]+$', description });
const Word = (description: string) => Line(100, description);

const ProductCategory = Code('ProductCategorie');
const ProductCode = Code('ProductCode');
const Segment = Word('Segment of the product, in the catalogue of the region');
const Profile = Word('Profile of the product');
const Intensity = Word('Intensity of the product');
const AllocationId = Type.String({
  ...uuid,
  description: 'UUID, version 8: made of what the allocation is',
});
export const AllocationParams = Type.Object({ id: AllocationId });

const page = { limit: Limit, cursor: Cursor };

/** Which allocations, and how many. */
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
    changedSince: Type.Optional(Type.String({ format: 'date-time' })),
    ...page,
  },
  { additionalProperties: false },
);

/** Of which child. A BSN stands in no address, so that it comes in no log. */
export const AllocationSearch = Type.Object(
  {
    bsn: Type.String({ pattern: '^[0-9]{9}$', description: '9 digits' }),
    status: Type.Optional(Status),
    ...page,
  },
  { additionalProperties: false },
);

const Link = Type.Object({ href: Type.String() });
const Follows = (description: string) =>
  Type.Array(
    Type.Object({
      toewijzingNummer: Type.String(),
      href: Type.Optional(Type.String({ description: 'Where it is your own too' })),
    }),
    { description },
  );
const Day = (description: string) =>
  Nullable(Type.String({ description: `${description}; as the message writes it` }));
const ListValue = (description: string) => Nullable(Type.String({ description }));
const Cents = (description: string) => Nullable(Type.Integer({ description }));

const allocation = {
  id: AllocationId,
  toewijzingNummer: Type.String({ description: 'Without leading zeros' }),
  municipality: GemeenteOrAanbieder,
  provider: GemeenteOrAanbieder,
  client: Type.String({
    format: 'uuid',
    description: 'Random id of the child, the same for all its allocations. Not its BSN',
  }),
  status: Status,
  product: Nullable(Type.Object({ categorie: ProductCategory, code: Nullable(ProductCode) })),
  spic: Nullable(
    Type.Object(
      { segment: Segment, profile: Profile, intensity: Intensity },
      {
        description:
          "What the product is in the catalogue of the gemeente's region, on the day that it begins",
      },
    ),
  ),
  begin: Day('Ingangsdatum'),
  end: Day('Einddatum, the last day'),
  decidedOn: Day('Toewijzingsdatum'),
  reason: ListValue('RedenWijziging'),
  volume: ListValue('Volume; of unit 83 (euro) in cents'),
  unit: ListValue('Eenheid'),
  frequency: ListValue('Frequentie'),
  budgetCents: Cents('Budget, in euro cents'),
  predecessors: Follows('Allocations that it follows, where the messages show it'),
  successors: Follows('Allocations that follow it'),
  changedAt: Moment,
  links: Type.Object({ self: Link, entries: Link }),
};

/** A page of allocations. */
export const AllocationPage = Type.Object(
  { items: Type.Array(Type.Object(allocation)), next: Next },
  { description: 'A page' },
);

/** One allocation, with what was delivered. */
export const AllocationDetails = Type.Object(
  {
    ...allocation,
    deliveries: Type.Array(
      Type.Object({
        kind: OneOf(['start', 'stop'], 'What was reported'),
        begin: Type.String({ description: 'Begindatum' }),
        end: Nullable(Type.String({ description: 'Einddatum, of a stop' })),
        reason: ListValue('RedenBeeindiging, of a stop'),
        removed: Type.Boolean({ description: 'Taken back (StatusAanlevering 3)' }),
      }),
      { description: 'Starts, then stops, each in the order in which they were reported' },
    ),
  },
  { description: 'The allocation' },
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

/** A page of a story. */
export const EntryPage = Type.Object(
  {
    items: Type.Array(
      Type.Object({
        chainNumber: Nullable(
          Type.Integer({
            description:
              'Its place in the chain of the gemeente; null for the aanbieder, who would see by it how much the gemeente does with others',
          }),
        ),
        kind: OneOf([...events, 'imported'], 'What the entry is'),
        effectiveDate: Nullable(Type.String({ description: 'The day from which it counts' })),
        recordedAt: Moment,
        amountCents: Cents('Budget, or an Omvang in euros; in euro cents'),
        path: Type.String({ description: 'Class in the message, as path below Bericht' }),
        said: Nullable(
          Type.Object(
            {
              kind: OneOf(events, 'What happened, also where it was imported'),
              late: Type.Boolean({
                description: 'A newer version was there before: it changes nothing',
              }),
              content: Type.Unsafe<object>({
                type: 'object',
                additionalProperties: true,
                description: 'The class as the message writes it, in lowerCamelCase. Personal data',
              }),
            },
            { description: 'What it says; null for a child that was forgotten' },
          ),
        ),
        links: Type.Object({ message: Type.Optional(Link) }),
      }),
    ),
    next: Next,
  },
  { description: 'Entries, in the order of the chain' },
);
