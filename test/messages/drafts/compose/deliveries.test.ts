import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { StartForm, StopForm } from '../../../../src/messages/drafts/forms.ts';
import { Talk } from '../../../ledger/past/talk.ts';
import { jw301 } from '../../../ledger/past/write.ts';
import { allocation } from '../../../ledger/stories/conversation.ts';
import type { Parties } from '../../../ledger/stories/world.ts';
import { startTestGateway } from '../../../support/gateway.ts';
import { Composer, draftOf, expectRefused } from './support.ts';

let talk: Talk;
let composer: Composer;
let yara: Parties;
let allocationId: string;
beforeAll(async () => {
  talk = new Talk(await startTestGateway());
  composer = new Composer(talk);
});
afterAll(() => talk.gateway.remove());
beforeEach(async () => {
  yara = await talk.pair();
  await talk.say(jw301(yara, '2024-02-12', allocation('101')));
  allocationId = await composer.allocationId(yara.gemeente, '101');
});

const spic = { categorie: '45', code: 'B09P' };

function start(form: Partial<StartForm>) {
  return composer.compose(yara.aanbieder, { kind: 'start', allocationId, ...form });
}

function stop(form: Partial<StopForm>) {
  return composer.compose(yara.aanbieder, { kind: 'stop', allocationId, ...form });
}

async function sends(composed: Promise<{ drafts: Parameters<Composer['send']>[0] }>) {
  await composer.send((await composed).drafts);
}

const march = { begindatum: '2024-03-04' };
const temporary = { einddatum: '2024-06-30', redenBeeindiging: '20' };
const definitive = { einddatum: '2024-12-31', redenBeeindiging: '31' };

/** What the ledger noted after the allocation. */
async function noted(): Promise<string[]> {
  return (await talk.entries(yara.gemeente)).slice(1);
}

test('a start says who the child is as the newest JW301 has it, and what was allocated', async () => {
  const composed = await start({ reports: march });
  expect(composed).toMatchObject({
    recipient: yara.gemeente,
    clientId: await composer.child(yara.gemeente),
    ...{ bsn: yara.bsn, details: null, retourFirst: null },
  });
  const { header, client } = draftOf(composed, 'JW305');
  expect(header).toMatchObject({
    berichtCode: '438',
    afzender: yara.aanbieder,
    ontvanger: yara.gemeente,
  });
  expect(client).toEqual({
    bsn: yara.bsn,
    geboortedatum: { datum: '2012-05-01', datumGebruik: '1' },
    geslacht: '2',
    naam: {
      geslachtsnaam: { achternaam: 'Amrani', voorvoegsel: 'el' },
      voornamen: 'Yara',
      voorletters: 'Y',
    },
    startProducten: {
      startProduct: [{ toewijzingNummer: '101', product: spic, ...march, statusAanlevering: '1' }],
    },
  });
  expect(composed.drafts[0]?.basis).toEqual({ '101': allocation('101') });
  await composer.send(composed.drafts);
  expect(await noted()).toEqual(['started 101']);
});

test('a stop names the start that runs', async () => {
  await sends(start({ reports: march }));
  const composed = await stop({ reports: temporary });
  expect(draftOf(composed, 'JW307').client.stopProducten.stopProduct).toEqual([
    { toewijzingNummer: '101', product: spic, ...march, ...temporary, statusAanlevering: '1' },
  ]);
  await composer.send(composed.drafts);
  await sends(stop({ reports: { ...march, ...definitive } }));
  expect(await noted()).toEqual(['started 101', 'stopped 101', 'stopped 101']);
});

test('what has another key is corrected in one message, the removal with what is right', async () => {
  await sends(start({ reports: march }));
  const composed = await start({ removes: march, reports: { begindatum: '2024-03-11' } });
  expect(composed.drafts).toHaveLength(1);
  expect(
    draftOf(composed, 'JW305').client.startProducten.startProduct.map((one) => [
      one.begindatum,
      one.statusAanlevering,
    ]),
  ).toEqual([
    ['2024-03-04', '3'],
    ['2024-03-11', '1'],
  ]);
  await composer.send(composed.drafts);
  const stopped = { begindatum: '2024-03-11', ...temporary };
  await sends(stop({ reports: temporary }));
  const right = await stop({ removes: stopped, reports: definitive });
  expect(right.drafts).toHaveLength(1);
  await composer.send(right.drafts);
  expect((await noted()).slice(1)).toEqual([
    ...['startRemoved 101', 'started 101', 'stopped 101', 'stopRemoved 101', 'stopped 101'],
  ]);
});

