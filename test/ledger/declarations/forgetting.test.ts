import { afterAll, beforeAll, expect, test } from 'vitest';
import { forgetClient } from '../../../src/ledger/projection/forget.ts';
import { rebuildLedger } from '../../../src/ledger/projection/rebuild.ts';
import { inTransaction } from '../../../src/store/transaction.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { Talk } from '../past/talk.ts';
import { children } from '../past/write.ts';
import { declaratie, jw323, jw325 } from './writing.ts';

let gateway: TestGateway;
let talk: Talk;
const [anna, bram] = children(2) as [string, string];
beforeAll(async () => {
  gateway = await startTestGateway();
  talk = new Talk(gateway);
});
afterAll(() => gateway.remove());

async function idOf(bsn: string): Promise<string> {
  const hash = (await talk.keys()).clientHash(bsn);
  const [row] = await talk.rows<{ id: string }>('select id from client where bsn_hash = $1', hash);
  if (!row) throw new Error('The ledger does not know this child.');
  return row.id;
}

const forget = (id: string) =>
  inTransaction(gateway.store.pool, (client) => forgetClient(client, id));

test('a child that was forgotten leaves amounts in the chain and no row, and its answer still adds up', async () => {
  const parties = await talk.pair();
  const one = declaratie(parties, [
    { bsn: anna, referentie: 'F1', bedrag: 70 },
    { bsn: bram, referentie: 'F2', bedrag: 30, nummer: '102' },
  ]);
  const declared = await talk.say(jw323(one));
  const id = await idOf(anna);
  expect(await forget(id)).toBe(1);
  expect(await talk.rows('select from prestatie where client_id = $1', id)).toEqual([]);
  expect(await talk.rows('select from data_key where id = $1', id)).toEqual([]);
  expect(
    await talk.rows('select from prestatie where client_id = $1', await idOf(bram)),
  ).toHaveLength(1);
  const answer = await talk.say(jw325(one, 'granted'));
  const sums = await talk.rows(
    `select message_id as id, sum(amount_cents) as cents from ledger_entry
    where message_id = any($1) group by 1 order by 2, min(chain_number)`,
    [declared.id, answer.id],
  );
  expect(sums).toEqual([
    { id: declared.id, cents: '100' },
    { id: answer.id, cents: '100' },
  ]);
  // The child is another one now, of whom nothing links to the first.
  expect(await idOf(anna)).not.toBe(id);
  const before = await talk.rows('select * from prestatie order by id');
  await rebuildLedger(gateway.store.pool, await talk.keys());
  expect(await talk.rows('select * from prestatie order by id')).toEqual(before);
  await talk.expectSoundLedger();
});

test('what was declared by a version that took no note of it is granted all the same', async () => {
  const parties = await talk.pair();
  const one = declaratie(parties, [{ bsn: bram, referentie: 'old', bedrag: 55 }]);
  const { gemeente, aanbieder } = parties;
  // As the version before left it: a message, and nothing in the ledger.
  const declared = await talk.say(jw323(one));
  const entries =
    'select kind, amount_cents as cents from ledger_entry where municipality = $1 order by chain_number';
  await asBefore(declared.id, gemeente);
  expect(await talk.rows(entries, gemeente)).toEqual([]);
  await talk.say(jw325(one, 'granted'));
  expect(await talk.rows(entries, gemeente)).toEqual([{ kind: 'granted', cents: '55' }]);
  expect(
    await talk.rows(
      'select state, owns_reference, owns_period from prestatie where municipality = $1 and provider = $2',
      ...[gemeente, aanbieder],
    ),
  ).toEqual([{ state: 'granted', owns_reference: true, owns_period: true }]);
  await talk.expectSoundLedger();
});

/** Takes a declaration out of the ledger, as if it was never noted. */
async function asBefore(messageId: string, gemeente: string): Promise<void> {
  await inTransaction(gateway.store.pool, async (client) => {
    await client.query('alter table ledger_entry disable trigger all');
    await client.query('delete from ledger_entry where message_id = $1', [messageId]);
    await client.query('delete from chain_head where municipality = $1', [gemeente]);
    await client.query('delete from prestatie where declaration_id = $1', [messageId]);
    await client.query('alter table ledger_entry enable trigger all');
    await client.query('alter table ledger_entry enable always trigger ledger_entry_stays');
    await client.query('alter table ledger_entry enable always trigger ledger_entry_known');
  });
}
