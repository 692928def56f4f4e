import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import type { TSchema } from 'typebox';
import { contractColumns } from '../../ledger/contracts/file.ts';
import { ContractFaults, type ContractLoad as Load } from '../../ledger/contracts/import.ts';
import { Problem } from '../../problem.ts';
import { callOf } from '../server/caller.ts';
import type { RouteApp, RouteParts } from '../server/parts.ts';
import { problems } from '../server/schemas.ts';
import { bytesOf } from '../server/xml-body.ts';
import { ContractLoad } from './contract-schemas.ts';

const csv = 'text/csv';
const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
/** The largest file, in bytes. */
const mostBytes = 4 * 2 ** 20;
/** Faults in an answer, at most. */
const mostFaults = 10_000;

/** Loading contracts from a file, and trying that out. */
export const contractImports: FastifyPluginAsyncTypebox<RouteParts> = async (app, parts) => {
  app.addContentTypeParser(
    [csv, xlsx],
    { parseAs: 'buffer', bodyLimit: mostBytes },
    (_request, body, done) => done(null, body),
  );
  addRoute(app, parts, {
    path: '/contracts/imports',
    dutch: 'Contracten vastleggen uit een CSV- of Excel-bestand',
    summary: 'Load contracts from a CSV or XLSX file',
    description:
      'All or nothing: every fault is named by sheet, row and column. A contract that is there gets a new version, unless nothing changed; contracts that the file does not name stay. An administrator loads any, a contract manager those of gemeenten for which it acts now, a gemeente its own. ' +
      `The columns: ${contractColumns.join(', ')}. A file must have contract, aanbieder and begin.`,
    answer: 'What was loaded',
    dryRun: false,
  });
  addRoute(app, parts, {
    path: '/contracts/validations',
    dutch: 'Een bestand met contracten controleren, zonder iets vast te leggen',
    summary: 'Try out a file of contracts',
    description: 'Says what `POST /v1/contracts/imports` would do with it, and keeps nothing.',
    answer: 'What would be loaded; nothing was kept',
    dryRun: true,
  });
};

interface ImportRoute {
  readonly path: string;
  readonly dutch: string;
  readonly summary: string;
  readonly description: string;
  /** What a good answer is. */
  readonly answer: string;
  readonly dryRun: boolean;
}

function addRoute(app: RouteApp, parts: RouteParts, route: ImportRoute): void {
  const { path, dutch, summary, description, answer, dryRun } = route;
  app.post(
    path,
    {
      bodyLimit: mostBytes,
      preParsing: parts.uploads,
      // The body is a file: it is not validated with a JSON schema.
      validatorCompiler: () => () => true,
      onRequest: refuseOtherMedia,
      config: { access: ['party', 'contract-manager', 'administrator'], dutch, load: 'heavy' },
      schema: {
        tags: ['Contracts'],
        summary,
        description,
        consumes: [csv, xlsx],
        body: fileBody,
        response: {
          200: { ...ContractLoad, description: answer },
          ...problems(
            'invalid-request',
            'file-faults',
            'unauthorized',
            'forbidden',
            'not-your-contract',
            'contract-number-taken',
            'unsupported-content-encoding',
            'unsupported-media-type',
            'too-large',
            'too-many-requests',
            'too-much-at-once',
            'busy',
            'unavailable',
          ),
        },
      },
    },
    async (request) => {
      const load = await parts.contracts
        .load(callOf(request), bytesOf(request.body), { dryRun })
        .catch(faultsAsProblem);
      return present(load);
    },
  );
}

const example = 'contract;aanbieder;gemeenten;begin;categorie;code;tariff;eenheid\n';
const binary = { type: 'string', format: 'binary' } as const;
const fileBody = Type.Unsafe<unknown>({
  content: {
    [csv]: { schema: { ...binary, examples: [example] } },
    [xlsx]: { schema: { ...binary, examples: ['PK\u0003\u0004...'] } },
  },
}) as TSchema;

async function refuseOtherMedia({ headers }: FastifyRequest): Promise<void> {
  const encoding = headers['content-encoding'];
  if (encoding && encoding.toLowerCase() !== 'identity')
    throw new Problem('unsupported-content-encoding');
  const [media = ''] = (headers['content-type'] ?? '').toLowerCase().split(';');
  if (![csv, xlsx].includes(media.trim())) throw new Problem('unsupported-media-type');
}

function faultsAsProblem(error: unknown): never {
  if (!(error instanceof ContractFaults)) throw error;
  throw new Problem('file-faults', {
    fileFaults: error.faults.slice(0, mostFaults),
    violationCount: error.faults.length,
  });
}

function present({ dryRun, contracts, unknown, lists, hidden }: Load) {
  return {
    kept: !dryRun,
    contracts: contracts.map(({ id, contract, version, change, added, removed }) => ({
      // One that a dry run would make is not there.
      id: dryRun && change === 'new' ? null : id,
      ...{ number: contract.number, aanbieder: contract.aanbieder },
      ...{ gemeenten: contract.gemeenten, version, change, lineCount: contract.lines.length },
      ...{ linesAdded: added, linesRemoved: removed },
    })),
    unknown,
    productLists: lists,
    hiddenSheets: hidden,
  };
}
