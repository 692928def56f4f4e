import { Type } from '@fastify/type-provider-typebox';
import {
  consenters,
  consentForms,
  goalDomains,
  goalOutcomes,
  textReaders,
} from '../../ledger/goals/goal.ts';
import {
  GemeenteOrAanbieder,
  Id,
  Link,
  List,
  Moment,
  Nullable,
  OneOf,
  uuid,
} from '../server/schemas.ts';

const exampleAllocation = '5b0c9a44-7d0e-8c11-9d57-0c2f6d1e3a90';
const exampleId = '01a20563-607e-7aa1-b735-07c007c906ff';
const exampleConsent = {
  by: 'both',
  on: '2026-11-02',
  how: 'written',
  sharedWith: 'own',
} as const;
const exampleWish = {
  domain: 'school-or-work',
  setOn: '2026-11-02',
  evaluateOn: '2027-02-01',
  text: 'Goes to school each day',
  consent: exampleConsent,
};

const AllocationId = Type.String({
  ...uuid,
  description: 'UUID, version 8: `id` of the allocation',
  examples: [exampleAllocation],
});
export const AllocationParams = Type.Object({ id: AllocationId });

const Day = (description: string, example = '2026-11-02') =>
  Type.String({
    format: 'date',
    pattern: '^(19|20|21)[0-9]{2}-',
    description,
    examples: [example],
  });
const Words = (description: string, example: string) =>
  Type.String({
    minLength: 1,
    maxLength: 2000,
    // Lines, without characters that nobody sees.
    pattern: '^[^\\u0000-\\u0009\\u000b-\\u001f\\u007f]*$',
    description,
    examples: [example],
  });

const Domain = OneOf(goalDomains, 'The part of life that it is about', {
  title: 'GoalDomain',
  examples: ['school-or-work'],
});
const Outcome = OneOf(
  goalOutcomes,
  'open: it is being worked on; adjusted: another goal took its place; dropped: it was given up',
  { title: 'GoalOutcome', examples: ['open'] },
);
const Consent = Type.Object(
  {
    by: OneOf(
      consenters,
      'Who consented: under 12 the gezagsdrager, from 12 to 15 both, from 16 the jeugdige. The gateway does not know the age, and does not judge',
    ),
    on: Day('When; not in the future'),
    how: OneOf(consentForms, 'In writing, or in words'),
    sharedWith: OneOf(
      textReaders,
      'own: the texts are for the party that wrote them; both: also for the other party of the allocation',
    ),
  },
  {
    title: 'GoalConsent',
    additionalProperties: false,
    description: 'The consent without which a goal has no text',
    examples: [exampleConsent],
  },
);

const evaluateOn = Day('When it is looked at again; not before `setOn`', '2027-02-01');
const outcomeOn = Day('When it ended; with each outcome but `open`, not in the future');
const text = Words('What is to be reached, in words. Never a BSN', 'Goes to school each day');
const outcomeText = Words('How it ended, in words. Never a BSN', 'Missed two days since March');

/** A goal as a party posts it. */
export const GoalWish = Type.Object(
  {
    domain: Domain,
    setOn: Day('When it was set; not in the future'),
    evaluateOn: Type.Optional(evaluateOn),
    outcome: Type.Optional(Outcome),
    outcomeOn: Type.Optional(outcomeOn),
    text: Type.Optional(text),
    outcomeText: Type.Optional(outcomeText),
    consent: Type.Optional(Consent),
  },
  { title: 'GoalWish', additionalProperties: false, examples: [exampleWish] },
);

const Revision = Type.Integer({
  minimum: 1,
  maximum: 2_147_483_647,
  description: 'Goes up with each change',
  examples: [1],
});

/** What a party changes of a goal. */
export const GoalPatch = Type.Object(
  {
    revision: Type.Integer({ ...Revision, description: 'Of the goal that you saw' }),
    evaluateOn: Type.Optional(Nullable(evaluateOn)),
    outcome: Type.Optional(Outcome),
    outcomeOn: Type.Optional(Nullable(outcomeOn)),
    text: Type.Optional(Nullable(text)),
    outcomeText: Type.Optional(Nullable(outcomeText)),
    consent: Type.Optional(Consent),
  },
  {
    title: 'GoalPatch',
    additionalProperties: false,
    minProperties: 2,
    examples: [{ revision: 1, outcome: 'reached', outcomeOn: '2027-02-01' }],
  },
);

const self = { href: `/v1/goals/${exampleId}` };
const allocation = { href: `/v1/allocations/${exampleAllocation}` };
const example = {
  ...{ id: exampleId, allocationId: exampleAllocation, writer: '12345678', own: true },
  ...{ domain: 'school-or-work', domainName: 'School of werk', setOn: '2026-11-02' },
  ...{ evaluateOn: '2027-02-01', outcome: 'open', outcomeName: 'Loopt nog', outcomeOn: null },
  ...{ text: 'Goes to school each day', outcomeText: null, consent: exampleConsent },
  ...{ revision: 1, madeAt: '2026-11-02T09:30:00.000Z', changedAt: '2026-11-02T09:30:00.000Z' },
  ...{ changedBy: 'k7Qm2xTz', links: { self, allocation } },
};

/** A goal as its gemeente and its aanbieder see it. */
export const Goal = Type.Object(
  {
    id: Id,
    allocationId: AllocationId,
    writer: Type.Unsafe<string>({
      ...GemeenteOrAanbieder,
      description: 'The party of the allocation that wrote it',
    }),
    own: Type.Boolean({ description: 'You wrote it, and may change it' }),
    domain: Domain,
    domainName: Type.String({ description: 'The same in words', examples: ['School of werk'] }),
    setOn: Day('When it was set'),
    evaluateOn: Nullable(evaluateOn),
    outcome: Outcome,
    outcomeName: Type.String({ description: 'The same in words', examples: ['Loopt nog'] }),
    outcomeOn: Nullable(outcomeOn),
    text: Nullable(text, { description: 'null: there is none, or you may not read it' }),
    outcomeText: Nullable(outcomeText, {
      description: 'null: there is none, or you may not read it',
    }),
    consent: Nullable(Consent, {
      description: 'null: there is none, or you may not read the texts',
    }),
    revision: Nullable(Type.Unsafe<number>({ ...Revision, description: 'For who wrote it' })),
    madeAt: Moment,
    changedAt: Nullable(Type.Unsafe<Date>({ ...Moment, description: 'For who wrote it' })),
    changedBy: Nullable(
      Type.String({
        description:
          'The prefix of the API key, or the token and its subject, that changed it last; null: of the other party',
      }),
    ),
    links: Type.Object(
      { self: Link, allocation: Link },
      { title: 'GoalLinks', examples: [example.links] },
    ),
  },
  { title: 'Goal', description: 'What is to be reached with an allocation', examples: [example] },
);

/** What is told of a goal that was deleted. */
export const GoalDeleted = Type.Object(
  { id: Id, allocationId: AllocationId },
  {
    title: 'GoalDeleted',
    examples: [{ id: exampleId, allocationId: exampleAllocation }],
  },
);

/** The goals of an allocation. They are few, so that there are no pages. */
export const GoalList = Type.Object(
  { items: List(Goal) },
  {
    title: 'GoalList',
    description: 'All goals of an allocation',
    examples: [{ items: [example] }],
  },
);
