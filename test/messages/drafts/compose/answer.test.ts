import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { decidedAt } from '../../../../src/messages/drafts/compose/setting.ts';
import type { Decision } from '../../../../src/messages/drafts/forms.ts';
import { dutchDate } from '../../../../src/standard/calendar.ts';
import { Talk } from '../../../ledger/past/talk.ts';
import { jw301, jw315 } from '../../../ledger/past/write.ts';
import { type Allocation, allocation, asked } from '../../../ledger/stories/conversation.ts';
import type { Parties } from '../../../ledger/stories/world.ts';
import { startTestGateway } from '../../../support/gateway.ts';
import { allocate, answer, Composer, draftOf, expectRefused, productsOf } from './support.ts';

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
/** Help that runs until further notice, of another product than that of `asked`. */
const running = { ingangsdatum: '2024-03-01', product: { categorie: '45', code: 'B04P' } };
const weekly = { volume: '2', eenheid: '04', frequentie: '2' };

/** The child has an allocation, and the aanbieder asks for another product. @returns the id of the request */
async function requested(...references: string[]): Promise<string> {
  await talk.say(
    jw301(yara, '2024-02-12', allocation('101', { ...running, einddatum: '2099-12-31' })),
  );
  const products = references.map((reference, index) =>
    asked(reference, {
      product: { categorie: '45', code: `B0${index + 5}P` },
      toewijzingIngangsdatum: '2024-03-01',
      toewijzingEinddatum: '2099-02-28',
    }),
  );
  return (await talk.say(jw315(yara, '2024-02-13', ...products))).id;
}

test('a refusal, an investigation and an allocation of one request', async () => {
  const id = await requested('R1', 'R2', 'R3');
  const composed = await composer.compose(
    yara.gemeente,
    answer(id, { decision: 'refuse', referentie: 'R1', reden: '2' }, allocate('R2'), {
      decision: 'investigate',
      referentie: 'R3',
    }),
  );
  expect(composed).toMatchObject({
    recipient: yara.aanbieder,
    clientId: await composer.child(yara.gemeente),
    bsn: yara.bsn,
    retourFirst: null,
    details: { source: 'jw301' },
  });
  expect(composed.drafts.map(({ bericht }) => bericht.type)).toEqual(['JW301', 'JW319', 'JW319']);
  await composer.send(composed.drafts);
  expect((await talk.entries(yara.gemeente)).slice(4).map((one) => one.split(' ')[0])).toEqual([
    'allocated',
    'answered',
    'answered',
  ]);
});

test('a JW301 has the request with its reference, and all current allocations as they are', async () => {
  const id = await requested('R1');
  const now = new Date();
  const composed = await composer.compose(yara.gemeente, answer(id, allocate('R1')), { now });
  const [repeated, made, ...more] = productsOf(composed);
  expect(more).toEqual([]);
  // Unchanged in every field: its own Toewijzingsdatum and -tijd (IV013), no reference (IV094), no reason (IV099).
  expect(repeated).toEqual(allocation('101', { ...running, einddatum: '2099-12-31' }));
  expect(made).toEqual({
    toewijzingNummer: expect.stringMatching(/^[1-9]\d{8}$/),
    referentieAanbieder: 'R1',
    product: { categorie: '45', code: 'B05P' },
    ...decidedAt(now),
    ingangsdatum: '2024-03-01',
    einddatum: '2099-02-28',
    omvang: { volume: '1', eenheid: '82', frequentie: '6' },
  });
  expect(composed.drafts[0]?.basis).toEqual({ '101': repeated });
  const { header, client } = draftOf(composed, 'JW301');
  expect(header).toMatchObject({
    ...{ berichtCode: '436', berichtVersie: '3', berichtSubversie: '2' },
    ...{ afzender: yara.gemeente, ontvanger: yara.aanbieder },
    berichtIdentificatie: {
      identificatie: expect.stringMatching(/^[A-Z0-9]{12}$/),
      dagtekening: today,
    },
  });
  // As the newest JW301 had it.
  expect(client).toMatchObject({
    geslacht: '2',
    contactgegevens: { contact: [{ soort: '01' }, {}] },
  });
  await composer.send(composed.drafts);
  // The ledger adds nothing for what is repeated.
  expect(await talk.entries(yara.gemeente)).toEqual([
    'allocated 101',
    'requested',
    `allocated ${made?.toewijzingNummer}`,
  ]);
});

