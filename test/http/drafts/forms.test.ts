import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Answer, startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { Desk, problemOf } from './support.ts';

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

const make = (form: object) => desk.aanbieder.send('POST', '/v1/drafts', form);

/** Sends all that a form became; each is accepted. */
async function sendAll({ status, body }: Answer): Promise<string[]> {
  expect({ status, body }).toMatchObject({ status: 201 });
  const ids: string[] = [];
  for (const { id, findings, lacking } of body.items) {
    expect({ findings, lacking }).toEqual({ findings: [], lacking: [] });
    const sent = await desk.aanbieder.send('POST', `/v1/drafts/${id}/sending`, { version: 1 });
    expect(sent).toMatchObject({ status: 202 });
    const settled = await desk.aanbieder.settled(sent.body.id);
    expect(settled.body).toMatchObject({ status: 'accepted', findings: [] });
    ids.push(sent.body.id);
  }
  return ids;
}

const child = () => ({
  ...{ bsn: desk.parties.bsn, geboortedatum: { datum: '2012-05-14' }, geslacht: '2' },
  naam: { geslachtsnaam: { achternaam: 'Amrani', voorvoegsel: 'el' } },
});
const product = {
  product: { categorie: '45', code: 'B09P' },
  toewijzingIngangsdatum: '2024-03-01',
  omvang: { volume: '1', eenheid: '82', frequentie: '6' },
  toewijzingEinddatum: '2025-02-28',
  verwijzer: { type: '05', naam: 'Kinderarts De Wit' },
};

test('a request is drafted and sent, and where it is refused on residence drafted anew', async () => {
  const { gemeente } = desk.parties;
  const made = await make({ kind: 'request', gemeente, client: child(), products: [product] });
  const [request = ''] = await sendAll(made);
  const [{ bericht }] = made.body.items;
  const [{ referentieAanbieder: referentie }] =
    bericht.client.aangevraagdeProducten.aangevraagdProduct;
  const early = await make({ kind: 'elsewhere', requestId: request });
  expect(early.body.violations).toMatchObject([{ rule: 'not-refused-on-residence' }]);
  const named = first.parties.gemeente;
  const answer = await desk.answer(request, {
    decisions: [{ decision: 'refuse', referentie, reden: '8', gemeente: named }],
  });
  const [{ id }] = answer.body.items;
  const refused = await desk.gemeente.send('POST', `/v1/drafts/${id}/sending`, { version: 1 });
  await desk.gemeente.settled(refused.body.id);
  const anew = await make({ kind: 'elsewhere', requestId: request });
  expect(anew.body.items).toMatchObject([{ type: 'JW315', recipient: named, requestId: request }]);
  const [asked] = anew.body.items[0].bericht.client.aangevraagdeProducten.aangevraagdProduct;
  expect(asked.referentieAanbieder).not.toBe(referentie);
  await sendAll(anew);
});

test('a start and a stop, the correction of the stop, and its removal', async () => {
  await desk.allocated();
  const allocationId = await desk.allocationId();
  await sendAll(await make({ kind: 'start', allocationId, reports: { begindatum: '2024-03-04' } }));
  const stop = { einddatum: '2024-06-30', redenBeeindiging: '31' };
  await sendAll(await make({ kind: 'stop', allocationId, reports: stop }));
  const removes = { ...stop, begindatum: '2024-03-04' };
  const later = { ...stop, einddatum: '2024-07-31' };
  await sendAll(await make({ kind: 'stop', allocationId, removes, reports: later }));
  const known = { ...later, begindatum: '2024-03-04' };
  await sendAll(await make({ kind: 'stop', allocationId, removes: known }));
  await sendAll(await make({ kind: 'start', allocationId, removes: { begindatum: '2024-03-04' } }));
});

test('a request for change', async () => {
  await desk.allocated('101', { omvang: { volume: '2', eenheid: '04', frequentie: '2' } });
  const { items } = (await desk.aanbieder.get('/v1/allocations')).body;
  const made = await make({
    ...{ kind: 'change', gemeente: desk.parties.gemeente, client: items[0].client },
    ...{ redenVerzoek: '1', products: [] },
    changes: [{ toewijzingNummer: '101', omvang: { volume: '3', eenheid: '04', frequentie: '2' } }],
  });
  await sendAll(made);
});

test('a form with faults has all of them named, of its own kind only', async () => {
  const answer = await make({ kind: 'start', reports: { begindatum: 'soon' }, colour: 'red' });
  expect(problemOf(answer)).toBe('invalid-request');
  const faults = answer.body.violations.map(({ element, rule }: Record<string, string>) => [
    element,
    rule,
  ]);
  expect(faults.toSorted()).toEqual([
    ['body/*', 'additionalProperties'],
    ['body/allocationId', 'required'],
    ['body/reports/begindatum', 'format'],
  ]);
  const unknown = await make({ kind: 'other' });
  expect(unknown.body.violations).toMatchObject([
    {
      ...{ element: 'body/kind', rule: 'discriminator' },
      message: expect.stringContaining('request, elsewhere, start, stop, change'),
    },
  ]);
  const { gemeente } = desk.parties;
  const wrong = await desk.gemeente.send('POST', '/v1/drafts', {
    ...{ kind: 'request', gemeente, client: child(), products: [product] },
  });
  expect(problemOf(wrong)).toBe('draft-kind');
});
