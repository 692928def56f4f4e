import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestGateway } from '../../support/gateway.ts';
import { allocation, asked, start } from '../stories/conversation.ts';
import type { Parties } from '../stories/world.ts';
import { Talk } from './talk.ts';
import { jw301, jw305, jw315, jw319 } from './write.ts';

// A gemeente of which much happened before the gateway came takes level 3 as advice at first.
let talk: Talk;
let yara: Parties;
let ilyas: Parties;
beforeAll(async () => {
  talk = new Talk(await startTestGateway());
});
afterAll(() => talk.gateway.remove());
beforeEach(async () => {
  yara = await talk.pair({ gemeente: { level3: 'advise' } });
  ilyas = { ...yara, bsn: '999934508' };
});

const started = start('101', '2024-03-04');

test('what the past speaks against is approved with findings, and becomes true', async () => {
  const said = await talk.say(jw305(yara, '2024-03-05', started));
  expect(said).toMatchObject({
    status: 'accepted',
    findings: ['TR019 Client/StartProducten/StartProduct/ToewijzingNummer'],
    codes: [],
  });
  const { body } = await talk.caller(yara.aanbieder).get(`/v1/messages/${said.id}`);
  expect(body.links).toHaveProperty('answer');
  expect(body.findings[0].retourCode).toBe('9019');
  expect(await talk.entries(yara.gemeente)).toEqual(['started 101']);
  expect(await talk.mailbox(yara.gemeente)).toEqual(['JW305']);
  expect(await talk.mailbox(yara.aanbieder)).toEqual(['JW306']);
});

test('it counts for messages to the gemeente and for those that it sends', async () => {
  await talk.say(jw301(yara, '2024-02-12', allocation('101')));
  const second = await talk.say(jw301(ilyas, '2024-02-13', allocation('101')));
  expect(second).toMatchObject({ status: 'accepted', codes: [] });
  expect(second.findings).toEqual([
    'TR332 Client/ToegewezenProducten/ToegewezenProduct/ToewijzingNummer',
  ]);
  expect(await talk.allocations(yara.gemeente)).toEqual([
    '101 allocated 2024-03-01 to 2025-02-28',
    '101 allocated 2024-03-01 to 2025-02-28 (number taken)',
  ]);
});

test('an Identificatie may come twice, and the first use is kept', async () => {
  const about = { day: '2024-02-05', identificatie: 'TWEEMAAL' };
  const first = await talk.say(jw315(yara, about, asked('R1')));
  const again = await talk.say(jw315(ilyas, about, asked('R2')));
  expect(again).toMatchObject({
    status: 'accepted',
    findings: ['TR056 Header/BerichtIdentificatie/Identificatie'],
  });
  const uses = await talk.rows(
    'select id, first_use as first from message where id = any($1) order by acceptance',
    [first.id, again.id],
  );
  expect(uses).toEqual([
    { id: first.id, first: true },
    { id: again.id, first: false },
  ]);
});

test('rules within the message (2) and of lists and the clock (4) refuse all the same', async () => {
  const future = `${new Date().getFullYear() + 1}-12-31`;
  const early = await talk.say(jw305(yara, future, started));
  // It breaks TR019 too: the answer to a refused message says why, and gives no advice.
  expect(early).toMatchObject({
    status: 'rejected',
    findings: ['TR135 Header/BerichtIdentificatie/Dagtekening'],
    codes: ['8848'],
  });
  const ahead = await talk.say(jw305(yara, '2024-03-01', started));
  expect(ahead).toMatchObject({ status: 'rejected', codes: ['0001'] });
  expect(await talk.entries(yara.gemeente)).toEqual([]);
});

test('an answer to a request that nobody knows is approved, and notes nothing', async () => {
  const said = await talk.say(jw319(yara, '2024-02-13', 'R9'));
  expect(said).toMatchObject({
    status: 'accepted',
    findings: ['TR355 Antwoord/ReferentieAanbieder'],
    codes: [],
  });
  expect(await talk.entries(yara.gemeente)).toEqual([]);
  expect(await talk.mailbox(yara.aanbieder)).toEqual(['JW319']);
});

test('from the moment that the gemeente enforces, the same is refused', async () => {
  await talk.say(jw305(yara, '2024-03-05', started));
  await talk.party(yara.gemeente, { level3: 'enforce' });
  const again = await talk.say(jw305(yara, '2024-03-06', started));
  expect(again).toMatchObject({ status: 'rejected', codes: ['9019', '9074', '9326'] });
  expect(await talk.entries(yara.gemeente)).toEqual(['started 101']);
});

test('after all this the chains are whole, and the tables agree with them', async () => {
  await talk.expectSoundLedger();
});
