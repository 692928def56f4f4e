import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Answer, startTestGateway } from '../../support/gateway.ts';
import { allocation, asked, start } from '../stories/conversation.ts';
import type { Parties } from '../stories/world.ts';
import { Talk } from './talk.ts';
import { jw301, jw305, jw315, jw319, type Retour, retourOf } from './write.ts';

// Both answer what they receive themselves: what the past speaks against is advice to them.
let talk: Talk;
let yara: Parties;
let ilyas: Parties;
beforeAll(async () => {
  talk = new Talk(await startTestGateway());
});
afterAll(() => talk.gateway.remove());
beforeEach(async () => {
  const party = { retourBy: 'party' };
  yara = await talk.pair({ gemeente: party, aanbieder: party });
  ilyas = { ...yara, bsn: '999934508' };
});

/** Posts the retour of who received the message, and waits until it is done. */
async function answer(
  xml: Uint8Array,
  type: Retour,
  says: 'approved' | 'refused',
): Promise<Answer> {
  const byAanbieder = type === 'JW302' || type === 'JW320';
  const recipient = talk.caller(byAanbieder ? yara.aanbieder : yara.gemeente);
  const posted = await recipient.post(retourOf(xml, type, says));
  await recipient.settled(posted.body.id);
  return posted;
}

/** Says it, and the recipient approves it. */
async function agreed(xml: Uint8Array, type: Retour): Promise<void> {
  expect(await talk.say(xml)).toMatchObject({ status: 'accepted' });
  expect((await answer(xml, type, 'approved')).status).toBe(202);
}

test('a message becomes true when its recipient approves it, in the step of that retour', async () => {
  const allocates = jw301(yara, '2024-02-12', allocation('101'));
  const { id, status, codes } = await talk.say(allocates);
  expect({ status, codes }).toEqual({ status: 'accepted', codes: undefined });
  expect(await talk.entries(yara.gemeente)).toEqual([]);
  expect(await talk.allocations(yara.gemeente)).toEqual([]);

  await answer(allocates, 'JW302', 'approved');
  expect(await talk.entries(yara.gemeente)).toEqual(['allocated 101']);
  expect(await talk.allocations(yara.gemeente)).toEqual(['101 allocated 2024-03-01 to 2025-02-28']);
  // It is the message that says so, not the retour.
  const query = 'select message_id from ledger_entry where municipality = $1';
  expect(await talk.rows(query, yara.gemeente)).toEqual([{ message_id: id }]);
  expect(await talk.mailbox(yara.gemeente)).toEqual(['JW302']);
});

test('a refusing retour makes the message rejected, and adds nothing', async () => {
  const allocates = jw301(yara, '2024-02-12', allocation('101'));
  const { id } = await talk.say(allocates);
  await answer(allocates, 'JW302', 'refused');
  expect((await talk.outcome(id, yara.gemeente)).status).toBe('rejected');
  expect(await talk.entries(yara.gemeente)).toEqual([]);
  expect(await talk.allocations(yara.gemeente)).toEqual([]);
  // What was refused was never said: the number is free for another child.
  await agreed(jw301(ilyas, '2024-02-13', allocation('101')), 'JW302');
  expect(await talk.entries(yara.gemeente)).toEqual(['allocated 101']);
});

test('a retour that is posted twice adds once', async () => {
  const allocates = jw301(yara, '2024-02-12', allocation('101'));
  await talk.say(allocates);
  const first = await answer(allocates, 'JW302', 'approved');
  const again = await answer(allocates, 'JW302', 'approved');
  expect([again.status, again.body.id]).toEqual([200, first.body.id]);
  expect(await talk.entries(yara.gemeente)).toEqual(['allocated 101']);
});

test('what the past speaks against is forwarded, and both see the findings', async () => {
  const starts = jw305(yara, '2024-03-05', start('101', '2024-03-04'));
  const said = await talk.say(starts);
  const findings = ['TR019 Client/StartProducten/StartProduct/ToewijzingNummer'];
  expect(said).toEqual({ id: said.id, status: 'accepted', findings });
  expect((await talk.outcome(said.id, yara.gemeente)).findings).toEqual(findings);
  const { body } = await talk.caller(yara.gemeente).get(`/v1/messages/${said.id}`);
  expect(body.findings[0]).toMatchObject({ retourCode: '9019', message: expect.any(String) });
  expect(await talk.mailbox(yara.gemeente)).toEqual(['JW305']);
});

test('so is what only a list or the clock speaks against (level 4)', async () => {
  const ahead = `${new Date().getFullYear() + 1}-12-31`;
  const said = await talk.say(jw301(yara, ahead, allocation('101')));
  expect(said).toMatchObject({
    status: 'accepted',
    findings: ['TR135 Header/BerichtIdentificatie/Dagtekening'],
  });
});

