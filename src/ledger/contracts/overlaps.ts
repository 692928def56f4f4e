import { addingTo, otherRow, type PlacedContract } from './assemble.ts';
import type { ContractFault, Place } from './file.ts';
import { LineDays } from './line-days.ts';
import { type Contract, type ContractLine, productKey } from './model.ts';

/** A line beside which others must be right. */
interface Beside {
  readonly line: ContractLine;
  readonly contract: Contract;
  /** In the file; absent where it is of a contract that stays as it is. */
  readonly place?: Place;
}

/**
 * Finds lines that cannot hold beside each other: two of one contract, or of two contracts of the same parties, for one
 * product on the same days; and in segment B two tariffs of one product in a gemeente, whoever delivers it. Of two rows of
 * the file the later has the fault, and never a line that is there already.
 *
 * @param loaded the contracts of a file
 * @param standing contracts with tariffs that are there and that the file does not replace
 * @param faults those that are found are added to these
 */
export function findOverlaps(
  loaded: readonly PlacedContract[],
  standing: readonly Contract[],
  faults: ContractFault[],
): void {
  const fault = addingTo(faults);
  const inFile = loaded.flatMap(({ contract, lines }) =>
    lines.map((one) => ({ ...one, contract })),
  );
  const all: Beside[] = [
    ...standing.flatMap((contract) => contract.lines.map((line) => ({ line, contract }))),
    ...inFile.sort((one, other) => one.place.index - other.place.index),
  ];
  const gemeenten = tellingGemeenten(new Set(all.map(({ contract }) => contract)));
  findClashes(all, {
    gemeenten,
    key: ({ contract, line }) => `${contract.aanbieder} ${productKey(line)}`,
    mark: ({ line }) => line,
    onClash: (place, { contract }, other) => {
      const code = other.contract === contract ? 'line-overlaps' : 'contract-overlaps';
      fault(place, 'code', code, whereOf(other));
    },
  });
  const { true: regional = [] } = Object.groupBy(all, (one) => `${hasRegionalTariff(one)}`);
  findClashes(regional, {
    gemeenten,
    key: ({ line }) => productKey(line),
    mark: ({ line }) => line.tariff,
    onClash: (place, _, other) => fault(place, 'tariff', 'segment-b-tariff', whereOf(other)),
  });
}

/** In segment B the region has one tariff for all aanbieders. */
function hasRegionalTariff({ line }: Beside): boolean {
  return line.segment === 'B' && line.tariff !== undefined;
}

function whereOf({ place, contract }: Beside): NonNullable<ContractFault['params']> {
  return place ? otherRow(place) : { contract: contract.number };
}

/**
 * The gemeenten of each contract by which it is compared: of those that are in the same contracts one is enough. A region
 * is most often in a contract as a whole.
 */
function tellingGemeenten(contracts: ReadonlySet<Contract>): Map<Contract, string[]> {
  const lists = new Map([...contracts].map(({ gemeenten }) => [gemeenten.join(), gemeenten]));
  const listsOf = new Map<string, number[]>();
  for (const [index, codes] of [...lists.values()].entries())
    for (const code of codes) push(listsOf, code, index);
  const firsts = new Map<string, string>();
  for (const [code, found] of listsOf)
    if (!firsts.has(found.join())) firsts.set(found.join(), code);
  const telling = new Set(firsts.values());
  return new Map(
    [...contracts].map((one) => [one, one.gemeenten.filter((code) => telling.has(code))]),
  );
}

function push(lists: Map<string, number[]>, code: string, index: number): void {
  const found = lists.get(code);
  if (found) found.push(index);
  else lists.set(code, [index]);
}

interface Clash {
  readonly gemeenten: ReadonlyMap<Contract, readonly string[]>;
  /** Lines with the same one are compared with each other. */
  readonly key: (one: Beside) => string;
  /** Lines with the same one may share days. */
  readonly mark: (one: Beside) => unknown;
  /** A line of the file shares a day and a gemeente with one before it. A row has one fault, also with several lines. */
  readonly onClash: (place: Place, one: Beside, other: Beside) => void;
}

/** @param all in the order in which they count: a later one is compared with those before it */
function findClashes(all: readonly Beside[], { gemeenten, key, mark, onClash }: Clash): void {
  const told = new Set<number>();
  for (const some of Map.groupBy(all, key).values()) {
    const firstDays = [...new Set(some.map(({ line }) => line.from ?? ''))].sort();
    const byGemeente = new Map<string, LineDays<Beside>>();
    for (const one of some) {
      const { contract, line, place } = one;
      const codes = gemeenten.get(contract) ?? [];
      const besides = codes.map((code) => byGemeente.get(code));
      if (place && !told.has(place.index)) {
        const other = firstFound(besides, (days) => days?.find(line, mark(one)));
        if (other) {
          told.add(place.index);
          onClash(place, one, other);
        }
      }
      for (const [index, code] of codes.entries()) {
        const days = besides[index] ?? new LineDays<Beside>(firstDays);
        byGemeente.set(code, days);
        days.add(line, mark(one), one);
      }
    }
  }
}

/** The first result that is not undefined. */
function firstFound<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
