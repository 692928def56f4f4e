import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { jw301, retourOf } from '../../ledger/past/write.ts';
import { allocation } from '../../ledger/stories/conversation.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { Desk, problemOf, running } from './support.ts';

let gateway: TestGateway;
let first: Desk;
let desk: Desk;
beforeAll(async () => {
  gateway = await startTestGateway();
  first = await Desk.open(gateway);
});
afterAll(() => gateway?.remove());
beforeEach(async () => {
  desk = await first.another();
});

test('a refusal is drafted, read, changed and sent', async () => {
  const { request, draft } = await desk.refusal();
  const { gemeente, aanbieder } = desk;
  const path = `/v1/drafts/${draft.id}`;
  expect(draft).toMatchObject({
    ...{ type: 'JW319', state: 'open', version: 1, recipient: desk.parties.aanbieder, order: 1 },
    ...{ requestId: request, after: null, findings: [], lacking: [], retourFirst: false },
    ...{ details: null, messageId: null },
    bericht: { type: 'JW319', antwoord: { referentieAanbieder: 'R1', verzoekAntwoord: '1' } },
    contractChecks: [{ referentie: 'R1', check: { outcome: 'no', reason: 'no-contract' } }],
    links: { request: { href: `/v1/messages/${request}` }, content: { href: `${path}/content` } },
  });
  const read = await gemeente.get(path);
  expect(read.body).toEqual({ ...draft, outdated: false });
  expect(read.headers.get('cache-control')).toBe('private, no-store');
  const listed = await gemeente.get(`/v1/drafts?state=open&type=JW319&request=${request}`);
  expect(listed.body).toMatchObject({ items: [{ id: draft.id }], next: null });
  expect(listed.body.items[0]).not.toHaveProperty('bericht');

  const { bericht } = draft;
  bericht.antwoord.redenAfwijzingVerzoek = '3';
  const changed = await gemeente.send('PUT', path, { version: 1, bericht });
  expect(changed).toMatchObject({ status: 200, body: { version: 2, bericht } });
  const content = await gemeente.get(`${path}/content`);
  expect(content.body).toContain('<RedenAfwijzingVerzoek>3</RedenAfwijzingVerzoek>');

  const sent = await gemeente.send('POST', `${path}/sending`, { version: 2 });
  expect(sent).toMatchObject({ status: 202, body: { type: 'JW319', status: 'received' } });
  expect(sent.headers.get('location')).toBe(`/v1/messages/${sent.body.id}`);
  expect((await gemeente.settled(sent.body.id)).body).toMatchObject({
    status: 'accepted',
    findings: [],
  });
  const twice = await gemeente.send('POST', `${path}/sending`, { version: 2 });
  expect(twice).toMatchObject({ status: 200, body: { id: sent.body.id } });
  expect((await gemeente.get(path)).body).toMatchObject({
    ...{ state: 'sent', bericht: null, messageId: sent.body.id },
    links: { message: { href: `/v1/messages/${sent.body.id}` } },
  });
  const closed = await gemeente.get(`${path}/content`);
  expect(problemOf(closed)).toBe('draft-closed');
  expect(closed.body.detail).toContain(`GET /v1/drafts/${draft.id}`);
  expect(problemOf(await aanbieder.get(path))).toBe('not-found');
});

test('a JW319 and a JW301 answer one request, with the retour that is due before them', async () => {
  desk = await first.another({ gemeente: { retourBy: 'party' } });
  const { gemeente, aanbieder } = desk;
  await desk.allocated();
  const request = await desk.requested('R1', 'R2');
  const decisions = [
    { decision: 'allocate', referentie: 'R1' },
    { decision: 'refuse', referentie: 'R2', reden: '2' },
  ];
  expect(problemOf(await desk.answer(request, { decisions }))).toBe('draft-form');
  await desk.complete();
  const made = await desk.answer(request, { decisions });
  expect(made).toMatchObject({ status: 201 });
  const [allocation, refusal] = made.body.items;
  expect(allocation).toMatchObject({
    ...{ type: 'JW301', retourFirst: true, findings: [], lacking: [] },
    details: { source: 'jw301', ageDays: 0 },
  });
  const sendAllocation = (body: object) =>
    gemeente.send('POST', `/v1/drafts/${allocation.id}/sending`, { version: 1, ...body });
  expect(problemOf(await sendAllocation({}))).toBe('details-unconfirmed');
  const sent = await sendAllocation({ clientDetailsConfirmed: true });
  expect(sent).toMatchObject({ status: 202, body: { type: 'JW301' } });
  const second = await gemeente.send('POST', `/v1/drafts/${refusal.id}/sending`, { version: 1 });
  expect(second).toMatchObject({ status: 202, body: { type: 'JW319' } });
  for (const { body } of [sent, second])
    expect((await gemeente.settled(body.id)).body).toMatchObject({
      status: 'accepted',
      findings: [],
    });
  const retour = (await aanbieder.get(`/v1/messages/${request}`)).body.links.answer.href;
  expect((await aanbieder.get(retour)).body).toMatchObject({ type: 'JW316', status: 'accepted' });
  const types = await desk.talk.mailbox(desk.parties.aanbieder);
  expect(types.slice(-3)).toEqual(['JW316', 'JW301', 'JW319']);
  expect(await desk.talk.allocations(desk.parties.gemeente)).toHaveLength(2);
});

