import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { keepDetails, keptDetails } from '../../../src/messages/drafts/details.ts';
import type { ClientDetails } from '../../../src/messages/drafts/forms.ts';
import { inTransaction } from '../../../src/store/transaction.ts';
import { Desk, problemOf } from '../../http/drafts/support.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';

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

const adres = {
  huis: { huisnummer: '12' },
  ...{ postcode: '1000AA', straatnaam: 'Voorbeeldkade', plaatsnaam: 'Amsterdam', landCode: 'NL' },
};
const typed: ClientDetails = {
  geboortedatum: { datum: '2012-05-14' },
  geslacht: '2',
  naam: { geslachtsnaam: { achternaam: 'Amrani', voorvoegsel: 'el' }, naamGebruik: '1' },
  relaties: {
    relatie: [
      {
        ...{ nummer: '1', soort: '10' },
        naam: { geslachtsnaam: { achternaam: 'Bakkali' }, naamGebruik: '1' },
        contact: { soort: '01', adres },
      },
    ],
  },
  contactgegevens: {
    contact: [{ soort: '01', adres }],
  },
};
const decisions = [{ decision: 'allocate', referentie: 'R1' }];
const childOf = async () => {
  const [row] = await desk.talk.rows<{ id: string }>(
    'select client_id as id from ledger_entry where municipality = $1 limit 1',
    desk.parties.gemeente,
  );
  return row?.id ?? '';
};

test('what nobody knows of a client blocks sending, and is filled in by a person', async () => {
  await desk.complete();
  const request = await desk.requested('R1');
  const made = await desk.answer(request, { decisions });
  const [draft] = made.body.items;
  expect(draft).toMatchObject({
    ...{ details: null },
    lacking: [{ code: 'address', element: 'Client/Contactgegevens', message: expect.any(String) }],
  });
  const path = `/v1/drafts/${draft.id}`;
  const refused = await desk.gemeente.send('POST', `${path}/sending`, { version: 1 });
  expect(refused).toMatchObject({
    status: 409,
    body: { violations: [{ rule: 'address' }] },
  });
  expect(problemOf(refused)).toBe('draft-incomplete');
  const { bericht } = draft;
  const client = { ...bericht.client, ...typed };
  const changed = await desk.gemeente.send('PUT', path, {
    version: 1,
    bericht: { ...bericht, client },
  });
  expect(changed.body).toMatchObject({ version: 2, lacking: [], findings: [] });
  const sent = await desk.gemeente.send('POST', `${path}/sending`, { version: 2 });
  expect((await desk.gemeente.settled(sent.body.id)).body.status).toBe('accepted');
});

test('what is typed goes before what is known, needs no confirmation, and is kept for the next', async () => {
  await desk.allocated();
  await desk.complete();
  const request = await desk.requested('R1');
  const made = await desk.answer(request, { decisions, clientDetails: typed });
  const [draft] = made.body.items;
  expect(draft).toMatchObject({ lacking: [], details: { source: 'typed', ageDays: 0 } });
  expect(draft.bericht.client).toMatchObject(typed);
  const sent = await desk.gemeente.send('POST', `/v1/drafts/${draft.id}/sending`, { version: 1 });
  expect(sent).toMatchObject({ status: 202 });
  expect((await desk.gemeente.settled(sent.body.id)).body.status).toBe('accepted');
  const { pool } = gateway.store;
  const kept = await keptDetails(pool, gateway.keys, desk.parties.gemeente, await childOf());
  expect(kept).toMatchObject({ details: typed, source: 'typed' });
  expect(await keptDetails(pool, gateway.keys, '0014', await childOf())).toBeUndefined();
});

test('what is typed must have the form of a client', async () => {
  await desk.complete();
  const request = await desk.requested('R1');
  const { geslacht: _, ...rest } = typed;
  const answer = await desk.answer(request, {
    decisions,
    clientDetails: { ...rest, naam: { achternaam: 'Amrani' } },
  });
  expect(problemOf(answer)).toBe('invalid-request');
  expect(answer.body.violations.map(({ element }: { element: string }) => element)).toEqual(
    expect.arrayContaining([
      'body/clientDetails/geslacht',
      'body/clientDetails/naam/geslachtsnaam',
    ]),
  );
});

test('an address that is to be kept secret blocks the draft until a person typed which is safe', async () => {
  await desk.allocated();
  await desk.complete();
  const clientId = await childOf();
  const details = { ...typed, commentaar: 'Adres is geheim' };
  const known = { details, source: 'import', recordedAt: new Date() } as const;
  const keep = (client: Parameters<typeof keepDetails>[0]) =>
    keepDetails(client, gateway.keys, desk.parties.gemeente, clientId, known, 'test');
  expect(await inTransaction(gateway.store.pool, keep)).toBe(true);
  const request = await desk.requested('R1');
  expect(await desk.answer(request, { decisions })).toMatchObject({
    status: 400,
    body: { violations: [{ rule: 'address-unsafe' }] },
  });
  const made = await desk.answer(request, { decisions, clientDetails: details });
  expect(made.status).toBe(201);
});

