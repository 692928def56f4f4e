import type { FastifyInstance, FastifyRequest, FastifySchemaCompiler } from 'fastify';
import { type TSchema, Type } from 'typebox';
import type { Fault } from '../../ledger/sheets/sheet.ts';
import { Problem } from '../../problem.ts';
import type { RouteParts } from './parts.ts';
import { buildValidator, requestOptions } from './request-faults.ts';

const csv = 'text/csv';
/** The media type of XLSX. */
export const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
/** The largest file, in bytes. */
export const mostSheetBytes = 4 * 2 ** 20;
/** Faults in an answer, at most. */
const mostFaults = 10_000;

/** Lets the routes of a plugin take the bytes of a CSV or XLSX file. */
export function takeSheets(app: Pick<FastifyInstance, 'addContentTypeParser'>): void {
  app.addContentTypeParser(
    [csv, xlsx],
    { parseAs: 'buffer', bodyLimit: mostSheetBytes },
    (_request, body, done) => done(null, body),
  );
}

const validate = buildValidator({}, { customOptions: requestOptions });

/** The body is a file: it is not validated with a JSON schema, and all else of the request is. */
const validatorCompiler: FastifySchemaCompiler<object> = (route) =>
  route.httpPart === 'body' ? () => true : validate(route);

/** The options of a route that takes such a file, besides its schema. */
export function sheetRoute({ uploads }: Pick<RouteParts, 'uploads'>) {
  return {
    ...{ bodyLimit: mostSheetBytes, preParsing: uploads, onRequest: refuseOtherMedia },
    validatorCompiler,
  };
}

async function refuseOtherMedia({ headers }: FastifyRequest): Promise<void> {
  const encoding = headers['content-encoding'];
  if (encoding && encoding.toLowerCase() !== 'identity')
    throw new Problem('unsupported-content-encoding');
  const [media = ''] = (headers['content-type'] ?? '').toLowerCase().split(';');
  if (![csv, xlsx].includes(media.trim())) throw new Problem('unsupported-media-type');
}

const binary = { type: 'string', format: 'binary' } as const;

/** The part of the schema for the body of such a route. @param example the first lines of such a file as CSV */
export function sheetBody(example: string) {
  return {
    consumes: [csv, xlsx],
    body: Type.Unsafe<unknown>({
      content: {
        [csv]: { schema: { ...binary, examples: [example] } },
        [xlsx]: { schema: { ...binary, examples: ['PK\u0003\u0004...'] } },
      },
    }) as TSchema,
  };
}

/** The problem of a file with faults. */
export function fileFaults(faults: readonly Fault<string>[]): Problem {
  return new Problem('file-faults', {
    fileFaults: faults.slice(0, mostFaults),
    violationCount: faults.length,
  });
}
