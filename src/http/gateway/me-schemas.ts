import { Type } from '@fastify/type-provider-typebox';
import { permissionRoles } from '../../parties/permissions/permission.ts';
import { keyRoles, partyKinds } from '../../store/tables.ts';
import { Declarations, Level3, Region, RetourBy } from '../parties/administration.ts';
import { permissionFields } from '../parties/permissions.ts';
import {
  Berichttype,
  Gemeente,
  GemeenteOrAanbieder,
  Id,
  Link,
  List,
  Moment,
  Nullable,
  OneOf,
  PartyCode,
  PlainDate,
} from '../server/schemas.ts';

const exampleOfCredential = {
  kind: 'key',
  name: 'ijw_0123456789ab',
  expiresAt: '2027-12-31T23:00:00.000Z',
};
const Credential = Type.Object(
  {
    kind: OneOf(['key', 'token', 'certificate'], 'What kind it is'),
    name: Type.String({
      description:
        'Identifies it: the prefix of a key, the beginning of the fingerprint of a certificate, or `token:` and its `sub`. Never the key itself',
    }),
    expiresAt: Nullable(
      Type.Unsafe<Date>({
        ...Moment,
        description: 'When it stops working; null: it works until it is revoked',
      }),
    ),
  },
  {
    title: 'Credential',
    description: 'The credential of this call',
    examples: [exampleOfCredential],
  },
);

const exampleOfParty = {
  code: '12345678',
  kind: 'aanbieder',
  name: 'De Dijk',
  until: null,
  successor: null,
  retourBy: 'gateway',
  level3: 'enforce',
  declarations: 'party',
  region: null,
};
const OwnParty = Type.Object(
  {
    code: PartyCode,
    kind: OneOf(partyKinds, 'What it is'),
    name: Type.String({ description: 'As people know it' }),
    until: Nullable(PlainDate('Its last day; null: none')),
    successor: Nullable(
      Type.Unsafe<string>({ ...GemeenteOrAanbieder, description: 'Who takes over; null: nobody' }),
    ),
    retourBy: RetourBy,
    level3: Level3,
    declarations: Declarations,
    region: Nullable(Region),
  },
  {
    title: 'OwnParty',
    description: 'The party with its settings, which an administrator changes',
    examples: [exampleOfParty],
  },
);

const exampleOfMandate = {
  id: '01a20563-7f01-7c1e-9a55-3d1c0c5d2b11',
  role: 'given',
  party: '12345678',
  mandatary: '00000003123456780000',
  messageTypes: ['JW315', 'JW316'],
  until: null,
};
const MandateInForce = Type.Object(
  {
    id: Id,
    role: OneOf(permissionRoles, 'Whether one gave it, or may act by it'),
    party: GemeenteOrAanbieder,
    mandatary: PartyCode,
    messageTypes: List(Berichttype),
    until: permissionFields.until,
  },
  {
    title: 'MandateInForce',
    description: 'A mandate that holds now',
    examples: [exampleOfMandate],
  },
);

const Designator = Type.Object(
  {
    gemeente: Gemeente,
    until: Nullable(
      Type.Unsafe<Date>({
        ...Moment,
        description: 'The first moment at which one no longer does; null: when it is withdrawn',
      }),
      { examples: [null] },
    ),
  },
  {
    title: 'Designator',
    description:
      'A gemeente for which one acts now: it designated one, or the gemeente that succeeded it did',
    examples: [{ gemeente: '0363', until: null }],
  },
);

const exampleAtOnce = {
  requests: 18,
  heavyRequests: 2,
  largeMessages: 2,
  contents: 8,
  exports: 2,
  polls: 250,
  waiting: 200,
};
const most = (description: string) => Type.Integer({ description });
const AtOnce = Type.Object(
  {
    requests: most('Requests that are worked on'),
    heavyRequests: most('Of those, lists, searches and dry runs'),
    largeMessages: most('Of those, messages above 16 KB'),
    contents: most('Contents of messages that are being sent to you'),
    exports: most('Exports and verifications'),
    polls: most('Requests that wait for a change (`waitSeconds`)'),
    waiting: most('Requests that wait for their turn; more get `too-much-at-once`'),
  },
  {
    title: 'AtOnceLimits',
    description: 'How much of one caller a process does at the same time, at most',
    examples: [exampleAtOnce],
  },
);
const exampleOfMessages = {
  largestBytes: 26_214_400,
  bytesPerMinute: 536_870_912,
  processorSecondsPerMinute: 20,
  bytesAtOnce: 78_643_200,
};
const MessageLimits = Type.Object(
  {
    largestBytes: most('Size of one message, in bytes'),
    bytesPerMinute: most('Bytes of all messages that are posted or tried out in a minute'),
    processorSecondsPerMinute: most('Seconds of processor time for checking these'),
    bytesAtOnce: most(
      'Bytes of messages that are being posted; the first 64 KB of each do not count',
    ),
  },
  {
    title: 'MessageLimits',
    description: 'What messages may be and cost, at most',
    examples: [exampleOfMessages],
  },
);
const exampleOfLimits = {
  requestsPerMinute: 6000,
  atOnce: exampleAtOnce,
  messages: exampleOfMessages,
};
const Limits = Type.Object(
  {
    requestsPerMinute: most('Requests in a minute'),
    atOnce: AtOnce,
    messages: Nullable(MessageLimits),
  },
  {
    title: 'Limits',
    description:
      'All keys, tokens and certificates of a party count together; other keys count by themselves. `messages` is null for who posts none',
    examples: [exampleOfLimits],
  },
);

const exampleOfLinks = {
  mandates: { href: '/v1/parties/12345678/mandates?active=true' },
  keys: { href: '/v1/parties/12345678/api-keys' },
};
const MeLinks = Type.Object(
  {
    mandates: Type.Optional(Link),
    designations: Type.Optional(Link),
    keys: Type.Optional(Link),
  },
  {
    title: 'MeLinks',
    description:
      'The lists of a party: of its mandates that hold now, of the designations that a gemeente gave or a regional office has, and of its keys',
    examples: [exampleOfLinks],
  },
);

/** The caller, its mandates and its limits. */
export const Me = Type.Object(
  {
    role: OneOf(keyRoles, 'What one may do here'),
    credential: Credential,
    party: Nullable(OwnParty),
    actsFor: List(GemeenteOrAanbieder, {
      description: 'Parties that have ended and whose successor one is',
    }),
    mandates: List(MandateInForce, {
      description: 'The first that hold now, given and received',
    }),
    moreMandates: Type.Boolean({
      description: 'There may be others that hold now: `links.mandates` leads to all',
    }),
    gemeenten: List(Designator, {
      description: 'Of a contract manager: the gemeenten for which one acts now',
    }),
    limits: Limits,
    links: MeLinks,
  },
  {
    title: 'Me',
    description: 'Who one is here; `party` is null for who keeps the gateway',
    examples: [
      {
        role: 'party',
        credential: exampleOfCredential,
        party: exampleOfParty,
        actsFor: [],
        mandates: [exampleOfMandate],
        moreMandates: false,
        gemeenten: [],
        limits: exampleOfLimits,
        links: exampleOfLinks,
      },
    ],
  },
);
