import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { findSources } from '../../../src/cli/import-files.ts';
import { verifyChains } from '../../../src/ledger/chain/verify.ts';
import { type Imported, importSources, type Source } from '../../../src/ledger/import/import.ts';
import { allocationColumns, requestColumns } from '../../../src/ledger/import/import-rows.ts';
import { sheetSources } from '../../../src/ledger/import/import-sheets.ts';
import { verifyRows } from '../../../src/operations/integrity/verify-rows.ts';
import { localCall } from '../../../src/parties/principal.ts';
import { forgetChild } from '../../../src/retention/clients.ts';
import { Inspector } from '../../../src/standard/xml/inspector.ts';
import { MasterKey } from '../../../src/store/keys/encryption.ts';
import { KeyRing } from '../../../src/store/keys/keys.ts';
import { inTransaction } from '../../../src/store/transaction.ts';
import {
  type Caller,
  standardFiles,
  startTestGateway,
  type TestGateway,
  testEncryptionKey,
} from '../../support/gateway.ts';
import { fixture, newIdentificatie } from '../../support/messages.ts';

let gateway: TestGateway;
let keys: KeyRing;
let aanbieder: Caller;
let folder: string;
const inspector = Inspector.load(standardFiles.schemaDir);

beforeAll(async () => {
  gateway = await startTestGateway();
  keys = await KeyRing.open(gateway.store.db, MasterKey.parse(testEncryptionKey));
  aanbieder = await gateway.party('12345678', { retourBy: 'gateway' });
  await gateway.party('0363', { retourBy: 'gateway' });
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ijw-import-'));
  await empty();
});
afterEach(() => rm(folder, { recursive: true }));
afterAll(async () => {
  inspector[Symbol.dispose]();
  await gateway.remove();
});

/** As the owner. Only what can be emptied: the entries themselves stay, under children that are forgotten. */
async function empty(): Promise<void> {
  const { pool } = gateway.store;
  const { rows } = await pool.query<{ id: string }>('select id from client');
  for (const { id } of rows)
    await inTransaction(pool, (client) => forgetChild(client, keys.rows, localCall('test'), id));
  const stays = 'trigger ledger_import_stays';
  await pool.query(`
    alter table ledger_import disable ${stays};
    delete from ledger_import;
    alter table ledger_import enable always ${stays};
    delete from allocation; delete from request; delete from delivery`);
}

type AllocationRow = Partial<Record<(typeof allocationColumns)[number], string>>;
type RequestRow = Partial<Record<(typeof requestColumns)[number], string>>;

/** The allocation of `fixtures/conversation/07-JW305.xml`, or one with other cells. */
const allocation = (different: AllocationRow = {}): AllocationRow => ({
  gemeente: '0363',
  aanbieder: '12345678',
  bsn: '999912008',
  toewijzingNummer: '240031207',
  toewijzingsdatum: '2024-03-11',
  ingangsdatum: '2024-03-18',
  einddatum: '2025-03-17',
  categorie: '45',
  code: 'B04P',
  ...different,
});
const request = (different: RequestRow = {}): RequestRow => ({
  soort: 'JW315',
  gemeente: '0363',
  aanbieder: '12345678',
  bsn: '999912008',
  referentieAanbieder: 'DIJK-2024-0091-A',
  ingangsdatum: '2024-03-01',
  categorie: '45',
  code: 'B09P',
  verwijzerType: '02',
  ...different,
});

function csv<C extends string>(
  columns: readonly C[],
  rows: readonly Partial<Record<C, string>>[],
): string {
  const lines = rows.map((row) => columns.map((column) => row[column] ?? '').join(';'));
  return [columns.join(';'), ...lines].join('\n');
}

/** The sources in a CSV file that has no faults. */
async function sourcesIn(file: string, text: string): Promise<readonly Source[]> {
  const { sources, ...rest } = await sheetSources(file, Buffer.from(text), { keys, inspector });
  expect(rest).toEqual({ faults: [], hidden: [] });
  return sources;
}

function sources(rows: AllocationRow[]): Promise<readonly Source[]> {
  return sourcesIn('a.csv', csv(allocationColumns, rows));
}

function requests(rows: RequestRow[]): Promise<readonly Source[]> {
  return sourcesIn('r.csv', csv(requestColumns, rows));
}

