import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isGenuine, makeCheckpoints } from '../../../src/ledger/chain/checkpoint.ts';
import { verifyChains } from '../../../src/ledger/chain/verify.ts';
import type { Store } from '../../../src/store/database.ts';
import { MasterKey, newSecret } from '../../../src/store/keys/encryption.ts';
import { keyWatch } from '../../../src/store/keys/key-watch.ts';
import { KeyRing } from '../../../src/store/keys/keys.ts';
import { type GivenKeys, WrongMasterKey } from '../../../src/store/keys/master-keys.ts';
import { asOnlyRotation, rotateMasterKey } from '../../../src/store/keys/rotation.ts';
import { append } from '../../ledger/support.ts';
import { makeStore } from '../../support/database.ts';

const [first, second, third] = [1, 2, 3].map(() => new MasterKey(newSecret())) as [
  MasterKey,
  MasterKey,
  MasterKey,
];
const both = { current: second, previous: first };
/** Nobody writes meanwhile, unless the test does. */
const settleMs = 0;

let store: Store & { drop: () => Promise<void> };
beforeEach(async () => {
  store = await makeStore();
});
afterEach(() => store.drop());

/** Keys that are not of a message or a child. */
async function namedKeys(): Promise<number> {
  return (await store.pool.query('select from key_name')).rows.length;
}

const ringOf = (keys: GivenKeys) => KeyRing.open(store.db, () => keys);

const about = (id: string) => ({ id, sender: '12345678', recipient: '0363', type: 'JW315' });

/** Keeps so many messages. */
async function keep(keys: KeyRing, count: number): Promise<Kept[]> {
  const kept = Array.from({ length: count }, () => {
    const id = randomUUID();
    return { id, ...keys.sealMessage(about(id), Buffer.from(`message ${id}`)) };
  });
  await store.pool.query(
    'insert into data_key (id, wrapped) select * from unnest($1::uuid[], $2::bytea[])',
    [kept.map(({ id }) => id), kept.map(({ wrappedKey }) => wrappedKey)],
  );
  return kept;
}

interface Kept {
  readonly id: string;
  readonly sealed: Buffer;
}

/** Those that these keys read. */
async function readable(keys: KeyRing, kept: readonly Kept[]): Promise<number> {
  const { rows } = await store.pool.query('select id, wrapped from data_key');
  const wrapped = new Map<string, Buffer>(rows.map((row) => [row.id, row.wrapped]));
  return kept.filter(({ id, sealed }) => {
    try {
      const bytes = keys.unsealMessage(about(id), {
        wrappedKey: wrapped.get(id) ?? Buffer.alloc(0),
        sealed,
        version: 2,
      });
      return bytes.toString() === `message ${id}`;
    } catch {
      return false;
    }
  }).length;
}

test('everything is put under the new key, and what was hashed and signed before stays so', async () => {
  const old = await ringOf({ current: first });
  const kept = await keep(old, 1234);
  await append(store.pool, old, '0363', 2);
  const [checkpoint] = await makeCheckpoints(store.pool, old, new Date('2026-03-01T12:00:00Z'));
  const reported: number[][] = [];
  const result = await rotateMasterKey(store, both, {
    settleMs,
    onProgress: (...progress) => reported.push(progress),
  });
  const count = kept.length + (await namedKeys());
  expect(result).toEqual({ keys: count, rewrapped: count, unreadable: [] });
  expect(reported.slice(0, 3)).toEqual([500, 1000, count].map((done) => [done, count]));

  const fresh = await ringOf({ current: second });
  expect(await readable(fresh, kept)).toBe(kept.length);
  expect(await readable(old, kept)).toBe(0);
  expect(fresh.contentHash(Buffer.from('x'))).toEqual(old.contentHash(Buffer.from('x')));
  expect(fresh.clientHash('999900006')).toEqual(old.clientHash('999900006'));
  expect(checkpoint && isGenuine(checkpoint, fresh)).toBe(true);
  await makeCheckpoints(store.pool, fresh, new Date('2026-03-02T12:00:00Z'));
  expect(await verifyChains(store.pool, fresh)).toMatchObject({
    sound: true,
    chains: [{ checkpoints: 2 }],
  });
  await expect(ringOf({ current: first })).rejects.toThrow(WrongMasterKey);
  // Once more changes nothing.
  const again = await rotateMasterKey(store, both, { settleMs });
  expect(again).toEqual({ keys: count, rewrapped: 0, unreadable: [] });
});

test('stopped halfway everything is read with both keys, not started with one, and the next run goes on', async () => {
  const kept = await keep(await ringOf({ current: first }), 1500);
  const halfway = new AbortController();
  const stopped = rotateMasterKey(store, both, {
    settleMs,
    signal: halfway.signal,
    onProgress: (done) => done > 500 && halfway.abort(new Error('stopped')),
  });
  await expect(stopped).rejects.toThrow('stopped');

  expect(await readable(await ringOf(both), kept)).toBe(kept.length);
  // Whichever is called the current one in the settings.
  expect(await readable(await ringOf({ current: first, previous: second }), kept)).toBe(
    kept.length,
  );
  await expect(ringOf({ current: second })).rejects.toThrow(/in PREVIOUS_ENCRYPTION_KEY/);
  await expect(ringOf({ current: first })).rejects.toThrow(WrongMasterKey);
  // No other rotation begins before this one is done.
  const other = { current: third, previous: second };
  await expect(rotateMasterKey(store, other, { settleMs })).rejects.toThrow(/not finished/);
  const wrongWay = { current: second, previous: third };
  await expect(rotateMasterKey(store, wrongWay, { settleMs })).rejects.toThrow(/not finished/);

  const { rewrapped } = await rotateMasterKey(store, both, { settleMs });
  expect(rewrapped).toBe(kept.length + (await namedKeys()) - 1000);
  expect(await readable(await ringOf({ current: second }), kept)).toBe(kept.length);
});

