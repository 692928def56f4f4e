import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ChangeForm } from '../../../../src/messages/drafts/forms.ts';
import { dutchDate } from '../../../../src/standard/calendar.ts';
import { buildBericht } from '../../../../src/standard/messages/build.ts';
import { Talk } from '../../../ledger/past/talk.ts';
import { jw301, jw305, retourOf } from '../../../ledger/past/write.ts';
import { type Allocation, allocation, start } from '../../../ledger/stories/conversation.ts';
import type { Parties } from '../../../ledger/stories/world.ts';
import { startTestGateway } from '../../../support/gateway.ts';
import {
  allocate,
  answer,
  Composer,
  dayFrom,
  draftOf,
  expectRefused,
  productsOf,
} from './support.ts';

let talk: Talk;
let composer: Composer;
let yara: Parties;
beforeAll(async () => {
  talk = new Talk(await startTestGateway());
  composer = new Composer(talk);
});
afterAll(() => talk.gateway.remove());
beforeEach(async () => {
  yara = await talk.pair();
});

const today = dutchDate(new Date());
const weekly = { volume: '2', eenheid: '04', frequentie: '2' };
const more = { ...weekly, volume: '3' };
const code = (letter: string) => ({ categorie: '45', code: `${letter}01` });

/** The numbers 101 (per week), 102 (in all, begins yet), 103 (a budget without a code), 104 (ended). */
const four: readonly Allocation[] = [
  allocation('101', { product: code('A'), einddatum: '2099-12-31', omvang: weekly }),
  allocation('102', { product: code('B'), ingangsdatum: '2098-01-01', einddatum: '2099-12-31' }),
  budgeted('103'),
  allocation('104', { product: code('D') }),
];

function budgeted(toewijzingNummer: string): Allocation {
  const product = { categorie: '50' };
  const { omvang: _, ...rest } = allocation(toewijzingNummer, { product, einddatum: '2099-12-31' });
  return { ...rest, budget: '100000' };
}

async function change(more: Partial<ChangeForm>): Promise<ChangeForm> {
  const client = await composer.child(yara.gemeente);
  const { gemeente } = yara;
  return {
    kind: 'change',
    gemeente,
    client,
    redenVerzoek: '1',
    changes: [],
    products: [],
    ...more,
  };
}

/** The aanbieder asks a change. @returns the id of the JW317 */
async function asks(wanted: Partial<ChangeForm>): Promise<string> {
  const composed = await composer.compose(yara.aanbieder, await change(wanted));
  await composer.send(composed.drafts);
  const rows = await talk.rows<{ id: string }>(
    "select id from message where type = 'JW317' and sender = $1 order by received_at desc limit 1",
    yara.aanbieder,
  );
  return rows[0]?.id ?? '';
}

test('a JW317 names every current allocation (TR349), and holds where it asks', async () => {
  await talk.say(jw301(yara, '2024-02-12', ...four));
  const composed = await composer.compose(
    yara.aanbieder,
    await change({
      changes: [{ toewijzingNummer: '101', omvang: more }],
      products: [{ product: code('E'), einddatum: '2099-12-31', omvang: weekly }],
      referentieAanbieder: 'R317',
    }),
  );
  const { verzoek } = draftOf(composed, 'JW317').client;
  expect(verzoek).toEqual({
    referentieAanbieder: 'R317',
    redenVerzoek: '1',
    ongewijzigdeProducten: {
      ongewijzigdProduct: [{ toewijzingNummer: '102' }, { toewijzingNummer: '103' }],
    },
    teWijzigenProducten: {
      teWijzigenProduct: [
        {
          toewijzingNummer: '101',
          gewensteIngangsdatum: dayFrom(1),
          einddatum: '2099-12-31',
          omvang: more,
        },
      ],
    },
    nieuweProducten: {
      nieuwProduct: [
        {
          product: code('E'),
          gewensteIngangsdatum: dayFrom(1),
          einddatum: '2099-12-31',
          omvang: weekly,
        },
      ],
    },
  });
  expect(Object.keys(composed.drafts[0]?.basis ?? {})).toEqual(['101', '102', '103']);
  await composer.send(composed.drafts);
});