function take(all: readonly Source[], dryRun = false): Promise<Imported> {
  return importSources(gateway.store.pool, keys, localCall('test'), all, { dryRun });
}

/** Imports files with these names. */
async function takeFiles(files: Record<string, string>) {
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const found = await findSources([folder], { keys, inspector });
  return { found, result: await take(found.sources) };
}

/** What the tables say, without what differs from one time to another. */
async function said() {
  const { pool } = gateway.store;
  const rows = async (question: string) => (await pool.query(question)).rows;
  expect(await verifyChains(pool, keys)).toMatchObject({ sound: true });
  expect(await verifyRows(pool, keys)).toMatchObject({ sound: true });
  return {
    allocations: await rows(`select toewijzing_nummer as number, status, end_date as "end",
      budget_cents as cents from allocation order by 1`),
    requests: await rows('select type, answers, honoured from request order by 1'),
    deliveries: await rows(`select kind, toewijzing_nummer as number, begin_date as begin,
      end_date as "end", reason, removed from delivery order by 2, ordinal, 1`),
  };
}

async function entries(): Promise<number> {
  const { rows } = await gateway.store.pool.query('select count(*)::int from ledger_entry');
  return rows[0].count;
}

/** So many allocations, each with a start, of four children. */
function many(count: number): AllocationRow[] {
  const bsns = ['999900006', '999900018', '999900031', '999900043'];
  return Array.from({ length: count }, (_, index) =>
    allocation({
      bsn: bsns[index % bsns.length] as string,
      toewijzingNummer: String(7000 + index),
      begindatum: '2024-03-19',
    }),
  );
}

/** A conversation of two requests, an answer, an allocation, its start and its stop. */
const conversation = {
  'a-stop.xml': fixture('JW307/valid-complete.xml'),
  'b-start.xml': fixture('JW305/valid-complete.xml'),
  'c-allocation.xml': fixture('JW301/valid-complete.xml'),
  'd-request.xml': fixture('JW315/valid-complete.xml'),
  'e-answer.xml': fixture('JW319/valid-under-investigation.xml'),
  'f-change.xml': fixture('JW317/valid-complete.xml'),
};

