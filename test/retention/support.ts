import { randomUUIDv7 } from 'node:crypto';
import type { PoolClient } from 'pg';
import { putParty } from '../../src/parties/directory/parties.ts';
import { localCall } from '../../src/parties/principal.ts';
import type { Forgetting } from '../../src/retention/reports.ts';
import { type ForgettingOptions, forgetToday } from '../../src/retention/run.ts';
import type { Terms } from '../../src/retention/terms.ts';
import type { Store } from '../../src/store/database.ts';
import { MasterKey } from '../../src/store/keys/encryption.ts';
import { KeyRing } from '../../src/store/keys/keys.ts';
import { plantFailed } from '../operations/support.ts';
import { type Caller, testEncryptionKey } from '../support/gateway.ts';
import { macsOf } from '../support/macs.ts';

/** The default settings. */
export const terms: Terms = {
  payloadDays: 365,
  refusedDays: 90,
  accessLogMonths: 60,
  ledgerYears: 20,
};
/**
 * More than the term of what was done with, and than that of the ledger. Another day than one of these is
 * two days on: once a year two moments that are 24 hours apart are of one day in the Netherlands.
 */
export const twoYears = 2 * 366;
export const thirtyYears = 30 * 366;

export const administrator = localCall('test');

export function daysFromNow(days: number): Date {
  return new Date(Date.now() + days * 86_400_000);
}

export function keysOf({ db }: Pick<Store, 'db'>): Promise<KeyRing> {
  return KeyRing.open(db, MasterKey.parse(testEncryptionKey));
}

/** Forgets what is over so many days from now. */
export async function forgetIn(
  store: Store,
  days: number,
  options: ForgettingOptions & { terms?: Terms } = {},
): Promise<Forgetting> {
  const parts = { pool: store.pool, keys: await keysOf(store), terms: options.terms ?? terms };
  const report = await forgetToday(parts, { now: daysFromNow(days), ...options });
  if (!report) throw new Error('Nothing was looked at.');
  return report;
}

/** Posts a message, which is accepted, and waits until its step is done. */
export async function settled(caller: Caller, xml: string | Uint8Array): Promise<string> {
  const { status, body } = await caller.post(xml);
  if (status !== 202) throw new Error(`It was answered with ${status}: ${JSON.stringify(body)}`);
  await caller.settled(body.id);
  return body.id;
}

export async function acknowledge(caller: Caller, ...ids: string[]): Promise<void> {
  const { status } = await caller.send('POST', '/v1/inbox/acknowledgements', { ids });
  if (status !== 200) throw new Error(`The acknowledgement was answered with ${status}.`);
}

/** A gemeente and an aanbieder, 0363 and 12345678, where there is no gateway to make them. */
export async function makeParties({ db }: Pick<Store, 'db'>): Promise<void> {
  for (const [code, kind] of [
    ['0363', 'gemeente'],
    ['12345678', 'aanbieder'],
  ] as const)
    await putParty(db, await macsOf(db), administrator, {
      code,
      kind,
      name: code,
      until: null,
      successor: null,
    });
}

/** Marks a message as forgotten, as one that is locked is while others wait for it. */
export async function markForgotten(client: PoolClient, id: string): Promise<void> {
  await client.query(
    `update message set forgotten_at = now(), actor = null, actor_party = null, address = null,
      request_id = null where id = $1`,
    [id],
  );
}

/** Which of these messages were forgotten. */
export async function forgottenOf(
  { pool }: Pick<Store, 'pool'>,
  ids: readonly string[],
): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `select id from message
    where id = any($1) and forgotten_at is not null order by array_position($1, id)`,
    [ids],
  );
  return rows.map(({ id }) => id);
}

/** Puts messages into the database that were delivered so many days ago, also by their ids. */
export async function plantDelivered(
  store: Pick<Store, 'db' | 'pool'>,
  count: number,
  daysAgo: number,
): Promise<string[]> {
  const time = daysFromNow(-daysAgo).getTime().toString(16).padStart(12, '0');
  const prefix = `${time.slice(0, 8)}-${time.slice(8)}`;
  const wished = Array.from({ length: count }, () => prefix + randomUUIDv7().slice(13));
  const ids = await plantFailed(store, count, { ids: wished });
  await store.pool.query(
    `update message set status = 'delivered', error_code = null,
      received_at = received_at - $2 * interval '1 day', changed_at = changed_at - $2 * interval '1 day'
    where id = any($1)`,
    [ids, daysAgo],
  );
  return ids;
}
