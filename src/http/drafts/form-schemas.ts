import { type TProperties, type TSchema, Type } from 'typebox';
import type { ClientDetails, Decision, DraftForm } from '../../messages/drafts/forms.ts';
import { berichtModels } from '../../standard/messages/berichten.ts';
import { Gemeente, Id, Line, Nullable, PlainDate, uuid } from '../server/schemas.ts';
import { allOptional, elementSchema, fieldsSchema, only, without } from './model-schemas.ts';

const client301 = berichtModels.JW301.fields.client.fields;
const client305 = berichtModels.JW305.fields.client.fields;
const client315 = berichtModels.JW315.fields.client.fields;
const asked315 = client315.aangevraagdeProducten.fields.aangevraagdProduct.fields;
const allocated301 = client301.toegewezenProducten.fields.toegewezenProduct.fields;

/** One of these objects, which a word tells apart: so only the faults of that one are reported. */
function ByWord<T>(property: string, schemas: readonly TSchema[], more: object) {
  return Type.Unsafe<T>({
    type: 'object',
    discriminator: { propertyName: property },
    required: [property],
    oneOf: schemas,
    ...more,
  });
}

function Form(kind: string, description: string, fields: TProperties) {
  return Type.Object(
    { kind: Type.Literal(kind, { description }), ...fields },
    { title: `${kind.charAt(0).toUpperCase()}${kind.slice(1)}Form`, additionalProperties: false },
  );
}

const ToewijzingNummer = Type.String({ pattern: '^[0-9]{1,9}$', examples: ['700000101'] });
const Cents = Type.String({ pattern: '^[0-9]{1,10}$', description: 'In euro cents' });
const Product = elementSchema(allocated301.product.of, 'DraftProduct');
const Omvang = elementSchema(allocated301.omvang.of, 'DraftOmvang');
const Referentie = Line(20, 'ReferentieAanbieder, as the request has it', 'DIJK-2026-0117');
const End = Type.Optional(Nullable(PlainDate('Last day; null: none, though one was asked')));

const Decisions = ByWord<Decision>(
  'decision',
  [
    Type.Object(
      {
        decision: Type.Literal('allocate', {
          description: 'In a JW301; of a JW317 just as it asks, without deviations',
        }),
        referentie: Referentie,
        toewijzingNummer: Type.Optional(ToewijzingNummer),
        product: Type.Optional(Product),
        ingangsdatum: Type.Optional(PlainDate('First day, where it differs from what is asked')),
        einddatum: End,
        omvang: Type.Optional(Omvang),
        budget: Type.Optional(Cents),
        commentaar: Type.Optional(Line(200, 'Commentaar of the allocation')),
      },
      { title: 'AllocateDecision', additionalProperties: false },
    ),
    Type.Object(
      {
        decision: Type.Literal('refuse', { description: 'In a JW319' }),
        referentie: Referentie,
        reden: Type.String({
          pattern: '^[0-9]{1,2}$',
          description: 'RedenAfwijzingVerzoek (WJ759)',
          examples: ['3'],
        }),
        gemeente: Type.Optional(
          Type.Unsafe<string>({
            ...Gemeente,
            description: 'With reason 8: where the child lives',
          }),
        ),
      },
      { title: 'RefuseDecision', additionalProperties: false },
    ),
    Type.Object(
      {
        decision: Type.Literal('investigate', {
          description: 'In a JW319: the decision comes later',
        }),
        referentie: Referentie,
      },
      { title: 'InvestigateDecision', additionalProperties: false },
    ),
  ],
  { title: 'Decision' },
);

const ClientDetailsSchema = Type.Unsafe<ClientDetails>(
  fieldsSchema(without(client301, 'bsn', 'toegewezenProducten'), {
    title: 'ClientDetails',
    description:
      'Of a JW301: who the child is, its address and its relations, as the message has them; without it the newest that the gemeente has: of its JW301s, an import, or what was typed for a JW301 that was sent',
  }),
);

const decisionExample = { decision: 'refuse', referentie: 'DIJK-2026-0117', reden: '3' };

