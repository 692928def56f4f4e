import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { signedMessage } from '../../src/exchange/signed.ts';
import { signedTables, signPart } from '../../src/exchange/signing.ts';
import { listKeys } from '../../src/parties/api-keys.ts';
import { MasterKey } from '../../src/store/encryption.ts';
import { KeyRing } from '../../src/store/keys.ts';
import { NotBelieved, proofOf, SigningUnknown } from '../../src/store/row-mac.ts';
import { makeStore } from '../support/database.ts';
import { testEncryptionKey } from '../support/encryption-key.ts';

let store: Awaited<ReturnType<typeof makeStore>>;
beforeEach(async () => {
  store = await makeStore();
});
afterEach(() => store.drop());

const open = () => KeyRing.open(store.db, MasterKey.parse(testEncryptionKey));

/** Rows as a version before MACs wrote them. */
async function writeUnsigned(messages = 3): Promise<void> {
  await store.pool.query(`
    insert into party (code, kind, name) values
      ('0363', 'gemeente', 'Amsterdam'), ('12345678', 'aanbieder', 'De Dijk'),
      ('00000001234567890000', 'software-house', 'Huis');
    insert into api_key (id, role, prefix, key_hash) values
      (gen_random_uuid(), 'administrator', 'ijw_000000000001', 'x');
    insert into mandate (id, mandatary, party, message_types, valid_from, given_by) values
      (gen_random_uuid(), '00000001234567890000', '0363', array['JW315'], now(), 'test');
    insert into legal_hold (id, party_code, reason, placed_by) values
      (gen_random_uuid(), '0363', 'a "lawsuit"', 'test');
    insert into message (id, acceptance, type, afzender, ontvanger, identificatie, dagtekening,
      sender, recipient, status, content_hash, size, received_at, changed_at, line)
    select gen_random_uuid(), n, 'JW315', '12345678', '0363', E'é"\\\\/' || n, '2024-01-01', '12345678',
      '0363', 'accepted', uuid_send(gen_random_uuid()), 1, now(), now(), 'x'
    from generate_series(1, ${messages}) n;
    insert into message (id, sender, status, content_hash, size, received_at, changed_at, refusal,
      refused_count, afzender)
    values (gen_random_uuid(), '12345678', 'refused', 'x', 1, now(), now(), '{}', 1, '12345678')`);
  await store.pool.query(
    `insert into disclosure (id, message_id, reason, made_by, expires_at)
    select gen_random_uuid(), id, 'why', 'test', now() from message limit 1`,
  );
}

const unsigned = async (table: string) =>
  (await store.pool.query(`select from ${table} where mac is null`)).rowCount;

test('what was there is signed once; from then on a row without a MAC is not believed', async () => {
  await writeUnsigned();
  const keys = await open();
  expect(await listKeys(store.db, keys.rows, null)).toHaveLength(1);
  expect(await signPart(store.pool, keys.rows, 'rows')).toEqual({
    ...{ party: 3, api_key: 1, mandate: 1, legal_hold: 1, disclosure: 1 },
  });
  expect(await signPart(store.pool, keys.rows, 'messages')).toEqual({ message: 4 });
  for (const table of Object.values(signedTables).flat())
    expect(await unsigned(table.name), table.name).toBe(0);
  expect(await signPart(store.pool, keys.rows, 'rows')).toBeUndefined();

  const later = await open();
  expect(later.rows.isSigned('rows')).toBe(true);
  expect(await listKeys(store.db, later.rows, null)).toHaveLength(1);
  for (const table of Object.values(signedTables).flat()) {
    const { rows } = await store.pool.query(
      `select ${proofOf(table, 'one')} as proof from ${table.name} one`,
    );
    for (const { proof } of rows) later.rows.check(table, proof);
  }
  await store.pool.query(
    `insert into api_key (id, role, prefix, key_hash)
    values (gen_random_uuid(), 'administrator', 'ijw_000000000002', 'x')`,
  );
  await expect(listKeys(store.db, later.rows, null)).rejects.toThrow(NotBelieved);
  await keys.refresh(store.db);
  await expect(listKeys(store.db, keys.rows, null)).rejects.toMatchObject({
    ...{ code: 'row-not-believed', table: 'api_key' },
  });
});

test('more than a batch is signed, by one of those who try; who dies halfway leaves it to the next', async () => {
  await writeUnsigned(4500);
  const keys = await open();
  const dying = new AbortController();
  await expect(
    signPart(store.pool, keys.rows, 'messages', {
      onProgress: () => dying.abort(new Error('died')),
      signal: dying.signal,
    }),
  ).rejects.toThrow('died');
  expect(await unsigned('message')).toBe(2501);
  expect((await open()).rows.isSigned('messages')).toBe(false);
  const both = await Promise.all([
    signPart(store.pool, keys.rows, 'messages'),
    signPart(store.pool, keys.rows, 'messages'),
  ]);
  expect(both.filter(Boolean)).toEqual([{ message: 2501 }]);
  expect((await open()).rows.isSigned('messages')).toBe(true);
});

test.each([
  ['is gone', 'delete from signing'],
  ['is gone for a part', "delete from signing where part = 'messages'"],
  ['was set by hand', "update signing set state = 'signed', mac = sha256('x')"],
  [
    'is of the other part',
    'update signing set mac = (select mac from signing where part = $$rows$$)',
  ],
])(
  'a database of which the mark %s is not opened, and nothing is signed',
  async (_what, change) => {
    await writeUnsigned();
    const keys = await open();
    await signPart(store.pool, keys.rows, 'rows');
    await signPart(store.pool, keys.rows, 'messages');
    await store.pool.query(change);
    await expect(open()).rejects.toThrow(SigningUnknown);
    await expect(keys.refresh(store.db)).rejects.toMatchObject({ code: 'signing-unknown' });
  },
);

test('what a MAC binds: the table, each column, and whether there is a value', async () => {
  const { rows: macs } = await open();
  const values = [
    randomUUID(),
    'JW315',
    '12345678',
    '0363',
    null,
    'false',
    'false',
    '1',
    '2',
    '3',
    '4',
  ];
  const mac = macs.macOf(signedMessage, values).toString('hex');
  const believes = (changed: (string | null)[], table = signedMessage) =>
    macs.believes(table, [mac, changed[0] ?? null, ...changed.slice(1)]);
  expect(believes(values)).toBe(true);
  for (const index of values.keys())
    for (const other of ['', 'x', null])
      if (values[index] !== other)
        expect(believes(values.with(index, other)), `${index} ${other}`).toBe(false);
  expect(believes(values, { ...signedMessage, name: 'party' })).toBe(false);
  expect(believes(values, { ...signedMessage, version: 2 })).toBe(false);
  expect(believes([...values, null])).toBe(false);
});