describe('CSV', () => {
  test('an allocation, where the help began and ended', async () => {
    const { entries: added, ...rest } = await take(
      await sources([
        allocation({ budget: '250000' }),
        allocation({
          toewijzingNummer: '2',
          begindatum: '2024-03-19',
          stopdatum: '2024-05-03',
          redenBeeindiging: '20',
        }),
      ]),
    );
    expect(rest).toMatchObject({ imported: 2, known: 0, faults: [], missingParties: [] });
    expect(added).toBe(4);
    expect(await said()).toEqual({
      allocations: [
        { number: '2', status: 'allocated', end: '2025-03-17', cents: null },
        { number: '240031207', status: 'allocated', end: '2025-03-17', cents: '250000' },
      ],
      requests: [],
      deliveries: [
        {
          kind: 'start',
          number: '2',
          begin: '2024-03-19',
          end: null,
          reason: null,
          removed: false,
        },
        {
          kind: 'stop',
          number: '2',
          begin: '2024-03-19',
          end: '2024-05-03',
          reason: '20',
          removed: false,
        },
      ],
    });
    const { rows } = await gateway.store.pool.query(
      `select distinct kind, message_id from ledger_entry where client_id in (select id from client)`,
    );
    expect(rows).toEqual([{ kind: 'imported', message_id: null }]);
  });

  test('help that paused and began again: a row for each time', async () => {
    const first = { begindatum: '2024-03-19', stopdatum: '2024-05-03', redenBeeindiging: '20' };
    const rows = [allocation(first), allocation({ begindatum: '2024-06-01' })];
    expect(await take(await sources(rows))).toMatchObject({ imported: 2, entries: 4, faults: [] });
    const { allocations, deliveries } = await said();
    expect(allocations).toHaveLength(1);
    expect(deliveries.map(({ kind, begin }) => `${kind} ${begin}`)).toEqual([
      'start 2024-03-19',
      'stop 2024-03-19',
      'start 2024-06-01',
    ]);
  });

  test('open requests, one under investigation and one of several rows', async () => {
    const change = {
      soort: 'JW317',
      referentieAanbieder: 'W',
      dagtekening: '2024-05-06',
      redenVerzoek: '1',
      verwijzerType: '',
    };
    const all = await requests([
      request({ onderzoekSinds: '2024-02-10' }),
      request({ ...change, toewijzingNummer: '240031207', categorie: '', code: '' }),
      request(change),
    ]);
    expect(all.map(({ place }) => place)).toEqual(['r.csv, line 2', 'r.csv, line 3, 4']);
    expect(await take(all)).toMatchObject({ imported: 2, entries: 3, faults: [] });
    expect((await said()).requests).toEqual([
      { type: 'JW315', answers: ['2'], honoured: false },
      { type: 'JW317', answers: [], honoured: false },
    ]);
  });

  test('with a fault in one of the files there is nothing to import, of the others neither', async () => {
    const files = {
      'a.csv': csv(allocationColumns, [allocation()]),
      'b.csv': csv(allocationColumns, [allocation(), allocation({ gemeente: '363' })]),
      'c.xml': fixture('JW301/valid-complete.xml'),
    };
    const { found, result } = await takeFiles(files);
    expect(found).toMatchObject({ sources: [], faults: [], hidden: [] });
    expect(found.sheetFaults).toEqual([
      {
        file: join(folder, 'b.csv'),
        fault: { sheet: null, row: 3, column: 'gemeente', code: 'gemeente-form' },
      },
    ]);
    expect(result).toMatchObject({ imported: 0, known: 0, faults: [] });
    const fixed = { ...files, 'b.csv': csv(allocationColumns, [allocation()]) };
    // The same row is in two files: it counts once, in a dry run too.
    for (const [name, text] of Object.entries(fixed)) await writeFile(join(folder, name), text);
    const { sources: all } = await findSources([folder], { keys, inspector });
    expect(await take(all, true)).toMatchObject({ imported: 2, known: 1 });
    expect(await take(all)).toMatchObject({ imported: 2, known: 1 });
  });

  test('the examples are imported as they are', async () => {
    const found = await findSources(['examples/import'], { keys, inspector });
    expect(await take(found.sources)).toMatchObject({ imported: 5, entries: 9, faults: [] });
  });
});

