import { Type } from 'typebox';
import { ruleOwners } from '../../messages/views/whose.ts';
import {
  Berichttype,
  GemeenteOrAanbieder,
  Id,
  Link,
  List,
  LocationHeader,
  languageHeader,
  Moment,
  Nullable,
  OneOf,
  PartyCode,
  ProblemSchema,
  ReasonText,
  Status,
} from '../server/schemas.ts';
import {
  AnswerId,
  HeenberichtId,
  identification,
  MessageOutcome,
  messageExample,
} from './message-items.ts';
import { FailureSchema, WaitingSchema } from './waiting-schemas.ts';

/** A message that was taken, now or before. */
export const Submitted = (description: string) =>
  Type.Object(
    { id: Id, type: Berichttype, status: Status },
    {
      title: 'SubmittedMessage',
      description,
      headers: { Location: LocationHeader('Where to follow it') },
      examples: [{ id: '01a20563-607e-7aa1-b735-07c007c906ff', type: 'JW315', status: 'received' }],
    },
  );

const summary = {
  id: Id,
  type: Nullable(Berichttype),
  status: Status,
  sender: PartyCode,
  recipient: Nullable(
    Type.Unsafe<string>({
      ...GemeenteOrAanbieder,
      description: 'Of a refused message: from its Header; null when that could not be read',
    }),
  ),
  ...identification,
  heenbericht: HeenberichtId,
  outcome: MessageOutcome,
  size: Type.Integer({ description: 'Bytes', examples: [1973] }),
  receivedAt: Moment,
  changedAt: Moment,
  forgottenAt: Nullable(
    Type.Unsafe<Date>({ ...Moment, description: 'Since then nobody can read it any more' }),
  ),
};
/** A message in a list. */
export const Summary = Type.Object(
  { ...summary, answer: AnswerId },
  {
    title: 'MessageSummary',
    description: 'The message without its content',
    examples: [messageExample],
  },
);

const detailsExample = {
  id: '01a20563-607e-7aa1-b735-07c007c906ff',
  type: 'JW315',
  status: 'accepted',
  sender: '12345678',
  recipient: '0363',
  identificatie: 'VOT24000117',
  dagtekening: '2026-11-02',
  heenbericht: null,
  outcome: null,
  size: 1973,
  receivedAt: '2026-11-02T09:30:00.000Z',
  changedAt: '2026-11-02T09:30:00.120Z',
  forgottenAt: null,
  deliveredAt: null,
  timeline: [
    { status: 'received', at: '2026-11-02T09:30:00.000Z' },
    { status: 'accepted', at: '2026-11-02T09:30:00.120Z' },
  ],
  findings: [],
  findingCount: 0,
  disclosures: [],
  redelivered: false,
  links: { content: { href: '/v1/messages/01a20563-607e-7aa1-b735-07c007c906ff/content' } },
};
const Whose = OneOf(
  ruleOwners,
  'Whose rule refuses. standard: of iJw, and broken as the gateway sees it; region: what gemeente and aanbieder agreed; gateway: who may post, and how much; none: no rule is broken that the gateway knows; unknown: of iJw, but the gateway does not check it yet',
);
const RetourCode = Type.String({ description: 'The code in the retour', examples: ['9063'] });
const RuleLinks = Type.Object(
  { rule: Link },
  { title: 'RuleLinks', description: 'The rule itself' },
);
const ruleCode = {
  description:
    'Code of the rule, see `GET /v1/rules`; or of what the gateway says of it, as `rule-not-broken`',
  examples: ['TR063'],
};
const Finding = Type.Object(
  {
    rule: Type.String(ruleCode),
    retourCode: Type.Optional(RetourCode),
    path: Type.String({ description: 'Where in the message', examples: ['Client'] }),
    message: Type.String({
      description: 'What to change',
      examples: ['Name the client as the gemeente knows it.'],
    }),
    whose: Type.Optional(Whose),
    links: Type.Optional(RuleLinks),
  },
  { title: 'MessageFinding' },
);
const Reason = Type.Object(
  {
    rule: Type.String({
      description: 'As of a finding; of bytes that were refused, the code of the problem',
      examples: ['TR063'],
    }),
    retourCode: Type.Optional(RetourCode),
    path: Type.Optional(Type.String({ description: 'Where in the message', examples: ['Client'] })),
    message: Type.Optional(
      Type.String({
        description: 'What to do; of bytes that were refused, see `problem`',
        examples: ['Name the client as the gemeente knows it.'],
      }),
    ),
    whose: Whose,
    links: Type.Optional(RuleLinks),
  },
  { title: 'RefusalReason' },
);
const details = {
  ...summary,
  deliveredAt: Nullable(Moment),
  timeline: List(Type.Object({ status: Status, at: Moment }, { title: 'TimelineEntry' })),
  findings: List(Finding, { description: 'What is wrong with it, 1000 at most' }),
  reasons: Type.Optional(
    List(Reason, {
      description:
        'Why it was refused, and whose rule that is: of the gateway, or of the party that refused it. Of a JW323 also why Prestaties were refused',
    }),
  ),
  findingCount: Type.Integer({ description: 'Findings in all' }),
  refusedCount: Type.Optional(Type.Integer({ description: 'How often these bytes were refused' })),
  problem: Type.Optional(ProblemSchema),
  errorCode: Type.Optional(
    Type.String({
      description: 'Why processing gave up: pass it on when you ask for help',
      examples: ['rule-TR063'],
    }),
  ),
  waiting: Type.Optional(
    Type.Unsafe<unknown>({
      ...WaitingSchema,
      description: 'As long as it is `received`: why it waits, and when it is tried again',
    }),
  ),
  failure: Type.Optional(
    Type.Unsafe<unknown>({ ...FailureSchema, description: 'Why it `failed`, and what to do' }),
  ),
  rejection: Type.Optional(
    Type.Object(
      { message: Type.String({ description: 'What to do' }) },
      {
        title: 'MessageRejection',
        description: 'It was `rejected`: how it may be sent again. `findings` lists what is wrong',
      },
    ),
  ),
  dismissal: Type.Optional(
    Type.Object(
      { reason: ReasonText, at: Moment },
      { title: 'MessageDismissal', description: 'An operator gave it up, and says why' },
    ),
  ),
  disclosures: List(
    Type.Object({ at: Moment, reason: ReasonText }, { title: 'DisclosureNotice' }),
    {
      description: 'When operators opened it to read it, and why; see the access log',
    },
  ),
  redelivered: Type.Boolean({
    description: 'Put back into the mailbox after it had been delivered',
  }),
  links: Type.Object(
    {
      content: Link,
      heenbericht: Type.Optional(Link),
      answer: Type.Optional(Link),
      requests: Type.Optional(
        List(Link, {
          description: 'Of a JW301 or JW319: the JW315 or JW317 that it honours or answers',
        }),
      ),
      decisions: Type.Optional(
        List(Link, {
          description: 'Of a JW315 or JW317: the JW319 and JW301 that answered it',
        }),
      ),
    },
    {
      title: 'MessageLinks',
      description:
        'Its content, and the messages that belong to it, as far as they are yours to see',
    },
  ),
};
/** A message with its timeline. */
export const Details = Type.Object(details, {
  title: 'MessageDetails',
  headers: { 'Content-Language': languageHeader },
  description: 'The message without its content',
  examples: [detailsExample],
});
