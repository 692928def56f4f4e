import { createDecipheriv } from 'node:crypto';
import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyChains } from '../../src/ledger/chain/verify.ts';
import { prestatieHash } from '../../src/ledger/declarations/rows.ts';
import { ledgerDifferences } from '../../src/ledger/projection/agreement.ts';
import { referenceHash } from '../../src/ledger/projection/projection.ts';
import { rebuildLedger } from '../../src/ledger/projection/rebuild.ts';
import { lineOfChild } from '../../src/messages/lifecycle/line.ts';
import { MasterKey, newSecret } from '../../src/store/keys/encryption.ts';
import { KeyRing } from '../../src/store/keys/keys.ts';
import { rotateMasterKey } from '../../src/store/keys/rotation.ts';
import { declaratie, jw323, jw325 } from '../ledger/declarations/writing.ts';
import {
  acknowledge,
  forgetIn,
  keysOf,
  settled,
  thirtyYears,
  twoYears,
} from '../retention/support.ts';
import {
  type Caller,
  startTestGateway,
  type TestGateway,
  testEncryptionKey,
} from '../support/gateway.ts';
import { fixture, newIdentificatie } from '../support/messages.ts';
import { personal, personalIn, talkAboutChild } from '../support/personal.ts';

const master = MasterKey.parse(testEncryptionKey);
const parties = { gemeente: '0363', aanbieder: '12345678' };
/** Of what was declared for the child. */
const referentie = 'VOLIERE-7';
let gateway: TestGateway;
let aanbieder: Caller;
let keys: KeyRing;
let ids: string[];
/** The first message, which asks for help. */
let request: Buffer;
let references: string[];
beforeAll(async () => {
  gateway = await startTestGateway();
  aanbieder = await gateway.party(parties.aanbieder);
  const gemeente = await gateway.party(parties.gemeente);
  ({ ids } = await talkAboutChild(aanbieder, gemeente));
  const declared = declaratie(parties, [{ bsn: personal.bsn, referentie, bedrag: 4200 }]);
  for (const [from, to, xml] of [
    [aanbieder, gemeente, jw323(declared)],
    [gemeente, aanbieder, jw325(declared, 'granted')],
  ] as const) {
    const id = await settled(from, xml.toString());
    await acknowledge(to, id);
    ids.push(id);
  }
  // Answers that the gateway gave.
  for (const party of [aanbieder, gemeente])
    for (const { id } of (await party.get('/v1/inbox')).body.items) {
      await acknowledge(party, id);
      ids.push(id);
    }
  const { items: care } = (await aanbieder.get('/v1/allocations')).body;
  const signal = {
    ...{ kind: 'budget', allocation: care[0].id },
    text: `Het past niet bij ${personal.voornamen} ${personal.achternaam}`,
  };
  const reported = await aanbieder.send('POST', '/v1/signals', signal);
  const added = { version: 1, text: `${personal.voornamen} woont nu in ${personal.plaats}` };
  await aanbieder.send('POST', `/v1/signals/${reported.body.id}/answers`, added);
  expect((await aanbieder.get(`/v1/signals/${reported.body.id}`)).body.text).toBe(signal.text);
  keys = await keysOf(gateway.store);
  request = await aanbieder.content(ids[0] ?? '');
  const named = request.toString().matchAll(/<ReferentieAanbieder>([^<]*)</g);
  references = [...named].map(([, reference]) => reference ?? '');
});
afterAll(() => gateway?.remove());

interface Dump {
  /** Each row of each table as text, by the name of the table. */
  readonly texts: ReadonlyMap<string, string>;
  /** Every value of a bytea. */
  readonly blobs: readonly Buffer[];
  readonly dataKeys: readonly { readonly id: string; readonly secret: Buffer }[];
}

const nonce = 12;
const nonceAndTag = nonce + 16;

/** The whole database, in the hands of someone who has the master key too. */
async function dump(pool: Pool, opener: MasterKey = master): Promise<Dump> {
  const { rows: names } = await pool.query<{ name: string }>(
    `select relname as name from pg_class where not relispartition
      and relnamespace = 'public'::regnamespace and relkind in ('r', 'p') order by 1`,
  );
  const texts = new Map<string, string>();
  const blobs: Buffer[] = [];
  for (const { name } of names) {
    const { rows } = await pool.query<Record<string, unknown>>(`select * from "${name}"`);
    const rowTexts = await pool.query<{ text: string }>(
      `select one::text as text from "${name}" one`,
    );
    texts.set(name, rowTexts.rows.map(({ text }) => text).join('\n'));
    for (const row of rows)
      for (const value of Object.values(row))
        if (Buffer.isBuffer(value) && value.length > nonceAndTag) blobs.push(value);
  }
  const { rows } = await pool.query<{ id: string; wrapped: Buffer }>('select * from data_key');
  const dataKeys = rows.map(({ id, wrapped }) => ({ id, secret: opener.unwrap(wrapped, id) }));
  return { texts, blobs, dataKeys };
}

