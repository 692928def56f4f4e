import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { completeDeclarations } from '../../../src/ledger/declarations/completing.ts';
import { importSources } from '../../../src/ledger/import/import.ts';
import { sheetSources } from '../../../src/ledger/import/import-sheets.ts';
import {
  type PrestatieColumn,
  prestatieColumns,
  prestatieFaultCodes,
} from '../../../src/ledger/import/prestatie-file.ts';
import {
  type ImportedPrestaties,
  importPrestaties,
} from '../../../src/ledger/import/prestatie-import.ts';
import { rebuildLedger } from '../../../src/ledger/projection/rebuild.ts';
import { verifyRows } from '../../../src/operations/integrity/verify-rows.ts';
import { localCall } from '../../../src/parties/principal.ts';
import { Inspector } from '../../../src/standard/xml/inspector.ts';
import { MasterKey } from '../../../src/store/keys/encryption.ts';
import { KeyRing } from '../../../src/store/keys/keys.ts';
import { prestatieFaultSentence } from '../../../src/texts/prestatie-texts.ts';
import { sheetFaultPlace } from '../../../src/texts/sheet-texts.ts';
import {
  standardFiles,
  startTestGateway,
  type TestGateway,
  testEncryptionKey,
} from '../../support/gateway.ts';
import { declaratie, jw323, jw325 } from '../declarations/writing.ts';
import { Talk } from '../past/talk.ts';
import { children, jw301 } from '../past/write.ts';
import { allocation } from '../stories/conversation.ts';

let gateway: TestGateway;
let talk: Talk;
let keys: KeyRing;
const inspector = Inspector.load(standardFiles.schemaDir);
const [anna, bram] = children(2) as [string, string];

beforeAll(async () => {
  gateway = await startTestGateway();
  talk = new Talk(gateway);
  keys = await KeyRing.open(gateway.store.db, MasterKey.parse(testEncryptionKey));
});
afterAll(async () => {
  inspector[Symbol.dispose]();
  await gateway.remove();
});

type Row = Partial<Record<PrestatieColumn, string>>;

interface Between {
  readonly gemeente: string;
  readonly aanbieder: string;
}

/** A gemeente and an aanbieder with allocation 101 of Anna and 102 of Bram, in euros per month. */
async function pair(): Promise<Between> {
  const parties = await talk.pair();
  const { gemeente, aanbieder } = parties;
  for (const [bsn, number] of [
    [anna, '101'],
    [bram, '102'],
  ] as const)
    expect(
      await talk.say(jw301({ gemeente, aanbieder, bsn }, '2024-02-20', perMonth(number))),
    ).toMatchObject({ status: 'accepted', findings: [] });
  return { gemeente, aanbieder };
}

const perMonth = (number: string) =>
  allocation(number, {
    product: { categorie: '45', code: 'B09P' },
    ingangsdatum: '2024-01-01',
    einddatum: '2025-12-31',
    omvang: { volume: '100000', eenheid: '83', frequentie: '4' },
  });

/** A debit of EUR 12 in January 2024, or one with other cells. */
const row = ({ gemeente, aanbieder }: Between, different: Row = {}): Row => ({
  ...{ gemeente, aanbieder, bsn: anna, toewijzingNummer: '101', declaratieNummer: 'N1' },
  ...{ declaratiePeriode: '2024-01-01', referentieNummer: 'R1', categorie: '45', code: 'B09P' },
  ...{ begindatum: '2024-01-01', einddatum: '2024-01-31', volume: '1200', eenheid: '83' },
  ...{ bedrag: '1200', debetCredit: 'D', ...different },
});
const credit = (parties: Between, different: Row = {}): Row =>
  row(parties, {
    ...{ declaratieNummer: 'N2', declaratiePeriode: '2024-02-01', referentieNummer: 'R2' },
    ...{ vorigReferentieNummer: 'R1', debetCredit: 'C', ...different },
  });

