import { type TProperties, type TSchema, Type } from 'typebox';
import {
  longestBeschikkingNummer,
  longestReason,
  mostMonths,
} from '../../ledger/conversion/marks-file.ts';
import { sides, type MarkWish as Wish } from '../../ledger/conversion/row.ts';
import { GemeenteOrAanbieder, Line, OneOf, PlainDate } from '../server/schemas.ts';

const mostNumber = 9_999_999;
/** The most marks of one call. */
export const mostMarks = 5000;

const Spic = Type.Object(
  {
    categorie: Type.String({ pattern: '^[0-9]{2}$', examples: ['45'] }),
    code: Line(5, 'Product code', 'B02P'),
    months: Type.Optional(
      Type.Integer({
        ...{ minimum: 1, maximum: mostMonths, examples: [12] },
        description: 'How long it lasts; by default until the old Einddatum',
      }),
    ),
  },
  { title: 'ChosenSpic', additionalProperties: false },
);

const Decision = Type.Optional(
  Type.Object(
    {
      beschikkingNummer: Line(longestBeschikkingNummer, 'As the gemeente has it', '2026-0117'),
      datum: PlainDate('Of the decision'),
    },
    {
      title: 'ParentsDecision',
      description: 'The decision to the parents; only by the gemeente',
      additionalProperties: false,
    },
  ),
);

function Mark(mark: string, title: string, description: string, more: TProperties): TSchema {
  return Type.Object(
    {
      mark: Type.Literal(mark, { description }),
      row: Type.Integer({ minimum: 1, maximum: mostNumber, examples: [17] }),
      version: Type.Integer({
        ...{ minimum: 1, maximum: mostNumber, examples: [1] },
        description: 'Of the row that you saw: when another SPIC was proposed since, it is refused',
      }),
      ...more,
      decision: Decision,
    },
    { title, additionalProperties: false },
  );
}

const Reason = Line(longestReason, 'Why', 'The child needs more hours');

const Marks = Type.Unsafe<Wish>({
  type: 'object',
  discriminator: { propertyName: 'mark' },
  required: ['mark'],
  oneOf: [
    Mark('agreed', 'AgreedMark', 'It may be converted so', { reason: Type.Optional(Reason) }),
    Mark('changed', 'ChangedMark', 'Another SPIC; the other side has to agree to that', {
      to: Spic,
      reason: Reason,
    }),
    Mark('held', 'HeldMark', 'It may not be converted now', { reason: Reason }),
  ],
  title: 'ConversionMarkWish',
});

export const MarksWish = Type.Object(
  {
    marks: Type.Array(Marks, { minItems: 1, maxItems: mostMarks }),
    for: Type.Optional(
      Type.Object(
        {
          side: OneOf(sides, 'Which of the two it is'),
          party: Type.Unsafe<string>({ ...GemeenteOrAanbieder, description: 'Whose marks' }),
        },
        {
          title: 'MarksFor',
          description: 'For administrators, who must give it',
          additionalProperties: false,
        },
      ),
    ),
  },
  {
    title: 'ConversionMarksWish',
    additionalProperties: false,
    examples: [
      {
        marks: [
          { row: 17, version: 1, mark: 'agreed' },
          {
            ...{ row: 18, version: 1, mark: 'changed', reason: 'The child needs more hours' },
            to: { categorie: '45', code: 'B02P' },
          },
        ],
      },
    ],
  },
);

export const Marked = Type.Object(
  { marked: Type.Integer({ description: 'Rows of which something new was kept' }) },
  { title: 'MarkedRows', description: 'Kept', examples: [{ marked: 2 }] },
);
