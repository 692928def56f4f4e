import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { loadProducts } from '../../../src/ledger/contracts/product-lists.ts';
import { localCall } from '../../../src/parties/principal.ts';
import { startTestGateway } from '../../support/gateway.ts';
import { fixture, newIdentificatie } from '../../support/messages.ts';
import { allocation, decided, never, start, stop } from '../stories/conversation.ts';
import type { Parties } from '../stories/world.ts';
import { Talk } from './talk.ts';
import { jw301, jw305, jw307 } from './write.ts';

let talk: Talk;
let yara: Parties;
beforeAll(async () => {
  talk = new Talk(await startTestGateway());
});
afterAll(() => talk.gateway.remove());
beforeEach(async () => {
  yara = await talk.pair();
});

/** Replaces the list of the two; lines as `45;B09P;2024-01-01;2024-12-31`. */
async function agree(...lines: string[]): Promise<void> {
  const rows = lines.map((line) => `${yara.gemeente};${yara.aanbieder};${line}`);
  const text = ['gemeente;aanbieder;categorie;code;ingangsdatum;einddatum', ...rows].join('\n');
  await loadProducts(talk.gateway.store.pool, talk.gateway.keys.rows, localCall('test'), text);
}

const approved = { status: 'accepted', findings: [], codes: [] };
const refused = { status: 'rejected', codes: ['S329'] };
const other = '54;B11L;;';

test('an allocation is judged by what held on its Ingangsdatum', async () => {
  await agree('45;B09P;2024-03-01;2024-03-31');
  const on = (ingangsdatum: string) =>
    jw301(yara, '2024-02-12', allocation('101', { ingangsdatum }));
  expect(await talk.say(on('2024-02-29'))).toMatchObject(refused);
  expect(await talk.say(on('2024-04-01'))).toMatchObject(refused);
  expect(await talk.say(on('2024-03-31'))).toMatchObject(approved);
});

test.each([
  ['the product ends', ['45;B09P;;2024-03-31', other]],
  ['the product is left out', [other]],
])('running care keeps its code when the list changes: %s', async (_how, lines) => {
  await agree('45;B09P;;');
  const runs = allocation('101');
  expect(await talk.say(jw301(yara, '2024-02-12', runs))).toMatchObject(approved);
  const started = start('101', '2024-03-04');
  expect(await talk.say(jw305(yara, '2024-03-05', started))).toMatchObject(approved);
  await agree(...lines);
  // Taken back, and started anew.
  expect(await talk.say(jw305(yara, '2024-04-02', never(started)))).toMatchObject(approved);
  const again = start('101', '2024-04-01');
  expect(await talk.say(jw305(yara, '2024-04-02', again))).toMatchObject(approved);
  const ended = decided('2024-05-01', runs, { einddatum: '2024-05-31', redenWijziging: '02' });
  const next = allocation('102', { ingangsdatum: '2024-06-01' });
  expect(await talk.say(jw301(yara, '2024-05-01', ended, next))).toMatchObject({
    ...refused,
    findings: ['TR381 Client/ToegewezenProducten/ToegewezenProduct[2]/Product/Code'],
  });
  expect(await talk.say(jw301(yara, '2024-05-01', ended))).toMatchObject(approved);
  const stopped = stop('101', '2024-04-01', '2024-05-31', '31');
  expect(await talk.say(jw307(yara, '2024-06-01', stopped))).toMatchObject(approved);
});

test('a start with a code on an allocation without one goes by the begin of its first version', async () => {
  const budget = { product: { categorie: '54' }, omvang: undefined, budget: '100000' };
  const first = allocation('101', budget);
  await talk.say(jw301(yara, '2024-02-12', first));
  const later = decided('2024-02-13', first, { ingangsdatum: '2024-03-15', redenWijziging: '12' });
  expect(await talk.say(jw301(yara, '2024-02-13', later))).toMatchObject(approved);
  const started = { ...start('101', '2024-03-18'), product: { categorie: '54', code: 'B11L' } };
  await agree('54;B11L;2024-03-02;');
  expect(await talk.say(jw305(yara, '2024-03-19', started))).toMatchObject(refused);
  await agree('54;B11L;;2024-03-01');
  expect(await talk.say(jw305(yara, '2024-03-19', started))).toMatchObject(approved);
  // A started allocation keeps its code, even when the list has changed.
  await agree('45;B09P;;');
  const stopped = {
    ...stop('101', '2024-03-18', '2024-05-31', '31'),
    product: { categorie: '54', code: 'B11L' },
  };
  expect(await talk.say(jw307(yara, '2024-06-01', stopped))).toMatchObject(approved);
});

