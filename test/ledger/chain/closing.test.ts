import { afterEach, beforeEach, expect, test } from 'vitest';
import { listCheckpoints, makeCheckpoints } from '../../../src/ledger/chain/checkpoint.ts';
import { closeOldChains } from '../../../src/ledger/chain/closing.ts';
import { verifyChains } from '../../../src/ledger/chain/verify.ts';
import { errorCode, type Store } from '../../../src/store/database.ts';
import { MasterKey, newSecret } from '../../../src/store/keys/encryption.ts';
import { KeyRing } from '../../../src/store/keys/keys.ts';
import { makeStore } from '../../support/database.ts';
import { appendOld } from '../old-chains.ts';
import { append, tamper } from '../support.ts';

let store: Store & { drop: () => Promise<void> };
let keys: KeyRing;
beforeEach(async () => {
  store = await makeStore();
  keys = await KeyRing.open(store.db, new MasterKey(newSecret()));
});
afterEach(() => store.drop());

const monday = new Date('2026-11-30T08:00:00Z');
const tuesday = new Date('2026-12-01T08:00:00Z');

/** The ledger of an earlier version, with a checkpoint, and this version started on it. */
async function oldLedger(): Promise<void> {
  await appendOld(store.pool, '0363', 4);
  await makeCheckpoints(store.pool, keys, monday);
  await appendOld(store.pool, '0363', 2);
  await appendOld(store.pool, '0479', 3);
  expect(await closeOldChains(store.pool, keys, tuesday)).toMatchObject({
    made: [
      { municipality: '0363', number: 6, kind: 'closing' },
      { municipality: '0479', number: 3, kind: 'closing' },
      { municipality: '-', number: 2, kind: 'closed' },
    ],
    missing: [],
  });
}

const faults = async (kept?: Awaited<ReturnType<typeof listCheckpoints>>) =>
  (await verifyChains(store.pool, keys, { ...(kept && { kept }) })).chains.flatMap(
    ({ municipality, fault }) => (fault ? [{ municipality, ...fault }] : []),
  );

test('chains go on in the new version, and the report says which old entries a checkpoint confirmed', async () => {
  await oldLedger();
  await append(store.pool, keys, '0363', 5);
  await append(store.pool, keys, '0344', 1);
  await makeCheckpoints(store.pool, keys, tuesday);
  expect(await verifyChains(store.pool, keys)).toMatchObject({
    sound: true,
    entries: 15,
    chains: [
      { municipality: '0344', entries: 1, checkpoints: 1 },
      { municipality: '0363', entries: 11, checkpoints: 3, old: { entries: 6, confirmed: 4 } },
      // The checkpoint of Tuesday was made after the closing, and confirms no old entries.
      { municipality: '0479', entries: 3, checkpoints: 2, old: { entries: 3, confirmed: 0 } },
    ],
  });
  const [first] = (await verifyChains(store.pool, keys)).chains;
  expect(first).not.toHaveProperty('old');
});

test('it is done once, by one of those that start together, and costs a look later', async () => {
  await appendOld(store.pool, '0363', 2);
  const closings = await Promise.all(
    Array.from({ length: 6 }, () => closeOldChains(store.pool, keys)),
  );
  expect(closings.map(({ made }) => made.length).sort()).toEqual([0, 0, 0, 0, 0, 2]);
  expect(await closeOldChains(store.pool, keys)).toEqual({ made: [], missing: [] });
  const listed = await listCheckpoints(store.pool);
  expect(closings.flatMap(({ made }) => made)).toEqual(expect.arrayContaining(listed));
});

test('from then on the database takes no old entry from anyone', async () => {
  await appendOld(store.pool, '0363', 1);
  const again = store.pool.query(
    `insert into ledger_entry select municipality, 2, version, provider, client_id, toewijzing_nummer, kind,
      message_id, class_path, effective_date, recorded_at, amount_cents, sealed, hash, hash
    from ledger_entry`,
  );
  expect(await again.catch(errorCode)).toBe('23514');
});

