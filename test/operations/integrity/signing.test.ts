import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { signedMessage } from '../../../src/messages/signed.ts';
import { resealContents } from '../../../src/operations/integrity/reseal.ts';
import { FirstSigning, signedTables, signPart } from '../../../src/operations/integrity/signing.ts';
import { listKeys } from '../../../src/parties/credentials/api-keys.ts';
import { openStore } from '../../../src/store/database.ts';
import { MasterKey } from '../../../src/store/keys/encryption.ts';
import { KeyRing } from '../../../src/store/keys/keys.ts';
import { NotBelieved, proofOf, SigningUnknown } from '../../../src/store/keys/row-mac.ts';
import { asOnlyOne } from '../../../src/store/session-lock.ts';
import { makeStore } from '../../support/database.ts';
import { testEncryptionKey } from '../../support/encryption-key.ts';
import { keepOld } from '../../support/old-contents.ts';

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
    insert into api_key_use (id, last_used_at) select id, now() from api_key;
    insert into forgetting (day, terms) values ('2024-01-01', '{"payloadDays": 365}');
    insert into operation (id, kind, reason, made_by, selection, request_hash) values
      (gen_random_uuid(), 'replay', 'why', 'test', '{"filter": {}}', 'x');
    insert into ledger_import (source_hash)
      select decode(lpad(to_hex(n), 64, '0'), 'hex') from generate_series(250, 260) n;
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
  expect(await signPart(store.pool, keys, 'rows')).toEqual({
    // Designations, complete ledgers, conversions, signals, goals, sessions and verifications came later than signing: each is signed when it is made.
    ...{
      complete_ledger: 0,
      complete_declarations: 0,
      conversion: 0,
      conversion_row: 0,
      conversion_mark: 0,
      conversion_commit: 0,
      signal: 0,
      signal_child: 0,
      goal: 0,
      session: 0,
      verification: 0,
    },
    ...{ party: 3, api_key: 1, mandate: 1, designation: 0, legal_hold: 1, disclosure: 1 },
  });
  expect(await signPart(store.pool, keys, 'records')).toEqual({
    ...{ forgetting: 1, operation: 1, ledger_import: 11, api_key_use: 1 },
  });
  expect(await signPart(store.pool, keys, 'messages')).toEqual({ message: 4 });
  for (const table of Object.values(signedTables).flat())
    expect(await unsigned(table.name), table.name).toBe(0);
  expect(await signPart(store.pool, keys, 'rows')).toBeUndefined();

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
    signPart(store.pool, keys, 'messages', {
      onProgress: () => dying.abort(new Error('died')),
      signal: dying.signal,
    }),
  ).rejects.toThrow('died');
  expect(await unsigned('message')).toBe(2501);
  expect((await open()).rows.isSigned('messages')).toBe(false);
  const both = await Promise.all([
    signPart(store.pool, keys, 'messages'),
    signPart(store.pool, keys, 'messages'),
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
    "update signing set mac = (select mac from signing where part = 'rows') where state = 'signed'",
  ],
])(
  'a database of which the mark %s is not opened, and nothing is signed',
  async (_what, change) => {
    await writeUnsigned();
    const keys = await open();
    await signPart(store.pool, keys, 'rows');
    await signPart(store.pool, keys, 'messages');
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

describe('contents of the version before', () => {
  const contentOf = async (id: string) =>
    (
      await store.pool.query(
        `select sealed, version, wrapped as "wrappedKey" from message_content
        join data_key on id = message_id where message_id = $1`,
        [id],
      )
    ).rows[0];

  test('are read until all are sealed anew, and then refused', async () => {
    await writeUnsigned();
    const keys = await open();
    const { about, old } = await keepOld(store, keys, 'one');
    const gone = await keepOld(store, keys, 'two');
    await store.pool.query("update message_content set sealed = '\\x00' where message_id = $1", [
      gone.about.id,
    ]);
    expect(keys.unsealMessage(about, old).toString()).toBe('one');
    await signPart(store.pool, keys, 'messages');
    expect(await signPart(store.pool, keys, 'contents')).toEqual({
      ...{ message_content: 1, unreadable: 1 },
    });
    const today = await contentOf(about.id);
    expect(today.version).toBe(2);
    const later = await open();
    expect(later.unsealMessage(about, today).toString()).toBe('one');
    expect(() => later.unsealMessage(about, old)).toThrow(NotBelieved);
    for (const other of [
      { sender: '0363' },
      { recipient: null },
      { type: 'JW305' },
      { id: gone.about.id },
    ])
      expect(() => later.unsealMessage({ ...about, ...other }, today)).toThrow();
  });

  test('of a message that is not believed are left', async () => {
    await writeUnsigned();
    const keys = await open();
    const { about } = await keepOld(store, keys, 'one');
    await signPart(store.pool, keys, 'messages');
    await store.pool.query("update message set recipient = '12345678' where id = $1", [about.id]);
    expect(await resealContents(store.pool, keys)).toEqual({ sealed: 0, unreadable: [about.id] });
  });

  test('are sealed in pieces; who dies halfway leaves the rest to the next', async () => {
    await writeUnsigned();
    const keys = await open();
    for (let n = 0; n < 3; n++) await keepOld(store, keys, `message ${n}`);
    await store.pool.query(`insert into message_content (message_id, sealed, version)
      select id, convert_to(repeat('x', 9000000), 'UTF8'), 1 from message
      where identificatie not like 'message%' and status <> 'refused'`);
    const dying = new AbortController();
    const options = { onBatch: () => dying.abort(new Error('died')), signal: dying.signal };
    await expect(resealContents(store.pool, keys, options)).rejects.toThrow('died');
    await resealContents(store.pool, keys);
    const { rows } = await store.pool.query(
      'select version, count(*)::int from message_content group by 1 order by 1',
    );
    expect(rows).toContainEqual({ version: 2, count: 3 });
  });
});

test('a start that waits for another process to sign can be stopped', async () => {
  const keys = await open();
  const said: string[] = [];
  const openOwner = () => openStore({ url: store.url, size: 2 });
  const signing = new FirstSigning(openOwner, keys, {
    ...{ onSigned: () => undefined, onError: () => undefined },
    onWait: (sentence) => said.push(sentence),
  });
  const stop = new AbortController();
  await asOnlyOne(store.pool, 'signing', async () => {
    const starting = signing.start(store, stop.signal);
    const outcome = starting.then(
      () => 'started',
      () => 'stopped',
    );
    await expect.poll(() => said).toEqual([expect.stringMatching(/this one waits/)]);
    stop.abort();
    expect(await outcome).toBe('stopped');
  });
  // The other one is gone without having done it: the next start does.
  await signing.start(store);
  expect(keys.rows.isSigned('rows')).toBe(true);
  await signing.stop();
});
