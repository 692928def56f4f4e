import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Contracts } from '../../../src/ledger/contracts/views.ts';
import { composeDrafts } from '../../../src/messages/drafts/compose/compose.ts';
import { Drafts } from '../../../src/messages/drafts/drafts.ts';
import { draftsEnding } from '../../../src/messages/drafts/over.ts';
import type { DraftParts } from '../../../src/messages/drafts/parts.ts';
import { DoorQuestions } from '../../../src/messages/intake/door-questions.ts';
import { dryRun } from '../../../src/messages/intake/dry-run.ts';
import { InspectionDispatcher } from '../../../src/messages/judging/inspection-dispatcher.ts';
import { Messages } from '../../../src/messages/views/messages.ts';
import { localCall } from '../../../src/parties/principal.ts';
import { Problem } from '../../../src/problem.ts';
import { forgetChild } from '../../../src/retention/clients.ts';
import { Bell } from '../../../src/store/bell.ts';
import { inTransaction } from '../../../src/store/transaction.ts';
import { Desk, problemOf } from '../../http/drafts/support.ts';
import { jw301, retourOf } from '../../ledger/past/write.ts';
import { allocation } from '../../ledger/stories/conversation.ts';
import { callOf } from '../../parties/access-log/support.ts';
import { standardFiles, startTestGateway, type TestGateway } from '../../support/gateway.ts';

let gateway: TestGateway;
let first: Desk;
let desk: Desk;
let inspections: InspectionDispatcher;
let bell: Bell;
beforeAll(async () => {
  gateway = await startTestGateway();
  first = await Desk.open(gateway);
  inspections = await InspectionDispatcher.open(standardFiles);
  bell = await Bell.open(
    gateway.store,
    async () => new Map(),
    () => {},
  );
});
afterAll(async () => {
  await bell?.close();
  await inspections?.close();
  await gateway?.remove();
});
beforeEach(async () => {
  desk = await first.another();
});

/** Drafts of the gateway, but what posts is given. */
function draftsWith(
  submit: DraftParts['intake']['submit'],
  compose: DraftParts['compose'] = composeDrafts,
): Drafts {
  const { store, keys } = gateway;
  const questions = new DoorQuestions(store.pool, keys.rows);
  return new Drafts({
    ...{ store, keys, compose, intake: { submit } },
    messages: new Messages(store, keys, bell, () => {}),
    contracts: new Contracts(store, keys.rows),
    tryOut: (call, bytes) => dryRun({ store, keys, inspections, questions }, call, bytes),
  });
}

const sending = (id: string) => `/v1/drafts/${id}/sending`;
const rowOf = async (id: string) =>
  (await desk.talk.rows<Record<string, unknown>>('select * from draft where id = $1', id))[0];
const keysOf = async (id: string) =>
  (await desk.talk.rows('select from data_key where id = $1', id)).length;

test.each(['before it was posted', 'after it was posted'])(
  'a process that dies %s',
  async (when) => {
    const { draft } = await desk.refusal();
    const call = callOf(desk.parties.gemeente);
    const dying = draftsWith(async (_, bytes) => {
      if (when === 'after it was posted') await desk.gemeente.post(bytes);
      throw new Error('the process died');
    });
    await expect(dying.send(call, draft.id, { version: 1 })).rejects.toThrow('died');
    const { gemeente } = desk;
    expect((await gemeente.get(`/v1/drafts/${draft.id}`)).body.state).toBe('sending');
    const { bericht } = draft;
    for (const refused of [
      await gemeente.send('PUT', `/v1/drafts/${draft.id}`, { version: 1, bericht }),
      await gemeente.send('DELETE', `/v1/drafts/${draft.id}`),
    ])
      expect(problemOf(refused)).toBe('draft-closed');
    const sent = await gemeente.send('POST', sending(draft.id), { version: 1 });
    expect(sent.status).toBeLessThan(300);
    expect((await gemeente.settled(sent.body.id)).body.status).toBe('accepted');
    expect((await gemeente.get('/v1/messages?type=JW319')).body.items).toHaveLength(1);
    expect(await rowOf(draft.id)).toMatchObject({ state: 'sent', sealed: null });
    expect(await keysOf(draft.id)).toBe(0);
  },
);

