import { afterAll, beforeAll, expect, test } from 'vitest';
import { type About, aboutOf } from '../../../src/ledger/past/about.ts';
import { readDeclaredPast } from '../../../src/ledger/past/declared-past.ts';
import { readPast } from '../../../src/ledger/past/read-past.ts';
import { NotBelieved } from '../../../src/store/keys/row-mac.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { Talk } from '../past/talk.ts';
import { children, jw301 } from '../past/write.ts';
import { allocation } from '../stories/conversation.ts';
import { allIsKnown } from './complete.ts';
import { type Declaratie, type Declared, declaratie, jw323, jw323Of, jw325 } from './writing.ts';

let gateway: TestGateway;
let talk: Talk;
const [anna, bram] = children(2) as [string, string];
beforeAll(async () => {
  gateway = await startTestGateway();
  talk = new Talk(gateway);
});
afterAll(() => gateway.remove());

async function pastOf(one: Declaratie) {
  const about = aboutOf(jw323Of(one));
  if (!about?.declaration) throw new Error('A JW323 is about something.');
  const parts = { ...about, declaration: about.declaration };
  return readDeclaredPast(gateway.store.pool, await talk.keys(), parts, '2026-01-05');
}

/** Declares and grants all but these references. */
async function granted(
  parties: { gemeente: string; aanbieder: string },
  prestaties: readonly Declared[],
  refused: readonly string[] = [],
  wishes: Partial<Declaratie> = {},
): Promise<Declaratie> {
  const one = declaratie(parties, prestaties, wishes);
  await talk.say(jw323(one));
  await talk.say(jw325(one, refused.length > 0 ? refused : 'granted'));
  return one;
}

test('what was allocated, granted and used, of the sender and this gemeente alone', async () => {
  const parties = { ...(await talk.pair()), bsn: anna };
  const elsewhere = { ...(await talk.pair()), aanbieder: parties.aanbieder };
  await talk.say(jw301(parties, '2024-03-01', allocation('101')));
  await talk.say(jw301({ ...parties, bsn: bram }, '2024-03-01', allocation('201')));
  await granted(
    parties,
    [
      { bsn: anna, referentie: 'g1', bedrag: 100 },
      { bsn: anna, referentie: 'r1', bedrag: 7, nummer: '102' },
    ],
    ['r1'],
    { maand: '2024-02' },
  );
  await granted(
    parties,
    [
      { bsn: anna, referentie: 'c1', vorig: 'g1', bedrag: 100, maand: '2024-02' },
      { bsn: anna, referentie: 'g2', bedrag: 90, maand: '2024-02' },
    ],
    [],
    { maand: '2024-02' },
  );
  // To another gemeente: its references are used, and nothing else is told.
  await granted(elsewhere, [{ bsn: anna, referentie: 'e1', bedrag: 5 }], [], {
    ...{ maand: '2024-03', nummer: 'ELSEWHERE' },
  });
  const asked = declaratie(
    parties,
    ['g2', 'r1', 'e1', 'new'].map((referentie) => ({ bsn: anna, referentie, bedrag: 1 })),
    { nummer: 'ELSEWHERE' },
  );
  const both = {
    ...asked,
    prestaties: [...asked.prestaties, { bsn: bram, referentie: 'x', bedrag: 1, nummer: '201' }],
  };
  const { declared, clientIds } = await pastOf(both);
  expect(declared).toMatchObject({
    complete: false,
    declaratieNummerUsed: true,
    lastPeriod: '2024-02',
  });
  expect([...declared.usedReferences].sort()).toEqual(['e1', 'g2']);
  expect([...declared.clients.keys()].sort()).toEqual([anna, bram].sort());
  expect(new Set(clientIds)).toEqual(new Set(declared.clients.values()));
  expect([...declared.allocations.keys()].sort()).toEqual(['101', '201']);
  const one = declared.allocations.get('101');
  expect(one).toMatchObject({ client: declared.clients.get(anna), deleted: false });
  expect(
    one?.granted.map(({ referentieNummer, bedrag, debetCredit, vorigReferentieNummer }) => [
      ...[referentieNummer, bedrag, debetCredit, vorigReferentieNummer],
    ]),
  ).toEqual([
    ['g1', 100n, 'D', undefined],
    ['c1', 100n, 'C', 'g1'],
    ['g2', 90n, 'D', undefined],
  ]);
  expect(declared.allocations.get('201')?.granted).toEqual([]);
});

test('a child and an allocation that the ledger does not know: the Prestatie is kept, and nothing is told', async () => {
  const parties = await talk.pair();
  const [, , stranger] = children(3) as [string, string, string];
  const one = declaratie(parties, [
    { bsn: stranger, referentie: 'unknown', bedrag: 42, nummer: '999' },
  ]);
  const { declared } = await pastOf(one);
  expect([declared.clients.size, declared.allocations.size]).toEqual([0, 0]);
  const { id } = await talk.say(jw323(one));
  const rows = await talk.rows(
    'select kind, toewijzing_nummer as number, amount_cents as cents from ledger_entry where message_id = $1',
    id,
  );
  expect(rows).toEqual([{ kind: 'declared', number: '999', cents: '42' }]);
  await talk.say(jw325(one, 'granted'));
  const after = await pastOf(one);
  expect(after.declared.clients.size).toBe(1);
  // Nobody allocated it.
  expect(after.declared.allocations.size).toBe(0);
  await talk.expectSoundLedger();
});

test('of a JW301: on which of its allocations something was granted, and not credited since', async () => {
  const parties = { ...(await talk.pair()), bsn: anna };
  await talk.say(
    jw301(parties, '2024-03-01', ...['101', '102', '103'].map((one) => allocation(one))),
  );
  await granted(parties, [
    { bsn: anna, referentie: 'on 101', bedrag: 1 },
    { bsn: anna, referentie: 'on 102', bedrag: 1, nummer: '102' },
  ]);
  await granted(parties, [
    { bsn: anna, referentie: 'back', vorig: 'on 102', bedrag: 1, nummer: '102' },
  ]);
  const about: About = {
    ...{ type: 'JW301' as const, afzender: parties.gemeente, identificatie: 'x', bsn: anna },
    ...{ gemeente: parties.gemeente, aanbieder: parties.aanbieder },
    ...{ toewijzingNummers: ['101', '102', '103'], referenties: [], products: [] },
  };
  const { knownPast } = await readPast(gateway.store.pool, await talk.keys(), about, '2026-01-05');
  expect(knownPast.past.grantedOn).toEqual({
    complete: false,
    toewijzingNummers: new Set(['101']),
  });
});

test('that all is known is believed by its MAC', async () => {
  const parties = await talk.pair();
  const { pool } = gateway.store;
  const id = await allIsKnown(gateway, parties);
  const one = declaratie(parties, [{ bsn: anna, referentie: 'all', bedrag: 1 }]);
  expect((await pastOf(one)).declared.complete).toBe(true);
  await pool.query("update complete_declarations set recorded_by = 'another' where id = $1", [id]);
  await expect(pastOf(one)).rejects.toThrow(NotBelieved);
});
