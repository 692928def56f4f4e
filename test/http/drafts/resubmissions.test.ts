import { afterAll, beforeAll, expect, test } from 'vitest';
import { localCall } from '../../../src/parties/principal.ts';
import { forgetChild } from '../../../src/retention/clients.ts';
import { inTransaction } from '../../../src/store/transaction.ts';
import {
  type Declaratie,
  type Declared,
  declaratie,
  jw323,
  jw325,
  type Says,
} from '../../ledger/declarations/writing.ts';
import { Talk } from '../../ledger/past/talk.ts';
import { children, jw301 } from '../../ledger/past/write.ts';
import { allocation } from '../../ledger/stories/conversation.ts';
import type { Answer } from '../../support/gateway.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { problemOf, today } from './support.ts';

let gateway: TestGateway;
let talk: Talk;
const [anna, bram] = children(2) as [string, string];

beforeAll(async () => {
  gateway = await startTestGateway();
  talk = new Talk(gateway);
});
afterAll(() => gateway.remove());

interface Between {
  readonly gemeente: string;
  readonly aanbieder: string;
}

const perMonth = (number: string) =>
  allocation(number, {
    product: { categorie: '45', code: 'B09P' },
    ingangsdatum: '2024-01-01',
    einddatum: '2025-12-31',
    omvang: { volume: '100000', eenheid: '83', frequentie: '4' },
  });

/** A gemeente and an aanbieder with allocation 101 of Anna and 102 of Bram, in euros per month. */
async function pair(): Promise<Between> {
  const { gemeente, aanbieder } = await talk.pair();
  for (const [bsn, number] of [
    [anna, '101'],
    [bram, '102'],
  ] as const)
    await talk.say(jw301({ gemeente, aanbieder, bsn }, '2024-02-20', perMonth(number)));
  return { gemeente, aanbieder };
}

const ofAnna: Declared = { bsn: anna, referentie: 'A1', bedrag: 1200 };
const again: Declared = { bsn: anna, referentie: 'A2', bedrag: 300, maand: '2024-02' };
const ofBram: Declared = { bsn: bram, referentie: 'B1', bedrag: 50, nummer: '102' };

async function declared(one: Declaratie, says: Says | undefined): Promise<string> {
  const { id } = await talk.say(jw323(one));
  if (says) expect((await talk.say(jw325(one, says))).status).toBe('accepted');
  return id;
}

function anew({ aanbieder }: Between, id: string): Promise<Answer> {
  return talk.caller(aanbieder).send('POST', `/v1/messages/${id}/resubmissions`);
}

/** The code of the fault of the form. */
const faultOf = ({ body }: Answer): string | undefined => body.violations?.[0]?.rule;

interface Drafted {
  readonly id: string;
  readonly version: number;
  readonly bericht: ReturnType<typeof import('../../ledger/declarations/writing.ts').jw323Of>;
}

async function drafted(parties: Between, id: string): Promise<Drafted> {
  const { status, body } = await anew(parties, id);
  expect({ status, problem: body.type }).toEqual({ status: 201, problem: undefined });
  expect(body.items).toHaveLength(1);
  return body.items[0];
}

/** The Prestaties of a drafted declaration, as `BSN NUMBER AMOUNT BEGIN`. */
const prestatiesIn = ({ bericht }: Drafted) =>
  bericht.declaratie.clienten.client.flatMap(({ bsn, prestaties }) =>
    prestaties.prestatie.map(({ toewijzingNummer, ingediendBedrag, productPeriode }) =>
      [bsn, toewijzingNummer, ingediendBedrag.bedrag, productPeriode.begindatum].join(' '),
    ),
  );

function send(parties: Between, { id, version }: Drafted): Promise<Answer> {
  return talk.caller(parties.aanbieder).send('POST', `/v1/drafts/${id}/sending`, { version });
}

test('what was refused is drafted with new numbers, seen, sent, and then declared anew', async () => {
  const parties = await pair();
  const one = declaratie(parties, [ofAnna, again, ofBram]);
  const id = await declared(one, ['A2', 'B1']);
  const draft = await drafted(parties, id);
  expect(prestatiesIn(draft)).toEqual([`${anna} 101 300 2024-02-01`, `${bram} 102 50 2024-03-01`]);
  const { header, declaratie: said } = draft.bericht;
  expect(header.berichtIdentificatie.identificatie).not.toBe(one.identificatie);
  expect(said).toMatchObject({
    declaratiePeriode: { begindatum: '2024-03-01', einddatum: '2024-03-31' },
    declaratieDagtekening: today,
    totaalIngediendBedrag: { totaalBedrag: '350', debetCredit: 'D' },
  });
  expect(said.declaratieNummer).toMatch(/^[A-Z0-9]{12}$/);
  const references = said.clienten.client.flatMap(({ prestaties }) =>
    prestaties.prestatie.map(({ productReferentie }) => productReferentie.referentieNummer),
  );
  for (const reference of references) expect(reference).toMatch(/^[A-Z0-9]{20}$/);
  expect(new Set(references).size).toBe(2);

  const sent = await send(parties, draft);
  expect(sent.status).toBe(202);
  await talk.caller(parties.aanbieder).settled(sent.body.id);
  expect((await talk.outcome(sent.body.id, parties.aanbieder)).status).toBe('accepted');
  // Sent twice it goes once.
  expect(await send(parties, draft)).toMatchObject({ status: 200, body: { id: sent.body.id } });
  const repeated = await anew(parties, id);
  expect({ status: repeated.status, fault: faultOf(repeated) }).toEqual({
    status: 400,
    fault: 'declared-anew',
  });
  const [logged] = await talk.rows<{ children: number }>(
    `select cardinality(client_ids) as children from access_log_fresh
    where action = 'make-draft' and party = $1`,
    parties.aanbieder,
  );
  expect(logged).toEqual({ children: 2 });
});

