import { afterAll, beforeAll, expect, test } from 'vitest';
import { importSources } from '../../../src/ledger/import/import.ts';
import { allocationColumns, requestColumns } from '../../../src/ledger/import/import-rows.ts';
import { sheetSources } from '../../../src/ledger/import/import-sheets.ts';
import { InspectionDispatcher } from '../../../src/messages/judging/inspection-dispatcher.ts';
import { localCall } from '../../../src/parties/principal.ts';
import { dropOldTerms, type TermParts } from '../../../src/region/terms/follow.ts';
import { readAllAgain } from '../../../src/region/terms/progress.ts';
import { Inspector } from '../../../src/standard/xml/inspector.ts';
import { inTransaction } from '../../../src/store/transaction.ts';
import { Talk } from '../../ledger/past/talk.ts';
import { jw301, jw305, jw307, jw315, jw319 } from '../../ledger/past/write.ts';
import { allocation, asked, start, stop, yara } from '../../ledger/stories/conversation.ts';
import { standardFiles, startTestGateway } from '../../support/gateway.ts';
import { caughtUp, countsDiffer } from './followed.ts';

const inspector = Inspector.load(standardFiles.schemaDir);
let talk: Talk;
let parts: TermParts;
beforeAll(async () => {
  const gateway = await startTestGateway();
  talk = new Talk(gateway);
  parts = {
    ...{ pool: gateway.store.pool, keys: gateway.keys },
    inspections: await InspectionDispatcher.open(standardFiles),
    calendar: { equalised: new Set() },
    keptMonths: 13,
    onUnreadable: ({ messageId }) => expect(messageId).toBeUndefined(),
  };
});
afterAll(async () => {
  inspector[Symbol.dispose]();
  await parts.inspections.close();
  await talk.gateway.remove();
});

async function terms(provider: string): Promise<string[]> {
  await caughtUp(parts);
  const rows = await talk.rows<{ words: string }>(
    `select concat_ws(' ', kind, municipality, toewijzing_nummer, status, taken) as words from term
    where provider = $1 and kind <> 'retour' order by 1`,
    provider,
  );
  return rows.map(({ words }) => words);
}

/** Imports rows of CSV, whose other cells are empty. */
async function take(
  columns: readonly string[],
  ...rows: readonly Readonly<Record<string, string>>[]
): Promise<void> {
  const { keys, pool } = parts;
  const lines = rows.map((row) => columns.map((column) => row[column] ?? '').join(';'));
  const text = [columns.join(';'), ...lines].join('\n');
  const { sources } = await sheetSources('a.csv', Buffer.from(text), { keys, inspector });
  const { faults, missingParties, entries } = await importSources(
    pool,
    keys,
    localCall('test'),
    sources,
  );
  expect({ faults, missingParties }).toEqual({ faults: [], missingParties: [] });
  expect(entries).toBeGreaterThan(0);
}

test('imported care has a stop to come, and what is reported of it is judged', async () => {
  const pair = await talk.pair();
  const next = new Date().getFullYear() + 1;
  const { gemeente, aanbieder, bsn } = pair;
  const allocated = {
    ...{ gemeente, aanbieder, bsn, toewijzingsdatum: '2024-03-11', ingangsdatum: '2024-03-18' },
    categorie: '45',
  };
  const einddatum = `${next}-03-17`;
  const begindatum = '2024-03-19';
  await take(
    allocationColumns,
    { ...allocated, toewijzingNummer: '7001', code: 'B04P', einddatum, begindatum },
    // Without an end, and not started: nobody knows what comes.
    { ...allocated, toewijzingNummer: '7002', code: 'B05P', begindatum },
    { ...allocated, toewijzingNummer: '7003', code: 'B06P', einddatum },
    // It ended, and nobody reported that.
    { ...allocated, toewijzingNummer: '7004', code: 'B07P', einddatum: '2026-01-30', begindatum },
  );
  expect(await terms(pair.aanbieder)).toEqual([
    `stop ${pair.gemeente} 7001 open`,
    `stop ${pair.gemeente} 7004 missed`,
  ]);
  const product = { categorie: '45', code: 'B04P' };
  const stops = { ...stop('7001', '2024-03-19', '2026-10-30', '31'), product };
  const said = await talk.say(jw307(pair, '2026-11-02', stops));
  expect(said.status, said.findings.join()).toBe('accepted');
  expect((await terms(pair.aanbieder))[0]).toMatch(/^stop \d{4} 7001 late \d+$/);
});