test('what was changed and honoured before is repeated without reason and reference, and adds nothing', async () => {
  const product = { categorie: '45', code: 'B04P' };
  const until = {
    product,
    toewijzingIngangsdatum: '2024-03-01',
    toewijzingEinddatum: '2099-02-28',
  };
  await talk.say(jw315(yara, '2024-02-05', asked('R0', until)));
  const first = allocation('101', { product, einddatum: '2099-02-28', referentieAanbieder: 'R0' });
  await talk.say(jw301(yara, '2024-02-12', first));
  const changed = { toewijzingsdatum: '2024-04-01', einddatum: '2098-12-31', redenWijziging: '05' };
  const { referentieAanbieder: _, ...rest } = first;
  await talk.say(jw301(yara, '2024-04-01', { ...rest, ...changed, commentaar: 'Korter.' }));
  const other = { ...until, product: { categorie: '45', code: 'B05P' } };
  const { id } = await talk.say(jw315(yara, '2024-04-02', asked('R1', other)));
  const before = await talk.entries(yara.gemeente);
  const composed = await composer.compose(yara.gemeente, answer(id, allocate('R1')));
  const [repeated] = productsOf(composed);
  const { redenWijziging: __, ...unchanged } = changed;
  expect(repeated).toEqual({ ...rest, ...unchanged, commentaar: 'Korter.' });
  await composer.send(composed.drafts);
  expect((await talk.entries(yara.gemeente)).slice(before.length)).toHaveLength(1);
});

test('what ended or was deleted is not repeated; what begins yet, ends today or goes over later is', async () => {
  const [ended, deleted, emptied, ahead, last, over] = ['A', 'B', 'C', 'D', 'E', 'F'].map(
    (letter, index) => {
      const product = { categorie: '45', code: `${letter}01` };
      return allocation(String(101 + index), { product, einddatum: '2099-12-31' });
    },
  ) as [Allocation, Allocation, Allocation, Allocation, Allocation, Allocation];
  await talk.say(jw301(yara, '2024-02-12', ended, deleted, emptied, ahead, last, over));
  const day = { toewijzingsdatum: '2024-03-02' };
  const only = { einddatum: '2024-03-01' };
  await talk.say(
    jw301(
      yara,
      '2024-03-02',
      { ...ended, ...day, redenWijziging: '05', einddatum: '2024-06-30' },
      { ...deleted, ...day, ...only, redenWijziging: '13' },
      { ...emptied, ...day, ...only, redenWijziging: '05' },
      { ...ahead, ...day, redenWijziging: '14', ingangsdatum: '2099-01-01' },
      { ...last, ...day, redenWijziging: '05', einddatum: today },
      { ...over, ...day, redenWijziging: '09', einddatum: '2099-01-31' },
    ),
  );
  const { id } = await talk.say(
    jw315(yara, '2024-04-02', asked('R1', { toewijzingEinddatum: '2099-12-31' })),
  );
  const composed = await composer.compose(yara.gemeente, answer(id, allocate('R1')));
  const numbers = productsOf(composed).map(({ toewijzingNummer }) => toewijzingNummer);
  expect(numbers.slice(0, -1)).toEqual(['104', '105', '106']);
  expect(Object.keys(composed.drafts[0]?.basis ?? {})).toEqual(['104', '105', '106']);
  const before = await talk.entries(yara.gemeente);
  await composer.send(composed.drafts);
  expect((await talk.entries(yara.gemeente)).slice(before.length)).toHaveLength(1);
});

test('a JW315 may be deviated from (IV094)', async () => {
  const id = await requested('R1');
  const deviation = {
    toewijzingNummer: '2024777',
    product: { categorie: '45', code: 'B05I' },
    ingangsdatum: '2024-04-01',
    einddatum: '2098-12-31',
    omvang: weekly,
    commentaar: 'Twee keer in de week.',
  };
  const composed = await composer.compose(yara.gemeente, answer(id, allocate('R1', deviation)));
  const { toewijzingsdatum: _, toewijzingstijd: __, ...made } = productsOf(composed)[1] ?? {};
  expect(made).toEqual({ ...deviation, referentieAanbieder: 'R1' });
  await composer.send(composed.drafts);
});

