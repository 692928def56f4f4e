import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { problemOf } from '../drafts/support.ts';

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

async function pair(): Promise<Between> {
  const { gemeente, aanbieder } = await talk.pair();
  for (const [bsn, number] of [
    [anna, '101'],
    [bram, '102'],
  ] as const) {
    const perMonth = allocation(number, {
      product: { categorie: '45', code: 'B09P' },
      ingangsdatum: '2024-01-01',
      einddatum: '2025-12-31',
      omvang: { volume: '100000', eenheid: '83', frequentie: '4' },
    });
    await talk.say(jw301({ gemeente, aanbieder, bsn }, '2024-02-20', perMonth));
  }
  return { gemeente, aanbieder };
}

const ofAnna: Declared = { bsn: anna, referentie: 'A1', bedrag: 1200 };
const ofBram: Declared = { bsn: bram, referentie: 'B1', bedrag: 50, nummer: '102' };

async function declared(one: Declaratie, says?: Says): Promise<string> {
  const { id } = await talk.say(jw323(one));
  if (says) expect((await talk.say(jw325(one, says))).status).toBe('accepted');
  return id;
}

const list = (party: string, query = '') => talk.caller(party).get(`/v1/declarations${query}`);
const show = (party: string, id: string) => talk.caller(party).get(`/v1/declarations/${id}`);

describe('a list', () => {
  test('has the sums of each declaration, for both sides, and what it is asked for', async () => {
    const { gemeente, aanbieder } = await pair();
    const parties = { gemeente, aanbieder };
    const february = { maand: '2024-02' };
    const open = await declared(declaratie(parties, [{ ...ofAnna, referentie: 'O1' }], february));
    const refused = await declared(
      declaratie(parties, [{ ...ofBram, referentie: 'W1' }]),
      'refused',
    );
    const answered = await declared(declaratie(parties, [ofAnna, ofBram]), ['B1']);
    for (const party of [gemeente, aanbieder]) {
      const { status, body } = await list(party);
      expect(status).toBe(200);
      expect(body.next).toBe(null);
      const items = new Map(body.items.map((one: { id: string }) => [one.id, one]));
      expect(items.size).toBe(3);
      expect(items.get(answered)).toMatchObject({
        ...{ aanbieder, gemeente, month: '2024-03', state: 'answered', prestaties: 2 },
        ...{ declaredCents: 1250, grantedCents: 1200, refusedCents: 50 },
      });
      expect(items.get(open)).toMatchObject({
        ...{ month: '2024-02', state: 'open', answerId: null },
        ...{ declaredCents: 1200, grantedCents: 0, refusedCents: 0 },
      });
      expect(items.get(refused)).toMatchObject({ state: 'refused', refusedCents: 50 });
      const only = async (query: string) =>
        (await list(party, query)).body.items.map(({ id }: { id: string }) => id);
      expect(await only('?state=open')).toEqual([open]);
      expect(await only('?month=2024-02')).toEqual([open]);
      expect(
        await only(`?state=answered&counterparty=${party === gemeente ? aanbieder : gemeente}`),
      ).toEqual([answered]);
      expect(await only('?counterparty=0999')).toEqual([]);
      const page = await list(party, '?limit=2');
      const rest = await list(party, `?limit=2&cursor=${encodeURIComponent(page.body.next)}`);
      const all = [...page.body.items, ...rest.body.items].map(({ id }: { id: string }) => id);
      expect(all.toSorted()).toEqual([open, refused, answered].toSorted());
    }
    const logged = await talk.rows<{ action: string }>(
      "select distinct action from access_log_fresh where party = $1 and action like 'list-decl%'",
      aanbieder,
    );
    expect(logged).toEqual([{ action: 'list-declarations' }]);
  });

  test('has nothing of others', async () => {
    const parties = await pair();
    await declared(declaratie(parties, [ofAnna]), 'granted');
    const other = await pair();
    for (const party of [other.gemeente, other.aanbieder])
      expect((await list(party)).body.items).toEqual([]);
  });
});