test('what the recipient approves all the same is noted, and can be built upon', async () => {
  const starts = jw305(yara, '2024-03-05', start('101', '2024-03-04'));
  await agreed(starts, 'JW306');
  expect(await talk.entries(yara.gemeente)).toEqual(['started 101']);
  const again = await talk.say(jw305(yara, '2024-03-06', start('101', '2024-03-04')));
  expect(again.findings.map((finding) => finding.slice(0, 5))).toEqual(['TR019', 'TR074', 'TR326']);
});

test('a number that two children got stays with the first (TR332)', async () => {
  await agreed(jw301(yara, '2024-02-12', allocation('101')), 'JW302');
  const second = jw301(ilyas, '2024-02-13', allocation('101'));
  const path = 'Client/ToegewezenProducten/ToegewezenProduct/ToewijzingNummer';
  expect((await talk.say(second)).findings).toEqual([`TR332 ${path}`]);
  await answer(second, 'JW302', 'approved');
  expect(await talk.entries(yara.gemeente)).toEqual(['allocated 101', 'allocated 101']);
  expect(await talk.allocations(yara.gemeente)).toEqual([
    '101 allocated 2024-03-01 to 2025-02-28',
    '101 allocated 2024-03-01 to 2025-02-28 (number taken)',
  ]);
  // Both can go on.
  for (const parties of [yara, ilyas])
    expect(await talk.say(jw305(parties, '2024-03-05', start('101', '2024-03-04')))).toMatchObject({
      status: 'accepted',
      findings: [],
    });
});

test('two numbers that are approved at once: one of them is first, and both are noted', async () => {
  const both = [yara, ilyas].map((parties) => jw301(parties, '2024-02-12', allocation('101')));
  // Neither was true when the other came.
  for (const xml of both) expect((await talk.say(xml)).findings).toEqual([]);
  await Promise.all(both.map((xml) => answer(xml, 'JW302', 'approved')));
  expect(await talk.allocations(yara.gemeente)).toEqual([
    '101 allocated 2024-03-01 to 2025-02-28',
    '101 allocated 2024-03-01 to 2025-02-28 (number taken)',
  ]);
});

test('a reference that is approved a second time stays that of the first request (TR347)', async () => {
  await agreed(jw315(yara, '2024-02-05', asked('R1')), 'JW316');
  const again = jw315(ilyas, '2024-02-06', asked('R1'));
  expect((await talk.say(again)).findings).toHaveLength(1);
  await answer(again, 'JW316', 'approved');
  const owners = 'select owns_reference as owns from request where municipality = $1 order by 1';
  expect(await talk.rows(owners, yara.gemeente)).toEqual([{ owns: false }, { owns: true }]);
});

test('a JW319, which names no child, is noted of the child whose request it answers', async () => {
  await agreed(jw315(yara, '2024-02-05', asked('R1')), 'JW316');
  await agreed(jw319(yara, '2024-02-06', 'R1'), 'JW320');
  const clients = await talk.rows(
    `select count(distinct client_id)::int as clients, array_agg(kind) as kinds
    from ledger_entry where municipality = $1`,
    yara.gemeente,
  );
  expect(clients).toEqual([{ clients: 1, kinds: ['requested', 'answered'] }]);
});

test('a message that was acknowledged may be refused yet, and then never was true', async () => {
  const allocates = jw301(yara, '2024-02-12', allocation('101'));
  const { id } = await talk.say(allocates);
  await talk.caller(yara.aanbieder).send('POST', '/v1/inbox/acknowledgements', { ids: [id] });
  expect((await talk.outcome(id, yara.gemeente)).status).toBe('delivered');
  await answer(allocates, 'JW302', 'refused');
  expect((await talk.outcome(id, yara.gemeente)).status).toBe('rejected');
  expect(await talk.entries(yara.gemeente)).toEqual([]);
});

test('one that answers itself, and one for whom the gateway answers: each as it chose', async () => {
  const pair = await talk.pair({ aanbieder: { retourBy: 'party' } });
  await talk.say(jw315(pair, '2024-02-05', asked('R1')));
  expect(await talk.entries(pair.gemeente)).toEqual(['requested']);
  await talk.say(jw301(pair, '2024-02-12', allocation('101', { referentieAanbieder: 'R1' })));
  expect(await talk.entries(pair.gemeente)).toEqual(['requested']);
});

test('after all this the chains are whole, and the tables agree with them', async () => {
  await talk.expectSoundLedger();
});
