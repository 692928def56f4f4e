import { Type } from '@fastify/type-provider-typebox';
import { declarationStates } from '../../messages/views/declarations.ts';
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
  declarationStates,
  'open: without its JW325; answered: each Prestatie is granted or refused; refused: as a whole, so that it counts as never sent',
  { title: 'DeclarationState', examples: ['answered'] },
);
export const Month = Type.String({
  pattern: '^[0-9]{4}-[0-9]{2}$',
  description: 'Of DeclaratiePeriode',
  examples: ['2026-10'],
});

const exampleId = '01a20563-607e-7aa1-b735-07c007c906ff';
const exampleAnswer = '01a20563-9c1d-7b02-8a40-1f5d3c2b7e90';
const exampleLinks = {
  self: { href: `/v1/declarations/${exampleId}` },
  message: { href: `/v1/messages/${exampleId}` },
  answer: { href: `/v1/messages/${exampleAnswer}` },
};
const exampleSums = { declaredCents: 162964, grantedCents: 114600, refusedCents: 48364 };
const exampleItem = {
  ...{ id: exampleId, aanbieder: '12345678', gemeente: '0363', month: '2026-10' },
  ...{ state: 'answered', prestaties: 2, ...exampleSums },
  ...{ receivedAt: '2026-11-02T09:30:00.000Z', answerId: exampleAnswer, links: exampleLinks },
};

const Cents = (description: string) => Type.Integer({ description, examples: [114600] });
const sums = {
  declaredCents: Cents('IngediendBedrag of all Prestaties, in euro cents'),
  grantedCents: Cents('Of those that were granted'),
  refusedCents: Cents('Of those that were refused'),
};
const Links = Type.Object(
  { self: Link, message: Link, answer: Type.Optional(Link) },
  { title: 'DeclarationLinks', description: 'The JW323, and its JW325', examples: [exampleLinks] },
);
const AnswerId = Nullable(
  Type.String({ ...Id, description: 'The JW325; null: there is none yet' }),
);

const Item = Type.Object(
  {
    ...{ id: Id, aanbieder: GemeenteOrAanbieder, gemeente: GemeenteOrAanbieder },
    month: Nullable(Month),
    state: State,
    prestaties: Nullable(Type.Integer({ description: 'How many Prestaties' })),
    declaredCents: Nullable(sums.declaredCents),
    grantedCents: Nullable(sums.grantedCents),
    refusedCents: Nullable(sums.refusedCents),
    receivedAt: Moment,
    answerId: AnswerId,
    links: Links,
  },
  { title: 'DeclarationItem', description: 'A declaration', examples: [exampleItem] },
);

export const DeclarationPage = Type.Object(
  { items: List(Item), next: Next },
  {
    title: 'DeclarationPage',
    description: 'A page, the one that changed last first',
    examples: [{ items: [exampleItem], next: null }],
  },
);

const exampleBecause = {
  ...{ retourCode: '9322', description: 'Meer dan er is toegewezen', explained: true },
  rules: [{ rule: 'TR322', message: 'With what was granted before this is more than allocated.' }],
};
const examplePrestatie = {
  ...{ bsn: '999900006', path: 'Declaratie/Clienten/Client/Prestaties/Prestatie[2]' },
  ...{ referentieNummer: 'DIJK26100002', vorigReferentieNummer: null },
  ...{ toewijzingNummer: '260090001', categorie: '45', code: 'B09P' },
  ...{ begin: '2026-10-01', end: '2026-10-31', volume: '48364', eenheid: '83' },
  ...{ amountCents: 48364, decision: 'refused', refusedBecause: [exampleBecause] },
};

const Because = Type.Object(
  {
    retourCode: Type.String({ examples: ['9322'] }),
    description: Nullable(Type.String({ description: 'In Dutch; null: not in our list' })),
    explained: Type.Boolean({ description: 'A rule that the gateway found broken explains it' }),
    rules: List(
      Type.Object(
        {
          rule: Type.String({
            description: 'Code of a rule, or of a finding of the gateway itself',
          }),
          message: Type.String({ description: 'What it says, and what to do' }),
        },
        { title: 'DeclarationRule', examples: exampleBecause.rules },
      ),
    ),
  },
  { title: 'RefusedBecause', examples: [exampleBecause] },
);

const Prestatie = Type.Object(
  {
    bsn: Type.String({ description: 'Of the child', examples: ['999900006'] }),
    path: Type.String({ description: 'Where it stands in the JW323, below Bericht' }),
    referentieNummer: Type.String(),
    vorigReferentieNummer: Nullable(Type.String({ description: 'Of a credit' })),
    toewijzingNummer: Type.String(),
    categorie: Type.String(),
    code: Type.String(),
    begin: Type.String({ description: 'First day of ProductPeriode, as the message writes it' }),
    end: Type.String({ description: 'Last day of it' }),
    volume: Type.String({ description: 'GeleverdVolume' }),
    eenheid: Type.String(),
    amountCents: Cents('IngediendBedrag in euro cents; below nothing for a credit'),
    decision: OneOf(['undecided', 'granted', 'refused'], 'What the JW325 decides of it', {
      title: 'PrestatieDecision',
      examples: ['granted'],
    }),
    refusedBecause: List(Because, { description: 'The RetourCodes that refuse it' }),
  },
  { title: 'DeclaredPrestatie', examples: [examplePrestatie] },
);

export const DeclarationView = Type.Object(
  {
    ...{ id: Id, aanbieder: GemeenteOrAanbieder, gemeente: GemeenteOrAanbieder },
    ...{ declaratieNummer: Type.String(), month: Month, state: State, ...sums },
    answerId: AnswerId,
    prestaties: List(Prestatie, { description: 'In the order of the message' }),
    links: Links,
  },
  {
    title: 'Declaration',
    description: 'A declaration beside its answer. It is about children: no cache may keep it',
    examples: [
      {
        ...{ id: exampleId, aanbieder: '12345678', gemeente: '0363', month: '2026-10' },
        ...{ declaratieNummer: 'DIJK202610', state: 'answered', ...exampleSums },
        ...{ answerId: exampleAnswer, prestaties: [examplePrestatie], links: exampleLinks },
      },
    ],
  },
);
