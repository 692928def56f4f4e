import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { loadSpics } from '../../../src/ledger/catalogue/spic.ts';
import { contractsBetween } from '../../../src/ledger/contracts/between.ts';
import { lockContracts } from '../../../src/ledger/contracts/keep.ts';
import type { Contract, ContractLine } from '../../../src/ledger/contracts/model.ts';
import { loadProducts } from '../../../src/ledger/contracts/product-lists.ts';
import { findContract, listVersions } from '../../../src/ledger/contracts/read.ts';
import { localCall } from '../../../src/parties/principal.ts';
import { emptyContracts } from '../../support/lists.ts';
import { ContractWorld, fileOf, line, type Row, saved } from './import-support.ts';

let world: ContractWorld;
beforeAll(async () => {
  world = await ContractWorld.make();
});
afterAll(() => world?.store.drop());
beforeEach(() => emptyContracts(world.store.pool));

async function parts() {
  return { db: world.store.pool, macs: await world.macs() };
}

/** A line in few words. */
function shown({
  categorie,
  code,
  segment,
  profile,
  intensity,
  from,
  until,
  tariff,
}: ContractLine) {
  const spic = [segment, profile, intensity].join('/');
  return `${categorie} ${code} ${spic} ${from}..${until ?? ''} ${tariff}`;
}

async function onlyContract(bytes: Uint8Array): Promise<Contract> {
  const { contracts } = await world.load(bytes);
  expect(contracts).toHaveLength(1);
  return (contracts[0] as { contract: Contract }).contract;
}

test('a contract that changed gets a version, and the one before it stays with its lines', async () => {
  const dearer = { ...line, tariff: '19000' };
  const second = { ...line, contract: 'A-2', categorie: '46' };
  const { contracts } = await world.load(fileOf(line, second));
  expect(contracts).toMatchObject([
    { version: 1, change: 'new', contract: { number: 'A-1', gemeenten: ['0363'] } },
    { version: 1, change: 'new', contract: { number: 'A-2' } },
  ]);
  expect(await world.loaded(fileOf(second, line))).toEqual(['A-2: same 1', 'A-1: same 1']);
  expect(await world.counts()).toEqual({ contracts: 2, versions: 2 });
  // What a file does not name stays.
  expect(await world.loaded(fileOf(dearer))).toEqual(['A-1: changed 2']);
  expect(await world.counts()).toEqual({ contracts: 2, versions: 3 });
  const id = contracts[0]?.id ?? '';
  const { items } = await listVersions(await parts(), 'all', id, { limit: 10 });
  expect(items.map(({ version, contract }) => [version, contract.lines[0]?.tariff])).toEqual([
    [2, 1_900_000],
    [1, 1_840_000],
  ]);
});

test('the order of rows and columns, and empty cells, change nothing', async () => {
  const later = { ...line, code: 'C01X' };
  const { contracts } = await world.load(fileOf(line, later));
  const { contract = '', aanbieder = '', ...rest } = line;
  const bare = { code: 'C01X', tariff: '18400', aanbieder, categorie: '45', scheme: '70/30' };
  const again = fileOf({ ...bare, contract }, { ...rest, contract, aanbieder });
  expect((await world.load(again)).contracts).toMatchObject([
    { id: contracts[0]?.id, change: 'same' },
  ]);
});

test('a dry run says the same, and keeps nothing', async () => {
  await world.load(fileOf(line));
  const file = fileOf({ ...line, tariff: '19000' }, { ...line, contract: 'A-2', code: 'C01X' });
  const { contracts, dryRun } = await world.load(file, { dryRun: true });
  expect(dryRun).toBe(true);
  expect(contracts.map(({ change, version }) => `${change} ${version}`)).toEqual([
    'changed 2',
    'new 1',
  ]);
  expect(await world.counts()).toEqual({ contracts: 1, versions: 1 });
  await expect(world.load(fileOf(line, line), { dryRun: true })).rejects.toThrow('faults');
});

test('all or nothing: a file with a fault keeps none of its contracts', async () => {
  const file = fileOf(line, { ...line, contract: 'A-2', code: 'C01X', tariff: 'veel' });
  expect(await world.faults(file)).toEqual(['3 tariff: money-form']);
  expect(await world.counts()).toEqual({ contracts: 0, versions: 0 });
});