test('of two people on one draft the second is told', async () => {
  const { draft } = await desk.refusal();
  const { gemeente } = desk;
  const colleague = await gateway.party(desk.parties.gemeente, { retourBy: 'gateway' });
  const path = `/v1/drafts/${draft.id}`;
  const { bericht } = draft;
  const change = (reden: string) => ({
    version: 1,
    bericht: { ...bericht, antwoord: { ...bericht.antwoord, redenAfwijzingVerzoek: reden } },
  });
  expect((await colleague.send('PUT', path, change('3'))).body.version).toBe(2);
  for (const answer of [
    await gemeente.send('PUT', path, change('4')),
    await gemeente.send('POST', `${path}/renewals`, { version: 1 }),
    await gemeente.send('POST', `${path}/sending`, { version: 1 }),
  ]) {
    expect(answer.status).toBe(409);
    expect(problemOf(answer)).toBe('draft-changed');
    expect(answer.body.detail).toContain((await gemeente.get(path)).body.changedBy);
  }
  const same = await Promise.all([
    gemeente.send('PUT', path, { ...change('4'), version: 2 }),
    gemeente.send('PUT', path, { ...change('5'), version: 2 }),
  ]);
  expect(same.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  expect((await gemeente.get(path)).body.version).toBe(3);
});

test('sending at once sends once', async () => {
  const { draft } = await desk.refusal();
  const { gemeente } = desk;
  const path = `/v1/drafts/${draft.id}/sending`;
  const all = await Promise.all(
    Array.from({ length: 5 }, () => gemeente.send('POST', path, { version: 1 })),
  );
  expect(all.map(({ status }) => status).filter((status) => status > 202)).toEqual([]);
  expect(new Set(all.map(({ body }) => body.id)).size).toBe(1);
  const { items } = (await gemeente.get('/v1/messages?type=JW319')).body;
  expect(items).toHaveLength(1);
});

test('what is no message, or another message, is a problem that names the field', async () => {
  const { draft } = await desk.refusal();
  const { gemeente } = desk;
  const path = `/v1/drafts/${draft.id}`;
  const { bericht } = draft;
  const put = (changed: object) => gemeente.send('PUT', path, { version: 1, bericht: changed });
  const wrong = await put({
    ...bericht,
    antwoord: {
      referentieAanbieder: 7,
      verzoekAntwoord: '1',
      kleur: 'rood',
      redenAfwijzingVerzoek: '\u0001',
    },
  });
  expect(problemOf(wrong)).toBe('invalid-request');
  expect(
    wrong.body.violations.map(({ element, rule }: Record<string, string>) => `${element} ${rule}`),
  ).toEqual([
    'Antwoord additionalProperties',
    'Antwoord/ReferentieAanbieder type',
    'Antwoord/RedenAfwijzingVerzoek pattern',
  ]);
  expect((await put({ type: 'JW319', header: bericht.header })).body.violations).toMatchObject([
    { element: 'Antwoord', rule: 'required' },
  ]);
  const header = { ...bericht.header, ontvanger: '12345999' };
  for (const other of [
    { ...bericht, type: 'JW301' },
    { ...bericht, header },
    { ...bericht, antwoord: { ...bericht.antwoord, referentieAanbieder: 'ANOTHER' } },
  ])
    expect(problemOf(await put(other))).toBe('draft-fixed');
  expect((await gemeente.get(path)).body.version).toBe(1);
  // What the XSD refuses is kept, shown, and not sent.
  const unsound = await put({
    ...bericht,
    antwoord: { ...bericht.antwoord, redenAfwijzingVerzoek: 'other' },
  });
  expect(unsound.body.findings).toMatchObject([
    { level: 1, element: 'Antwoord/RedenAfwijzingVerzoek' },
  ]);
  const refused = await gemeente.send('POST', `${path}/sending`, { version: 2 });
  expect(refused).toMatchObject({
    status: 409,
    body: { violations: [{ element: 'Antwoord/RedenAfwijzingVerzoek' }] },
  });
  expect(problemOf(refused)).toBe('draft-refused');
});

test('an aanbieder drafts a start, its correction in two messages, and what waits for the first', async () => {
  await desk.allocated();
  const { aanbieder } = desk;
  const allocationId = await desk.allocationId();
  const make = (form: object) => aanbieder.send('POST', '/v1/drafts', { allocationId, ...form });
  const send = (id: string) => aanbieder.send('POST', `/v1/drafts/${id}/sending`, { version: 1 });
  const started = await make({ kind: 'start', reports: { begindatum: '2024-03-04' } });
  expect(started.body.items).toMatchObject([{ type: 'JW305', findings: [], lacking: [] }]);
  const { body } = await send(started.body.items[0].id);
  expect((await aanbieder.settled(body.id)).body.status).toBe('accepted');
  const refused = await make({ kind: 'start', reports: { begindatum: '2024-03-05' } });
  expect(refused).toMatchObject({
    status: 400,
    body: { violations: [{ element: 'reports/begindatum', rule: 'already-started' }] },
  });
  const corrected = await make({
    kind: 'start',
    removes: { begindatum: '2024-03-04' },
    reports: { begindatum: '2024-03-04' },
  });
  const [removal, report] = corrected.body.items;
  expect(report).toMatchObject({ order: 2, after: removal.id });
  const early = await send(report.id);
  expect(early.status).toBe(409);
  expect(problemOf(early)).toBe('draft-waits');
  expect(early.body.detail).toContain('`after`');
  const removed = await send(removal.id);
  expect((await aanbieder.settled(removed.body.id)).body.status).toBe('accepted');
  const again = await send(report.id);
  expect((await aanbieder.settled(again.body.id)).body).toMatchObject({ status: 'accepted' });
});

test('only a request is answered by a decision', async () => {
  const allocated = await desk.allocated();
  const start = await desk.aanbieder.send('POST', '/v1/drafts', {
    ...{ kind: 'start', allocationId: await desk.allocationId() },
    reports: { begindatum: '2024-03-04' },
  });
  const path = `/v1/drafts/${start.body.items[0].id}/sending`;
  const { body } = await desk.aanbieder.send('POST', path, { version: 1 });
  await desk.aanbieder.settled(body.id);
  const decisions = [{ decision: 'investigate', referentie: 'R1' }];
  for (const [id, type] of [
    [body.id, 'JW305'],
    [allocated, 'JW301'],
  ]) {
    const answer = await desk.answer(id, { decisions });
    expect(answer.status).toBe(400);
    expect(problemOf(answer)).toBe('no-request');
    expect(answer.body.detail).toContain(type);
  }
  for (const other of [(await desk.another()).gemeente, desk.aanbieder]) {
    const answer = await other.send('POST', `/v1/messages/${body.id}/answers`, { decisions });
    expect(problemOf(answer)).toBe('not-found');
  }
});

test('a request is not allocated twice while the retour is not in, and what was sent is repeated', async () => {
  desk = await first.another({ aanbieder: { retourBy: 'party' } });
  const { gemeente, aanbieder } = desk;
  const xml = jw301(desk.parties, '2024-02-12', allocation('101', running));
  await gemeente.settled(await desk.talk.post(xml));
  const { body: approving } = await aanbieder.post(retourOf(xml, 'JW302', 'approved'));
  await aanbieder.settled(approving.id);
  await desk.complete();
  const request = await desk.requested('R1', 'R2', 'R3');
  const allocate = (referentie: string) =>
    desk.answer(request, { decisions: [{ decision: 'allocate', referentie }] });
  const [early, mine] = [await allocate('R2'), await allocate('R1')];
  const path = `/v1/drafts/${mine.body.items[0].id}`;
  const wish = { version: 1, clientDetailsConfirmed: true };
  const sent = await gemeente.send('POST', `${path}/sending`, wish);
  expect(sent).toMatchObject({ status: 202 });
  await gemeente.settled(sent.body.id);
  const again = await allocate('R1');
  expect(problemOf(again)).toBe('draft-form');
  expect(JSON.stringify(again.body)).toContain('reference-decided');
  // One that leaves the first out would end it.
  expect((await gemeente.get(`/v1/drafts/${early.body.items[0].id}`)).body.outdated).toBe(true);
  const other = await allocate('R3');
  const said = other.body.items[0].bericht.client.toegewezenProducten.toegewezenProduct;
  expect(said.map((one: { referentieAanbieder?: string }) => one.referentieAanbieder)).toEqual([
    ...[undefined, undefined, 'R3'],
  ]);
  // Advice: that R1 waits for its retour the ledger does not know.
  expect(other.body.items[0].findings).toMatchObject([{ rule: 'reference-missing' }]);
  const { body: content } = await gemeente.get(`/v1/messages/${sent.body.id}/content`);
  const retour = retourOf(Buffer.from(content), 'JW302', 'refused');
  expect((await aanbieder.post(retour)).status).toBe(202);
  await expect.poll(async () => (await allocate('R1')).status).toBe(201);
});