describe('a declaration', () => {
  test('stands beside its answer: what is granted though it is not returned, and what is refused', async () => {
    const parties = await pair();
    const id = await declared(declaratie(parties, [ofAnna, ofBram]), ['B1']);
    for (const party of [parties.gemeente, parties.aanbieder]) {
      const { status, body } = await show(party, id);
      expect(status).toBe(200);
      expect(body).toMatchObject({
        ...{ id, ...parties, month: '2024-03', state: 'answered' },
        ...{ declaredCents: 1250, grantedCents: 1200, refusedCents: 50 },
      });
      const [granted, refused] = body.prestaties;
      expect(granted).toMatchObject({
        ...{ bsn: anna, referentieNummer: 'A1', decision: 'granted', refusedBecause: [] },
        ...{ amountCents: 1200, begin: '2024-03-01', toewijzingNummer: '101' },
      });
      expect(refused).toMatchObject({ bsn: bram, referentieNummer: 'B1', decision: 'refused' });
      expect(refused.refusedBecause).toHaveLength(1);
      const [because] = refused.refusedBecause;
      // No rule that the gateway found broken says so: both sides see that.
      expect(because).toMatchObject({ retourCode: '9322', explained: false });
      expect(because.description).toMatch(/^[A-Z]/);
      expect(because.rules.map(({ rule }: { rule: string }) => rule)).toContain(
        'care-not-reported',
      );
    }
    const logged = await talk.rows<{ children: number }>(
      `select cardinality(client_ids) as children from access_log_fresh
      where action = 'read-declaration' and message_id = $1`,
      id,
    );
    expect(logged).toEqual([{ children: 2 }, { children: 2 }]);
  });

  test('without an answer is undecided; refused as a whole, every Prestatie says why', async () => {
    const parties = await pair();
    const open = await show(parties.aanbieder, await declared(declaratie(parties, [ofAnna])));
    expect(open.body).toMatchObject({ state: 'open', answerId: null, grantedCents: 0 });
    expect(open.body.prestaties[0].decision).toBe('undecided');
    const id = await declared(declaratie(parties, [ofBram]), 'refused');
    const { body } = await show(parties.aanbieder, id);
    expect(body).toMatchObject({ state: 'refused', refusedCents: 50 });
    expect(body.prestaties[0].refusedBecause[0].retourCode).toBe('9333');
  });

  test('is not shown to others, nor another message', async () => {
    const parties = await pair();
    const other = await pair();
    const id = await declared(declaratie(parties, [ofAnna]), 'granted');
    for (const party of [other.gemeente, other.aanbieder])
      expect(problemOf(await show(party, id))).toBe('not-found');
    const { answerId } = (await show(parties.aanbieder, id)).body;
    expect(problemOf(await show(parties.aanbieder, answerId))).toBe('not-found');
  });
});

describe('that all declarations are known', () => {
  const path = ({ gemeente, aanbieder }: Between) =>
    `/v1/parties/${gemeente}/complete-declarations/${aanbieder}`;

  test('is said by the gemeente and taken back, as often as it likes', async () => {
    const parties = await pair();
    const gemeente = talk.caller(parties.gemeente);
    const statuses = [];
    for (const method of ['PUT', 'PUT', 'DELETE', 'DELETE', 'PUT'])
      statuses.push((await gemeente.send(method, path(parties))).status);
    expect(statuses).toEqual([201, 200, 200, 404, 201]);
    const { body } = await gemeente.get(`/v1/parties/${parties.gemeente}/complete-declarations`);
    expect(body.items.map(({ aanbieder }: { aanbieder: string }) => aanbieder)).toEqual([
      parties.aanbieder,
    ]);
    // The aanbieder sees that rules refuse, and not whose key said so.
    const seen = await talk
      .caller(parties.aanbieder)
      .get(`/v1/parties/${parties.aanbieder}/complete-declarations`);
    expect(seen.body.items).toEqual([{ ...parties, declaredAt: expect.any(String) }]);
    const byAdministrator = await gateway.administrator.send('DELETE', path(parties));
    expect(byAdministrator.status).toBe(200);
  });

  test('is said of two at once once', async () => {
    const parties = await pair();
    const gemeente = talk.caller(parties.gemeente);
    const both = await Promise.all([1, 2].map(() => gemeente.send('PUT', path(parties))));
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 201]);
  });

  test('is said by nobody else, and of nobody that is not there', async () => {
    const parties = await pair();
    const other = await pair();
    expect((await talk.caller(other.gemeente).send('PUT', path(parties))).status).toBe(404);
    expect((await talk.caller(parties.aanbieder).send('PUT', path(parties))).status).toBe(404);
    const unknown = { ...parties, aanbieder: '98765432' };
    const said = await talk.caller(parties.gemeente).send('PUT', path(unknown));
    expect(problemOf(said)).toBe('unknown-party');
  });
});
