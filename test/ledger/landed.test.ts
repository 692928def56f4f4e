import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { closeOldChains } from '../../src/ledger/chain/closing.ts';
import { UnreadableEntry } from '../../src/ledger/chain/entries.ts';
import { verifyChains } from '../../src/ledger/chain/verify.ts';
import { decodeEvent } from '../../src/ledger/model/codec.ts';
import { numberOf } from '../../src/ledger/model/events.ts';
import { aboutOf } from '../../src/ledger/past/about.ts';
import type { LedgerBericht } from '../../src/ledger/past/bericht.ts';
import { eventsOf } from '../../src/ledger/past/events.ts';
import { readPast } from '../../src/ledger/past/read-past.ts';
import { ledgerDifferences } from '../../src/ledger/projection/agreement.ts';
import { rebuildLedger } from '../../src/ledger/projection/rebuild.ts';
import { listOpenRequests } from '../../src/ledger/views/open-requests.ts';
import { receivedAt } from '../../src/messages/views/message-table.ts';
import { parseBericht } from '../../src/standard/messages/parse.ts';
import { migrate, openStore, type Store } from '../../src/store/database.ts';
import { MasterKey, newSecret } from '../../src/store/keys/encryption.ts';
import { KeyRing } from '../../src/store/keys/keys.ts';
import { signingParts } from '../../src/store/keys/row-mac.ts';
import { inTransaction } from '../../src/store/transaction.ts';
import { callOf } from '../parties/access-log/support.ts';
import { makeEmptyDatabase } from '../support/database.ts';
import { fixture } from '../support/messages.ts';
import { migrateUpTo } from '../support/migrate-up-to.ts';
import { report } from './lives.ts';
import { insertOld } from './old-chains.ts';
import { tamper } from './support.ts';

const municipality = '0363';
const provider = '12345678';
const kept: readonly { what: string; version1: string }[] = JSON.parse(
  readFileSync(new URL('model/kept-events.json', import.meta.url), 'utf8'),
);

let store: Store;
let keys: KeyRing;
let drop: () => Promise<void>;
let clientId: string;
/** The ledger of version 0.1.0: what messages about one child made true, and the tables of then. */
beforeEach(async () => {
  const database = await makeEmptyDatabase();
  drop = database.drop;
  store = openStore({ url: database.url, size: 4 });
  await migrateUpTo(store.db, '0023-last-error');
  keys = await openKeysBefore(store);
  clientId = randomUUID();
  const { wrapped, key } = keys.newClientKey(clientId);
  await store.pool.query(
    `with child as (insert into client (id, bsn_hash, bsn_sealed, revision) values ($1, $2, $3, 5))
    insert into data_key (id, wrapped) values ($1, $4)`,
    [clientId, keys.clientHash(bsn), key.seal(Buffer.from(bsn)), wrapped],
  );
  const entries = kept
    .filter(({ what }) => reported.some(([file]) => what === file))
    .map(({ version1 }) => {
      const event = decodeEvent(Buffer.from(version1));
      return {
        ...{ municipality, provider, clientId, kind: event.kind, messageId: randomUUID() },
        ...{ toewijzingNummer: numberOf(event) ?? null, classPath: event.path },
        ...{ effectiveDate: event.effective, amountCents: event.cents ?? null },
        // Encrypted for the child, and nothing else.
        sealed: key.seal(Buffer.from(version1)),
      };
    });
  await inTransaction(store.pool, (client) => insertOld(client, municipality, entries));
});
afterEach(async () => {
  await store.close();
  await drop();
});

/** The keys of this version read a table that a later migration makes: it is there for as long as that takes. */
async function openKeysBefore({ pool, db }: Store): Promise<KeyRing> {
  await pool.query(
    `create table signing as select part, 'unsigned' as state, null::bytea as mac
    from unnest($1::text[]) part`,
    [signingParts],
  );
  try {
    return await KeyRing.open(db, new MasterKey(newSecret()));
  } finally {
    await pool.query('drop table signing');
  }
}

const reported = [
  ['JW315/valid-complete', 'JW315'],
  ['JW301/valid-complete', 'JW301'],
  ['JW305/valid-complete', 'JW305'],
] as const;
const jw301 = parseBericht('JW301', Buffer.from(fixture('JW301/valid-complete.xml')));
const { bsn } = jw301.client;

