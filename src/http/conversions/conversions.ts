import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import {
  DeclaredFaults,
  type DeclaredFigures,
  declaredOfRows,
} from '../../ledger/conversion/declared-file.ts';
import { MappingFaults, mappingOfRows } from '../../ledger/conversion/mapping-file.ts';
import type { Mapping } from '../../ledger/conversion/model.ts';
import type { Fault } from '../../ledger/sheets/sheet.ts';
import { conversionRoles } from '../../region/conversion/viewer.ts';
import type { Language } from '../../texts/problem-text.ts';
import { callOf } from '../server/caller.ts';
import type { AppParts, RouteApp, RouteParts } from '../server/parts.ts';
import { languageOf } from '../server/problems.ts';
import { Cursor, Limit, LocationHeader, languageHeader, problems } from '../server/schemas.ts';
import { fileFaults } from '../server/sheet-body.ts';
import {
  Conversion,
  ConversionDetails,
  ConversionPage,
  ConversionWish,
  NumberParams,
  Reproduction,
} from './conversion-schemas.ts';
import { presentDetails, presentRecord } from './present.ts';

export const tags = ['Conversions'];
export const access = conversionRoles;
/** The problems of each route about one conversion. */
export const ofOne = [
  ...(['invalid-request', 'unauthorized', 'forbidden', 'not-found', 'not-designated'] as const),
] as const;
/** What is sent here as JSON, at most: 20,000 rows of what was declared, and more. */
const mostBytes = 8 * 2 ** 20;

/** The language of an answer, which it names. */
export function inLanguage(request: FastifyRequest, reply: FastifyReply): Language {
  const language = languageOf(request.headers['accept-language']);
  reply.header('Content-Language', language).header('Vary', 'Accept-Language');
  return language;
}

/** Previews of conversions. Rows are about children: no cache may keep them. */
export const conversions: FastifyPluginAsyncTypebox<RouteParts> = async (app, parts) => {
  make(app, parts);
  list(app, parts);
  show(app, parts);
  share(app, parts);
  reproduction(app, parts);
};

function make(app: RouteApp, parts: RouteParts): void {
  app.post(
    '/conversions',
    {
      bodyLimit: mostBytes,
      preParsing: parts.uploads,
      config: { access, load: 'heavy', dutch: 'Een proefomzetting naar SPIC’s maken' },
      schema: {
        tags,
        summary: 'Make a preview of a conversion to SPICs',
        description:
          'It is made in the background: its record says when it is ready. Nothing changes by it, and no aanbieder sees it until it is shared. Rows of `mapping` and `declared` are text by column, as the files have them; `POST /v1/conversions/files` makes them of a file. Each row with a fault is named by its place, from 1.',
        body: ConversionWish,
        response: {
          202: {
            ...Conversion,
            description: 'It is being made',
            headers: {
              Location: { ...LocationHeader('Its record'), examples: ['/v1/conversions/7'] },
            },
          },
          ...problems(
            ...(['invalid-request', 'file-faults', 'conversion-day', 'unknown-party'] as const),
            'too-many-previews',
            ...(['unauthorized', 'forbidden', 'not-designated', 'too-large'] as const),
            ...(['too-many-requests', 'too-much-at-once', 'busy', 'unavailable'] as const),
          ),
        },
      },
    },
    async (request, reply) => {
      const { mapping, declared, ...rest } = request.body;
      const read = await readRows(mapping, declared);
      const record = await parts.conversions.make(callOf(request), { ...rest, ...read });
      reply.header('Location', parts.publicAddress.at(`/v1/conversions/${record.number}`));
      return reply.code(202).send(presentRecord(record, parts.publicAddress.at));
    },
  );
}

type Rows = Static<typeof ConversionWish>['mapping'];

/** @throws {Problem} `file-faults` with those of both lists */
async function readRows(
  mapping: Rows,
  declared: Rows | undefined,
): Promise<{ mapping: Mapping; declared: DeclaredFigures }> {
  const faults: Fault<string>[] = [];
  const rules = await mappingOfRows(mapping).catch((error: unknown) => {
    if (!(error instanceof MappingFaults)) throw error;
    faults.push(...inList('mapping', error.faults));
    return [];
  });
  // None is no list.
  const figures =
    declared === undefined || declared.length === 0
      ? []
      : await declaredOfRows(declared).catch((error: unknown) => {
          if (!(error instanceof DeclaredFaults)) throw error;
          faults.push(...inList('declared', error.faults));
          return [];
        });
  if (faults.length > 0) throw fileFaults(faults);
  return { mapping: rules, declared: figures };
}