test('a change of the Omvang ends the old one the day before and makes a new one; all carry the reference', async () => {
  await talk.say(jw301(yara, '2024-02-12', ...four));
  const id = await asks({
    changes: [{ toewijzingNummer: '101', omvang: more }],
    products: [{ product: code('E'), einddatum: '2099-12-31', omvang: weekly }],
    referentieAanbieder: 'R317',
  });
  const composed = await composer.compose(yara.gemeente, answer(id, allocate('R317')));
  const products = productsOf(composed);
  const [second, third, , , ...others] = products;
  expect(others).toHaveLength(1);
  expect(products.map(({ referentieAanbieder }) => referentieAanbieder)).toEqual(
    products.map(() => 'R317'),
  );
  expect(second).toEqual({ ...four[1], referentieAanbieder: 'R317' });
  expect(third).toEqual({ ...four[2], referentieAanbieder: 'R317' });
  expect(products.slice(2)).toMatchObject([
    {
      toewijzingNummer: '101',
      toewijzingsdatum: today,
      ingangsdatum: '2024-03-01',
      einddatum: today,
      omvang: weekly,
      redenWijziging: '12',
    },
    {
      toewijzingNummer: expect.stringMatching(/^\d{9}$/),
      product: code('A'),
      toewijzingsdatum: today,
      ingangsdatum: dayFrom(1),
      einddatum: '2099-12-31',
      omvang: more,
    },
    { product: code('E'), ingangsdatum: dayFrom(1), einddatum: '2099-12-31', omvang: weekly },
  ]);
  expect(products.slice(3).map(({ redenWijziging }) => redenWijziging)).toEqual([
    undefined,
    undefined,
  ]);
  await composer.send(composed.drafts);
});

test('a change in place keeps the number: of an end, of what begins yet, of a total', async () => {
  await talk.say(jw301(yara, '2024-02-12', ...four));
  const id = await asks({
    changes: [
      { toewijzingNummer: '101', einddatum: '2099-06-30' },
      { toewijzingNummer: '0102', omvang: { volume: '2', eenheid: '82', frequentie: '6' } },
      { toewijzingNummer: '103', budget: '200000' },
    ],
    referentieAanbieder: 'R317',
  });
  const composed = await composer.compose(yara.gemeente, answer(id, allocate('R317')));
  expect(productsOf(composed)).toMatchObject([
    {
      toewijzingNummer: '101',
      ingangsdatum: '2024-03-01',
      einddatum: '2099-06-30',
      omvang: weekly,
    },
    { toewijzingNummer: '102', ingangsdatum: '2098-01-01', omvang: { volume: '2' } },
    { toewijzingNummer: '103', ingangsdatum: '2024-03-01', budget: '200000' },
  ]);
  for (const product of productsOf(composed))
    expect(product).toMatchObject({ redenWijziging: '12', toewijzingsdatum: today });
  await composer.send(composed.drafts);
});

test('an allocation that was made after the request is in the answer too (OP087)', async () => {
  await talk.say(jw301(yara, '2024-02-12', ...four));
  const id = await asks({
    changes: [{ toewijzingNummer: '101', einddatum: '2099-06-30' }],
    referentieAanbieder: 'R317',
  });
  await talk.say(
    jw301(
      yara,
      '2024-03-12',
      ...four,
      allocation('105', { product: code('F'), einddatum: '2099-12-31' }),
    ),
  );
  const composed = await composer.compose(yara.gemeente, answer(id, allocate('R317')));
  expect(productsOf(composed).map(({ toewijzingNummer }) => toewijzingNummer)).toEqual([
    ...['102', '103', '105', '101'],
  ]);
  await composer.send(composed.drafts);
});

test('a JW317 is decided as a whole, and honoured to the letter (OP348, IV093)', async () => {
  await talk.say(jw301(yara, '2024-02-12', ...four));
  const id = await asks({
    changes: [{ toewijzingNummer: '101', einddatum: '2099-06-30' }],
    referentieAanbieder: 'R317',
  });
  const deviation = allocate('R317', { einddatum: '2099-01-01' });
  await expectRefused(
    composer.compose(yara.gemeente, answer(id, deviation)),
    'whole-request',
    'decisions/0',
  );
  const twice = answer(id, allocate('R317'), allocate('R317'));
  await expectRefused(composer.compose(yara.gemeente, twice), 'whole-request', 'decisions/1');
  const elsewhere = { decision: 'refuse', referentie: 'R317', reden: '8' } as const;
  await expectRefused(
    composer.compose(yara.gemeente, answer(id, elsewhere)),
    'whole-request',
    'decisions/0/reden',
  );
  const refuse = { decision: 'refuse', referentie: 'R317', reden: '2' } as const;
  await composer.send((await composer.compose(yara.gemeente, answer(id, refuse))).drafts);
});

test('the day of a change is one that the rules allow', async () => {
  await talk.say(jw301(yara, '2024-02-12', ...four));
  const wanted = async (form: Partial<ChangeForm>) =>
    composer.compose(yara.aanbieder, await change(form));
  const at = (toewijzingNummer: string, gewensteIngangsdatum: string, end = '2099-06-30') =>
    wanted({ changes: [{ toewijzingNummer, gewensteIngangsdatum, einddatum: end }] });
  const begin = 'changes/0/gewensteIngangsdatum';
  await expectRefused(at('101', today), 'wanted-date', begin);
  // A total changes from its begin (TR373).
  await expectRefused(at('102', '2098-02-01'), 'wanted-date', begin);
  await expectRefused(at('103', dayFrom(1)), 'wanted-date', begin);
  await expectRefused(at('101', dayFrom(9), dayFrom(8)), 'wanted-date', 'changes/0/einddatum');
  await expectRefused(
    wanted({ products: [{ product: code('E'), gewensteIngangsdatum: today, omvang: more }] }),
    'wanted-date',
    'products/0/gewensteIngangsdatum',
  );
  await composer.send((await at('101', '2024-03-01')).drafts);
});

