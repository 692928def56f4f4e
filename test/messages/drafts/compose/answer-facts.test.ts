import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { buildBericht } from '../../../../src/standard/messages/build.ts';
import { Talk } from '../../../ledger/past/talk.ts';
import { jw301, jw315, retourOf } from '../../../ledger/past/write.ts';
import { allocation, asked } from '../../../ledger/stories/conversation.ts';
import type { Parties } from '../../../ledger/stories/world.ts';
import { startTestGateway } from '../../../support/gateway.ts';
import { allocate, answer, Composer, details, draftOf, productsOf } from './support.ts';

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

const running = { ingangsdatum: '2024-03-01', product: { categorie: '45', code: 'B04P' } };

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

test('where the gemeente answers itself the retour goes first, and the request says who the child is', async () => {
  const party = { retourBy: 'party' };
  yara = await talk.pair({ gemeente: party, aanbieder: party });
  const request = jw315(yara, '2024-02-13', asked('R1', { toewijzingEinddatum: '2099-02-28' }));
  const { id } = await talk.say(request);
  const composed = await composer.compose(yara.gemeente, answer(id, allocate('R1')));
  expect(composed).toMatchObject({
    retourFirst: { id, type: 'JW315' },
    clientId: null,
    bsn: yara.bsn,
    details: null,
    // It says GezagsdragerBekend.
    drafts: [{ lacking: [{ code: 'address', element: 'Client/Contactgegevens' }] }],
  });
  expect(draftOf(composed, 'JW301').client).toMatchObject({
    geslacht: '2',
    naam: { geslachtsnaam: { achternaam: 'Amrani' }, naamGebruik: '1' },
  });
  expect(productsOf(composed)).toHaveLength(1);
  // Somebody types the rest, and the retour goes.
  const typed = details();
  const approved = await talk.caller(yara.gemeente).post(retourOf(request, 'JW316', 'approved'));
  await talk.caller(yara.gemeente).settled(approved.body.id);
  const whole = await composer.compose(yara.gemeente, answer(id, allocate('R1')), { typed });
  expect(whole).toMatchObject({ retourFirst: null, details: { source: 'typed' } });
  await composer.send(whole.drafts);
  const sent = buildBericht(draftOf(whole, 'JW301'));
  const retour = await talk.caller(yara.aanbieder).post(retourOf(sent, 'JW302', 'approved'));
  await talk.caller(yara.aanbieder).settled(retour.body.id);
  expect((await talk.entries(yara.gemeente)).map((one) => one.split(' ')[0])).toEqual([
    'requested',
    'allocated',
  ]);
});

test('a request that was refused by a retour is not answered', async () => {
  yara = await talk.pair({ gemeente: { retourBy: 'party' } });
  const request = jw315(yara, '2024-02-13', asked('R1'));
  const { id } = await talk.say(request);
  const refused = await talk.caller(yara.gemeente).post(retourOf(request, 'JW316', 'refused'));
  await talk.caller(yara.gemeente).settled(refused.body.id);
  await expect(composer.compose(yara.gemeente, answer(id, allocate('R1')))).rejects.toMatchObject({
    code: 'not-found',
  });
});

test('the newest of what is known of the child counts, and what is typed before all', async () => {
  const id = await requested('R1');
  const kept = (recordedAt: Date) =>
    ({ details: { ...details(), geslacht: '1' }, source: 'import', recordedAt }) as const;
  const compose = async (wishes: object) => {
    const composed = await composer.compose(yara.gemeente, answer(id, allocate('R1')), wishes);
    return [composed.details?.source, draftOf(composed, 'JW301').client.geslacht];
  };
  expect(await compose({ kept: kept(new Date()) })).toEqual(['import', '1']);
  expect(await compose({ kept: kept(new Date('2024-01-01')) })).toEqual(['jw301', '2']);
  const typed = { ...details(), geslacht: '9' };
  expect(await compose({ kept: kept(new Date()), typed })).toEqual(['typed', '9']);
});

test('what was said of the child is known as long as a JW301 is kept', async () => {
  const id = await requested('R1');
  await talk.rows(
    `delete from message_content where message_id in (
      select id from message where type = 'JW301' and sender = $1)`,
    yara.gemeente,
  );
  const composed = await composer.compose(yara.gemeente, answer(id, allocate('R1')));
  expect(composed.details).toBeNull();
  expect(productsOf(composed)).toHaveLength(2);
});

test('a gemeente answers a request to one that it succeeded, and repeats what that one allocated', async () => {
  const id = await requested('R1');
  const old = yara.gemeente;
  const { gemeente } = await talk.pair();
  await talk.party(old, { until: '2024-12-31', successor: gemeente });
  const composed = await composer.compose(gemeente, answer(id, allocate('R1')), {
    predecessors: [old],
  });
  expect(draftOf(composed, 'JW301').header.afzender).toBe(gemeente);
  expect(productsOf(composed).map(({ toewijzingNummer }) => toewijzingNummer)).toContain('101');
  await composer.send(composed.drafts);
  expect(await talk.entries(gemeente)).toHaveLength(1);
});