/** Faults that say in which list of the request they are. */
function inList(list: string, faults: readonly Fault<string>[]): Fault<string>[] {
  return faults.map((fault) => ({
    ...fault,
    column: fault.column === null ? list : `${list}/${fault.column}`,
  }));
}

function list(app: RouteApp, parts: AppParts): void {
  app.get(
    '/conversions',
    {
      config: { access, dutch: 'De omzettingen naar SPIC’s die u mag zien' },
      schema: {
        tags,
        summary: 'List conversions',
        description:
          'Newest first. A gemeente and a contract manager see those of gemeenten for which they act now, an aanbieder those that were shared and have rows of it, an administrator all.',
        querystring: Type.Object({ limit: Limit, cursor: Cursor }, { additionalProperties: false }),
        response: {
          200: ConversionPage,
          ...problems(
            ...(['invalid-request', 'cursor-invalid', 'unauthorized', 'forbidden'] as const),
            'not-designated',
          ),
        },
      },
    },
    async (request, reply) => {
      const { principal, query } = request;
      const before = parts.cursors.read<number>('conversions', principal, query.cursor);
      const page = { limit: query.limit, ...(before !== undefined && { before }) };
      const { items, next } = await parts.conversions.list(callOf(request), page);
      reply.header('Cache-Control', 'private, no-store');
      return {
        items: items.map((one) => presentRecord(one, parts.publicAddress.at)),
        next: parts.cursors.write('conversions', principal, next),
      };
    },
  );
}

function show(app: RouteApp, parts: AppParts): void {
  app.get(
    '/conversions/:number',
    {
      config: { access, load: 'heavy', dutch: 'Een omzetting: hoever zij is, en wat zij kost' },
      schema: {
        tags,
        summary: 'A conversion: how far it is, and its sums',
        description:
          'Sums, reasons and bars are of the rows that you see; they are empty while it is made.',
        params: NumberParams,
        response: {
          200: { ...ConversionDetails, headers: { 'Content-Language': languageHeader } },
          ...problems(...ofOne),
        },
      },
    },
    async (request, reply) => {
      const content = await parts.conversions.get(callOf(request), request.params.number);
      reply.header('Cache-Control', 'private, no-store');
      return presentDetails(content, inLanguage(request, reply), parts.publicAddress.at);
    },
  );
}

function share(app: RouteApp, parts: AppParts): void {
  app.post(
    '/conversions/:number/share',
    {
      config: { access, dutch: 'Een proefomzetting delen met de aanbieders' },
      schema: {
        tags,
        summary: 'Let the aanbieders see a preview',
        description:
          'Each sees its own rows from then on, and says what it thinks of them. It is not taken back. Repeating it is harmless. Not for aanbieders.',
        params: NumberParams,
        response: {
          200: { ...Conversion, description: 'Shared' },
          ...problems(...ofOne, 'conversion-not-ready'),
        },
      },
    },
    async (request, reply) => {
      const record = await parts.conversions.share(callOf(request), request.params.number);
      reply.header('Cache-Control', 'private, no-store');
      return presentRecord(record, parts.publicAddress.at);
    },
  );
}

function reproduction(app: RouteApp, parts: AppParts): void {
  app.get(
    '/conversions/:number/reproduction',
    {
      config: { access, load: 'heavy', dutch: 'Een proefomzetting narekenen' },
      schema: {
        tags,
        summary: 'Work out a preview again, and compare',
        description:
          'From what it was made of, as it was kept: what people said of it since changes nothing here. Not for aanbieders.',
        params: NumberParams,
        response: { 200: Reproduction, ...problems(...ofOne, 'conversion-not-ready') },
      },
    },
    async (request, reply) => {
      reply.header('Cache-Control', 'private, no-store');
      return parts.conversions.reproduce(callOf(request), request.params.number);
    },
  );
}