test('what has the same key is corrected in two messages, one after the other (TR101)', async () => {
  await sends(start({ reports: march }));
  const composed = await start({ removes: march, reports: march });
  expect(composed.drafts.map(({ afterPrevious }) => afterPrevious)).toEqual([false, true]);
  await composer.send(composed.drafts);
  await sends(stop({ reports: temporary }));
  const again = await stop({ removes: { ...march, ...temporary }, reports: temporary });
  expect(again.drafts.map(({ afterPrevious }) => afterPrevious)).toEqual([false, true]);
  await composer.send(again.drafts);
  expect((await noted()).slice(1)).toEqual([
    ...['startRemoved 101', 'started 101', 'stopped 101', 'stopRemoved 101', 'stopped 101'],
  ]);
});

test('a start that has a stop is removed by removing the stop first (TR071)', async () => {
  await sends(start({ reports: march }));
  await sends(stop({ reports: definitive }));
  await expectRefused(start({ removes: march }), 'stop-stands', 'removes/begindatum');
  await sends(stop({ removes: { ...march, ...definitive } }));
  await sends(start({ removes: march }));
  expect((await noted()).slice(2)).toEqual(['stopRemoved 101', 'startRemoved 101']);
  // It may be reported again.
  await sends(start({ reports: march }));
});

test('one start runs at a time (TR326), and none is reported twice (TR074)', async () => {
  await sends(start({ reports: march }));
  const later = { begindatum: '2025-01-06' };
  await expectRefused(start({ reports: later }), 'already-started', 'reports/begindatum');
  await sends(stop({ reports: temporary }));
  await expectRefused(start({ reports: march }), 'already-started', 'reports/begindatum');
  await sends(start({ reports: later }));
});

test('only what was reported is removed, and only what runs stops', async () => {
  await expectRefused(start({ removes: march }), 'no-such-delivery', 'removes/begindatum');
  await expectRefused(stop({ reports: definitive }), 'not-started', 'reports/begindatum');
  await sends(start({ reports: march }));
  const other = { begindatum: '2024-03-05', ...definitive };
  await expectRefused(stop({ reports: other }), 'not-started', 'reports/begindatum');
  await expectRefused(
    stop({ removes: { ...march, ...definitive } }),
    'no-such-delivery',
    'removes',
  );
  await sends(stop({ reports: definitive }));
  await expectRefused(stop({ reports: definitive }), 'not-started', 'reports/begindatum');
  await expectRefused(start({}), 'nothing-to-change', 'reports');
  await expectRefused(stop({}), 'nothing-to-change', 'reports');
});

test('an allocation of another, or for a gemeente to start, is not there', async () => {
  const form = { kind: 'start', allocationId, reports: march } as const;
  const other = await talk.pair();
  for (const party of [other.aanbieder, yara.gemeente])
    await expect(composer.compose(party, form)).rejects.toMatchObject({ code: 'not-found' });
});

test('where no JW301 is kept any more the form says who the child is', async () => {
  await talk.rows(
    `delete from message_content where message_id in (select id from message where sender = $1)`,
    yara.gemeente,
  );
  const { drafts } = await start({ reports: march });
  expect(drafts[0]?.lacking).toEqual([{ code: 'client', element: 'Client' }]);
  const client = {
    geboortedatum: { datum: '2012-05-01' },
    geslacht: '2',
    naam: { geslachtsnaam: { achternaam: 'Amrani' } },
  };
  await sends(start({ reports: march, client }));
});

test('it goes to the gemeente that succeeded the one that allocated', async () => {
  const heir = (await talk.pair()).gemeente;
  await talk.party(yara.gemeente, { until: '2024-12-31', successor: heir });
  const composed = await start({ reports: march });
  expect(composed.recipient).toBe(heir);
  await composer.send(composed.drafts);
  expect(await talk.entries(heir)).toEqual(['started 101']);
});