test('what cannot change is not asked', async () => {
  const client = '019a0000-0000-7000-8000-000000000000';
  await expectRefused(
    composer.compose(yara.aanbieder, await change({ client })),
    'no-current-allocation',
    'client',
  );
  await talk.say(jw301(yara, '2024-02-12', ...four));
  const refused = async (form: Partial<ChangeForm>, fault: string, field: string) =>
    expectRefused(composer.compose(yara.aanbieder, await change(form)), fault, field);
  await refused({}, 'nothing-to-change', 'changes');
  await refused({ changes: [{ toewijzingNummer: '101' }] }, 'nothing-to-change', 'changes/0');
  const same = { toewijzingNummer: '101', omvang: weekly, einddatum: '2099-12-31' };
  await refused({ changes: [same] }, 'nothing-to-change', 'changes/0');
  const end = { toewijzingNummer: '101', einddatum: null };
  await refused({ changes: [end, end] }, 'nothing-to-change', 'changes/1');
  for (const number of ['104', '999'])
    await refused(
      { changes: [{ ...end, toewijzingNummer: number }] },
      'no-current-allocation',
      'changes/0/toewijzingNummer',
    );
  // With a code it takes an Omvang, without one a Budget (TR411, TR412).
  const budget = { toewijzingNummer: '101', budget: '5' };
  await refused({ changes: [budget] }, 'nothing-to-change', 'changes/0/budget');
  const omvang = { toewijzingNummer: '103', omvang: more };
  await refused({ changes: [omvang] }, 'nothing-to-change', 'changes/0/omvang');
  const other = await talk.pair();
  await expectRefused(
    composer.compose(other.aanbieder, await change({ changes: [end] })),
    'no-current-allocation',
    'client',
  );
});

test('a started allocation is changed as well', async () => {
  await talk.say(jw301(yara, '2024-02-12', four[0] as Allocation));
  await talk.say(jw305(yara, '2024-03-05', { ...start('101', '2024-03-04'), product: code('A') }));
  const id = await asks({
    changes: [{ toewijzingNummer: '101', omvang: more, gewensteIngangsdatum: dayFrom(20) }],
    referentieAanbieder: 'R317',
  });
  const composed = await composer.compose(yara.gemeente, answer(id, allocate('R317')));
  expect(productsOf(composed)).toMatchObject([
    { toewijzingNummer: '101', einddatum: dayFrom(19) },
    { ingangsdatum: dayFrom(20) },
  ]);
  await composer.send(composed.drafts);
});

test('where both answer themselves, the retour on the JW317 goes first', async () => {
  const party = { retourBy: 'party' };
  yara = await talk.pair({ aanbieder: party });
  const [first] = four as readonly [Allocation];
  const allocates = jw301(yara, '2024-02-12', first);
  await talk.say(allocates);
  await approved(yara.aanbieder, retourOf(allocates, 'JW302', 'approved'));
  await talk.party(yara.gemeente, party);
  const wanted = { changes: [{ toewijzingNummer: '101', einddatum: '2099-06-30' }] };
  const asking = await composer.compose(
    yara.aanbieder,
    await change({ ...wanted, referentieAanbieder: 'R317' }),
  );
  const request = buildBericht(draftOf(asking, 'JW317'));
  const { id } = await talk.say(request);
  const compose = () => composer.compose(yara.gemeente, answer(id, allocate('R317')));
  expect(await compose()).toMatchObject({
    ...{ retourFirst: { id, type: 'JW317' }, details: { source: 'jw301' }, bsn: yara.bsn },
    drafts: [{ lacking: [] }],
  });
  await approved(yara.gemeente, retourOf(request, 'JW318', 'approved'));
  const composed = await compose();
  expect(composed.retourFirst).toBeNull();
  await composer.send(composed.drafts);
  const sent = buildBericht(draftOf(composed, 'JW301'));
  await approved(yara.aanbieder, retourOf(sent, 'JW302', 'approved'));
  expect(await talk.entries(yara.gemeente)).toEqual(['allocated 101', 'requested', 'changed 101']);
});

/** A party posts an approving retour, and it is done. */
async function approved(party: string, retour: string): Promise<void> {
  const { body } = await talk.caller(party).post(retour);
  await talk.caller(party).settled(body.id);
}

test('after all this the chains are whole, and the tables agree with them', async () => {
  await talk.expectSoundLedger();
});
