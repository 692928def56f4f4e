import { type TSchema, Type } from 'typebox';
import { anyParty, gemeenteOrAanbieder } from '../parties/codes.ts';
import { Problem, type ProblemCode, type ProblemDetails } from '../problem.ts';
import { berichten } from '../standard/catalogue.ts';
import { messageStatuses } from '../store/tables.ts';
import { problemTexts } from './problem-texts.ts';
import { problemBody } from './problems.ts';

/** One of these words. */
export function OneOf<const T extends readonly string[]>(values: T, description: string) {
  return Type.Unsafe<T[number]>({ type: 'string', enum: [...values], description });
}

export function Nullable<T extends TSchema>(schema: T) {
  return Type.Union([schema, Type.Null()]);
}

/** The format alone also lets in `urn:uuid:...`, which Postgres does not read. */
export const uuid = { format: 'uuid', pattern: '^[0-9a-fA-F-]*$' } as const;
export const Id = Type.String({ ...uuid, description: 'UUID, version 7' });
export const IdParams = Type.Object({ id: Id });

/** A moment, ISO 8601 with offset. */
export const Moment = Type.Unsafe<Date>({ type: 'string', format: 'date-time' });

/**
 * A date-time of a request as a moment.
 *
 * @throws {Problem} for a leap second, which is a date-time and no moment here
 */
export function momentOf(text: string): Date {
  const moment = new Date(text);
  if (Number.isNaN(moment.getTime())) throw new Problem('invalid-request');
  return moment;
}

/** Text on one line, without what Postgres does not keep. */
export const Line = (maxLength: number, description: string) =>
  Type.String({ minLength: 1, maxLength, pattern: '^[^\\u0000-\\u001f]+$', description });

const whoSends = 'Gemeentecode of CBS (4 digits) or AGB code of an aanbieder (8 digits)';

/** Who sends and receives messages. */
export const GemeenteOrAanbieder = Type.String({
  pattern: gemeenteOrAanbieder.source,
  description: whoSends,
});

/** These, or a software house. */
export const PartyCode = Type.String({
  pattern: anyParty.source,
  description: `${whoSends}, or OIN of a software house (20 digits)`,
});

export const Berichttype = OneOf(
  berichten.map((bericht) => bericht.type),
  'Message type of iJw 3.2',
);

export const Status = OneOf(
  messageStatuses,
  'received: taken, not yet judged; accepted: in the mailbox of the recipient; delivered: acknowledged by the recipient; rejected: answered with a refusing retour; refused: never entered; failed: processing gave up, an operator decides; dismissed: an operator gave it up',
);

export const WaitSeconds = Type.Integer({
  minimum: 0,
  maximum: 30,
  default: 0,
  description: 'How long to wait for an answer that has news, in seconds',
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

/** Where a list goes on. */
export const Next = Nullable(
  Type.String({
    description:
      'Pass as `cursor` for the next page, also when this one is short or empty; null: this is all',
  }),
);

export const ProblemSchema = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String({ description: 'What to do next' }),
    requestId: Type.Optional(Type.String()),
    messageId: Type.Optional(
      Type.String({ format: 'uuid', description: 'The refused message, kept for its sender' }),
    ),
    violations: Type.Optional(
      Type.Array(
        Type.Object({
          line: Type.Optional(Type.Integer()),
          element: Type.String(),
          rule: Type.String(),
          message: Type.String(),
        }),
      ),
    ),
    violationCount: Type.Optional(Type.Integer()),
  },
  { $id: 'Problem', description: 'Problem details (RFC 9457), in Dutch or English' },
);

/** Answers with these problems, for the documentation of a route: each as it would be read. */
export function problems(...codes: ProblemCode[]): Record<number, TSchema> {
  const statuses = [...new Set(codes.map((code) => problemTexts[code].status))];
  return Object.fromEntries(
    statuses.map((status) => {
      const ofStatus = codes.filter((code) => problemTexts[code].status === status);
      const examples = Object.fromEntries(
        ofStatus.map((code) => {
          const value = problemBody(code, exampleOf(code), 'en');
          return [code, { summary: value.title, value }];
        }),
      );
      const media = { schema: { $ref: 'Problem#' }, examples };
      const content = { 'application/problem+json': media };
      return [status, Type.Unsafe<unknown>({ description: meanings[status], content })];
    }),
  );
}

function exampleOf(code: ProblemCode): ProblemDetails {
  const element = 'Client/AangevraagdeProducten/AangevraagdProduct[1]/Omvang/Volume';
  return {
    params: {
      line: 17,
      limit: code === 'too-many-requests' ? 6000 : 26_214_400,
      seconds: 17,
      minutes: 15,
      megabytes: 512,
      processor: 20,
      id: '01a20563-607e-7aa1-b735-07c007c906ff',
      type: 'JW315',
      berichtCode: 446,
      element: 'Header/Afzender',
      party: '12345678',
      recipient: '0370',
      from: '2020-01-01',
      until: '2021-12-31',
      successor: '0439',
      day: '2027-03-01',
      settings: 'until, successor',
    },
    ...(code === 'rules' && {
      findings: [{ rule: 'CS325', path: 'DeclaratieAntwoord/TotaalToegekendBedrag/DebetCredit' }],
    }),
    ...(code === 'xsd' && {
      violations: [{ line: 51, element, rule: 'min-value', expected: ['0'] }],
    }),
  };
}

const meanings: Readonly<Record<number, string>> = {
  400: 'The request or its XML cannot be read',
  401: 'No valid key',
  403: 'Not allowed with this key',
  404: 'Not there, or not yours',
  409: 'It clashes with what is there',
  410: 'It was there, and was forgotten',
  413: 'Too large',
  415: 'Wrong media type',
  422: 'It can be read, and cannot be taken',
  429: 'Too many requests; try again after Retry-After seconds',
  503: 'Not now; try again after Retry-After seconds',
};
