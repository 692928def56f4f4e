import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Store } from '../../../src/store/database.ts';
import {
  MasterKey,
  newSecret,
  preparedKey,
  seal,
  unseal,
} from '../../../src/store/keys/encryption.ts';
import { KeyRing } from '../../../src/store/keys/keys.ts';
import { WrongMasterKey } from '../../../src/store/keys/master-keys.ts';
import { makeStore } from '../../support/database.ts';

let store: Store & { drop: () => Promise<void> };
beforeEach(async () => {
  store = await makeStore();
});
afterEach(() => store.drop());

test('a start with another master key is refused, and says what to do', async () => {
  await KeyRing.open(store.db, new MasterKey(newSecret()));
  const start = KeyRing.open(store.db, new MasterKey(newSecret()));
  await expect(start).rejects.toThrow(WrongMasterKey);
  await expect(start).rejects.toThrow(/ENCRYPTION_KEY/);
});

test('processes that start together agree on every key', async () => {
  const secret = newSecret();
  const rings = await Promise.all(
    Array.from({ length: 8 }, () => KeyRing.open(store.db, new MasterKey(secret))),
  );
  const hashes = rings.map((ring) => ring.contentHash(Buffer.from('the same')).toString('hex'));
  expect(new Set(hashes).size).toBe(1);
  const { rows } = await store.pool.query(
    'select count(*)::int as count from data_key join key_name on data_key_id = id',
  );
  expect(rows[0].count).toBe(12);
  const all = await store.pool.query('select count(*)::int as count from data_key');
  expect(all.rows[0].count).toBe(12);
});

test('what one process sealed another reads, under the same master key', async () => {
  const secret = newSecret();
  const writer = await KeyRing.open(store.db, new MasterKey(secret));
  const reader = await KeyRing.open(store.db, new MasterKey(secret));
  const id = '01a2055b-732f-712d-aff7-9ee7d3ee453f';
  const about = { id, sender: '12345678', recipient: '0363', type: 'JW315' };
  const sealed = writer.sealMessage(about, Buffer.from('a message'));
  expect(reader.unsealMessage(about, { ...sealed, version: 2 }).toString()).toBe('a message');
});

test('a message opens for its own id, sender, recipient and type only', async () => {
  const ring = await KeyRing.open(store.db, new MasterKey(newSecret()));
  const id = '01a2055b-732f-712d-aff7-9ee7d3ee453f';
  const about = { id, sender: '12345678', recipient: '0363', type: 'JW315' };
  const sealed = { ...ring.sealMessage(about, Buffer.from('a message')), version: 2 };
  for (const other of [
    { sender: '23456789' },
    { recipient: '0479' },
    { recipient: null },
    { type: 'JW317' },
    { type: null },
  ])
    expect(() => ring.unsealMessage({ ...about, ...other }, sealed)).toThrow();
  const moved = { ...about, id: '01a2055b-732f-712d-aff7-9ee7d3ee4540' };
  expect(() => ring.unsealMessage(moved, sealed)).toThrow();
});

test('two messages with the same content do not look the same', async () => {
  const ring = await KeyRing.open(store.db, new MasterKey(newSecret()));
  const [one, two] = ['1', '2'].map((id) =>
    ring.sealMessage(
      { id, sender: '12345678', recipient: null, type: null },
      Buffer.from('a message'),
    ),
  );
  expect(one?.sealed.equals(two?.sealed as Buffer)).toBe(false);
});

test('content that was changed, or moved to another message, does not decrypt', () => {
  const key = preparedKey(newSecret());
  const sealed = seal(key, Buffer.from('a message'), 'id-1');
  expect(unseal(key, sealed, 'id-1').toString()).toBe('a message');
  expect(() => unseal(key, sealed, 'id-2')).toThrow();
  for (let index = 0; index < sealed.length; index++) {
    const changed = Buffer.from(sealed);
    changed[index] = (changed[index] as number) ^ 1;
    expect(() => unseal(key, changed, 'id-1')).toThrow();
  }
  // A tag that was cut is valid for GCM, and guessed more easily.
  const empty = seal(key, Buffer.alloc(0), 'id-1');
  expect(unseal(key, empty, 'id-1')).toHaveLength(0);
  for (let tag = 0; tag < 16; tag++)
    expect(() => unseal(key, empty.subarray(0, 12 + tag), 'id-1')).toThrow();
});

test('a master key is read as hexadecimal or base64, and a wrong one is never repeated', () => {
  const secret = newSecret();
  const fingerprint = new MasterKey(secret).fingerprint;
  for (const encoding of ['hex', 'base64'] as const)
    expect(MasterKey.parse(`${secret.toString(encoding)}\n`).fingerprint).toEqual(fingerprint);
  expect(() => MasterKey.parse('too-short-a-secret')).toThrow(/openssl rand -hex 32/);
  expect(() => MasterKey.parse('too-short-a-secret')).not.toThrow(/too-short/);
});