test('of two drafts of one declaration the second is not sent', async () => {
  const parties = await pair();
  const id = await declared(declaratie(parties, [ofAnna, ofBram]), ['A1', 'B1']);
  const [first, second] = [await drafted(parties, id), await drafted(parties, id)];
  const { status, body } = await send(parties, first);
  expect(status).toBe(202);
  await talk.caller(parties.aanbieder).settled(body.id);
  expect(problemOf(await send(parties, second))).toBe('draft-outdated');
});

test('it is declared in the last month, or in its own where that is later', async () => {
  const parties = await pair();
  const february = { maand: '2024-02' };
  const refused = await declared(declaratie(parties, [again], february), ['A2']);
  const own = await drafted(parties, refused);
  expect(own.bericht.declaratie.declaratiePeriode).toEqual({
    begindatum: '2024-02-01',
    einddatum: '2024-02-29',
  });
  const later = declaratie(parties, [ofBram]);
  await declared(later, 'granted');
  const { bericht } = await drafted(parties, refused);
  expect(bericht.declaratie.declaratiePeriode).toEqual({
    begindatum: '2024-03-01',
    einddatum: '2024-03-31',
  });
});

test('a declaration that was refused as a whole is drafted whole', async () => {
  const parties = await pair();
  const id = await declared(declaratie(parties, [ofAnna, ofBram]), 'refused');
  expect(prestatiesIn(await drafted(parties, id))).toHaveLength(2);
});

test('a credit that was refused is declared anew, with the debit that takes the place', async () => {
  const parties = await pair();
  await declared(declaratie(parties, [ofAnna]), 'granted');
  const credit: Declared = { ...ofAnna, referentie: 'C1', vorig: 'A1' };
  const instead: Declared = { ...ofAnna, referentie: 'A3', bedrag: 900 };
  const id = await declared(declaratie(parties, [credit, instead]), ['C1', 'A3']);
  const draft = await drafted(parties, id);
  const { client } = draft.bericht.declaratie.clienten;
  const [first] = client[0]?.prestaties.prestatie ?? [];
  expect(first?.productReferentie.vorigReferentieNummer).toBe('A1');
  expect(draft.bericht.declaratie.totaalIngediendBedrag).toEqual({
    totaalBedrag: '300',
    debetCredit: 'C',
  });
  expect(prestatiesIn(draft)).toHaveLength(2);
});

test('without an answer, or without anything refused, there is nothing to draft', async () => {
  const parties = await pair();
  const open = await anew(parties, await declared(declaratie(parties, [ofAnna]), undefined));
  expect(faultOf(open)).toBe('declaration-unanswered');
  const granted = await declared(declaratie(parties, [ofBram]), 'granted');
  expect(faultOf(await anew(parties, granted))).toBe('nothing-refused');
});

test('it is for the aanbieder that declared, of a declaration', async () => {
  const parties = await pair();
  const other = await pair();
  const id = await declared(declaratie(parties, [ofAnna]), ['A1']);
  expect(problemOf(await anew(other, id))).toBe('not-found');
  const byGemeente = await talk
    .caller(parties.gemeente)
    .send('POST', `/v1/messages/${id}/resubmissions`);
  expect(problemOf(byGemeente)).toBe('draft-kind');
  const [{ answer } = { answer: '' }] = await talk.rows<{ answer: string }>(
    'select id as answer from message where heenbericht_id = $1',
    id,
  );
  expect(problemOf(await anew(parties, answer))).toBe('not-found');
});

test('a person changes it, but not of whom it is', async () => {
  const parties = await pair();
  const id = await declared(declaratie(parties, [ofAnna]), ['A1']);
  const { id: draft, version, bericht } = await drafted(parties, id);
  const caller = talk.caller(parties.aanbieder);
  const put = (wish: object) =>
    caller.send('PUT', `/v1/drafts/${draft}`, { version, bericht: wish });
  const client = bericht.declaratie.clienten.client.map((one) => ({ ...one, bsn: bram }));
  const other = { ...bericht, declaratie: { ...bericht.declaratie, clienten: { client } } };
  expect(problemOf(await put(other))).toBe('draft-fixed');
  const changed = await put({
    ...bericht,
    declaratie: { ...bericht.declaratie, declaratieNummer: 'EIGEN1' },
  });
  expect(changed.body.bericht.declaratie.declaratieNummer).toBe('EIGEN1');
});

test('it is forgotten with each of its children', async () => {
  const parties = await pair();
  const id = await declared(declaratie(parties, [ofAnna, ofBram]), ['A1', 'B1']);
  const draft = await drafted(parties, id);
  const keys = await talk.keys();
  const [child] = await talk.rows<{ id: string }>(
    `select distinct client_id as id from allocation
    where municipality = $1 and toewijzing_nummer = '102'`,
    parties.gemeente,
  );
  await inTransaction(gateway.store.pool, (client) =>
    forgetChild(client, keys.rows, localCall('test'), child?.id ?? ''),
  );
  const read = await talk.caller(parties.aanbieder).get(`/v1/drafts/${draft.id}`);
  expect(problemOf(read)).toBe('draft-forgotten');
});
