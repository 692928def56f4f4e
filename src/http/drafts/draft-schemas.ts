import { Type } from '@fastify/type-provider-typebox';
import { draftTypes } from '../../messages/drafts/forms.ts';
import { draftStates } from '../../messages/drafts/keep.ts';
import { CheckAnswer } from '../contracts/contract-schemas.ts';
import { Finding } from '../messages/validations.ts';
import {
  GemeenteOrAanbieder,
  Id,
  Link,
  List,
  Moment,
  Next,
  Nullable,
  OneOf,
} from '../server/schemas.ts';

export const State = OneOf(
  draftStates,
  'open: it can be changed and sent; sending: its message is decided on, and goes when it is sent again; sent: there is a message; forgotten: the child was forgotten, and its content is destroyed',
  { title: 'DraftState', examples: ['open'] },
);
export const DraftTypeSchema = OneOf(draftTypes, 'Of the message', {
  title: 'DraftType',
  examples: ['JW319'],
});
export const Version = Type.Integer({
  minimum: 1,
  maximum: 2_147_483_647,
  description: 'Goes up with each change',
  examples: [1],
});

const exampleId = '01a20563-607e-7aa1-b735-07c007c906ff';
const exampleRequest = '01a20563-5f10-7c52-8a8e-2f1b7c0d1e11';
const self = `/v1/drafts/${exampleId}`;
const exampleItem = {
  id: exampleId,
  type: 'JW319',
  recipient: '12345678',
  state: 'open',
  version: 1,
  createdAt: '2026-11-02T09:30:00.000Z',
  changedAt: '2026-11-02T09:30:00.000Z',
  changedBy: 'k7Qm2xTz',
  expiresAt: '2026-12-02T09:30:00.000Z',
  requestId: exampleRequest,
  order: 1,
  messageId: null,
  links: {
    self: { href: self },
    content: { href: `${self}/content` },
    request: { href: `/v1/messages/${exampleRequest}` },
  },
};

const itemFields = {
  id: Id,
  type: DraftTypeSchema,
  recipient: GemeenteOrAanbieder,
  state: State,
  version: Version,
  createdAt: Moment,
  changedAt: Moment,
  changedBy: Type.String({
    description: 'The prefix of the API key, or the token and its subject, that changed it last',
  }),
  expiresAt: Type.Unsafe<Date>({ ...Moment, description: 'Then it is deleted, with its content' }),
  requestId: Nullable(Type.String({ ...Id, description: 'The request that it is about' })),
  order: Type.Integer({ description: 'Its place among the drafts of one form, from 1' }),
  messageId: Nullable(Type.String({ ...Id, description: 'The message that it became' })),
  links: Type.Object(
    {
      self: Link,
      content: Type.Optional(Link),
      request: Type.Optional(Link),
      message: Type.Optional(Link),
    },
    { title: 'DraftLinks', examples: [exampleItem.links] },
  ),
};

export const DraftItem = Type.Object(itemFields, {
  title: 'DraftItem',
  description: 'A draft without its content',
  examples: [exampleItem],
});

export const DraftPage = Type.Object(
  { items: List(DraftItem), next: Next },
  { title: 'DraftPage', description: 'A page, the newest first' },
);

const Lacking = Type.Object(
  {
    code: Type.String({ description: 'For programs', examples: ['address'] }),
    element: Type.String({ examples: ['Client/Contactgegevens'] }),
    message: Type.String({ description: 'What to do' }),
  },
  { title: 'DraftLacking' },
);

const Details = Type.Object(
  {
    source: OneOf(['jw301', 'import', 'typed'], 'From what the gemeente knows them'),
    recordedAt: Type.Unsafe<Date>({ ...Moment, description: 'When that was received or recorded' }),
    ageDays: Type.Integer({ description: 'Whole days since then' }),
  },
  {
    title: 'DraftDetails',
    examples: [{ source: 'jw301', recordedAt: '2026-05-11T08:00:00.000Z', ageDays: 175 }],
  },
);

const exampleBericht = {
  type: 'JW319',
  header: {
    ...{ berichtCode: '488', berichtVersie: '3', berichtSubversie: '2' },
    ...{ afzender: '0363', ontvanger: '12345678' },
    berichtIdentificatie: { identificatie: 'K3T9Q0ZJ2M4X', dagtekening: '2026-11-02' },
    xsdVersie: { basisschemaXsdVersie: '0.1.0', berichtXsdVersie: '0.1.0' },
  },
  antwoord: {
    ...{ referentieAanbieder: 'DIJK-2026-0117', verzoekAntwoord: '1' },
    redenAfwijzingVerzoek: '3',
  },
};

/** A message as JSON: names as in the XML, with a small first letter; every value is text. */
export const Bericht = Type.Unsafe<unknown>({
  type: 'object',
  additionalProperties: true,
  title: 'BerichtJson',
  description:
    'The message as JSON: its elements by their names with a small first letter, what may be repeated as a list, every value as text',
  examples: [exampleBericht],
});

export const DraftView = Type.Object(
  {
    ...itemFields,
    after: Nullable(
      Type.String({ ...Id, description: 'The draft that has to be approved before this one goes' }),
    ),
    bericht: Nullable(Bericht, { description: 'null: it was sent' }),
    findings: List(Finding, {
      description: 'What is wrong with it today, as `POST /v1/validations` says it',
    }),
    findingCount: Type.Integer({ description: 'Findings in all' }),
    notAssessed: List(Type.String({ examples: ['TR379'] }), {
      description: 'Codes of rules that were not checked, because of faults against the XSD',
    }),
    lacking: List(Lacking, { description: 'What keeps it from being sent' }),
    retourFirst: Type.Boolean({
      description:
        'The request has no retour yet: sending approves it first. Findings that only say that it is not approved are left out',
    }),
    outdated: Type.Optional(
      Type.Boolean({
        description:
          'When one draft is read: the allocations or reports have changed since it was made. Sending is refused until it is made again (`POST /v1/drafts/{id}/renewals`)',
      }),
    ),
    contractChecks: List(
      Type.Object(
        { referentie: Type.String(), check: CheckAnswer },
        { title: 'DraftContractCheck' },
      ),
      { description: 'Of an answer: what the contracts say of each reference' },
    ),
    details: Nullable(Details, {
      description: 'Of a JW301: where what it says of the client comes from. Look at it',
    }),
  },
  {
    title: 'Draft',
    description: 'A draft. It is about a child: no cache may keep it',
    examples: [
      {
        ...exampleItem,
        ...{ after: null, bericht: exampleBericht, findings: [], findingCount: 0 },
        ...{ notAssessed: [], lacking: [], retourFirst: true, contractChecks: [], details: null },
      },
    ],
  },
);

export const DraftsMade = Type.Object(
  { items: List(DraftView, { description: 'In the order in which they go' }) },
  { title: 'DraftsMade', description: 'What was drafted' },
);