test('two imports at once: one waits for the other, and both stand', async () => {
  const ended = await Promise.allSettled([
    world.load(fileOf(line)),
    world.load(fileOf({ ...line, contract: 'A-3', code: 'C01X' })),
  ]);
  expect(ended.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
  expect(await world.counts()).toEqual({ contracts: 2, versions: 2 });
});

test('an import waits for one under way, and sees what that loaded', async () => {
  const client = await world.store.pool.connect();
  await client.query('begin');
  await lockContracts(client);
  const both = [line, { ...line, contract: 'A-2' }].map((row) => world.load(fileOf(row)));
  const settled = Promise.allSettled(both);
  expect(await Promise.race([settled, sleep(500, 'waits')])).toBe('waits');
  await client.query('commit');
  client.release();
  // They overlap: whichever comes second is refused.
  expect((await settled).map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(await world.counts()).toEqual({ contracts: 1, versions: 1 });
});

const bySpic: Row = {
  ...line,
  categorie: '',
  code: '',
  segment: 'C',
  profile: '1',
  intensity: 'PERSPECTIEF',
};

test('a line by its SPIC is a line for each of its codes, as the catalogue writes it', async () => {
  const { lines } = await onlyContract(fileOf(bySpic));
  expect(lines.map(shown)).toEqual([
    '45 C01P C/1/perspectief 2027-01-01..2027-12-31 1840000',
    '45 C01X C/1/perspectief 2027-01-01..2027-12-31 1840000',
  ]);
  const { lines: byCode } = await onlyContract(
    fileOf({ ...line, segment: 'C', intensity: 'Perspectief' }),
  );
  expect(byCode.map(shown)).toEqual(['45 C01P C/1/perspectief 2027-01-01..2027-12-31 1840000']);
  // A code that the catalogue does not have keeps what the file says of it.
  const { lines: own } = await onlyContract(fileOf({ ...line, code: '45A04', segment: 'C' }));
  expect(own).toMatchObject([{ code: '45A04', segment: 'C' }]);
});

test('a SPIC that the catalogue changes later stays what it was when it was loaded', async () => {
  const before = await onlyContract(fileOf(bySpic));
  const header = 'region,productCategory,code,segment,profile,intensity,validFrom,validTo';
  const other = await ContractWorld.make();
  await other.load(fileOf(bySpic));
  await loadSpics(
    other.store.pool,
    await other.macs(),
    `${header}\nOost,45,C99,C,1,perspectief,2018-01-01,`,
  );
  const [found] = (await findAll(other)).map(({ contract }) => contract);
  expect(found).toEqual(before);
  expect((await other.load(fileOf(bySpic))).contracts).toMatchObject([
    { change: 'changed', version: 2, contract: { lines: [{ code: 'C99' }] } },
  ]);
  await other.store.drop();
});

async function findAll(of: ContractWorld) {
  const { rows } = await of.store.pool.query<{ id: string }>('select id from contract');
  const its = { db: of.store.pool, macs: await of.macs() };
  return Promise.all(rows.map(({ id }) => findContract(its, 'all', id)));
}

test('a region is its gemeenten of the moment at which the contract is loaded', async () => {
  const { gemeenten: _, ...others } = line;
  const regional = fileOf({ ...others, region: 'Oost' });
  const { contracts } = await world.load(regional);
  expect(contracts[0]?.contract).toMatchObject({ region: 'Oost', gemeenten: ['0363', '0384'] });
  await world.putGemeente('0599', 'Oost');
  const found = await findContract(await parts(), 'all', contracts[0]?.id ?? '');
  expect(found.contract.gemeenten).toEqual(['0363', '0384']);
  expect(await world.loaded(regional)).toEqual(['A-1: changed 2']);
  const now = await findContract(await parts(), 'all', contracts[0]?.id ?? '');
  expect(now.contract.gemeenten).toEqual(['0363', '0384', '0599']);
  await world.putGemeente('0599', null);
});

test('a contract with fewer gemeenten than before is none of the others any more', async () => {
  await world.load(fileOf({ ...line, gemeenten: '0384+0363 0363' }));
  const between = async (gemeente: string) => {
    const asked = { gemeente, aanbieder: '12345678', today: '2027-01-01' };
    return (await contractsBetween(await parts(), asked)).contracts.length;
  };
  expect([await between('0363'), await between('0384')]).toEqual([1, 1]);
  expect(await world.loaded(fileOf(line))).toEqual(['A-1: changed 2']);
  expect([await between('0363'), await between('0384')]).toEqual([1, 0]);
  // The other gemeente may agree the same with a contract of its own.
  const own = { ...line, contract: 'A-2', gemeenten: '0384' };
  expect(await world.loaded(fileOf(own))).toEqual(['A-2: new 1']);
});

test('who acts for some gemeenten loads no contract of others, also none that was of others', async () => {
  const mayLoad = { codes: ['0363'] };
  const refused = { code: 'not-your-contract' };
  expect((await world.load(fileOf(line), { mayLoad })).contracts).toHaveLength(1);
  const both = fileOf({ ...line, gemeenten: '0363 0384' });
  await expect(world.load(both, { mayLoad })).rejects.toMatchObject(refused);
  await expect(world.load(both, { mayLoad, dryRun: true })).rejects.toMatchObject(refused);
  await world.load(both);
  await expect(world.load(fileOf(line), { mayLoad })).rejects.toMatchObject(refused);
  // An aanbieder loads none of its own.
  const aanbieder = { codes: ['12345678'] };
  await expect(world.load(fileOf(line), { mayLoad: aanbieder })).rejects.toMatchObject(refused);
});

test('tariffs may change on the first of a month, and differ in segment C', async () => {
  const file = fileOf(
    { ...line, ingangsdatum: '2027-01-01', einddatum: '2027-06-30' },
    { ...line, ingangsdatum: '2027-07-01', tariff: '19000' },
    { ...line, contract: 'A-2', aanbieder: '87654321', tariff: '20000' },
  );
  expect(await world.loaded(file)).toEqual(['A-1: new 1', 'A-2: new 1']);
});

test('parties of whom the gateway has not heard, and product lists beside a contract, are named', async () => {
  const header = 'gemeente;aanbieder;categorie;code';
  const lists = ['0363;12345678', '0384;12345678', '0363;87654321'].map(
    (pair) => `${pair};45;C01P`,
  );
  const { pool } = world.store;
  await loadProducts(pool, await world.macs(), localCall('test'), [header, ...lists].join('\n'));
  const load = await world.load(fileOf({ ...line, gemeenten: '0363 1680' }));
  expect(load.unknown).toEqual(['12345678', '1680']);
  expect(load.lists).toEqual([{ gemeente: '0363', aanbieder: '12345678' }]);
});

test('sheets of an XLSX: columns in their own order, numbers, dates and amounts as such', async () => {
  await inExampleRegion(async () => {
    const { contracts, hidden } = await world.load(await saved('good.xlsx'));
    expect(hidden).toEqual(['Keuzelijsten']);
    const [first, second] = contracts.map(({ contract }) => contract);
    expect(first).toMatchObject({
      ...{ number: '2027001', aanbieder: '12345678', region: 'Voorbeeldregio' },
      ...{ gemeenten: ['0363', '0384'], begin: '2027-01-01', end: '2028-12-31' },
      segments: ['B', 'C'],
    });
    expect(first?.lines.map(shown)).toEqual([
      '45 45A04 // 2027-01-01..2028-12-31 9660',
      '45 B01P B/1/perspectief 2027-01-01..2027-12-31 540000',
      '45 B01P B/1/perspectief 2028-01-01..2028-12-31 556200',
      '45 B02P B/2/perspectief 2027-01-01..2028-12-31 498000',
    ]);
    expect(first?.lines[0]).toMatchObject({
      ...{ eenheid: '04', scheme: 'per-unit', paidFor: 'input', yearCeiling: 2_500_000 },
      ...{ leastVolume: 1, mostVolume: 8, frequentie: '2' },
    });
    expect(second).toMatchObject({ number: 'C-1', aanbieder: '87654321', gemeenten: ['0363'] });
    expect(second?.lines.map(shown)).toEqual([
      '45 C01P C/1/perspectief 2027-01-01.. 1840050',
      '45 C01Z // 2027-02-01..2027-12-31 4128000',
    ]);
    expect(second?.lines[1]?.scheme).toBe('twelfths');
  });
});

test('semicolons and decimal commas, in Windows-1252', async () => {
  const contract = await onlyContract(await saved('semicolons-1252.csv'));
  expect(contract).toMatchObject({
    number: 'É-1',
    gemeenten: ['0518', '0599'],
    begin: '2027-01-01',
  });
  expect(contract.lines.map(shown)).toEqual([
    '45 45A04 // 2027-01-01.. 9660',
    '45 C01P C/Één op één/“intensief” 2027-01-01.. 1840050',
  ]);
});

test('the example is the same as CSV and as XLSX', async () => {
  await inExampleRegion(async () => {
    const { contracts } = await world.load(await example('contracts-example.csv'));
    const lines = contracts.flatMap(({ contract }) => contract.lines);
    expect(contracts.map(({ contract }) => contract.number)).toEqual([
      'B-2027-014',
      'B-2027-021',
      'C-2027-003',
    ]);
    // Each scheme that pays by results, and by hours within bounds.
    expect(new Set(lines.map(({ scheme }) => scheme))).toEqual(
      new Set(['70/30', 'twelfths', 'per-unit']),
    );
    expect(lines.filter(({ segment }) => segment === undefined).map(({ code }) => code)).toEqual([
      '45A04',
      '45A04',
    ]);
    const again = await world.load(await example('contracts-example.xlsx'));
    expect(again.contracts.map(({ change }) => change)).toEqual(['same', 'same', 'same']);
  });
});

function example(name: string): Promise<Buffer> {
  return readFile(new URL(`../../../examples/${name}`, import.meta.url));
}

/** Does something while 0363 and 0384 are of the region of the example, whose catalogue is loaded. */
async function inExampleRegion(act: () => Promise<void>): Promise<void> {
  const catalogue = (await example('spic-example.csv')).toString();
  await loadSpics(world.store.pool, await world.macs(), catalogue);
  for (const code of ['0363', '0384']) await world.putGemeente(code, 'Voorbeeldregio');
  try {
    await act();
  } finally {
    for (const code of ['0363', '0384']) await world.putGemeente(code, 'Oost');
  }
}
