import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What is made, by the program of an earlier version. */
export interface UpgradeFill {
  /** The root of its tree. */
  readonly tree: string;
  /** Of an empty database. */
  readonly url: string;
  readonly encryptionKey: string;
  /** Of messages, and of entries of the ledger. */
  readonly count: number;
}

const batch = 2000;
/** Bytes of a message. */
const size = 4000;

/** Makes the tables as that version does, with parties, messages that were taken over, and a ledger. */
async function main({ tree, url, encryptionKey, count }: UpgradeFill): Promise<void> {
  const of = (file: string) => import(pathToFileURL(join(tree, file)).href);
  const { migrate, openStore } = await of('src/store/database.ts');
  const { MasterKey } = await of('src/store/encryption.ts');
  const { KeyRing } = await of('src/store/keys.ts');
  const { fillLedger } = await of('bench/ledger-fill.ts');
  const { region } = await of('bench/parties.ts');
  const store = openStore({ url, size: 4 });
  await migrate(store.db);
  const keys = await KeyRing.open(store.db, MasterKey.parse(encryptionKey));
  await store.pool.query(
    `insert into party (code, kind, name) select code, kind, name
    from jsonb_to_recordset($1) as party (code text, kind text, name text)`,
    [JSON.stringify(region)],
  );
  await store.pool.query(
    'insert into mailbox (party_code, last_position) select code, 0 from party',
  );
  const content = randomBytes(size);
  for (let done = 0; done < count; done += batch) {
    const ids = Array.from({ length: Math.min(batch, count - done) }, () => randomUUID());
    const sealed = ids.map((id) => keys.sealMessage(id, content));
    await store.pool.query(insertMessages, [
      ids,
      sealed.map(({ wrappedKey }) => wrappedKey),
      sealed.map((one) => one.sealed),
      size,
    ]);
  }
  await fillLedger(store, keys, { count, bsns: ['999900006'] }, () => undefined);
  await store.pool.query('vacuum analyze');
  await store.close();
  console.log('{}');
}

/** Of the last thirty days: they came in, were accepted a second later, and taken over after an hour. */
const insertMessages = `
  with made as (
    select one.*, now() - random() * interval '30 days' as at
    from unnest($1::uuid[], $2::bytea[], $3::bytea[]) one (id, wrapped, sealed)
  ), kept as (
    insert into message (id, acceptance, type, afzender, ontvanger, identificatie, dagtekening, sender,
      recipient, status, content_hash, size, received_at, changed_at, accepted_at, delivered_at, line)
    select id, nextval('message_acceptance'), 'JW315', '12345678', '0363', left(id::text, 12),
      '2026-01-01', '12345678', '0363', 'delivered', sha256(uuid_send(id)), $4, at,
      at + interval '1 hour', at + interval '1 second', at + interval '1 hour', sha256(uuid_send(id))
    from made
  ), key as (
    insert into data_key (id, wrapped) select id, wrapped from made
  )
  insert into message_content (message_id, sealed) select id, sealed from made`;

await main(JSON.parse(process.argv[2] ?? ''));