test('what is imported since makes no secret address known, until a person typed another', async () => {
  await desk.allocated();
  await desk.complete();
  const send = async (referentie: string, clientDetails: ClientDetails) => {
    const request = await desk.requested(referentie);
    const made = await desk.answer(request, {
      decisions: [{ decision: 'allocate', referentie }],
      clientDetails,
    });
    const [draft] = made.body.items;
    const path = `/v1/drafts/${draft.id}/sending`;
    const sent = await desk.gemeente.send('POST', path, { version: 1 });
    expect((await desk.gemeente.settled(sent.body.id)).body.status).toBe('accepted');
  };
  const [contact] = typed.contactgegevens.contact;
  const secret = { contact: contact ? [{ ...contact, organisatie: 'GEHEIM adres' }] : [] };
  await send('R1', { ...typed, contactgegevens: secret });
  const clientId = await childOf();
  const known = { details: typed, source: 'import', recordedAt: new Date() } as const;
  await inTransaction(gateway.store.pool, (client) =>
    keepDetails(client, gateway.keys, desk.parties.gemeente, clientId, known, 'test'),
  );
  const request = await desk.requested('R2');
  const allocates = { decisions: [{ decision: 'allocate', referentie: 'R2' }] };
  expect(await desk.answer(request, allocates)).toMatchObject({
    status: 400,
    body: { violations: [{ rule: 'address-unsafe' }] },
  });
  expect((await desk.answer(request, { ...allocates, clientDetails: typed })).status).toBe(201);
});

test('an allocation that is left out of a draft is told before it is sent', async () => {
  await desk.allocated();
  await desk.complete();
  const request = await desk.requested('R1');
  const made = await desk.answer(request, { decisions, clientDetails: typed });
  const [draft] = made.body.items;
  expect(draft.findings).toEqual([]);
  const { toegewezenProduct } = draft.bericht.client.toegewezenProducten;
  expect(toegewezenProduct).toHaveLength(2);
  const fewer = {
    ...draft.bericht.client,
    toegewezenProducten: {
      toegewezenProduct: toegewezenProduct.filter(
        (one: { toewijzingNummer: string }) => one.toewijzingNummer !== '101',
      ),
    },
  };
  const path = `/v1/drafts/${draft.id}`;
  const changed = await desk.gemeente.send('PUT', path, {
    version: 1,
    bericht: { ...draft.bericht, client: fewer },
  });
  expect(changed.body.findings).toMatchObject([{ rule: 'allocation-forgotten' }]);
  // It is advice: a person decides.
  expect((await desk.gemeente.send('POST', `${path}/sending`, { version: 2 })).status).toBe(202);
});

test('a draft stays about its child', async () => {
  await desk.allocated();
  const made = await desk.aanbieder.send('POST', '/v1/drafts', {
    ...{ kind: 'start', allocationId: await desk.allocationId() },
    reports: { begindatum: '2024-03-04' },
  });
  const [draft] = made.body.items;
  const bericht = { ...draft.bericht, client: { ...draft.bericht.client, bsn: '999934508' } };
  const other = await desk.aanbieder.send('PUT', `/v1/drafts/${draft.id}`, { version: 1, bericht });
  expect(problemOf(other)).toBe('draft-fixed');
  expect(other.body.detail).toContain('Client/Bsn');
});

test('what is kept opens for its own gemeente and day only', async () => {
  await desk.allocated();
  const clientId = await childOf();
  const { pool } = gateway.store;
  const known = { details: typed, source: 'import', recordedAt: new Date() } as const;
  await inTransaction(pool, (client) =>
    keepDetails(client, gateway.keys, desk.parties.gemeente, clientId, known, 'test'),
  );
  await pool.query(
    "update client_details set recorded_at = recorded_at + interval '1 day' where client_id = $1",
    [clientId],
  );
  const read = keptDetails(pool, gateway.keys, desk.parties.gemeente, clientId);
  await expect(read).rejects.toThrow();
});

test('a party that has ended sends no draft', async () => {
  const { draft } = await desk.refusal();
  const { gemeente } = desk.parties;
  await gateway.administrator.send('PATCH', `/v1/parties/${gemeente}`, { until: '2024-12-31' });
  const sent = await desk.gemeente.send('POST', `/v1/drafts/${draft.id}/sending`, { version: 1 });
  expect(problemOf(sent)).toBe('party-ended');
});