test('two rotations one after the other end at the third key', async () => {
  const old = await ringOf({ current: first });
  const kept = await keep(old, 3);
  await rotateMasterKey(store, both, { settleMs });
  await rotateMasterKey(store, { current: third, previous: second }, { settleMs });
  for (const gone of [first, second])
    await expect(ringOf({ current: gone })).rejects.toThrow(WrongMasterKey);
  const keys = await ringOf({ current: third });
  expect(await readable(keys, kept)).toBe(3);
  const bytes = Buffer.from('signed');
  expect(keys.signCheckpoint(bytes)).toEqual(old.signCheckpoint(bytes));
});

test('a process writes with the key that the database names, and notices when that changes', async () => {
  const withFirst = await ringOf({ current: first });
  const early = await ringOf(both);
  const before = await keep(early, 1);
  expect(await readable(withFirst, before)).toBe(1);
  const { rewrapped } = await rotateMasterKey(store, both, { settleMs });
  expect(rewrapped).toBe(1 + (await namedKeys()));
  const late = await keep(early, 2);
  expect(await readable(withFirst, late)).toBe(2);
  await early.refresh(store.db);
  const after = await keep(early, 1);
  expect(await readable(withFirst, after)).toBe(0);
  // What came late is still there for who runs it again with the old key.
  expect((await rotateMasterKey(store, both, { settleMs })).rewrapped).toBe(2);
  expect(await readable(await ringOf({ current: second }), [...before, ...late, ...after])).toBe(4);
});

test('a process that got a key only in its files finds it when it meets data under it', async () => {
  const files: { now: GivenKeys } = { now: { current: first } };
  const running = await KeyRing.open(store.db, () => files.now);
  const kept = await keep(running, 5);
  files.now = both;
  await rotateMasterKey(store, both, { settleMs });
  expect(await readable(running, kept)).toBe(5);
  await running.refresh(store.db);
  const after = await keep(running, 1);
  expect(await readable(await ringOf({ current: second }), after)).toBe(1);
});

test('a process without the new key says once that it has to be restarted', async () => {
  const running = await ringOf({ current: first });
  const codes: string[] = [];
  const watch = keyWatch(store, running, (code) => codes.push(code));
  await rotateMasterKey(store, both, { settleMs });
  await expect(running.refresh(store.db)).rejects.toThrow(WrongMasterKey);
  watch.start();
  await expect.poll(() => codes).toEqual(['wrong-master-key']);
  await store.pool.query('alter table key_fingerprint rename to elsewhere');
  await expect.poll(() => codes).toEqual(['wrong-master-key', '42P01']);
  await store.pool.query('alter table elsewhere rename to key_fingerprint');
  await expect.poll(() => codes).toEqual(['wrong-master-key', '42P01', 'wrong-master-key']);
  await watch.stop();
});

test('while somebody goes on writing under the old key it does not end as if it were done', async () => {
  await ringOf({ current: first });
  // To the rotation the same: after each of its passes there are rows under the old key.
  await store.pool.query(`create function stay() returns trigger language plpgsql as
    $$ begin return null; end $$`);
  await store.pool.query(
    'create trigger stay before update on data_key for each row execute function stay()',
  );
  const rotation = rotateMasterKey(store, both, { settleMs });
  await expect(rotation).rejects.toThrow(/process that runs without the new one/);
  await expect(ringOf({ current: second })).rejects.toThrow(/PREVIOUS_ENCRYPTION_KEY/);
  await store.pool.query('drop trigger stay on data_key');
  expect((await rotateMasterKey(store, both, { settleMs })).rewrapped).toBe(await namedKeys());
});

test('a data key that no master key opens is named and left, and a wrong key begins nothing', async () => {
  await ringOf({ current: first });
  const damaged = randomUUID();
  await store.pool.query('insert into data_key values ($1, $2)', [damaged, Buffer.alloc(60)]);
  const wrong = { current: second, previous: third };
  await expect(rotateMasterKey(store, wrong, { settleMs })).rejects.toThrow(
    /^PREVIOUS_ENCRYPTION_KEY is not the key/,
  );
  await ringOf({ current: first });
  const result = await rotateMasterKey(store, both, { settleMs });
  expect(result).toEqual({
    keys: (await namedKeys()) + 1,
    rewrapped: await namedKeys(),
    unreadable: [damaged],
  });
});

test('a row that somebody holds is waited for by nobody, and done later', async () => {
  const kept = await keep(await ringOf({ current: first }), 3);
  const holder = await store.pool.connect();
  await holder.query('begin');
  await holder.query('select from data_key where id = $1 for update', [kept[0]?.id]);
  let passes = 0;
  const result = await rotateMasterKey(store, both, {
    settleMs,
    onProgress: () => {
      passes += 1;
      if (passes === 2) void holder.query('rollback');
    },
  });
  holder.release();
  expect(result.rewrapped).toBe(kept.length + (await namedKeys()));
  expect(await readable(await ringOf({ current: second }), kept)).toBe(kept.length);
});

test('only one rotates at a time', async () => {
  const outcome = await asOnlyRotation(store.pool, () =>
    asOnlyRotation(store.pool, async () => 'both').catch((error: Error) => error.message),
  );
  expect(outcome).toMatch(/^Another rotation/);
  expect(await asOnlyRotation(store.pool, async () => 'later')).toBe('later');
});