test('a number that was used is refused, whoever had it; and a draft never takes one', async () => {
  const id = await requested('R1', 'R2');
  const ilyas = { ...yara, bsn: '999934508' };
  await talk.say(jw301(ilyas, '2024-02-12', allocation('555')));
  const compose = (...decisions: Decision[]) =>
    composer.compose(yara.gemeente, answer(id, ...decisions));
  for (const toewijzingNummer of ['555', '0555', '101'])
    await expectRefused(
      compose(allocate('R2'), allocate('R1', { toewijzingNummer })),
      'number-taken',
      'decisions/1/toewijzingNummer',
    );
  await expectRefused(
    compose(
      allocate('R2', { toewijzingNummer: '777' }),
      allocate('R1', { toewijzingNummer: '0777' }),
    ),
    'number-taken',
    'decisions/1/toewijzingNummer',
  );
});

test('a decision names a reference of the request, once, and of what is open', async () => {
  const id = await requested('R1', 'R2');
  const compose = (...decisions: Decision[]) =>
    composer.compose(yara.gemeente, answer(id, ...decisions));
  const refuse = (referentie: string): Decision => ({ decision: 'refuse', referentie, reden: '2' });
  const investigate = (referentie: string): Decision => ({ decision: 'investigate', referentie });
  await expectRefused(compose(refuse('R9')), 'reference-unknown', 'decisions/0/referentie');
  await expectRefused(
    compose(refuse('R1'), allocate('R1')),
    'reference-decided',
    'decisions/1/referentie',
  );
  await expectRefused(compose(), 'nothing-to-change', 'decisions');
  await composer.send((await compose(investigate('R1'))).drafts);
  // Once is enough (TR360); a decision may follow (TR365).
  await expectRefused(compose(investigate('R1')), 'reference-decided', 'decisions/0/referentie');
  await composer.send((await compose(refuse('R1'))).drafts);
  await expectRefused(compose(allocate('R1')), 'reference-decided', 'decisions/0/referentie');
  await composer.send((await compose(allocate('R2'))).drafts);
  await expectRefused(compose(refuse('R2')), 'reference-decided', 'decisions/0/referentie');
});

test('only the gemeente that got the request answers it', async () => {
  const id = await requested('R1');
  const other = await talk.pair();
  for (const party of [other.gemeente, other.aanbieder, yara.aanbieder])
    await expect(composer.compose(party, answer(id, allocate('R1')))).rejects.toMatchObject({
      code: 'not-found',
    });
  const allocates = await talk.rows<{ id: string }>(
    "select id from message where type = 'JW301' and sender = $1",
    yara.gemeente,
  );
  await expect(
    composer.compose(yara.gemeente, answer(allocates[0]?.id ?? '', allocate('R1'))),
  ).rejects.toMatchObject({ code: 'not-found' });
});

test('a JW301 is composed only where the ledger is complete (OP087); a JW319 anywhere', async () => {
  const id = await requested('R1', 'R2');
  const wishes = { incomplete: true };
  const refuse: Decision = { decision: 'refuse', referentie: 'R1', reden: '2' };
  await expectRefused(
    composer.compose(yara.gemeente, answer(id, refuse, allocate('R2')), wishes),
    'ledger-incomplete',
    'decisions/1',
  );
  const composed = await composer.compose(yara.gemeente, answer(id, refuse), wishes);
  expect(composed.details).toBeNull();
  await composer.send(composed.drafts);
});

test('a refusal on residence names the gemeente, and is of a JW315 alone', async () => {
  const id = await requested('R1');
  const refuse: Decision = { decision: 'refuse', referentie: 'R1', reden: '8', gemeente: '0363' };
  const composed = await composer.compose(yara.gemeente, answer(id, refuse));
  expect(draftOf(composed, 'JW319').antwoord).toEqual({
    ...{ referentieAanbieder: 'R1', verzoekAntwoord: '1', redenAfwijzingVerzoek: '8' },
    woonplaatsbeginsel: { gemeente: '0363' },
  });
  await composer.send(composed.drafts);
});
