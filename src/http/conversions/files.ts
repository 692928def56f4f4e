import { Readable } from 'node:stream';
import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import {
  DeclaredFaults,
  declaredColumns,
  neededDeclaredColumns,
  readDeclared,
} from '../../ledger/conversion/declared-file.ts';
import {
  MappingFaults,
  mappingColumns,
  neededMappingColumns,
  readMapping,
} from '../../ledger/conversion/mapping-file.ts';
import type { SentenceOf } from '../../ledger/conversion/preview-columns.ts';
import {
  previewCsvCells,
  previewCsvHeader,
  previewXlsx,
  rowsXlsx,
} from '../../ledger/conversion/preview-file.ts';
import type { ConversionRow } from '../../ledger/conversion/row.ts';
import type { RowQuery } from '../../ledger/conversion/row-query.ts';
import { rowsOfDeclared, rowsOfMapping } from '../../ledger/conversion/text-rows.ts';
import { SheetsTooLarge } from '../../ledger/sheets/write-sheets.ts';
import type { Call } from '../../parties/principal.ts';
import { Problem } from '../../problem.ts';
import { distributionSvg } from '../../texts/conversion-chart.ts';
import { reasonSentence } from '../../texts/conversion-texts.ts';
import type { Language } from '../../texts/problem-text.ts';
import { callOf } from '../server/caller.ts';
import { csvLines } from '../server/csv.ts';
import type { AppParts, RouteApp, RouteParts } from '../server/parts.ts';
import { languageOf } from '../server/problems.ts';
import { languageHeader, OneOf, problems } from '../server/schemas.ts';
import { fileFaults, sheetBody, sheetRoute, takeSheets, xlsx } from '../server/sheet-body.ts';
import { bytesOf } from '../server/xml-body.ts';
import { FileRows, NumberParams } from './conversion-schemas.ts';
import { access, inLanguage, ofOne, tags } from './conversions.ts';

/** Files of conversions: those that a preview is made of, and those that it goes out as. */
export const files: FastifyPluginAsyncTypebox<RouteParts> = async (app, parts) => {
  takeSheets(app);
  app.addHook('onSend', async (_request, reply) => {
    reply.header('Cache-Control', 'private, no-store');
  });
  read(app, parts);
  workbook(app, parts);
  csv(app, parts);
  chart(app, parts);
};

function read(app: RouteApp, parts: RouteParts): void {
  app.post(
    '/conversions/files',
    {
      ...sheetRoute(parts),
      config: {
        ...{ access, load: 'heavy' },
        dutch: 'Een bestand voor een proefomzetting lezen, zonder iets te bewaren',
      },
      schema: {
        tags,
        summary: 'Read a file of a conversion',
        description: `Gives the rows of a CSV or XLSX file as \`POST /v1/conversions\` takes them, and keeps nothing. Every fault is named by sheet, row and column. Columns of a mapping: ${mappingColumns.join(', ')}; it must have ${neededMappingColumns.join(', ')}. Columns of what was declared: ${declaredColumns.join(', ')}; it must have ${neededDeclaredColumns.join(', ')}.`,
        querystring: Type.Object(
          {
            kind: OneOf(
              ['mapping', 'declared'],
              'mapping: which SPIC takes the place of which product; declared: what was declared',
              { examples: ['mapping'] },
            ),
          },
          { additionalProperties: false },
        ),
        ...sheetBody('categorie;code;toCategorie;toCode;months\r\n45;45A04;45;B01P;12\r\n'),
        response: {
          200: FileRows,
          ...problems(
            ...(['invalid-request', 'file-faults', 'unauthorized', 'forbidden'] as const),
            ...(['unsupported-content-encoding', 'unsupported-media-type', 'too-large'] as const),
            ...(['too-many-requests', 'too-much-at-once', 'busy', 'unavailable'] as const),
          ),
        },
      },
    },
    async ({ query: { kind }, body }) => ({ kind, ...(await rowsOf(kind, bytesOf(body))) }),
  );
}

async function rowsOf(kind: 'mapping' | 'declared', bytes: Buffer) {
  try {
    if (kind === 'mapping') {
      const { mapping, hidden } = await readMapping(bytes);
      return { rows: rowsOfMapping(mapping), hiddenSheets: hidden };
    }
    const { figures, hidden } = await readDeclared(bytes);
    return { rows: rowsOfDeclared(figures), hiddenSheets: hidden };
  } catch (error) {
    if (error instanceof MappingFaults || error instanceof DeclaredFaults)
      throw fileFaults(error.faults);
    throw error;
  }
}

const named = (file: string) => ({
  'Content-Disposition': {
    type: 'string',
    description: 'The name of the file',
    examples: [`attachment; filename="${file}"`],
  },
  'Content-Language': languageHeader,
});

function workbook(app: RouteApp, parts: AppParts): void {
  app.get(
    '/conversions/:number/workbook',
    {
      config: { access, load: 'heavy', dutch: 'Een omzetting als Excel-bestand' },
      schema: {
        tags,
        summary: 'A conversion as a workbook',
        description:
          'The rows that you see, with columns in which you write what you think of them: `POST /v1/conversions/{number}/marks/imports` takes the file back. Sums are on a second sheet, the distribution of the differences on a third. It is in the access log.',
        params: NumberParams,
        response: {
          200: Type.Unsafe<unknown>({
            description: 'The workbook',
            headers: named('conversion-7.xlsx'),
            content: {
              [xlsx]: {
                schema: { type: 'string', format: 'binary', examples: ['PK\u0003\u0004...'] },
              },
            },
          }),
          ...problems(...ofOne, 'conversion-not-ready', 'workbook-too-large'),
        },
      },
    },
    async (request, reply) => {
      const { number } = request.params;
      const call = callOf(request);
      const bytes = await workbookOf(parts, call, number, inLanguage(request, reply));
      return reply
        .type(xlsx)
        .header('Content-Disposition', `attachment; filename="conversion-${number}.xlsx"`)
        .send(bytes);
    },
  );
}