test('an imported request that is open counts from its import; one that was answered has no term', async () => {
  const pair = await talk.pair();
  const { gemeente, aanbieder, bsn } = pair;
  await take(requestColumns, {
    ...{ soort: 'JW315', gemeente, aanbieder, bsn, referentieAanbieder: 'R-1' },
    ...{ ingangsdatum: '2024-03-01', categorie: '45', code: 'B09P', verwijzerType: '02' },
  });
  expect(await terms(pair.aanbieder)).toEqual([`decision ${pair.gemeente} open`]);
  expect((await talk.say(jw319(pair, '2026-11-02', 'R-1'))).status).toBe('accepted');
  expect(await terms(pair.aanbieder)).toEqual([`decision ${pair.gemeente} in-time 0`]);
});

test('a gemeente that succeeds another answers its requests, and gets its stops', async () => {
  // Beemster went over into Purmerend on 1 January 2022.
  const beemster = { ...yara, aanbieder: '87654321', gemeente: '0370' };
  const purmerend = { ...beemster, gemeente: '0439' };
  for (const code of ['87654321', '0370', '0439']) await talk.party(code);
  const year = { ingangsdatum: '2021-07-01', einddatum: '2022-06-30' };
  await talk.say(
    jw301(beemster, '2021-06-14', allocation('101', { ...year, toewijzingsdatum: '2021-06-14' })),
  );
  const later = { toewijzingIngangsdatum: '2021-11-01', toewijzingEinddatum: '2022-06-30' };
  const other = { product: { categorie: '46', code: 'C07I' }, ...later };
  await talk.say(jw315(beemster, '2021-10-01', asked('R1', other)));
  expect(await terms('87654321')).toEqual(['decision 0370 open']);
  await talk.party('0370', { until: '2021-12-31', successor: '0439' });
  expect((await talk.say(jw305(purmerend, '2022-01-11', start('101', '2022-01-10')))).status).toBe(
    'accepted',
  );
  expect(await terms('87654321')).toEqual([
    'decision 0370 open',
    'start 0439 101 in-time 0',
    // The allocation is one of Beemster, in which nothing changed since.
    'stop 0370 101 open',
  ]);
  expect((await talk.say(jw319(purmerend, '2022-02-02', 'R1'))).status).toBe('accepted');
  const stops = stop('101', '2022-01-10', '2022-06-30', '31');
  expect((await talk.say(jw307(purmerend, '2022-07-01', stops))).status).toBe('accepted');
  expect(await terms('87654321')).toEqual([
    'decision 0370 in-time 0',
    'start 0439 101 in-time 0',
    'stop 0439 101 in-time 0',
  ]);
});

test('what is done for longer than it is kept is dropped, stays counted, and does not come back', async () => {
  const pair = await talk.pair();
  await talk.say(jw315(pair, '2024-02-01', asked('R1')));
  expect((await talk.say(jw319(pair, '2024-02-05', 'R1'))).status).toBe('accepted');
  await caughtUp(parts);
  expect(await countsDiffer(parts.pool)).toEqual([]);
  const [before] = await talk.rows<{ done: number }>(
    "select count(*)::int as done from term where status in ('in-time', 'late', 'void')",
  );
  expect(before?.done).toBeGreaterThan(0);
  const counted = () =>
    talk.rows('select * from term_count where count <> 0 order by 1, 2, 3, 4, 5, 6, 7');
  // As if all came two years ago.
  await talk.rows(
    `update message set received_at = received_at - interval '2 years', accepted_at = accepted_at - interval '2 years'`,
  );
  await inTransaction(parts.pool, readAllAgain);
  await caughtUp(parts);
  const counts = await counted();
  await dropOldTerms(parts);
  const left = () => talk.rows("select from term where status in ('in-time', 'late', 'void')");
  expect((await left()).length).toBeLessThan(before?.done ?? 0);
  const count = (await left()).length;
  await inTransaction(parts.pool, readAllAgain);
  await caughtUp(parts);
  expect(await left()).toHaveLength(count);
  expect(await counted()).toEqual(counts);
});
