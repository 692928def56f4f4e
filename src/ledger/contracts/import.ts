import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import type { Call } from '../../parties/principal.ts';
import type { RowMacs } from '../../store/keys/row-mac.ts';
import { inTransaction } from '../../store/transaction.ts';
import { inFileOrder } from '../sheets/fault-order.ts';
import type { SheetRow } from '../sheets/sheet.ts';
import { readSheets } from '../sheets/sheets.ts';
import { assembleContracts, type PlacedContract } from './assemble.ts';
import { unknownParties, writeContracts } from './change.ts';
import { encodeContract } from './codec.ts';
import {
  type ContractColumn,
  type ContractFault,
  type ContractRow,
  contractColumns,
  optionalContractColumns,
  readRow,
} from './file.ts';
import {
  compareContracts,
  type KeptContract,
  lockContracts,
  nameOf,
  type StandingContract,
  standingContracts,
} from './keep.ts';
import type { Contract } from './model.ts';
import { findOverlaps } from './overlaps.ts';
import { refuseOthers, type Viewer } from './read.ts';
import { readRegions } from './regions.ts';

/** What is wrong in a file of contracts: nothing of it was kept. */
export class ContractFaults extends Error {
  override readonly name = 'ContractFaults';
  readonly faults: readonly ContractFault[];

  constructor(faults: readonly ContractFault[]) {
    super('The file of contracts has faults.');
    this.faults = faults;
  }
}

/** A load would do something else than its caller has seen: nothing was kept. */
export class OtherOutcome extends Error {
  override readonly name = 'OtherOutcome';

  constructor() {
    super('The contracts changed since this load was tried out.');
  }
}

export interface ContractLoad {
  /** Nothing was kept. */
  readonly dryRun: boolean;
  readonly contracts: readonly KeptContract[];
  /** Names what becomes of all contracts of the file: two loads with the same one do the same. */
  readonly outcome: string;
  /** Codes of the file that no party has. */
  readonly unknown: readonly string[];
  /** Pairs in the file that have a product list too: `ijw products remove` takes it away. */
  readonly lists: readonly { readonly gemeente: string; readonly aanbieder: string }[];
  /** Names of sheets that are hidden, and were not read. */
  readonly hidden: readonly string[];
}

export interface LoadOptions {
  /** Keeps nothing. */
  readonly dryRun?: boolean;
  /** The `outcome` that the caller has seen; absent: the caller takes what comes. */
  readonly seen?: string;
  /** For which gemeenten the caller may load contracts. */
  readonly mayLoad: Viewer;
}

/**
 * Loads the contracts of a CSV or XLSX file, with the columns of `contractColumns`: all or nothing. A contract that is
 * there is replaced by a new version, unless it is the same; contracts that the file does not name stay. When it runs
 * twice, the second run changes nothing.
 *
 * @param call who loads them, for the access log
 * @throws {ContractFaults} with everything that is wrong, by sheet, row and column
 * @throws {OtherOutcome} where it would do something else than what `seen` says
 * @throws {Problem} `not-your-contract` for contracts of gemeenten for which the caller may load none;
 *   `contract-number-taken`
 * @throws {NotBelieved} where contracts or catalogues that are there are not as they were written
 */
export async function loadContracts(
  pool: Pool,
  macs: RowMacs,
  call: Call,
  bytes: Uint8Array,
  { dryRun = false, seen, mayLoad }: LoadOptions,
): Promise<ContractLoad> {
  const sheets = await readSheets(bytes, {
    columns: contractColumns,
    optional: optionalContractColumns,
  });
  const faults: ContractFault[] = [...sheets.faults];
  const rows = await readRows(sheets.rows, faults);
  return inTransaction(pool, async (client) => {
    await lockContracts(client);
    const known = await readRegions(client, macs, rows);
    const placed = assembleContracts(rows, known, faults);
    const contracts = placed.map(({ contract }) => contract);
    // Before anything of others is read: it shows in the time that it takes.
    for (const one of contracts) refuseOthers(mayLoad, one, one.gemeenten, []);
    const standing = await standingFor(client, macs, placed);
    const before = new Map(standing.map(({ contract }) => [nameOf(contract), contract.gemeenten]));
    for (const one of contracts)
      refuseOthers(mayLoad, one, one.gemeenten, before.get(nameOf(one)) ?? []);
    findOverlaps(placed, staying(rows, standing), faults);
    if (faults.length > 0) throw new ContractFaults(inFileOrder(faults, sheets.rows));
    const compared = compareContracts(contracts, standing);
    const outcome = outcomeOf(compared);
    if (seen !== undefined && seen !== outcome) throw new OtherOutcome();
    if (!dryRun) await writeContracts(client, macs, call, compared);
    return {
      ...{ dryRun, outcome },
      contracts: compared,
      unknown: await unknownParties(client, contracts),
      lists: listsBeside(contracts, standing),
      hidden: sheets.hidden,
    };
  });
}

/** Rows that are read before others get a turn. */
const atOnce = 500;

async function readRows(
  rows: readonly SheetRow<ContractColumn>[],
  faults: ContractFault[],
): Promise<ContractRow[]> {
  const read: ContractRow[] = [];
  for (const [index, row] of rows.entries()) {
    const found = readRow(row, index, faults);
    if (found) read.push(found);
    if (index % atOnce === atOnce - 1) await turn();
  }
  return read;
}

/** A digest of what was there and of what comes; not of the ids of contracts that are not there yet. */
function outcomeOf(contracts: readonly KeptContract[]): string {
  const facts = contracts.map(({ contract, version, before }) => [
    ...[version, encodeContract(contract), before ? encodeContract(before) : null],
  ]);
  return createHash('sha256').update(JSON.stringify(facts)).digest('base64url');
}

function standingFor(
  client: PoolClient,
  macs: RowMacs,
  placed: readonly PlacedContract[],
): Promise<StandingContract[]> {
  const providers = new Set(placed.map(({ contract }) => contract.aanbieder));
  const gemeenten = new Set(placed.flatMap(({ contract }) => contract.gemeenten));
  return standingContracts(client, macs, [...providers], [...gemeenten]);
}

/** The contracts with tariffs that stay as they are: a file replaces those that it names, also where they have faults. */
function staying(
  rows: readonly ContractRow[],
  standing: readonly StandingContract[],
): StandingContract['contract'][] {
  const named = new Set(rows.map(({ contract, ...row }) => nameOf({ ...row, number: contract })));
  return standing
    .map(({ contract }) => contract)
    .filter((contract) => !contract.list && !named.has(nameOf(contract)));
}

function listsBeside(
  contracts: readonly Contract[],
  standing: readonly StandingContract[],
): ContractLoad['lists'] {
  const loaded = new Set(
    contracts.flatMap(({ aanbieder, gemeenten }) =>
      gemeenten.map((code) => `${code} ${aanbieder}`),
    ),
  );
  const lists = standing.filter(({ contract }) => contract.list);
  return lists
    .flatMap(({ contract: { aanbieder, gemeenten } }) =>
      gemeenten.map((gemeente) => ({ gemeente, aanbieder })),
    )
    .filter(({ gemeente, aanbieder }) => loaded.has(`${gemeente} ${aanbieder}`));
}