function csv(rows: readonly Row[]): Buffer {
  const lines = rows.map((one) => prestatieColumns.map((column) => one[column] ?? '').join(';'));
  return Buffer.from([prestatieColumns.join(';'), ...lines].join('\r\n'));
}

function take(
  rows: readonly Row[] | Uint8Array,
  more: { readonly dryRun?: boolean; readonly name?: string } = {},
): Promise<ImportedPrestaties> {
  const { dryRun = false, name = 'a.csv' } = more;
  const bytes = rows instanceof Uint8Array ? rows : csv(rows);
  return importPrestaties([{ name, bytes }], localCall('test'), {
    ...{ pool: gateway.store.pool, keys, inspector, dryRun },
  });
}

/** Each fault as `Line 2, column bedrag: code`. */
function faultsOf({ faults }: ImportedPrestaties): string[] {
  return faults.map(({ fault }) => `${sheetFaultPlace(fault, 'en')}: ${fault.code}`);
}

/** The rows of a gemeente, as `granted 1200 reference period`: what each has alone. */
async function rowsOf({ gemeente }: Between): Promise<string[]> {
  const rows = await talk.rows<{ words: string }>(
    `select concat_ws(' ', state, amount_cents, case when owns_reference then 'reference' end,
      case when owns_number then 'number' end, case when owns_period then 'period' end,
      case when owns_credit then 'credit' end, case when taken_back then 'taken back' end) as words
    from prestatie where municipality = $1 order by period_begin, amount_cents, 1`,
    gemeente,
  );
  return rows.map(({ words }) => words);
}

async function entriesOf({ gemeente }: Between): Promise<string[]> {
  const rows = await talk.rows<{ words: string }>(
    `select concat_ws(' ', kind, amount_cents, case when message_id is null then 'imported' end) as words
    from ledger_entry where municipality = $1 and kind <> 'allocated' order by chain_number`,
    gemeente,
  );
  return rows.map(({ words }) => words);
}

/** Chains, rows and what a rebuild makes of them. */
async function expectSound(): Promise<void> {
  await talk.expectSoundLedger();
  expect(await verifyRows(gateway.store.pool, keys)).toMatchObject({ sound: true });
}