test('an old entry after the closing, or in a chain without one, is found', async () => {
  await oldLedger();
  await appendOld(store.pool, '0363', 1);
  await appendOld(store.pool, '0344', 2);
  expect(await faults()).toEqual([
    { municipality: '0344', kind: 'downgraded', number: 1 },
    { municipality: '0363', kind: 'downgraded', number: 7 },
  ]);
});

test('an old entry that is forged is found by its chain, by the closing, and by nothing before that', async () => {
  await appendOld(store.pool, '0363', 3);
  await tamper(store.pool, 'delete from ledger_entry', 'delete from chain_head');
  await appendOld(store.pool, '0363', 3, { provider: '87654321' });
  await closeOldChains(store.pool, keys);
  expect(await verifyChains(store.pool, keys)).toMatchObject({
    chains: [{ entries: 3, old: { entries: 3, confirmed: 0 } }],
  });
  await tamper(store.pool, "update ledger_entry set provider = '12345678' where chain_number = 2");
  expect(await faults()).toEqual([{ municipality: '0363', kind: 'changed', number: 2 }]);
  await tamper(store.pool, 'delete from ledger_entry', 'delete from chain_head');
  await appendOld(store.pool, '0363', 3, { provider: '11223344' });
  expect(await faults()).toEqual([{ municipality: '0363', kind: 'rewritten', number: 1, to: 3 }]);
});

test('an old chain that was rewritten to its end is found by the checkpoint before its closing', async () => {
  await appendOld(store.pool, '0363', 4);
  await makeCheckpoints(store.pool, keys, monday);
  await tamper(store.pool, 'delete from ledger_entry', 'delete from chain_head');
  await appendOld(store.pool, '0363', 6);
  await closeOldChains(store.pool, keys, tuesday);
  expect(await faults()).toEqual([{ municipality: '0363', kind: 'rewritten', number: 1, to: 4 }]);
});

test('a closing that is gone is not made anew', async () => {
  await oldLedger();
  const kept = await listCheckpoints(store.pool);
  const record = { municipality: '-', kind: 'checkpoint' };
  await tamper(
    store.pool,
    "delete from ledger_checkpoint where kind = 'closing' and municipality = '0363'",
  );
  const gone = { municipality: '0363', kind: 'downgraded', number: 1 };
  expect(await faults()).toEqual([gone, { ...record, number: 2 }]);
  expect(await faults(kept)).toEqual([]);
  await tamper(store.pool, "delete from ledger_checkpoint where kind = 'closed'");
  expect(await closeOldChains(store.pool, keys)).toEqual({ made: [], missing: ['0363', '0479'] });
  expect(await faults()).toEqual([gone, { ...record, number: 0 }]);
  // Nothing says any more that it was done, but that this version wrote here.
  await append(store.pool, keys, '0479', 1);
  await tamper(store.pool, 'delete from ledger_checkpoint');
  expect(await closeOldChains(store.pool, keys)).toEqual({ made: [], missing: ['0363', '0479'] });
  expect(await faults()).toEqual([gone, { ...gone, municipality: '0479' }]);
});

test('a closing that others made confirms nothing', async () => {
  const others = await KeyRing.open((await otherStore()).db, new MasterKey(newSecret()));
  await appendOld(store.pool, '0363', 2);
  await closeOldChains(store.pool, others);
  expect(await closeOldChains(store.pool, keys)).toEqual({ made: [], missing: ['0363'] });
  expect(await faults()).toEqual([
    { municipality: '0363', kind: 'checkpoint', number: 2 },
    { municipality: '-', kind: 'checkpoint', number: 1 },
  ]);
});

const opened: { drop: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const other of opened.splice(0)) await other.drop();
});
async function otherStore(): Promise<Store> {
  const other = await makeStore();
  opened.push(other);
  return other;
}