describe('old messages', () => {
  test('are taken in the order of their days, whatever their names', async () => {
    const { found, result } = await takeFiles(conversation);
    expect(found).toMatchObject({ skipped: 0, refused: 0, faults: [] });
    expect(result).toMatchObject({ imported: 6, known: 0, faults: [] });
    const { allocations, requests: asked, deliveries } = await said();
    expect(allocations.map(({ number, status }) => `${number} ${status}`)).toEqual([
      '239900077 withdrawn',
      '240031101 allocated',
      '240031102 allocated',
    ]);
    expect(asked).toEqual([
      { type: 'JW315', answers: [], honoured: true },
      { type: 'JW315', answers: [], honoured: true },
      { type: 'JW317', answers: ['2'], honoured: false },
    ]);
    expect(deliveries.map(({ kind }) => kind)).toEqual(['start', 'stop', 'start', 'stop']);
  });

  test('of two JW301 the newest counts, also when it is read first', async () => {
    const older = fixture('JW301/valid-complete.xml');
    const newer = older
      .replaceAll('<Toewijzingsdatum>2024-02-12', '<Toewijzingsdatum>2024-02-13')
      .replace('<Einddatum>2025-02-28', '<Einddatum>2025-06-30');
    await takeFiles({ 'a.xml': newer });
    await takeFiles({ 'a.xml': newer, 'b.xml': older });
    expect((await said()).allocations).toContainEqual(
      expect.objectContaining({ number: '240031101', end: '2025-06-30' }),
    );
  });

  test('what is about one child is taken in its order', async () => {
    const start = fixture('JW305/valid-complete.xml');
    const removal = start.replaceAll('<StatusAanlevering>1<', '<StatusAanlevering>3<');
    const day = (number: number) => `2024-03-${String(10 + number)}`;
    const messages = Array.from({ length: 12 }, (_, index) => [
      `${20 - index}.xml`,
      (index % 2 === 0 ? start : removal).replace(/2024-03-05(?=<\/ijw:Dag)/, day(index)),
    ]);
    const { result } = await takeFiles(Object.fromEntries(messages));
    expect(result).toMatchObject({ imported: 12, entries: 24, known: 0, faults: [] });
    const { deliveries } = await said();
    expect(deliveries.map(({ removed }) => removed)).toEqual(Array(12).fill(true));
  });

  test('retouren are skipped, and what they refused never became true', async () => {
    const { found, result } = await takeFiles({
      'request.xml': fixture('conversation/01-JW315.xml', { identificatie: 'R1' }),
      'approval.xml': fixture('conversation/02-JW316.xml', { identificatie: 'R1' }),
      'start.xml': fixture('JW305/valid-complete.xml', {
        identificatie: 'R2',
        dagtekening: '2024-03-05',
      }),
      'refusal.xml': fixture('JW306/valid-refused.xml', {
        identificatie: 'R2',
        dagtekening: '2024-03-05',
      }),
      'notes.txt': 'not looked at',
    });
    expect(found).toMatchObject({ skipped: 2, refused: 1, faults: [] });
    expect(result).toMatchObject({ imported: 1, faults: [] });
    expect((await said()).deliveries).toEqual([]);
  });

  test('a file that is no valid message is named, and the rest goes on', async () => {
    await mkdir(join(folder, 'more'));
    const { found, result } = await takeFiles({
      'more/broken.xml': 'Yara el Amrani',
      'invalid.xml': fixture('JW301/invalid-bsn-of-eight-digits.xml'),
      'other.xml': '<a/>',
      'z.xml': fixture('JW301/valid-complete.xml'),
      'answer.xml': fixture('JW319/valid-complete.xml', { identificatie: 'NOBODY' }),
    });
    expect(result.imported).toBe(1);
    expect(result.faults).toEqual([
      {
        place: join(folder, 'answer.xml'),
        sentence: 'it answers a request that the ledger does not know.',
      },
    ]);
    expect(
      found.faults.map(({ place, sentence }) => [place.slice(folder.length + 1), sentence]),
    ).toEqual([
      [
        'invalid.xml',
        expect.stringMatching(/^line \d+, Client\/Bsn: Bsn must be exactly 9 digits/),
      ],
      ['more/broken.xml', 'it is no XML as the standard wants it (not-well-formed).'],
      ['other.xml', 'it is no message of iJw 3.2 (namespace).'],
    ]);
    await expect(findSources([join(folder, 'none')], { keys, inspector })).rejects.toThrow(
      /ENOENT/,
    );
  });

  test('a number of another child is not taken, nor is the rest of its source', async () => {
    await take(await sources([allocation({ toewijzingNummer: '0240031102', bsn: '999900006' })]));
    const { result } = await takeFiles({ 'a.xml': fixture('JW301/valid-complete.xml') });
    expect(result.imported).toBe(0);
    expect(result.faults[0]?.sentence).toMatch(
      /^its ToewijzingNummer belongs to another allocation/,
    );
    expect((await said()).allocations).toHaveLength(1);
    await take(await requests([request()]));
    const again = await take(await requests([request({ bsn: '999900006' })]));
    expect(again.faults[0]?.sentence).toMatch(
      /^its ReferentieAanbieder belongs to another request/,
    );
  });

  test('who is no party is named once', async () => {
    const strange = { aanbieder: '87654321' };
    const result = await take(
      await sources([
        allocation(strange),
        allocation({ ...strange, toewijzingNummer: '2' }),
        allocation({ toewijzingNummer: '3' }),
      ]),
    );
    expect(result).toMatchObject({
      imported: 1,
      faults: [],
      missingParties: [{ code: '87654321', sources: 2 }],
    });
    await gateway.party('87654321');
    expect(await take(await sources([allocation(strange)]))).toMatchObject({ imported: 1 });
  });
});

