import { type Static, type TArrayOptions, type TSchema, Type } from 'typebox';
import { anyParty, gemeente, gemeenteOrAanbieder, oin } from '../../parties/directory/codes.ts';
import { Problem, type ProblemCode } from '../../problem.ts';
import { berichten } from '../../standard/catalogue.ts';
import { messageStatuses } from '../../store/tables.ts';
import { problemTexts } from '../../texts/problem-texts.ts';
import { statusMeanings } from './problem-examples.ts';

/** A list, `readonly`: as other rooms return it, and because requests are not changed. */
export function List<T extends TSchema>(items: T, more: TArrayOptions = {}) {
  return Type.Unsafe<readonly Static<T>[]>(Type.Array(items, more));
}

/** One of these words. */
export function OneOf<const T extends readonly string[]>(
  values: T,
  description: string,
  more: { readonly title?: string; readonly examples?: T[number][] } = {},
) {
  return Type.Unsafe<T[number]>({ type: 'string', enum: [...values], description, ...more });
}

/**
 * A value of this schema, or null. One schema with two types where possible, not `anyOf`: the serializer would try
 * both on every value, which costs more than the rest of the answer.
 */
export function Nullable<T extends TSchema>(
  schema: T,
  more: { readonly description?: string; readonly examples?: unknown[] } = {},
) {
  const { type, title, enum: words }: { type?: unknown; title?: string; enum?: unknown[] } = schema;
  // A schema with a title stays as it is: the OpenAPI description refers to it.
  if (
    typeof type !== 'string' ||
    type === 'object' ||
    type === 'array' ||
    title ||
    'const' in schema
  )
    return Type.Unsafe<Static<T> | null>(Type.Union([schema, Type.Null()], more));
  return Type.Unsafe<Static<T> | null>({
    ...schema,
    ...(words && { enum: [...words, null] }),
    ...more,
    type: [type, 'null'],
  });
}

/** The format alone also lets in `urn:uuid:...`, which Postgres does not read. */
export const uuid = { format: 'uuid', pattern: '^[0-9a-fA-F-]*$' } as const;
export const Id = Type.String({
  ...uuid,
  description: 'UUID, version 7',
  examples: ['01a20563-607e-7aa1-b735-07c007c906ff'],
});
export const IdParams = Type.Object({ id: Id });

/** A moment of an answer, ISO 8601, always in UTC with `Z`. */
export const Moment = Type.Unsafe<Date>({
  type: 'string',
  format: 'date-time',
  examples: ['2026-11-02T09:30:00.000Z'],
});

/** A moment of a request, ISO 8601 with any offset. */
export const AskedMoment = (description: string) =>
  Type.String({ format: 'date-time', description, examples: ['2026-11-02T10:30:00+01:00'] });

/** A link to something at this gateway. */
export const Link = Type.Object(
  {
    href: Type.String({
      format: 'uri-reference',
      examples: ['/v1/messages/01a20563-607e-7aa1-b735-07c007c906ff'],
    }),
  },
  { title: 'Link' },
);

/**
 * Converts a date-time of a request to a moment.
 *
 * @throws {Problem} for a leap second, which is a valid date-time but not for `Date`
 */
export function momentOf(text: string): Date {
  const moment = new Date(text);
  if (Number.isNaN(moment.getTime()))
    throw new Problem('invalid-request', {
      faults: [{ element: 'request', rule: 'format', params: { format: 'date-time' } }],
    });
  return moment;
}

/** Text on one line, without characters that Postgres cannot keep. */
export const Line = (maxLength: number, description: string, example = 'a few words') =>
  Type.String({
    minLength: 1,
    maxLength,
    pattern: '^[^\\u0000-\\u001f]+$',
    description,
    examples: [example],
  });

/** A day, `yyyy-mm-dd`. */
export const PlainDate = (description: string) => Type.String({ format: 'date', description });

export const SelfLink = Type.Object(
  { self: Link },
  {
    title: 'SelfLink',
    description: 'Where this is',
    examples: [{ self: { href: '/v1/schemas/JW315.xsd' } }],
  },
);

const whoSends = 'Gemeentecode of CBS (4 digits) or AGB code of an aanbieder (8 digits)';

/** The code of a gemeente. */
export const Gemeente = Type.String({
  pattern: gemeente.source,
  description: 'Gemeentecode of CBS (4 digits)',
  examples: ['0363'],
});

/** The code of a regional office. */
export const Oin = Type.String({
  pattern: oin.source,
  description: 'OIN of a regional office (20 digits)',
  examples: ['00000001234567890000'],
});

/** The code of a party that sends and receives messages. */
export const GemeenteOrAanbieder = Type.String({
  pattern: gemeenteOrAanbieder.source,
  description: whoSends,
  examples: ['12345678'],
});

/** The code of any party. */
export const PartyCode = Type.String({
  pattern: anyParty.source,
  description: `${whoSends}, or OIN of a software house or regional office (20 digits)`,
  examples: ['12345678'],
});

export const Berichttype = OneOf(
  berichten.map((bericht) => bericht.type),
  'Message type of iJw 3.2',
  { title: 'Berichttype', examples: ['JW315'] },
);