test('a process that dies between the retour and the answer sends each of them once', async () => {
  desk = await first.another({ gemeente: { retourBy: 'party' } });
  const { draft } = await desk.refusal();
  expect(draft.retourFirst).toBe(true);
  const call = callOf(desk.parties.gemeente);
  let posted = 0;
  const dying = draftsWith(async (_, bytes) => {
    posted += 1;
    if (posted === 2) throw new Error('the process died');
    const { body } = await desk.gemeente.post(bytes);
    return { ...body, repeated: false };
  });
  await expect(dying.send(call, draft.id, { version: 1 })).rejects.toThrow('died');
  const sent = await desk.gemeente.send('POST', sending(draft.id), { version: 1 });
  expect((await desk.gemeente.settled(sent.body.id)).body.status).toBe('accepted');
  expect(await desk.talk.mailbox(desk.parties.aanbieder)).toEqual(['JW316', 'JW319']);
});

test('where the gemeente answered the request itself meanwhile, no other retour goes', async () => {
  desk = await first.another({ gemeente: { retourBy: 'party' } });
  const { request, draft } = await desk.refusal();
  const xml = await desk.gemeente.content(request);
  const own = await desk.gemeente.post(retourOf(xml, 'JW316', 'approved'));
  expect((await desk.gemeente.settled(own.body.id)).body.status).toBe('accepted');
  expect((await desk.gemeente.get(`/v1/drafts/${draft.id}`)).body.retourFirst).toBe(false);
  const sent = await desk.gemeente.send('POST', sending(draft.id), { version: 1 });
  expect((await desk.gemeente.settled(sent.body.id)).body.status).toBe('accepted');
  expect(await desk.talk.mailbox(desk.parties.aanbieder)).toEqual(['JW316', 'JW319']);
});

test('a draft whose message is refused at the door is open again, with its content', async () => {
  const { draft } = await desk.refusal();
  const refusing = draftsWith(async () => {
    throw new Problem('unknown-recipient', { params: { recipient: '12345999' } });
  });
  const call = callOf(desk.parties.gemeente);
  await expect(refusing.send(call, draft.id, { version: 1 })).rejects.toMatchObject({
    code: 'unknown-recipient',
  });
  const { body } = await desk.gemeente.get(`/v1/drafts/${draft.id}`);
  expect(body).toMatchObject({ state: 'open', version: 2 });
  expect(body.bericht.antwoord).toEqual(draft.bericht.antwoord);
});

test('a past that moved is shown, and a draft of it is made again', async () => {
  await desk.allocated();
  await desk.complete();
  const request = await desk.requested('R1');
  const decisions = [{ decision: 'allocate', referentie: 'R1' }];
  const made = await desk.answer(request, { decisions });
  const [draft] = made.body.items;
  const moved = allocation('101', {
    ...{ product: { categorie: '45', code: 'B04P' }, ingangsdatum: '2024-03-01' },
    ...{ einddatum: '2098-12-31', redenWijziging: '02', toewijzingsdatum: '2024-02-13' },
  });
  expect((await desk.talk.say(jw301(desk.parties, '2024-02-13', moved))).status).toBe('accepted');
  const { gemeente } = desk;
  expect((await gemeente.get(`/v1/drafts/${draft.id}`)).body.outdated).toBe(true);
  const wish = { version: 1, clientDetailsConfirmed: true };
  const outdated = await gemeente.send('POST', sending(draft.id), wish);
  expect(outdated.status).toBe(409);
  expect(problemOf(outdated)).toBe('draft-outdated');
  expect(outdated.body.differences).toContainEqual({
    ...{ toewijzingNummer: '101', field: 'Einddatum', was: '2099-12-31', is: '2098-12-31' },
  });
  const renewed = await gemeente.send('POST', `/v1/drafts/${draft.id}/renewals`, { version: 1 });
  expect(renewed.body).toMatchObject({ version: 2, findings: [] });
  const sent = await gemeente.send('POST', sending(draft.id), { ...wish, version: 2 });
  expect((await gemeente.settled(sent.body.id)).body).toMatchObject({ status: 'accepted' });
});

test('a request that was decided meanwhile is not answered twice', async () => {
  const { request, draft } = await desk.refusal();
  const decisions = [{ decision: 'refuse', referentie: 'R1', reden: '3' }];
  const other = (await desk.answer(request, { decisions })).body.items[0];
  const sent = await desk.gemeente.send('POST', sending(other.id), { version: 1 });
  await desk.gemeente.settled(sent.body.id);
  const late = await desk.gemeente.send('POST', sending(draft.id), { version: 1 });
  expect(late).toMatchObject({
    status: 409,
    body: { violations: [{ rule: 'reference-decided' }] },
  });
  expect(problemOf(late)).toBe('draft-outdated');
  expect(late.body.detail).toContain(`POST /v1/drafts/${draft.id}/renewals`);
});

