import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { contractColumns } from '../../ledger/contracts/file.ts';
import { ContractFaults, type ContractLoad as Load } from '../../ledger/contracts/import.ts';
import { callOf } from '../server/caller.ts';
import type { RouteApp, RouteParts } from '../server/parts.ts';
import { problems } from '../server/schemas.ts';
import { fileFaults, sheetBody, sheetRoute, takeSheets } from '../server/sheet-body.ts';
import { bytesOf } from '../server/xml-body.ts';
import { ContractLoad } from './contract-schemas.ts';

/** Loading contracts from a file, and trying that out. */
export const contractImports: FastifyPluginAsyncTypebox<RouteParts> = async (app, parts) => {
  takeSheets(app);
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
      ...sheetRoute(parts),
      config: { access: ['party', 'contract-manager', 'administrator'], dutch, load: 'heavy' },
      schema: {
        tags: ['Contracts'],
        summary,
        description,
        ...sheetBody(example),
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
function faultsAsProblem(error: unknown): never {
  if (!(error instanceof ContractFaults)) throw error;
  throw fileFaults(error.faults);
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