/** What of the child can be read, with every key tried on everything. */
function readable({ texts, blobs, dataKeys }: Dump): string[] {
  const found = new Set<string>();
  for (const [name, text] of texts)
    for (const one of personalIn(Buffer.from(text))) found.add(`${name}: ${one}`);
  for (const { secret } of dataKeys)
    for (const blob of blobs)
      for (const one of personalIn(decrypted(secret, blob))) found.add(`decrypted: ${one}`);
  return [...found];
}

/**
 * What a blob is under a key, for who does not care what else it was bound to and whether it is whole. Under
 * another key it is noise.
 */
function decrypted(secret: Buffer, blob: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', secret, blob.subarray(0, nonce));
  return decipher.update(blob.subarray(nonceAndTag));
}

/** Where something is that can be made of what someone knows of the child, with the keys in hand. */
function recognisable({ texts }: Dump): string[] {
  const { bsn } = personal;
  const marks: Record<string, Buffer> = {
    client: keys.clientHash(bsn),
    line: lineOfChild(keys, parties, bsn),
    bytes: keys.contentHash(request),
    prestatie: prestatieHash(keys, 'prestatie', parties.aanbieder, referentie),
    ...Object.fromEntries(
      references.map((one) => [`request ${one}`, referenceHash(keys, parties.aanbieder, one)]),
    ),
    ...Object.fromEntries(
      references.map((one) => [
        `reference ${one}`,
        keys.lineHash(['request', parties.gemeente, parties.aanbieder, one].join('\n')),
      ]),
    ),
  };
  return Object.entries(marks).flatMap(([mark, hash]) =>
    [...texts]
      .filter(([, text]) => text.includes(hash.toString('hex')))
      .map(([name]) => `${mark} in ${name}`),
  );
}

test('with the master key and the whole database in hand nothing of a forgotten child can be read', async () => {
  const { store } = gateway;
  // Terms come a moment later.
  const terms = () => store.pool.query('select from term where reference_hash is not null');
  await expect.poll(async () => (await terms()).rowCount).toBeGreaterThan(0);
  const before = await dump(store.pool);
  // What the test can find when it is there.
  expect(readable(before).length).toBeGreaterThan(10);
  expect(recognisable(before)).toEqual(
    expect.arrayContaining([
      'client in client',
      'line in message',
      'line in request_reference',
      'bytes in message',
      'prestatie in prestatie',
      expect.stringMatching(/^request .* in request$/),
      expect.stringMatching(/^reference .* in request_reference$/),
    ]),
  );

  const messages = await forgetIn(store, twoYears);
  expect(messages.forgotten.messages).toBe(ids.length);
  expect(messages.forgotten.refused).toBeGreaterThan(10);
  expect(messages.kept?.waiting).toBe(0);
  const ledgerOnly = await dump(store.pool);
  // The ledger knows it for its own term.
  expect(recognisable(ledgerOnly)).toEqual([
    'client in client',
    // For the 30 days that it is kept.
    'client in draft',
    'client in known_child',
    'prestatie in prestatie',
    expect.stringMatching(/^request .* in request$/),
    expect.stringMatching(/^request .* in term$/),
  ]);
  const { rows } = await store.pool.query<{ id: string }>('select id from client');
  const reports = await forgetIn(store, thirtyYears);
  expect(reports.forgotten).toMatchObject({ messages: 0, refused: 0, clients: 1 });

  const after = await dump(store.pool);
  expect(readable(after)).toEqual([]);
  expect(recognisable(after)).toEqual([]);
  expect(after.dataKeys.map(({ id }) => id)).not.toContain(rows[0]?.id);
  // Nobody reads it over HTTP either.
  expect((await aanbieder.get(`/v1/messages/${ids[0]}/content`)).status).toBe(410);
  const search = { bsn: personal.bsn };
  const found = await aanbieder.send('POST', '/v1/allocations/searches', search);
  expect(found.body.items).toEqual([]);
});

test('what is left is whole: chains, tables, and the keys under a new master key', async () => {
  const { store } = gateway;
  const other = await settled(
    aanbieder,
    fixture('conversation/01-JW315.xml', { identificatie: newIdentificatie() })
      .replace(/(<Bsn>)[^<]*/, '$1999934508')
      .replaceAll('<ReferentieAanbieder>', '$&other '),
  );
  expect(await verifyChains(store.pool, keys)).toMatchObject({ sound: true });
  expect(await ledgerDifferences(store.pool, keys)).toMatchObject({ agree: true });
  expect(await rebuildLedger(store.pool, keys)).toMatchObject({ unreadable: [], conflicts: [] });
  expect(await ledgerDifferences(store.pool, keys)).toMatchObject({ agree: true });
  const content = await aanbieder.content(other);

  const next = new MasterKey(newSecret());
  const given = { current: next, previous: master };
  expect(await rotateMasterKey(store, given, { settleMs: 0 })).toMatchObject({ unreadable: [] });
  const ring = await KeyRing.open(store.db, next);
  expect(await verifyChains(store.pool, ring)).toMatchObject({ sound: true });
  const dumped = await dump(store.pool, next);
  const key = dumped.dataKeys.find(({ id }) => id === other);
  const secret = key?.secret ?? newSecret();
  expect(dumped.blobs.some((blob) => decrypted(secret, blob).equals(content))).toBe(true);
});
