import { afterAll, beforeAll, expect, test } from 'vitest';
import { rebuildLedger } from '../../../src/ledger/projection/rebuild.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { Talk } from '../past/talk.ts';
import { children } from '../past/write.ts';
import { type Declaratie, declaratie, jw323, jw325, type Says } from './writing.ts';

let gateway: TestGateway;
let talk: Talk;
const [anna, bram] = children(2) as [string, string];

beforeAll(async () => {
  gateway = await startTestGateway();
  talk = new Talk(gateway);
});
afterAll(() => gateway.remove());

interface Entry {
  readonly kind: string;
  readonly amount: string;
}

/** The entries of a gemeente about Prestaties, as `granted 1200`, in the order of the chain. */
async function entriesOf(gemeente: string): Promise<string[]> {
  const rows = await talk.rows<Entry>(
    `select kind, amount_cents as amount from ledger_entry
    where municipality = $1 and kind in ('declared', 'granted', 'credited', 'refusedPerformance')
    order by chain_number`,
    gemeente,
  );
  return rows.map(({ kind, amount }) => `${kind} ${amount}`);
}

/** The rows of a gemeente, as `granted 1200 reference period`: what each has alone. */
async function rowsOf(gemeente: string): Promise<string[]> {
  const rows = await talk.rows<{ words: string }>(
    `select concat_ws(' ', state, amount_cents, case when owns_reference then 'reference' end,
      case when owns_number then 'number' end, case when owns_period then 'period' end,
      case when owns_credit then 'credit' end, case when taken_back then 'taken back' end) as words
    from prestatie join message on message.id = declaration_id
    where municipality = $1 order by acceptance, class_path`,
    gemeente,
  );
  return rows.map(({ words }) => words);
}

async function declare(one: Declaratie): Promise<string> {
  const said = await talk.say(jw323(one));
  expect(said.status).toBe('accepted');
  return said.id;
}

async function decide(one: Declaratie, says: Says): Promise<void> {
  expect((await talk.say(jw325(one, says))).status).toBe('accepted');
}

test('what is declared and granted becomes entries, and what is refused too', async () => {
  const parties = await talk.pair();
  const first = declaratie(parties, [
    { bsn: anna, referentie: 'A1', bedrag: 1200 },
    { bsn: anna, referentie: 'A2', bedrag: 300, nummer: '102' },
    { bsn: bram, referentie: 'B1', bedrag: 50, nummer: '103' },
  ]);
  await declare(first);
  expect(await entriesOf(parties.gemeente)).toEqual([
    'declared 1200',
    'declared 300',
    'declared 50',
  ]);
  expect(await rowsOf(parties.gemeente)).toEqual([
    'declared 1200 reference number',
    'declared 300 reference',
    'declared 50 reference',
  ]);
  await decide(first, ['A2']);
  expect((await entriesOf(parties.gemeente)).slice(3)).toEqual([
    'refusedPerformance 300',
    'granted 1200',
    'granted 50',
  ]);
  expect(await rowsOf(parties.gemeente)).toEqual([
    'granted 1200 reference number period',
    'refused 300',
    'granted 50 reference period',
  ]);
  await talk.expectSoundLedger();
});

test('a credit takes back its debit, and the period is free for another', async () => {
  const parties = await talk.pair();
  const debit = declaratie(parties, [{ bsn: anna, referentie: 'C1', bedrag: 1000 }]);
  await declare(debit);
  await decide(debit, 'granted');
  const correction = declaratie(parties, [
    { bsn: anna, referentie: 'C3', bedrag: 900 },
    { bsn: anna, referentie: 'C2', vorig: 'C1', bedrag: 1000 },
  ]);
  await declare(correction);
  await decide(correction, 'granted');
  expect((await entriesOf(parties.gemeente)).slice(-2)).toEqual(['credited -1000', 'granted 900']);
  expect(await rowsOf(parties.gemeente)).toEqual([
    'granted 1000 reference number taken back',
    'granted 900 reference number period',
    'granted -1000 reference credit',
  ]);
  await talk.expectSoundLedger();
});

test.each(['refused', 'refused within'] as const)(
  'a declaration that is %s as a whole counts as never sent: its numbers are free',
  async (says) => {
    const parties = await talk.pair();
    const one = declaratie(parties, [
      { bsn: anna, referentie: `W1 ${says}`, bedrag: 70 },
      { bsn: bram, referentie: `W2 ${says}`, bedrag: 30, nummer: '104' },
    ]);
    await declare(one);
    await decide(one, says);
    expect(await rowsOf(parties.gemeente)).toEqual(['refused-whole 70', 'refused-whole 30']);
    const again = declaratie(parties, one.prestaties, { nummer: one.nummer });
    await declare(again);
    expect((await rowsOf(parties.gemeente)).slice(2)).toEqual([
      'declared 70 reference number',
      'declared 30 reference',
    ]);
    await talk.expectSoundLedger();
  },
);

test('what a gemeente grants against the rules is kept, and says that it has nothing alone', async () => {
  const parties = await talk.pair();
  const one = declaratie(parties, [{ bsn: anna, referentie: 'T1', bedrag: 10 }]);
  await declare(one);
  await decide(one, 'granted');
  const same = declaratie(parties, one.prestaties, { nummer: one.nummer });
  await declare(same);
  await decide(same, 'granted');
  expect(await rowsOf(parties.gemeente)).toEqual([
    'granted 10 reference number period',
    'granted 10',
  ]);
  const credit = () =>
    declaratie(parties, [{ bsn: anna, referentie: 'T1c', vorig: 'T1', bedrag: 10 }]);
  const [first, second] = [credit(), credit()];
  for (const twice of [first, second]) {
    await declare(twice);
    await decide(twice, 'granted');
  }
  expect((await rowsOf(parties.gemeente)).slice(2)).toEqual([
    'granted -10 reference number credit',
    'granted -10 number',
  ]);
  await talk.expectSoundLedger();
});

test('a declaration that the gateway refuses itself declares nothing', async () => {
  const parties = await talk.pair();
  const one = declaratie(parties, [{ bsn: anna, referentie: 'X1', bedrag: 10 }]);
  const wrong = jw323(one).toString().replace('<ijw:TotaalBedrag>10<', '<ijw:TotaalBedrag>11<');
  const said = await talk.say(Buffer.from(wrong));
  expect(said.status).toBe('rejected');
  expect(await entriesOf(parties.gemeente)).toEqual([]);
});

test('the table follows from the entries alone', async () => {
  const { pool } = gateway.store;
  const all = 'select * from prestatie order by id';
  const { rows: before } = await pool.query(all);
  expect(before.length).toBeGreaterThan(10);
  await pool.query(
    "update prestatie set state = 'refused', owns_reference = false, owns_period = false, owns_credit = false",
  );
  const { conflicts, unreadable } = await rebuildLedger(pool, await talk.keys());
  expect({ conflicts, unreadable }).toEqual({ conflicts: [], unreadable: [] });
  expect((await pool.query(all)).rows).toEqual(before);
});