export const Status = OneOf(
  messageStatuses,
  'received: taken, not yet judged; accepted: in the mailbox of the recipient; delivered: acknowledged by the recipient; rejected: answered with a refusing retour; refused: never entered; failed: processing gave up, an operator decides; dismissed: an operator gave it up',
  { title: 'MessageStatus', examples: ['accepted'] },
);

export const WaitSeconds = Type.Integer({
  minimum: 0,
  maximum: 30,
  default: 0,
  description: 'How long to wait for a change, in seconds',
});

export const Limit = Type.Integer({
  minimum: 1,
  maximum: 1000,
  default: 100,
  description: 'Items at most',
});

export const Cursor = Type.Optional(
  Type.String({
    description: '`next` of the page before, unchanged. Works for this list and this caller only',
  }),
);

/** The cursor of the next page. */
export const Next = Nullable(
  Type.String({
    description:
      'Pass as `cursor` for the next page, also when this one is short or empty; null: this is all',
  }),
  { examples: [null] },
);

/** The reason of an operator, as the parties read it. */
export const ReasonText = Type.String({
  description: 'Why, in the words of the operator',
  examples: ['The sender asked for it by telephone'],
});

/** The header that says in which language the sentences of an answer are. */
export const languageHeader = {
  type: 'string',
  enum: ['nl', 'en'],
  description: 'The language of the sentences, by `Accept-Language`',
  examples: ['nl'],
};

/** The header with the address of something that was made. */
export const LocationHeader = (description: string) => ({
  type: 'string',
  format: 'uri-reference',
  description,
  examples: ['/v1/messages/01a20563-607e-7aa1-b735-07c007c906ff'],
});

const Violation = Type.Object(
  {
    sheet: Type.Optional(Type.String({ description: 'Of a spreadsheet', examples: ['2027'] })),
    line: Type.Optional(
      Type.Integer({
        description: 'In the XML, or a row of a file, of a list or of a conversion; from 1',
        examples: [51],
      }),
    ),
    element: Type.String({
      description: 'Where: a path below Bericht, a part of the request, or a column of a file',
      examples: ['Client/Bsn'],
    }),
    rule: Type.String({ description: 'What it breaks; for programs', examples: ['pattern'] }),
    message: Type.String({ description: 'What to change', examples: ['Bsn has 9 digits.'] }),
  },
  { title: 'Violation' },
);

const Difference = Type.Object(
  {
    toewijzingNummer: Type.String(),
    field: Type.String({ description: 'Of the allocation', examples: ['Omvang/Volume'] }),
    was: Type.Union([Type.String(), Type.Null()], { description: 'null: it was not there' }),
    is: Type.Union([Type.String(), Type.Null()], { description: 'null: it is not there now' }),
  },
  { title: 'AllocationDifference' },
);

export const ProblemSchema = Type.Object(
  {
    type: Type.String({
      format: 'uri-reference',
      description: 'The link to its documentation; its last part is the code',
    }),
    title: Type.String(),
    status: Type.Integer({ description: 'The status of the answer once more' }),
    detail: Type.String({ description: 'What to do next' }),
    requestId: Type.Optional(
      Type.String({ description: 'The id by which the operator finds it in the log' }),
    ),
    messageId: Type.Optional(
      Type.String({ format: 'uuid', description: 'The refused message, kept for its sender' }),
    ),
    violations: Type.Optional(List(Violation, { description: 'What is wrong, all at once' })),
    violationCount: Type.Optional(
      Type.Integer({ description: 'Violations in all, when only the first are given' }),
    ),
    differences: Type.Optional(
      List(Difference, { description: 'Of a draft: what moved since it was made' }),
    ),
  },
  {
    title: 'Problem',
    description: 'Problem details (RFC 9457), in Dutch or English',
    examples: [
      {
        type: '/docs/problems/unknown-recipient',
        title: 'Unknown recipient',
        status: 400,
        detail:
          'The Ontvanger 0370 is not connected to this gateway. Check the code, or send the message another way.',
        messageId: '01a20563-607e-7aa1-b735-07c007c906ff',
      },
    ],
  },
);

export const problemJson = 'application/problem+json';
/** The key under which a response schema lists its problem codes. It is left out of the OpenAPI description. */
export const problemCodes = 'x-problem-codes';

/**
 * The response schemas of these problems, for the documentation of a route: `src/http/documentation/openapi.ts` makes
 * an example of each.
 */
export function problems(...codes: ProblemCode[]): Record<number, TSchema> {
  const statuses = [...new Set(codes.map((code) => problemTexts[code].status))];
  return Object.fromEntries(
    statuses.map((status) => {
      const ofStatus = codes.filter((code) => problemTexts[code].status === status);
      const media = { schema: ProblemSchema, [problemCodes]: ofStatus };
      const content = { [problemJson]: media };
      return [status, Type.Unsafe<unknown>({ description: statusMeanings[status], content })];
    }),
  );
}

/** A month, as `2026-01`. */
export const Month = (description: string, example: string) =>
  Type.String({ pattern: '^2[0-9]{3}-(0[1-9]|1[0-2])$', description, examples: [example] });