/** What a gemeente decides. */
export const AnswerWish = Type.Object(
  {
    decisions: Type.Array(Decisions, { minItems: 1, maxItems: 100 }),
    clientDetails: Type.Optional(ClientDetailsSchema),
  },
  {
    title: 'AnswerWish',
    additionalProperties: false,
    examples: [{ decisions: [decisionExample] }],
  },
);

const OfAllocation = {
  allocationId: Type.String({ ...uuid, description: 'Its id in `GET /v1/allocations`' }),
  client: Type.Optional(
    fieldsSchema(allOptional(only(client305, 'bsn', 'geboortedatum', 'geslacht', 'naam')), {
      title: 'DeliveryClient',
      description: 'Where the gateway does not know the client any more',
    }),
  ),
};
const Begin = { begindatum: PlainDate('Of the start') };
const OneStart = Type.Object(Begin, { title: 'ReportedStart', additionalProperties: false });
const ReportedStop = {
  einddatum: PlainDate('The last day'),
  redenBeeindiging: Type.String({ pattern: '^[0-9]{2}$', examples: ['31'] }),
};
const closed = { additionalProperties: false } as const;

const forms = [
  Form('request', 'A JW315: asks for allocations', {
    gemeente: Gemeente,
    client: fieldsSchema(without(client315, 'commentaar', 'aangevraagdeProducten'), {
      title: 'RequestClient',
    }),
    commentaar: Type.Optional(Line(200, 'Commentaar of the client')),
    products: Type.Array(
      fieldsSchema(without(asked315, 'referentieAanbieder'), {
        title: 'RequestedProduct',
        more: {
          referentieAanbieder: Type.Optional(Line(20, 'By default a new one', 'DIJK-2026-0117')),
        },
      }),
      { minItems: 1, maxItems: 100 },
    ),
  }),
  Form('elsewhere', 'A JW315 that was refused on residence, to the gemeente that was named', {
    requestId: Id,
    referenties: Type.Optional(Type.Array(Referentie, { minItems: 1, maxItems: 100 })),
  }),
  Form('start', 'A JW305: a start, its removal, or its correction', {
    ...OfAllocation,
    removes: Type.Optional(OneStart),
    reports: Type.Optional(OneStart),
  }),
  Form('stop', 'A JW307: a stop, its removal, or its correction', {
    ...OfAllocation,
    removes: Type.Optional(
      Type.Object({ ...Begin, ...ReportedStop }, { title: 'RemovedStop', ...closed }),
    ),
    reports: Type.Optional(
      Type.Object(
        { begindatum: Type.Optional(Begin.begindatum), ...ReportedStop },
        { title: 'ReportedStop', ...closed },
      ),
    ),
  }),
  Form('change', 'A JW317: asks to change allocations of a child', {
    gemeente: Gemeente,
    client: Type.String({ ...uuid, description: 'Random id of the child, as allocations have it' }),
    redenVerzoek: Type.String({ pattern: '^[0-9]{1,2}$', examples: ['1'] }),
    referentieAanbieder: Type.Optional(Line(20, 'By default a new one', 'DIJK-2026-0117')),
    changes: Type.Array(
      Type.Object(
        {
          toewijzingNummer: ToewijzingNummer,
          gewensteIngangsdatum: Type.Optional(PlainDate('By default the first that is allowed')),
          einddatum: Type.Optional(Nullable(PlainDate('By default as it is; null: none'))),
          omvang: Type.Optional(Omvang),
          budget: Type.Optional(Cents),
        },
        { title: 'WantedChange', ...closed },
      ),
      { maxItems: 100 },
    ),
    products: Type.Array(
      Type.Object(
        {
          product: Type.Optional(Product),
          gewensteIngangsdatum: Type.Optional(PlainDate('By default tomorrow')),
          einddatum: Type.Optional(PlainDate('Last day')),
          omvang: Type.Optional(Omvang),
          budget: Type.Optional(Cents),
        },
        { title: 'WantedProduct', ...closed },
      ),
      { maxItems: 100 },
    ),
  }),
];

/** What an aanbieder wants to write. */
export const DraftWish = ByWord<DraftForm>('kind', forms, {
  title: 'DraftWish',
  examples: [
    {
      kind: 'start',
      allocationId: '0197f3a0-0000-8000-8000-000000000001',
      reports: { begindatum: '2026-11-02' },
    },
  ],
});