/**
 * The rows of a conversion that a caller sees, as a workbook.
 *
 * @param query of some rows only these, without sums
 * @throws {Problem} `not-found`, `conversion-not-ready`, `workbook-too-large`
 */
export async function workbookOf(
  { conversions }: Pick<AppParts, 'conversions'>,
  call: Call,
  number: number,
  language: Language,
  query: RowQuery = {},
): Promise<Uint8Array> {
  const sentenceOf: SentenceOf = (code) => reasonSentence(code, language);
  if (Object.keys(query).length > 0)
    return rowsXlsx(conversions.allRows(call, number, query), sentenceOf).catch(tooLarge);
  const { totals, pairs, bars } = await conversions.get(call, number);
  const content = { rows: conversions.allRows(call, number), totals, perPair: pairs, bars };
  return previewXlsx(content, sentenceOf).catch(tooLarge);
}

function tooLarge(error: unknown): never {
  throw error instanceof SheetsTooLarge ? new Problem('workbook-too-large') : error;
}

/** Rows of a piece of CSV. */
const pieceSize = 500;

function csv(app: RouteApp, parts: AppParts): void {
  app.get(
    '/conversions/:number/csv',
    {
      config: { access, load: 'export', dutch: 'Een omzetting als CSV-bestand' },
      schema: {
        tags,
        summary: 'The rows of a conversion as CSV',
        description:
          'As the first sheet of the workbook, for any number of rows. `POST /v1/conversions/{number}/marks/imports` takes the file back. It is in the access log.',
        params: NumberParams,
        querystring: Type.Object(
          {
            separator: Type.Optional(
              OneOf(
                ['comma', 'semicolon'],
                'semicolon: with decimal commas, as a Dutch spreadsheet reads it; comma unless told',
              ),
            ),
          },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Unsafe<unknown>({
            description: 'The rows',
            headers: named('conversion-7.csv'),
            content: {
              'text/csv': {
                schema: { type: 'string', examples: [csvLines([previewCsvHeader])] },
              },
            },
          }),
          ...problems(...ofOne, 'conversion-not-ready'),
        },
      },
    },
    async (request, reply) => {
      const { number } = request.params;
      const language = languageOf(request.headers['accept-language']);
      const separator = request.query.separator === 'semicolon' ? ';' : ',';
      const rows = parts.conversions.allRows(callOf(request), number);
      const lines = await csvOf(request, rows, language, separator);
      inLanguage(request, reply);
      return reply
        .type('text/csv; charset=utf-8; header=present')
        .header('Content-Disposition', `attachment; filename="conversion-${number}.csv"`)
        .send(Readable.from(lines));
    },
  );
}

/**
 * Rows of a conversion as CSV, in pieces. An error until the first rows is thrown here: it becomes a problem, not an answer
 * that breaks off.
 */
export async function csvOf(
  { turns }: Pick<FastifyRequest, 'turns'>,
  rows: AsyncIterable<ConversionRow>,
  language: Language,
  separator: ',' | ';',
): Promise<AsyncGenerator<string>> {
  const pieces = piecesOf(rows);
  const next = () => turns.piece(() => pieces.next());
  const first = await next();
  return (async function* () {
    yield csvLines([previewCsvHeader], separator);
    for (let piece = first; !piece.done; piece = await next()) {
      const cells = previewCsvCells(piece.value, (code) => reasonSentence(code, language));
      yield csvLines(cells, separator);
    }
  })();
}

async function* piecesOf(
  rows: AsyncIterable<ConversionRow>,
): AsyncGenerator<readonly ConversionRow[], undefined> {
  let piece: ConversionRow[] = [];
  for await (const row of rows) {
    piece.push(row);
    if (piece.length < pieceSize) continue;
    yield piece;
    piece = [];
  }
  if (piece.length > 0) yield piece;
}

function chart(app: RouteApp, parts: AppParts): void {
  app.get(
    '/conversions/:number/chart',
    {
      config: { access, load: 'heavy', dutch: 'Hoe de verschillen zijn verdeeld, als plaatje' },
      schema: {
        tags,
        summary: 'How the differences of a conversion are divided, as a chart',
        description:
          'SVG without styles, scripts or anything from elsewhere, of the rows that you see. What it shows is in its description too, for who does not see it.',
        params: NumberParams,
        response: {
          200: Type.Unsafe<unknown>({
            description: 'The chart',
            headers: { 'Content-Language': languageHeader },
            content: {
              'image/svg+xml': {
                schema: { type: 'string', examples: [distributionSvg([], 'en')] },
              },
            },
          }),
          ...problems(...ofOne, 'conversion-not-ready'),
        },
      },
    },
    async (request, reply) => {
      const call = callOf(request);
      const { record, bars } = await parts.conversions.get(call, request.params.number);
      if (record.state !== 'ready')
        throw new Problem('conversion-not-ready', { params: { state: record.state } });
      // Opened by itself it may load and run nothing: the headers of every answer say so, and this once more.
      return reply
        .type('image/svg+xml; charset=utf-8')
        .header('Content-Security-Policy', "default-src 'none'; sandbox")
        .send(distributionSvg(bars, inLanguage(request, reply)));
    },
  );
}
