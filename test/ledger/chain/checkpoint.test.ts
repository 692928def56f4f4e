import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  type Checkpoint,
  dailyCheckpoints,
  isGenuine,
  listCheckpoints,
  makeCheckpoints,
} from '../../../src/ledger/chain/checkpoint.ts';
import { openStore, type Store } from '../../../src/store/database.ts';
import { MasterKey, newSecret } from '../../../src/store/keys/encryption.ts';
import { KeyRing } from '../../../src/store/keys/keys.ts';
import { makeStore } from '../../support/database.ts';
import { append } from '../support.ts';

const secret = newSecret();
let store: Store & { drop: () => Promise<void> };
let keys: KeyRing;
beforeEach(async () => {
  store = await makeStore();
  keys = await KeyRing.open(store.db, new MasterKey(secret));
});
afterEach(() => store.drop());

test('each chain gets one checkpoint a day, by the Dutch calendar', async () => {
  await append(store.pool, keys, '0479', 2);
  await append(store.pool, keys, '0363', 3);
  const evening = new Date('2026-03-31T21:59:59.999Z');
  const made = await makeCheckpoints(store.pool, keys, evening);
  expect(made).toMatchObject([
    { municipality: '0363', day: '2026-03-31', number: 3, at: '2026-03-31T21:59:59.999Z' },
    { municipality: '0479', day: '2026-03-31', number: 2 },
  ]);
  await append(store.pool, keys, '0363', 1);
  expect(await makeCheckpoints(store.pool, keys, evening)).toEqual([]);
  // Midnight in Amsterdam.
  const next = await makeCheckpoints(store.pool, keys, new Date('2026-03-31T22:00:00.000Z'));
  expect(next).toMatchObject([
    { municipality: '0363', day: '2026-04-01', number: 4 },
    { municipality: '0479', day: '2026-04-01', number: 2 },
  ]);
  expect(await listCheckpoints(store.pool)).toEqual([made[0], next[0], made[1], next[1]]);
});

test('without entries there is nothing to confirm', async () => {
  expect(await makeCheckpoints(store.pool, keys)).toEqual([]);
});

test('processes that make them at once make one', async () => {
  await append(store.pool, keys, '0363', 1);
  const made = await Promise.all(
    Array.from({ length: 8 }, () => makeCheckpoints(store.pool, keys)),
  );
  expect(made.flat()).toHaveLength(1);
  expect(await listCheckpoints(store.pool)).toEqual(made.flat());
});

test('only the key of the gateway makes a signature, and it covers each part', async () => {
  await append(store.pool, keys, '0363', 1);
  const [made] = (await makeCheckpoints(store.pool, keys)) as [Checkpoint];
  expect(isGenuine(made, keys)).toBe(true);
  const changes: Partial<Checkpoint>[] = [
    { municipality: '0362' },
    { day: '2020-01-01' },
    { number: 2 },
    { hash: '00'.repeat(32) },
    { at: '2020-01-01T00:00:00.000Z' },
    { mac: '00'.repeat(32) },
  ];
  for (const change of changes) expect(isGenuine({ ...made, ...change }, keys)).toBe(false);
  const other = await makeStore();
  try {
    const otherKeys = await KeyRing.open(other.db, new MasterKey(newSecret()));
    expect(isGenuine(made, otherKeys)).toBe(false);
    // Also of a database that was made anew: the first master key gives the key of the signature.
    const elsewhere = await makeStore();
    const sameKeys = await KeyRing.open(elsewhere.db, new MasterKey(secret));
    expect(isGenuine(made, sameKeys)).toBe(true);
    await elsewhere.drop();
  } finally {
    await other.drop();
  }
});

test('a process that runs makes the checkpoints of the day and reports each', async () => {
  await append(store.pool, keys, '0363', 1);
  const made: Checkpoint[] = [];
  const faults: string[] = [];
  const daily = () =>
    dailyCheckpoints(
      store,
      keys,
      (checkpoint) => made.push(checkpoint),
      (code) => faults.push(code),
    );
  for (const process of [daily(), daily()]) {
    process.start();
    await process.stop();
  }
  expect(made).toEqual(await listCheckpoints(store.pool));
  expect([made.length, faults]).toEqual([1, []]);
});

test('a database that is away is reported by its code, and ends nothing', async () => {
  const away = openStore({ url: 'postgres://nobody@127.0.0.1:1/none' });
  const faults: string[] = [];
  const daily = dailyCheckpoints(
    away,
    keys,
    () => undefined,
    (code) => faults.push(code),
  );
  daily.start();
  await daily.stop();
  await away.close();
  expect(faults).toEqual(['ECONNREFUSED']);
});