describe('once', () => {
  test('twice is as once, from the same files and from others that say the same', async () => {
    await takeFiles(conversation);
    const before = await said();
    const count = await entries();
    const again = await takeFiles(conversation);
    expect(again.result).toMatchObject({ imported: 0, known: 6, entries: 0, faults: [] });
    // Other bytes, the same news.
    const copies = Object.entries(conversation).map(([name, xml]) => [name, `${xml}\n`]);
    const third = await takeFiles(Object.fromEntries(copies));
    expect(third.result).toMatchObject({ imported: 0, known: 6, entries: 0, faults: [] });
    expect(await entries()).toBe(count);
    expect(await said()).toEqual(before);
  });

  test('also two at the same time', async () => {
    const rows = many(60);
    const results = await Promise.all([
      take(await sources(rows)),
      take(await sources(rows.toReversed())),
    ]);
    expect(results.map(({ faults }) => faults)).toEqual([[], []]);
    expect(results.reduce((sum, { imported }) => sum + imported, 0)).toBe(60);
    const { allocations, deliveries } = await said();
    expect([allocations.length, deliveries.length]).toEqual([60, 60]);
  });

  test('stopped halfway and run again is as once', async () => {
    const rows = many(30);
    const all = await sources(rows);
    const failing = all.map((source, index) =>
      index === 17 ? { ...source, read: () => Promise.reject(new Error('999912008')) } : source,
    );
    await expect(take(failing)).rejects.toThrow(
      'The import stopped at a.csv, line 19 (Error). Run it again: it goes on where it stopped.',
    );
    const before = (await said()).allocations.length;
    // A few are taken at a time, so those beside it may have been taken or not.
    expect(before).toBeGreaterThan(10);
    expect(before).toBeLessThan(21);
    expect(await take(all)).toMatchObject({ imported: 30 - before, known: before, faults: [] });
    const halfway = await said();

    await empty();
    await take(all);
    expect(await said()).toEqual(halfway);
  });

  test('a source that was marked as imported in the database is not believed, and what was imported stays so', async () => {
    const { db, pool } = gateway.store;
    const signed = () => keys.refresh(db).then(() => keys.rows.isSigned('records'));
    await expect.poll(signed).toBe(true);
    const all = await sources(many(2));
    await take(all);
    await expect(pool.query('delete from ledger_import')).rejects.toThrow('its term is over');
    await empty();
    await pool.query('insert into ledger_import (source_hash) values ($1)', [all[0]?.hash]);
    await expect(take(all)).rejects.toMatchObject({
      ...{ code: 'row-not-believed', table: 'ledger_import' },
    });
    expect((await verifyRows(pool, keys)).faults).toEqual([
      expect.objectContaining({ kind: 'not-believed', table: 'ledger_import' }),
    ]);
  });

  test('a dry run says what would come, and writes nothing', async () => {
    const rows = many(3);
    const before = await entries();
    expect(await take(await sources(rows), true)).toMatchObject({
      imported: 3,
      entries: 6,
      known: 0,
    });
    expect(await entries()).toBe(before);
    await take(await sources(rows));
    expect(await take(await sources(rows), true)).toMatchObject({
      imported: 0,
      entries: 0,
      known: 3,
    });
  });
});

test('a child of whom more was said than there is, is found', async () => {
  const { pool } = gateway.store;
  await take(await sources([allocation(), allocation({ toewijzingNummer: '240031208' })]));
  await pool.query('update client set revision = revision + 1');
  const { faults } = await verifyRows(pool, keys);
  expect(faults).toEqual([expect.objectContaining({ kind: 'miscounted', table: 'client' })]);
  await expect(pool.query('update client set revision = revision - 1')).rejects.toThrow('refused');
});

test('running care is refused on an empty ledger, and approved once it is imported', async () => {
  const start = async () => {
    const identificatie = newIdentificatie();
    const { body } = await aanbieder.post(fixture('conversation/07-JW305.xml', { identificatie }));
    return (await aanbieder.settled(body.id)).body;
  };
  const refused = await start();
  expect(refused.status).toBe('rejected');
  expect(refused.findings).toMatchObject([{ rule: 'TR019' }]);

  const running = await sources([allocation()]);
  await take(running);
  const { status, findings } = await start();
  expect({ status, findings }).toEqual({ status: 'accepted', findings: [] });

  // The same file with the start in it, exported later: the message reported that already.
  const later = await take(await sources([allocation({ begindatum: '2024-03-19' })]));
  expect(later).toMatchObject({ imported: 0, known: 1 });
  expect(await take(running)).toMatchObject({ imported: 0, known: 1, entries: 0 });
  expect((await said()).deliveries).toHaveLength(1);
});
