import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { emptyContracts } from '../../support/lists.ts';
import { ContractWorld, fileOf, line, type Row } from './import-support.ts';

let world: ContractWorld;
beforeAll(async () => {
  world = await ContractWorld.make();
});
afterAll(() => world?.store.drop());
beforeEach(() => emptyContracts(world.store.pool));

const rows = 10_000;

/** Contracts of 20 lines each, with all of a region; an aanbieder has five of them. */
function soundRow(_: unknown, index: number): Row {
  const contract = `R-${Math.floor(index / 20)}`;
  return {
    ...{ contract, aanbieder: String(10_000_000 + Math.floor(index / 100)), region: 'Oost' },
    ...{ begin: '2027-01-01', categorie: String(10 + (Math.floor(index / 20) % 5)) },
    ...{ code: `X${index % 20}`, segment: 'B', profile: '1', intensity: 'licht' },
    ...{ tariff: '100,50', eenheid: '04', scheme: 'per-unit', paidFor: 'input' },
  };
}

/** Spoils some of each ten rows. */
function spoilt(row: Row, index: number): Row {
  if (index % 10 === 3) return { ...row, tariff: '1.234' };
  if (index % 10 === 6) return { ...row, code: `X${(index % 20) - 1}` };
  return index % 10 === 9 ? { ...row, ingangsdatum: '31-2-2027' } : row;
}

test('a file of 10,000 rows with faults in 3,000 names 3,000, and keeps nothing', async () => {
  const sound = Array.from({ length: rows }, soundRow);
  const faults = await world.faults(fileOf(...sound.map(spoilt)));
  const spoiltRows = sound.flatMap((_, index) =>
    [3, 6, 9].includes(index % 10) ? [index + 2] : [],
  );
  expect(new Set(faults.map((fault) => Number.parseInt(fault, 10)))).toEqual(new Set(spoiltRows));
  expect(faults).toHaveLength(3_000);
  expect(await world.counts()).toEqual({ contracts: 0, versions: 0 });
  const { contracts } = await world.load(fileOf(...sound));
  expect(contracts).toHaveLength(500);
});

/** Milliseconds of the processor that this thread used: what others do does not count. */
async function threadMs(work: () => Promise<unknown>): Promise<number> {
  const before = process.threadCpuUsage();
  await work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

test('10,000 lines of one product are compared with each other as lines of others are', async () => {
  const day = (index: number) => new Date(Date.UTC(2000, 0, 1 + index)).toISOString().slice(0, 10);
  const { tariff: _, scheme: __, end: ___, ...others } = line;
  const days = Array.from({ length: rows }, (_, index) => ({
    ...{ ...others, begin: '2000-01-01' },
    ...{ ingangsdatum: day(index), einddatum: day(index) },
  }));
  const apart = days.map((row, index) => ({ ...row, contract: 'A-2', code: index.toString(36) }));
  const ofOthers = await threadMs(() => world.load(fileOf(...apart)));
  const ofOne = await threadMs(async () => {
    const { contracts } = await world.load(fileOf(...days));
    expect(contracts[0]?.contract.lines).toHaveLength(rows);
  });
  // Each with each other would be fifty million times.
  expect(ofOne).toBeLessThan(5 * ofOthers);
  const twice = days.map((row) => ({ ...row, einddatum: '2030-01-01' }));
  expect(await world.faults(fileOf(...twice))).toHaveLength(rows - 1);
});