test('a declaration goes by the allocation that it names', async () => {
  // The fixture declares 240031101 (45 B09P), 239900077 (45 45A03) and 240031103 (54 B11L) of March 2024.
  const budget = { product: { categorie: '54' }, omvang: undefined, budget: '100000' };
  await talk.say(
    jw301(yara, '2024-02-12', allocation('240031101'), allocation('240031103', budget)),
  );
  const declared = async () => {
    const header = { afzender: yara.aanbieder, ontvanger: yara.gemeente };
    const xml = fixture('JW323/valid-complete.xml', {
      ...header,
      identificatie: newIdentificatie(),
    });
    const { status, findings } = await talk.say(Buffer.from(xml));
    expect(status).toBe('accepted');
    return findings
      .filter((finding) => finding.startsWith('TR381'))
      .map((finding) => finding.replace('Declaratie/Clienten/', ''));
  };
  const third = 'TR381 Client[2]/Prestaties/Prestatie/ProductCode';
  expect(await declared()).toEqual([]);
  // One keeps its code, one is a credit (IV085), and one has none of its own.
  await agree('46;C07I;;');
  expect(await declared()).toEqual([third]);
  await agree('45;45A03;2024-02-02;', '54;B11L;2024-03-02;');
  expect(await declared()).toEqual([third]);
  await agree('45;45A03;2024-02-01;2024-02-01', '54;B11L;2024-03-01;2024-03-01');
  expect(await declared()).toEqual([]);
});

test('after a merger what a predecessor agreed counts, for the days that it was there', async () => {
  const beemster = { ...yara, gemeente: '0370' };
  const purmerend = { ...yara, gemeente: '0439' };
  await talk.party('0370');
  await talk.party('0439');
  const budget = { product: { categorie: '54' }, omvang: undefined, budget: '100000' };
  const days = {
    ingangsdatum: '2021-07-01',
    einddatum: '2022-06-30',
    toewijzingsdatum: '2021-06-14',
  };
  const before = allocation('101', { ...budget, ...days });
  expect(await talk.say(jw301(beemster, '2021-06-14', before))).toMatchObject(approved);
  const text = [
    'gemeente;aanbieder;categorie;code',
    `0370;${yara.aanbieder};54;B11L`,
    `0439;${yara.aanbieder};45;B09P`,
  ];
  await loadProducts(
    talk.gateway.store.pool,
    talk.gateway.keys.rows,
    localCall('test'),
    text.join('\n'),
  );
  await talk.party('0370', { until: '2021-12-31', successor: '0439' });
  const started = { ...start('101', '2022-01-10'), product: { categorie: '54', code: 'B11L' } };
  expect(await talk.say(jw305(purmerend, '2022-01-11', started))).toMatchObject(approved);
  const asked = { product: { categorie: '54', code: 'B11L' } };
  const after = allocation('102', {
    ...asked,
    ingangsdatum: '2022-01-01',
    toewijzingsdatum: '2022-01-12',
  });
  const on = allocation('103', { ...asked, ingangsdatum: '2021-12-31', einddatum: '2022-12-31' });
  expect(await talk.say(jw301(purmerend, '2022-01-12', after))).toMatchObject(refused);
  expect(
    await talk.say(jw301(purmerend, '2022-01-12', { ...on, toewijzingsdatum: '2022-01-12' })),
  ).toMatchObject({ status: 'accepted', codes: [] });
});

test('after all this the chains are whole, and the tables agree with them', async () => {
  await talk.expectSoundLedger();
});