describe('an import', () => {
  test('makes entries without a message, and again changes nothing', async () => {
    const parties = await pair();
    const rows = [
      row(parties),
      credit(parties),
      row(parties, {
        referentieNummer: 'R3',
        declaratieNummer: 'N2',
        declaratiePeriode: '2024-02-01',
        bedrag: '900',
        volume: '900',
      }),
      row(parties, {
        bsn: bram,
        toewijzingNummer: '102',
        referentieNummer: 'R4',
        bedrag: '50',
        volume: '50',
        beslissing: 'afgewezen',
      }),
    ];
    expect(await take(rows, { dryRun: true })).toMatchObject({ imported: 4, known: 0, faults: [] });
    expect(await entriesOf(parties)).toEqual([]);
    expect(await take(rows)).toMatchObject({
      ...{ imported: 4, known: 0, faults: [], hidden: [] },
      pairs: [{ ...parties, imported: 4, known: 0 }],
    });
    const entries = await entriesOf(parties);
    expect(entries).toEqual([
      'refusedPerformance 50 imported',
      'granted 1200 imported',
      'credited -1200 imported',
      'granted 900 imported',
    ]);
    const state = await rowsOf(parties);
    expect(state).toEqual([
      'granted -1200 reference number credit',
      'refused 50',
      'granted 900 reference period',
      'granted 1200 reference number taken back',
    ]);
    expect(await take(rows)).toMatchObject({ imported: 0, known: 4, faults: [] });
    expect(await take(rows.toReversed())).toMatchObject({ imported: 0, known: 4, faults: [] });
    expect(await entriesOf(parties)).toEqual(entries);
    await expectSound();
    await rebuildLedger(gateway.store.pool, keys);
    expect(await rowsOf(parties)).toEqual(state);
  });

  test('of two at once is there once', async () => {
    const parties = await pair();
    const rows = [row(parties), credit(parties)];
    const both = await Promise.all([take(rows), take(rows)]);
    expect(both.map(({ imported }) => imported).toSorted()).toEqual([0, 2]);
    expect(await entriesOf(parties)).toHaveLength(2);
    await expectSound();
  });

  test('adds to a declaration of which a part was imported before', async () => {
    const parties = await pair();
    await take([row(parties)]);
    const more = row(parties, {
      begindatum: '2024-02-01',
      einddatum: '2024-02-29',
      referentieNummer: 'R5',
    });
    expect(await take([row(parties), more])).toMatchObject({ imported: 1, known: 1 });
    expect(await rowsOf(parties)).toEqual([
      'granted 1200 reference number period',
      'granted 1200 reference period',
    ]);
    await expectSound();
  });

  test('knows what messages granted, and credits it', async () => {
    const parties = await pair();
    const one = declaratie(parties, [
      { bsn: anna, referentie: 'M1', bedrag: 1200, maand: '2024-03' },
    ]);
    await talk.say(jw323(one));
    await talk.say(jw325(one, 'granted'));
    const march = { begindatum: '2024-03-01', einddatum: '2024-03-31' };
    const same = row(parties, { ...march, referentieNummer: 'M1' });
    expect(await take([same])).toMatchObject({ imported: 0, known: 1, faults: [] });
    expect(faultsOf(await take([{ ...same, bedrag: '1100', volume: '1100' }]))).toEqual([
      'Line 2, column referentieNummer: reference-used',
    ]);
    const back = credit(parties, { ...march, vorigReferentieNummer: 'M1' });
    expect(await take([back])).toMatchObject({ imported: 1, faults: [] });
    expect(await rowsOf(parties)).toEqual([
      'granted -1200 reference number credit',
      'granted 1200 reference number taken back',
    ]);
    await expectSound();
  });

  test('is judged by: numbers, references and periods are used, once all is known', async () => {
    const parties = await pair();
    await take([
      row(parties, {
        begindatum: '2024-03-01',
        einddatum: '2024-03-31',
        declaratiePeriode: '2024-03-01',
      }),
    ]);
    const again = () =>
      jw323(declaratie(parties, [{ bsn: anna, referentie: 'R1', bedrag: 1200 }], { nummer: 'N1' }));
    const found = await talk.say(again());
    expect(found.status).toBe('accepted');
    const rules = ({ findings }: { findings: readonly string[] }) =>
      findings.map((finding) => finding.split(' ')[0]).toSorted();
    expect(rules(found)).toEqual(['TR314', 'TR333', 'TR389']);
    await completeDeclarations(gateway.store.pool, keys.rows, localCall('test'), parties);
    const { rows } = await gateway.store.pool.query(
      'select complete from complete_declarations where municipality = $1',
      [parties.gemeente],
    );
    expect(rows).toEqual([{ complete: true }]);
  });

  test('stands in the access log, with whom it is about; a dry run too', async () => {
    const parties = await pair();
    await take([row(parties)], { dryRun: true });
    await take([row(parties)]);
    const logged = await talk.rows<{ action: string; children: number }>(
      `select action, cardinality(client_ids) as children
      from (select action, client_ids, party, counterparty, actor, at from access_log
        union all select action, client_ids, party, counterparty, actor, at from access_log_fresh) logged
      where party = $1 and counterparty = $2 and action in ('import', 'try-out') order by at`,
      ...[parties.gemeente, parties.aanbieder],
    );
    expect(logged).toEqual([
      { action: 'try-out', children: 1 },
      { action: 'import', children: 1 },
    ]);
  });
});

