import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { MarksRefused } from '../../ledger/conversion/marks.ts';
import { MarkFaults, neededMarksColumns } from '../../ledger/conversion/marks-file.ts';
import { sides } from '../../ledger/conversion/row.ts';
import { Problem } from '../../problem.ts';
import { callOf } from '../server/caller.ts';
import type { RouteApp, RouteParts } from '../server/parts.ts';
import { GemeenteOrAanbieder, OneOf, problems } from '../server/schemas.ts';
import { fileFaults, sheetBody, sheetRoute, takeSheets } from '../server/sheet-body.ts';
import { bytesOf } from '../server/xml-body.ts';
import { NumberParams } from './conversion-schemas.ts';
import { access, ofOne, tags } from './conversions.ts';
import { Marked, MarksWish } from './mark-schemas.ts';

/** The most bytes of marks as JSON: 5,000, each with a reason. */
const mostBytes = 8 * 2 ** 20;
/** Faults in an answer, at most. */
const mostFaults = 10_000;

/** What both sides say of rows. */
export const marks: FastifyPluginAsyncTypebox<RouteParts> = async (app, parts) => {
  takeSheets(app);
  add(app, parts);
  addFile(app, parts);
};

const refused = [
  ...(['conversion-not-ready', 'conversion-not-shared', 'mark-side', 'mark-faults'] as const),
  ...(['too-large', 'too-many-requests', 'too-much-at-once', 'busy', 'unavailable'] as const),
] as const;

function add(app: RouteApp, parts: RouteParts): void {
  app.post(
    '/conversions/:number/marks',
    {
      bodyLimit: mostBytes,
      preParsing: parts.uploads,
      config: { access, load: 'heavy', dutch: 'Zeggen wat u van rijen van een omzetting vindt' },
      schema: {
        tags,
        summary: 'Say what you think of rows of a conversion',
        description:
          'All of it is kept, or nothing: `violations` names each row that is wrong. Silence is no agreement. `changed` proposes another SPIC: you agree to it, and the other side has said nothing of it yet. Saying the same again changes nothing. An administrator says in `for` whose marks these are, for a party that sent it a file.',
        params: NumberParams,
        body: MarksWish,
        response: { 200: Marked, ...problems(...ofOne, ...refused) },
      },
    },
    async (request) => {
      const { marks, for: of } = request.body;
      const { number } = request.params;
      return kept(parts.conversions.mark(callOf(request), number, marks, of));
    },
  );
}

const example = 'row;version;toewijzingNummer;mark\r\n17;1;100452;akkoord\r\n';

function addFile(app: RouteApp, parts: RouteParts): void {
  app.post(
    '/conversions/:number/marks/imports',
    {
      ...sheetRoute(parts),
      config: {
        ...{ access, load: 'heavy' },
        dutch: 'Het bestand van een omzetting terugsturen, met wat u van rijen vindt',
      },
      schema: {
        tags,
        summary: 'Take the marks of a file that came back',
        description: `The workbook or CSV of the conversion, with the column \`mark\` filled in: akkoord (agreed), anders (changed) or aanhouden (held). Rows without a mark are skipped: silence is no agreement. Columns and rows may be taken out, but for ${neededMarksColumns.join(', ')}; what the preview says of a marked row must be there as it was. All or nothing: every fault is named by sheet, row and column.`,
        params: NumberParams,
        querystring: Type.Object(
          {
            side: Type.Optional(OneOf(sides, 'For administrators: whose marks these are')),
            party: Type.Optional(
              Type.Unsafe<string>({
                ...GemeenteOrAanbieder,
                description: 'For administrators, with `side`: of which gemeente or aanbieder',
              }),
            ),
          },
          { additionalProperties: false },
        ),
        ...sheetBody(example),
        response: {
          200: Marked,
          ...problems(
            ...ofOne,
            ...refused,
            ...(['file-faults', 'unsupported-content-encoding', 'unsupported-media-type'] as const),
          ),
        },
      },
    },
    async (request) => {
      const { params, query, body } = request;
      const { side, party } = query;
      if ((side === undefined) !== (party === undefined)) throw new Problem('mark-side');
      const of = side !== undefined && party !== undefined ? { side, party } : undefined;
      const bytes = bytesOf(body);
      return kept(parts.conversions.markFile(callOf(request), params.number, bytes, of));
    },
  );
}

async function kept(marking: Promise<number>): Promise<{ marked: number }> {
  try {
    return { marked: await marking };
  } catch (error) {
    if (error instanceof MarkFaults) throw fileFaults(error.faults);
    if (error instanceof MarksRefused) throw rowFaults(error);
    throw error;
  }
}

const elements = {
  ...{ 'row-unknown': 'row', 'row-twice': 'row', 'row-sent': 'row', 'row-changed': 'version' },
  ...{ 'nothing-to-agree': 'mark', 'spic-not-possible': 'to', 'spic-left-out': 'to' },
  'reason-has-bsn': 'reason',
} as const;

function rowFaults({ faults }: MarksRefused): Problem {
  return new Problem('mark-faults', {
    rowFaults: faults
      .slice(0, mostFaults)
      .map((fault) => ({ ...fault, element: elements[fault.code] })),
    violationCount: faults.length,
  });
}