test('a draft about a child that was forgotten is destroyed, and cannot be read or sent', async () => {
  const { request, draft } = await desk.refusal();
  const unsent = (
    await desk.answer(request, {
      decisions: [{ decision: 'investigate', referentie: 'R1' }],
    })
  ).body.items[0];
  const sent = await desk.gemeente.send('POST', sending(unsent.id), { version: 1 });
  await desk.gemeente.settled(sent.body.id);
  const { client_id: child } = (await rowOf(draft.id)) as { client_id: string };
  const { pool } = gateway.store;
  const call = localCall('test');
  await inTransaction(pool, (client) => forgetChild(client, gateway.keys.rows, call, child));
  expect(await rowOf(draft.id)).toMatchObject({
    ...{ state: 'forgotten', sealed: null, client_id: null, child_hash: null },
  });
  expect(await rowOf(unsent.id)).toMatchObject({
    state: 'sent',
    client_id: null,
    child_hash: null,
  });
  expect(await keysOf(draft.id)).toBe(0);
  const { gemeente } = desk;
  for (const answer of [
    await gemeente.get(`/v1/drafts/${draft.id}`),
    await gemeente.get(`/v1/drafts/${draft.id}/content`),
    await gemeente.send('POST', sending(draft.id), { version: 1 }),
  ]) {
    expect(answer.status).toBe(410);
    expect(problemOf(answer)).toBe('draft-forgotten');
  }
  expect((await gemeente.send('DELETE', `/v1/drafts/${draft.id}`)).status).toBe(200);
  const decisions = [{ decision: 'refuse', referentie: 'R1', reden: '3' }];
  const late = (await desk.answer(request, { decisions })).body.items[0];
  expect(late.findings).toMatchObject([{ rule: 'TR355' }]);
  const again = await gemeente.send('POST', sending(late.id), { version: 1 });
  expect(problemOf(again)).toBe('draft-refused');
});

test('no draft is made about a child that is forgotten while it is made', async () => {
  await desk.allocated();
  const request = await desk.requested('R1');
  const nothing = async () => {
    throw new Error('nothing is sent here');
  };
  const forgetting = draftsWith(nothing, async (...asked) => {
    const made = await composeDrafts(...asked);
    await inTransaction(gateway.store.pool, (client) =>
      forgetChild(client, gateway.keys.rows, localCall('test'), made.clientId ?? ''),
    );
    return made;
  });
  const wish = { decisions: [{ decision: 'investigate', referentie: 'R1' }] } as const;
  await expect(
    forgetting.answer(callOf(desk.parties.gemeente), request, wish),
  ).rejects.toMatchObject({ code: 'draft-forgotten' });
  expect((await desk.gemeente.get('/v1/drafts')).body.items).toEqual([]);
});

test('a draft of before the ledger knew the child is forgotten too', async () => {
  desk = await first.another({ gemeente: { retourBy: 'party' } });
  const { draft } = await desk.refusal();
  await gateway.store.pool.query('update draft set client_id = null where id = $1', [draft.id]);
  await desk.allocated();
  const [row] = await desk.talk.rows<{ id: string }>(
    'select id from client where bsn_hash = $1',
    gateway.keys.clientHash(desk.parties.bsn),
  );
  const { pool } = gateway.store;
  const call = localCall('test');
  await inTransaction(pool, (client) =>
    forgetChild(client, gateway.keys.rows, call, row?.id ?? ''),
  );
  expect(await rowOf(draft.id)).toMatchObject({ state: 'forgotten', sealed: null });
  expect(await keysOf(draft.id)).toBe(0);
});

test('a draft is deleted with its key when its 30 days are over', async () => {
  const { draft } = await desk.refusal();
  const { gemeente } = desk;
  await gateway.store.pool.query(
    "update draft set expires_at = now() - interval '1 second' where id = $1",
    [draft.id],
  );
  expect(problemOf(await gemeente.get(`/v1/drafts/${draft.id}`))).toBe('not-found');
  expect((await gemeente.get('/v1/drafts')).body.items).toEqual([]);
  const job = draftsEnding(gateway.store.pool, () => {});
  job.start();
  await job.stop();
  expect(await rowOf(draft.id)).toBeUndefined();
  expect(await keysOf(draft.id)).toBe(0);
});