async function start(): Promise<void> {
  await migrate(store.db);
  const { made } = await closeOldChains(store.pool, keys);
  expect(made).toHaveLength(2);
  const { unreadable, conflicts } = await rebuildLedger(store.pool, keys);
  expect({ unreadable, conflicts }).toEqual({ unreadable: [], conflicts: [] });
}

/** The events of a message that the ledger does not have yet. */
async function newsOf(bericht: LedgerBericht) {
  const about = aboutOf(bericht);
  if (!about) throw new Error('It is about something.');
  const { knownPast } = await readPast(store.pool, keys, about, '2026-01-05');
  return eventsOf(bericht, knownPast.state, knownPast.around);
}

test('a ledger of 0.1.0 is read, and the same JW301 again gives no entry', async () => {
  await start();
  expect(jw301.header.afzender).toBe(municipality);
  expect(await newsOf(jw301)).toEqual([]);
  const [first] = jw301.client.toegewezenProducten.toegewezenProduct;
  const longer = { ...(first as NonNullable<typeof first>), toewijzingsdatum: '2024-09-01' };
  const changed = {
    ...jw301,
    client: { ...jw301.client, toegewezenProducten: { toegewezenProduct: [longer] } },
  };
  expect(await newsOf(changed)).toMatchObject([{ kind: 'changed' }]);
  expect(await ledgerDifferences(store.pool, keys)).toMatchObject({ agree: true });
});

test('its chain goes on, and both parts are verified, each by its own rule', async () => {
  await start();
  const entries = kept.filter(({ what }) => reported.some(([file]) => what === file)).length;
  const stopped = parseBericht('JW307', Buffer.from(fixture('JW307/valid-complete.xml')));
  await inTransaction(store.pool, (client) => report(client, keys, stopped));
  const { rows } = await store.pool.query(
    'select version, count(*)::int as count from ledger_entry group by version order by 1',
  );
  expect(rows).toEqual([
    { version: 1, count: entries },
    { version: 2, count: expect.any(Number) },
  ]);
  expect(await verifyChains(store.pool, keys)).toMatchObject({
    sound: true,
    chains: [{ municipality, old: { entries, confirmed: 0 } }],
  });
  expect(await ledgerDifferences(store.pool, keys)).toMatchObject({ agree: true });
});

const leftOut = (error: Error) => {
  throw error;
};

test('requests of both versions are listed, and an entry that cannot be read is named', async () => {
  await start();
  const query = { limit: 10 };
  const { items } = await listOpenRequests(
    store.pool,
    keys,
    callOf(provider),
    query,
    receivedAt,
    leftOut,
  );
  const open = items.map(({ referentie }) => referentie);
  const asked = parseBericht('JW317', Buffer.from(fixture('JW317/valid-complete.xml')));
  await inTransaction(store.pool, (client) => report(client, keys, asked));
  const after = await listOpenRequests(
    store.pool,
    keys,
    callOf(provider),
    query,
    receivedAt,
    leftOut,
  );
  const { referentieAanbieder } = asked.client.verzoek;
  expect(after.items.map(({ referentie }) => referentie)).toEqual([...open, referentieAanbieder]);

  // Of another aanbieder, or kind: what is encrypted is not of there.
  const [{ number }] = (
    await store.pool.query('select max(chain_number)::int as number from ledger_entry')
  ).rows;
  await tamper(
    store.pool,
    `update ledger_entry set kind = 'answered' where chain_number = ${number}`,
  );
  const reading = newsOf(jw301);
  await expect(reading).rejects.toThrow(new UnreadableEntry({ municipality, chainNumber: number }));
  await expect(reading).rejects.toMatchObject({ code: 'ledger-entry-unreadable' });
  const { unreadable } = await rebuildLedger(store.pool, keys);
  expect(unreadable).toEqual([{ clientId, municipality, chainNumber: number }]);
});

test('a process of 0.1.0 that still runs can add nothing once this version has started', async () => {
  await start();
  const late = inTransaction(store.pool, (client) =>
    insertOld(client, municipality, [
      {
        ...{ municipality, provider, clientId, kind: 'allocated', messageId: null },
        ...{ toewijzingNummer: '1', classPath: 'Client', effectiveDate: null, amountCents: null },
        sealed: null,
      },
    ]),
  );
  await expect(late).rejects.toMatchObject({ code: '23514' });
});