describe('a fault', () => {
  let parties: Between;
  beforeAll(async () => {
    parties = await pair();
  });

  const debit = (different: Row = {}) => row(parties, different);
  const cases: readonly [string, () => readonly Row[], readonly string[]][] = [
    ['decimal commas', () => [debit({ bedrag: '12,00' })], ['Line 2, column bedrag: cents-form']],
    ['a minus', () => [debit({ bedrag: '-1200' })], ['Line 2, column bedrag: amount-negative']],
    [
      'a minus of volume',
      () => [debit({ volume: '-1' })],
      ['Line 2, column volume: amount-negative'],
    ],
    [
      'more than the field holds',
      () => [debit({ bedrag: '100000000' })],
      ['Line 2, column bedrag: xsd'],
    ],
    [
      'a date that is none',
      () => [debit({ einddatum: '31-31-2024' })],
      ['Line 2, column einddatum: date-form'],
    ],
    [
      'an end before the begin',
      () => [debit({ begindatum: '2024-02-01' })],
      ['Line 2, column einddatum: period-order'],
    ],
    [
      'two months',
      () => [debit({ einddatum: '2024-02-01' })],
      ['Line 2, column einddatum: period-month'],
    ],
    ['no BSN', () => [debit({ bsn: '999900007' })], ['Line 2, column bsn: bsn-eleven']],
    [
      'a tarief in euros',
      () => [debit({ tarief: '95.50' })],
      ['Line 2, column tarief: cents-form'],
    ],
    ['an Eenheid that is none', () => [debit({ eenheid: '99' })], ['Line 2, column eenheid: xsd']],
    [
      'a reference beyond the field',
      () => [debit({ referentieNummer: 'R'.repeat(90) })],
      ['Line 2, column referentieNummer: xsd'],
    ],
    [
      'another word',
      () => [debit({ beslissing: 'ja' })],
      ['Line 2, column beslissing: choice-form'],
    ],
    [
      'an unknown allocation',
      () => [debit({ toewijzingNummer: '999' })],
      ['Line 2, column toewijzingNummer: allocation-unknown'],
    ],
    [
      'an allocation of another child',
      () => [debit({ bsn: bram })],
      ['Line 2, column toewijzingNummer: allocation-unknown'],
    ],
    [
      'a credit without its debit',
      () => [credit(parties)],
      ['Line 2, column vorigReferentieNummer: debit-unknown'],
    ],
    [
      'a credit of a debit that was refused',
      () => [debit({ beslissing: 'afgewezen' }), credit(parties)],
      ['Line 3, column vorigReferentieNummer: debit-unknown'],
    ],
    [
      'a credit of a row with a fault, of which no more is said',
      () => [debit({ bedrag: '1,00' }), credit(parties)],
      ['Line 2, column bedrag: cents-form'],
    ],
    [
      'a credit larger than its debit',
      () => [debit(), credit(parties, { bedrag: '1201', volume: '1201' })],
      ['Line 3, column bedrag: credit-larger'],
    ],
    [
      'a credit of another child',
      () => [debit(), credit(parties, { bsn: bram, toewijzingNummer: '102' })],
      ['Line 3, column vorigReferentieNummer: debit-other'],
    ],
    [
      'a credit twice',
      () => [debit(), credit(parties), credit(parties, { referentieNummer: 'R9' })],
      ['Line 4, column vorigReferentieNummer: credited-twice'],
    ],
    [
      'a credit without a number',
      () => [credit(parties, { vorigReferentieNummer: '' })],
      ['Line 2, column vorigReferentieNummer: needed-beside'],
    ],
    [
      'a debit with one',
      () => [debit({ vorigReferentieNummer: 'R0' })],
      ['Line 2, column vorigReferentieNummer: debit-refers'],
    ],
    [
      'a reference twice',
      () => [debit(), debit({ bedrag: '7', volume: '7' })],
      ['Line 3, column referentieNummer: reference-twice'],
    ],
    [
      'two months of one declaration',
      () => [debit(), debit({ referentieNummer: 'R7', declaratiePeriode: '2024-02-01' })],
      ['Line 3, column declaratiePeriode: declaration-differs'],
    ],
    [
      'no such party',
      () => [debit({ aanbieder: '99999999' })],
      [
        'Line 2, column aanbieder: party-unknown',
        'Line 2, column toewijzingNummer: allocation-unknown',
      ],
    ],
  ];

  test.each(cases)(
    'of %s is named by its place, and nothing is imported',
    async (_, rows, faults) => {
      const fine = row(parties, { referentieNummer: 'FINE' });
      const result = await take([...rows(), fine]);
      expect(faultsOf(result)).toEqual(faults);
      expect(result).toMatchObject({ imported: 0, known: 0, pairs: [] });
      expect(await entriesOf(parties)).toEqual([]);
    },
  );

  test('has a sentence in both languages, without a value', () => {
    for (const code of prestatieFaultCodes)
      for (const language of ['nl', 'en'] as const) {
        const fault = {
          sheet: 'Blad',
          row: 3,
          column: 'bedrag',
          code,
          params: { row: 2, file: 'b.csv' },
        };
        const sentence = prestatieFaultSentence(fault, language);
        expect(sentence).toMatch(/^[A-Z].*\.$/);
        expect(sentence).not.toMatch(/[{}]/);
      }
    const twice = { sheet: null, row: 3, column: 'x', code: 'credited-twice' } as const;
    expect(prestatieFaultSentence(twice, 'nl')).toBe(
      'Deze prestatie is al gecrediteerd. Een prestatie wordt één keer gecrediteerd.',
    );
  });

  test('in a workbook that LibreOffice saved is named by sheet, row and column', async () => {
    const result = await take(await readFile('test/ledger/import/files/declared-bad.xlsx'));
    expect(faultsOf(result).map((fault) => fault.replace('Sheet Prestaties, row ', ''))).toEqual([
      '2, column bedrag: cell-formula-error',
      '3, column bedrag: cents-form',
      '4, column bedrag: cents-form',
      '5, column bedrag: cents-form',
      '6, column bedrag: amount-negative',
      '7, column begindatum: date-form',
      '8, column einddatum: date-number',
      '9, column bedrag: xsd',
      '10, column referentieNummer: reference-changed',
      '11, column bsn: bsn-form',
      '12, column eenheid: two-digits',
      '13, column toewijzingNummer: number-form',
      '14, column vorigReferentieNummer: debit-refers',
      '15, column vorigReferentieNummer: needed-beside',
    ]);
  });

  test('in one file keeps all files out', async () => {
    const call = localCall('test');
    const files = [
      { name: 'good.csv', bytes: csv([debit()]) },
      { name: 'bad.csv', bytes: csv([debit({ referentieNummer: 'R8', bedrag: 'x' })]) },
    ];
    const { faults } = await importPrestaties(files, call, {
      pool: gateway.store.pool,
      keys,
      inspector,
    });
    expect(faults.map(({ file, fault }) => `${file} ${fault.row} ${fault.code}`)).toEqual([
      'bad.csv 2 cents-form',
    ]);
    expect(await entriesOf(parties)).toEqual([]);
  });
});

test.each([
  ['examples/declarations-example.csv', 6],
  ['examples/declarations-example.xlsx', 6],
  ['test/ledger/import/files/declared.xlsx', 2],
])('%s is imported after the sample of allocations', async (file, count) => {
  const own = await startTestGateway();
  try {
    const { pool, db } = own.store;
    for (const code of ['0363', '12345678']) await own.party(code);
    const ownKeys = await KeyRing.open(db, MasterKey.parse(testEncryptionKey));
    const call = localCall('test');
    const allocations = await readFile('examples/import/allocations.csv');
    const { sources } = await sheetSources('a', allocations, { keys: ownKeys, inspector });
    await importSources(pool, ownKeys, call, sources);
    const bytes = await readFile(file);
    const parts = { pool, keys: ownKeys, inspector };
    const files = [{ name: 'b', bytes }];
    expect(await importPrestaties(files, call, parts)).toMatchObject({
      imported: count,
      faults: [],
    });
    const other = [{ name: 'c', bytes: await readFile('examples/declarations-example.csv') }];
    expect(await importPrestaties(other, call, parts)).toMatchObject({
      imported: 6 - count,
      known: count,
    });
  } finally {
    await own.remove();
  }
});
