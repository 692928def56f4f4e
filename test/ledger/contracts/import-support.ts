import { readFile } from 'node:fs/promises';
import { loadSpics } from '../../../src/ledger/catalogue/spic.ts';
import type { ContractColumn } from '../../../src/ledger/contracts/file.ts';
import {
  ContractFaults,
  type ContractLoad,
  loadContracts,
} from '../../../src/ledger/contracts/import.ts';
import type { Viewer } from '../../../src/ledger/contracts/read.ts';
import { putParty } from '../../../src/parties/directory/parties.ts';
import { localCall } from '../../../src/parties/principal.ts';
import type { Store } from '../../../src/store/database.ts';
import { fileFaultSentence } from '../../../src/texts/contract-texts.ts';
import { makeStore } from '../../support/database.ts';
import { macsOf } from '../../support/macs.ts';

/** What a row of a file says; columns that it does not name are empty. */
export type Row = Partial<Record<ContractColumn, string>>;

/** A CSV file of these rows, from line 2 on. */
export function fileOf(...rows: readonly Row[]): Buffer {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row) as ContractColumn[]))];
  const lines = rows.map((row) => columns.map((column) => row[column] ?? '').join(';'));
  return Buffer.from([columns.join(';'), ...lines].join('\r\n'));
}

/** A line of a contract of Amsterdam and De Dijk in 2027. */
export const line: Row = {
  contract: 'A-1',
  aanbieder: '12345678',
  gemeenten: '0363',
  begin: '2027-01-01',
  end: '2027-12-31',
  categorie: '45',
  code: 'C01P',
  tariff: '18400,00',
  scheme: '70/30',
};

/** Catalogue of the region of {@link ContractWorld}: one SPIC has two codes, and one code ends. */
const catalogue = `region,productCategory,code,segment,profile,intensity,validFrom,validTo
Oost,45,B01P,B,1,perspectief,2018-01-01,
Oost,45,B01I,B,1,intensief,2018-01-01,2027-06-30
Oost,45,C01P,C,1,perspectief,2018-01-01,
Oost,45,C01X,C,1,perspectief,2018-01-01,
`;

/** A database in which contracts are loaded. Region Oost has 0363 and 0384, region Noord 0479; 0599 is of none. */
export class ContractWorld {
  readonly store: Store & { drop: () => Promise<void> };

  private constructor(store: Store & { drop: () => Promise<void> }) {
    this.store = store;
  }

  static async make(): Promise<ContractWorld> {
    const world = new ContractWorld(await makeStore());
    for (const [code, region] of [
      ['0363', 'Oost'],
      ['0384', 'Oost'],
      ['0479', 'Noord'],
      ['0599', null],
    ] as const)
      await world.putGemeente(code, region);
    await loadSpics(world.store.pool, await world.macs(), catalogue);
    return world;
  }

  macs() {
    return macsOf(this.store.db);
  }

  async putGemeente(code: string, region: string | null): Promise<void> {
    const name = `Gemeente ${code}`;
    const party = { code, kind: 'gemeente', name, region } as const;
    await putParty(this.store.db, await this.macs(), localCall('test'), party);
  }

  async load(
    bytes: Uint8Array,
    { mayLoad = 'all', dryRun }: { readonly mayLoad?: Viewer; readonly dryRun?: boolean } = {},
  ): Promise<ContractLoad> {
    const options = { mayLoad, ...(dryRun !== undefined && { dryRun }) };
    return loadContracts(this.store.pool, await this.macs(), localCall('test'), bytes, options);
  }

  /** What became of each contract: `A-1: new 1`. */
  async loaded(bytes: Uint8Array): Promise<string[]> {
    const { contracts } = await this.load(bytes);
    return contracts.map(
      ({ contract, change, version }) => `${contract.number}: ${change} ${version}`,
    );
  }

  /** The faults of a file as `sheet row column: code other`, where other is what the sentence names. */
  async faults(bytes: Uint8Array): Promise<string[]> {
    const found = await this.faultsIn(bytes);
    return found.map(({ sheet, row, column, code, params = {} }) => {
      const other = ['sheet', 'row', 'contract'].flatMap((name) => params[name] ?? []);
      return `${sheet === null ? '' : `${sheet} `}${row} ${column}: ${[code, ...other].join(' ')}`;
    });
  }

  async faultsIn(bytes: Uint8Array): Promise<ContractFaults['faults']> {
    const error = await this.load(bytes).catch((caught: unknown) => caught);
    if (!(error instanceof ContractFaults)) throw error;
    return error.faults;
  }

  /** The sentences of a file's faults, in Dutch. */
  async sentences(bytes: Uint8Array): Promise<string[]> {
    return (await this.faultsIn(bytes)).map((fault) => fileFaultSentence(fault, 'nl'));
  }

  /** How many contracts and versions there are. */
  async counts(): Promise<{ contracts: number; versions: number }> {
    const { rows } = await this.store.pool.query<{ contracts: number; versions: number }>(
      `select (select count(*)::integer from contract) contracts,
        (select count(*)::integer from contract_version) versions`,
    );
    return rows[0] as { contracts: number; versions: number };
  }
}

/** A file that LibreOffice saved: see the README beside it. */
export function saved(name: string): Promise<Buffer> {
  return readFile(new URL(`files/${name}`, import.meta.url));
}