test('no other party, and nobody by a mandate, sees or handles a draft', async () => {
  const { draft, request } = await desk.refusal();
  const house = '00000003123456780000';
  const software = await gateway.party(house, { kind: 'software-house' });
  await desk.gemeente.send('POST', `/v1/parties/${desk.parties.gemeente}/mandates`, {
    mandatary: house,
    messageTypes: ['JW319', 'JW315'],
  });
  const path = `/v1/drafts/${draft.id}`;
  for (const caller of [desk.aanbieder, software])
    for (const answer of [
      await caller.get(path),
      await caller.get(`${path}/content`),
      await caller.send('PUT', path, { version: 1, bericht: draft.bericht }),
      await caller.send('POST', `${path}/renewals`, { version: 1 }),
      await caller.send('POST', `${path}/sending`, { version: 1 }),
      await caller.send('DELETE', path),
      await caller.send('POST', `/v1/messages/${request}/answers`, {
        decisions: [{ decision: 'investigate', referentie: 'R1' }],
      }),
    ])
      expect(problemOf(answer)).toBe('not-found');
  expect(problemOf(await software.get('/v1/drafts'))).toBe('not-found');
  expect(problemOf(await gateway.administrator.get(path))).toBe('forbidden');
});

test('all that is done with a draft is in the access log', async () => {
  const { draft } = await desk.refusal();
  const { gemeente } = desk;
  const path = `/v1/drafts/${draft.id}`;
  await gemeente.get('/v1/drafts');
  await gemeente.get(path);
  await gemeente.get(`${path}/content`);
  await gemeente.send('PUT', path, { version: 1, bericht: draft.bericht });
  await gemeente.send('POST', sending(draft.id), { version: 2 });
  await gemeente.send('DELETE', path);
  await gemeente.send('PUT', `/v1/complete-ledgers/${desk.parties.aanbieder}`);
  await gemeente.send('DELETE', `/v1/complete-ledgers/${desk.parties.aanbieder}`);
  const { items } = (await gemeente.get('/v1/access-log?limit=1000')).body;
  const actions = items.map(({ action }: { action: string }) => action);
  for (const action of [
    ...['make-draft', 'list-drafts', 'read-draft', 'read-draft-content', 'change-draft'],
    ...['send-draft', 'discard-draft', 'declare-complete', 'withdraw-complete'],
  ])
    expect(
      actions.filter((one: string) => one === action),
      action,
    ).toHaveLength(1);
  const made = items.find(({ action }: { action: string }) => action === 'make-draft');
  expect(made).toMatchObject({
    counterparty: desk.parties.aanbieder,
    messageId: draft.requestId,
    detail: { draftId: draft.id, type: 'JW319' },
  });
});

test('a draft at rest has nothing that can be read', async () => {
  const { draft } = await desk.refusal();
  const [row] = await desk.talk.rows<{ text: string }>(
    "select draft::text || encode(sealed, 'escape') as text from draft where id = $1",
    draft.id,
  );
  const { bericht } = draft;
  for (const value of [
    desk.parties.bsn,
    bericht.header.berichtIdentificatie.identificatie,
    'antwoord',
    'decisions',
  ])
    expect(row?.text).not.toContain(value);
  // Its content opens for its own party, recipient and type only.
  await expect(
    gateway.store.pool.query("update draft set party = '0014' where id = $1", [draft.id]),
  ).rejects.toThrow();
});

test('a party has a thousand drafts at most', async () => {
  const request = await desk.requested('R1');
  const { pool } = gateway.store;
  await pool.query(
    `insert into draft (id, party, recipient, type, group_id, ordinal, after_previous, sealed, changed_by)
    select gen_random_uuid(), $1, '12345678', 'JW319', gen_random_uuid(), 1, false, '\\x00', 'test'
    from generate_series(1, 1000)`,
    [desk.parties.gemeente],
  );
  const answer = await desk.answer(request, {
    decisions: [{ decision: 'refuse', referentie: 'R1', reden: '2' }],
  });
  expect(problemOf(answer)).toBe('too-many-drafts');
  await pool.query('delete from draft where party = $1', [desk.parties.gemeente]);
});
