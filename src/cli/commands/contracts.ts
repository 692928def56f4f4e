import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { contractColumns, neededContractColumns } from '../../ledger/contracts/file.ts';
import { ContractFaults, type ContractLoad, loadContracts } from '../../ledger/contracts/import.ts';
import type { ContractLine } from '../../ledger/contracts/model.ts';
import { findContract, presentContracts } from '../../ledger/contracts/read.ts';
import { contractId, withdrawContract } from '../../ledger/contracts/withdraw.ts';
import { cents, euroText } from '../../standard/money.ts';
import { fileFaultSentence } from '../../texts/contract-texts.ts';
import { sheetFaultPlace } from '../../texts/sheet-texts.ts';
import { endings } from '../ending.ts';
import { dutchTime } from '../moments.ts';
import { aanbiederCode, gemeenteOrAanbiederCode, moment, wholeNumber } from '../options.ts';
import { facts, json, type Printed, print, table } from '../print.ts';
import { callAtTerminal, withKeys } from '../session.ts';

const importHelp = `
The first row names the columns, in any order: ${contractColumns.slice(0, 7).join(', ')},
${contractColumns.slice(7, 14).join(', ')},
${contractColumns.slice(14).join(', ')}.
A file must have ${neededContractColumns.join(', ')}; examples/contracts-example.csv shows all.
A file with a fault changes nothing: every fault is printed, by sheet, row and column.`;

/** `ijw contracts`: what gemeenten and aanbieders agreed, with tariffs. */
export function defineContracts(contracts: Command): void {
  contracts
    .command('import <file>')
    .description('load contracts from a CSV or XLSX file; those that it does not name stay')
    .option('--dry-run', 'say what would be loaded; nothing is kept')
    .addHelpText('after', importHelp)
    .action(load);

  contracts
    .command('list')
    .description('print the contracts that hold')
    .option('--party <code>', 'of this gemeente or aanbieder only', gemeenteOrAanbiederCode)
    .action(list);

  contracts
    .command('show')
    .description('print the lines of a contract, with their tariffs')
    .argument('<aanbieder>', 'code of 8 digits', aanbiederCode)
    .argument('<number>', 'of the contract, as `ijw contracts list` prints it')
    .option('--version-number <n>', 'an earlier version', wholeNumber)
    .option('--at <moment>', 'the version that held at this moment', moment)
    .action(show);

  contracts
    .command('withdraw')
    .description('take a contract back: nothing is judged by it any more; its versions stay')
    .argument('<aanbieder>', 'code of 8 digits', aanbiederCode)
    .argument('<number>', 'of the contract')
    .action(withdraw);
}

async function load(
  file: string,
  { dryRun = false, ...options }: Printed & { readonly dryRun?: boolean },
): Promise<void> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${file} cannot be read: ${error.code}.`);
  });
  try {
    const loaded = await withKeys(({ pool }, { rows }) =>
      loadContracts(pool, rows, callAtTerminal(), bytes, { dryRun, mayLoad: 'all' }),
    );
    print(summaryOf(loaded), options, () => textOf(loaded));
  } catch (error) {
    if (!(error instanceof ContractFaults)) throw error;
    printFaults(file, error, options);
    process.exitCode = endings.notAllWell;
  }
}

function printFaults(file: string, { faults }: ContractFaults, options: Printed): void {
  if (options.json) {
    const items = faults.map((fault) => ({ ...fault, message: fileFaultSentence(fault, 'en') }));
    console.log(json({ faults: items }));
    return;
  }
  for (const fault of faults) {
    const place = sheetFaultPlace(fault, 'en');
    console.error(`${place ? `${place}: ` : ''}${fileFaultSentence(fault, 'en')}`);
  }
  console.error(`${file}: ${counted(faults.length, 'fault')}. Nothing was kept.`);
}

function summaryOf({ dryRun, contracts, unknown, lists, hidden }: ContractLoad) {
  return {
    ...{ dryRun, unknown, productLists: lists, hiddenSheets: hidden },
    contracts: contracts.map(({ id, contract, version, change, added, removed }) => ({
      id: dryRun && change === 'new' ? null : id,
      ...{ number: contract.number, aanbieder: contract.aanbieder },
      ...{ gemeenten: contract.gemeenten, version, change, lines: contract.lines.length },
      ...{ added, removed },
    })),
  };
}

function textOf(loaded: ContractLoad): string {
  const { dryRun, contracts, unknown, lists, hidden } = loaded;
  const count = (wanted: string) => contracts.filter(({ change }) => change === wanted).length;
  const counts = `${count('new')} new, ${count('changed')} changed, ${count('same')} the same`;
  return [
    `${dryRun ? 'Would load' : 'Loaded'} ${counted(contracts.length, 'contract')}: ${counts}.`,
    ...contracts
      .filter(({ change }) => change === 'changed')
      .map(
        ({ contract: { aanbieder, number }, added, removed }) =>
          `${number} of ${aanbieder}: ${counted(added, 'line')} added, ${removed} removed.`,
      ),
    ...(unknown.length > 0 ? [`No party has these codes yet: ${unknown.join(', ')}.`] : []),
    ...(hidden.length > 0 ? [`Hidden sheets were not read: ${hidden.join(', ')}.`] : []),
    ...lists.map(
      ({ gemeente, aanbieder }) =>
        `${gemeente} and ${aanbieder} have a product list too, whose products stay agreed: take it away with \`ijw products remove ${gemeente} ${aanbieder}\`.`,
    ),
  ].join('\n');
}

