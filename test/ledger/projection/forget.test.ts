import { afterEach, beforeEach, expect, test } from 'vitest';
import { verifyChains } from '../../../src/ledger/chain/verify.ts';
import { aboutOf } from '../../../src/ledger/past/about.ts';
import { eventsOf } from '../../../src/ledger/past/events.ts';
import { readPast } from '../../../src/ledger/past/read-past.ts';
import { ledgerDifferences } from '../../../src/ledger/projection/agreement.ts';
import { forgetClient } from '../../../src/ledger/projection/forget.ts';
import { Outdated, updateProjection } from '../../../src/ledger/projection/update-projection.ts';
import { parseBericht } from '../../../src/standard/messages/parse.ts';
import type { Store } from '../../../src/store/database.ts';
import { MasterKey, newSecret } from '../../../src/store/keys/encryption.ts';
import { KeyRing } from '../../../src/store/keys/keys.ts';
import { inTransaction } from '../../../src/store/transaction.ts';
import { makeStore } from '../../support/database.ts';
import { fixture } from '../../support/messages.ts';
import { between, bsnOf, complete, makeParties, report } from '../lives.ts';

let store: Store & { drop: () => Promise<void> };
let keys: KeyRing;
beforeEach(async () => {
  store = await makeStore();
  keys = await KeyRing.open(store.db, new MasterKey(newSecret()));
  await makeParties(store);
});
afterEach(() => store.drop());

const parties = { bsn: bsnOf(1), aanbieder: '12345678', prefix: '' };
const message = (type: 'JW305' | 'JW315') =>
  parseBericht(type, Buffer.from(fixture(`${type}/valid-complete.xml`)));
const say = (bericht: Parameters<typeof between>[0], who = parties) =>
  inTransaction(store.pool, (client) => report(client, keys, between(bericht, who, '0363')));
const forget = (id: string) => inTransaction(store.pool, (client) => forgetClient(client, id));

async function childOf(bsn: string): Promise<string | undefined> {
  const { rows } = await store.pool.query<{ id: string }>(
    'select id from client where bsn_hash = $1',
    [keys.clientHash(bsn)],
  );
  return rows[0]?.id;
}

async function rowsOf(clientId: string) {
  const { rows } = await store.pool.query(
    `select (select jsonb_agg(to_jsonb(one) order by toewijzing_nummer) from allocation one
        where client_id = $1) as allocations,
      (select count(*)::int from request where client_id = $1) as requests,
      (select count(*)::int from delivery where client_id = $1) as deliveries,
      (select count(*)::int from data_key where id = $1) as keys,
      (select count(*)::int from ledger_entry where client_id = $1) as entries`,
    [clientId],
  );
  return rows[0];
}

test('of a child that is forgotten the entries stay, which nobody can read, and the numbers', async () => {
  const other = { ...parties, bsn: bsnOf(2), prefix: '9' };
  for (const who of [parties, other]) {
    await say(message('JW315'), who);
    await say(complete, who);
    await say(message('JW305'), who);
  }
  const [id = '', otherId = ''] = [await childOf(parties.bsn), await childOf(other.bsn)];
  const [before, ofOther] = [await rowsOf(id), await rowsOf(otherId)];
  expect(before).toMatchObject({ keys: 1, requests: expect.any(Number) });
  expect(before.requests).toBeGreaterThan(0);
  expect(before.deliveries).toBeGreaterThan(0);

  expect(await forget(id)).toBe(before.entries);
  const after = await rowsOf(id);
  expect(after).toMatchObject({ keys: 0, requests: 0, deliveries: 0, entries: before.entries });
  expect(after.allocations).toHaveLength(before.allocations.length);
  for (const [
    index,
    { id, toewijzing_nummer, changed_at, ...rest },
  ] of after.allocations.entries()) {
    expect({ id, toewijzing_nummer, changed_at }).toEqual({
      id: before.allocations[index].id,
      toewijzing_nummer: before.allocations[index].toewijzing_nummer,
      changed_at: before.allocations[index].changed_at,
    });
    const { municipality, provider, client_id, owns_number, status, ...content } = rest;
    expect({ owns_number, status }).toEqual({ owns_number: false, status: 'forgotten' });
    expect(new Set(Object.values(content))).toEqual(new Set([null]));
  }
  expect(await childOf(parties.bsn)).toBeUndefined();
  expect(await rowsOf(otherId)).toEqual(ofOther);
  expect((await verifyChains(store.pool, keys)).sound).toBe(true);
  expect(await ledgerDifferences(store.pool, keys)).toMatchObject({ agree: true });

  // Twice is the same.
  expect(await forget(id)).toBe(before.entries);
  expect(await rowsOf(id)).toEqual(after);
  // Who comes back is a child that nobody knew.
  await say(message('JW315'));
  expect(await childOf(parties.bsn)).not.toBe(id);
  expect(await ledgerDifferences(store.pool, keys)).toMatchObject({ agree: true });
});

test('an id that is of no child changes nothing, also when a message has it', async () => {
  const id = '7c000000-0000-4000-8000-000000000001';
  await store.pool.query('insert into data_key (id, wrapped) values ($1, $2)', [id, 'a key']);
  expect(await forget(id)).toBeUndefined();
  expect(await rowsOf(id)).toMatchObject({ keys: 1 });
});

test('what was judged by a child that was forgotten meanwhile is judged anew', async () => {
  await say(message('JW315'));
  const bericht = between(complete, parties, '0363');
  const about = aboutOf(bericht);
  if (!about) throw new Error('A JW301 is about something.');
  const { knownPast, ledgerCase } = await readPast(store.pool, keys, about, '2026-01-05');
  const events = eventsOf(bericht, knownPast.state, knownPast.around);
  await forget(ledgerCase.client?.id ?? '');
  const note = { ledgerCase, events, messageId: null };
  const recording = inTransaction(store.pool, (client) =>
    updateProjection(client, keys, [note], new Date()),
  );
  await expect(recording).rejects.toThrow(Outdated);
  expect(await ledgerDifferences(store.pool, keys)).toMatchObject({ agree: true });
});
