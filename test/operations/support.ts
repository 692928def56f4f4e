import { randomUUIDv7 } from 'node:crypto';
import { expect } from 'vitest';
import { signedMessage } from '../../src/messages/signed.ts';
import type { Store } from '../../src/store/database.ts';
import { MasterKey } from '../../src/store/keys/encryption.ts';
import { KeyRing } from '../../src/store/keys/keys.ts';
import { type Caller, testEncryptionKey } from '../support/gateway.ts';
import { signAll } from '../support/macs.ts';
import { fixture } from '../support/messages.ts';

/** A BSN of the test range, where a careless party might write one. */
export const plantedBsn = '999900006';

/** Makes every delivery fail with code 23514, which does not heal, until it is repaired. */
export async function breakDelivery({ pool }: Pick<Store, 'pool'>): Promise<void> {
  await pool.query('alter table mailbox_entry add constraint broken check (false) not valid');
}

export async function repairDelivery({ pool }: Pick<Store, 'pool'>): Promise<void> {
  await pool.query('alter table mailbox_entry drop constraint broken');
}

/**
 * Puts failed messages into the database as intake and a step that gave up leave them, each in a
 * line of its own: for tests that need thousands.
 *
 * @returns their ids, in the order of acceptance
 */
export async function plantFailed(
  { db, pool }: Pick<Store, 'db' | 'pool'>,
  count: number,
  more: { sender?: string; recipient?: string; ids?: readonly string[] } = {},
): Promise<string[]> {
  // Of one millisecond they come in any order.
  const ids = [...(more.ids ?? Array.from({ length: count }, () => randomUUIDv7()))].sort();
  const keys = await KeyRing.open(db, MasterKey.parse(testEncryptionKey));
  const content = Buffer.from(fixture('conversation/01-JW315.xml'));
  const { sender = '12345678', recipient = '0363' } = more;
  const sealed = ids.map((id) =>
    keys.sealMessage({ id, sender, recipient, type: 'JW315' }, content),
  );
  await pool.query(
    `with planted as (
      select * from unnest($1::uuid[], $5::bytea[], $6::bytea[]) with ordinality
        as planted (id, wrapped, sealed, place)
    ), key as (
      insert into data_key (id, wrapped) select id, wrapped from planted
    ), content as (
      insert into message_content (message_id, sealed) select id, sealed from planted
    )
    insert into message (id, acceptance, type, afzender, ontvanger, identificatie, dagtekening,
      sender, recipient, status, content_hash, size, error_code, received_at, changed_at, line)
    select id, nextval('message_acceptance'), 'JW315', $2, $3, $4 || '-' || right(id::text, 12), '2024-01-01', $2, $3, 'failed',
      uuid_send(id), 1, '23514', now(), now(), uuid_send(id)
    from planted order by place`,
    [
      ids,
      sender,
      recipient,
      plantedBsn,
      sealed.map(({ wrappedKey }) => wrappedKey),
      sealed.map((each) => each.sealed),
    ],
  );
  await signAll(pool, keys.rows, signedMessage);
  return ids;
}

/** Posts messages that each fail, and waits until they have. */
export async function failedMessages(
  store: Pick<Store, 'pool'>,
  sender: Caller,
  messages: readonly string[],
): Promise<string[]> {
  await breakDelivery(store);
  const ids: string[] = [];
  for (const xml of messages) ids.push((await sender.post(xml)).body.id);
  await expect
    .poll(() => statusesOf(store, ids), { timeout: 20_000 })
    .toEqual(ids.map(() => 'failed'));
  await repairDelivery(store);
  return ids;
}

/** The statuses of these messages, in their order. */
export async function statusesOf(
  { pool }: Pick<Store, 'pool'>,
  ids: readonly string[],
): Promise<string[]> {
  const { rows } = await pool.query<{ status: string }>(
    `select status from unnest($1::uuid[]) with ordinality as asked (id, place)
    join message on message.id = asked.id order by place`,
    [ids],
  );
  return rows.map((row) => row.status);
}

/** Waits until a replay or redelivery has this state, and returns it. */
export async function reached(
  administrator: Caller,
  path: string,
  state: string,
  timeout = 20_000,
) {
  await expect
    .poll(async () => (await administrator.get(path)).body.state, { timeout, interval: 50 })
    .toBe(state);
  return (await administrator.get(path)).body;
}