function counted(count: number, name: string): string {
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}

async function list({ party, ...options }: Printed & { party?: string }): Promise<void> {
  const items = await withKeys(async ({ pool }, { rows }) => {
    const found = [];
    for await (const { id, version, contract } of presentContracts({ db: pool, macs: rows }, party))
      found.push({ id, version, ...contract, lines: contract.lines.length });
    return found;
  });
  print({ items, next: null }, options, () => {
    if (items.length === 0) return 'There is no contract.';
    const header = ['aanbieder', 'number', 'version', 'gemeenten', 'begin', 'end', 'lines'];
    return table(
      header,
      items.map(({ aanbieder, number, version, gemeenten, begin, end, lines }) => [
        ...[aanbieder, number, version, gemeenten.join(' '), begin, end, lines],
      ]),
    );
  });
}

interface Which extends Printed {
  readonly versionNumber?: number;
  readonly at?: Date;
}

async function show(
  aanbieder: string,
  number: string,
  { versionNumber, at, ...options }: Which,
): Promise<void> {
  const found = await withKeys(async ({ pool }, { rows }) => {
    const id = await contractId(pool, { aanbieder, number });
    if (id === undefined) throw noContract(aanbieder, number);
    return findContract({ db: pool, macs: rows }, 'all', id, {
      ...(versionNumber !== undefined && { version: versionNumber }),
      ...(at && { at }),
    });
  });
  const { id, version, recordedAt, contract } = found;
  const { region, gemeenten, begin, end, segments, lines } = contract;
  print({ id, version, recordedAt, ...contract }, options, () => {
    const head = facts([
      ['version', `${version}, since ${dutchTime(recordedAt)}`],
      ['gemeenten', gemeenten.join(' ') || 'none: it was withdrawn'],
      ['region', region],
      ['begin', begin],
      ['end', end],
      ['segments', segments?.join(' ')],
    ]);
    return lines.length === 0 ? head : `${head}\n\n${table(lineHeader, lines.map(cellsOf))}`;
  });
}

const lineHeader = [
  ...['categorie', 'code', 'SPIC', 'from', 'until', 'tariff', 'eenheid', 'scheme', 'paidFor'],
  ...['volume', 'frequentie', 'yearCeiling'],
];

function cellsOf(line: ContractLine): unknown[] {
  const { segment, profile, intensity, leastVolume, mostVolume, tariff, yearCeiling } = line;
  const spic = [segment, profile, intensity].filter((part) => part !== undefined).join(' ');
  const hasBounds = leastVolume !== undefined || mostVolume !== undefined;
  return [
    ...[line.categorie, line.code, spic || undefined, line.from, line.until, euros(tariff)],
    ...[line.eenheid, line.scheme, line.paidFor],
    ...[hasBounds ? `${leastVolume ?? 0}-${mostVolume ?? ''}` : undefined, line.frequentie],
    euros(yearCeiling),
  ];
}

function euros(amount: number | undefined): string | undefined {
  return amount === undefined ? undefined : euroText(cents(amount), 'en');
}

async function withdraw(aanbieder: string, number: string, options: Printed): Promise<void> {
  const { id, version } = await withKeys(async ({ pool }, { rows }) => {
    const found = await contractId(pool, { aanbieder, number });
    if (found === undefined) throw noContract(aanbieder, number);
    return withdrawContract(pool, rows, callAtTerminal(), 'all', found);
  });
  print({ id, aanbieder, number, version }, options, () => `Withdrawn: ${number} of ${aanbieder}.`);
}

function noContract(aanbieder: string, number: string): Error {
  return new Error(`${aanbieder} has no contract ${number}. See \`ijw contracts list\`.`);
}
