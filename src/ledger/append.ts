import type { PoolClient } from 'pg';
import { centsText } from '../standard/money.ts';
import type { KeyRing } from '../store/keys.ts';
import { digestOf, type EntryContent, entryVersion, genesis } from './hash.ts';

/** An entry before it has its place. */
export type NewEntry = Omit<EntryContent, 'recordedAt'>;

/** The numbers that entries got in the chain of a gemeente. */
export interface Appended {
  readonly municipality: string;
  readonly first: number;
  readonly last: number;
}

/**
 * Adds entries to the chains of their gemeenten, in this order, within the transaction of the caller: they
 * are there when that commits and never were when it does not, without a gap in the numbers.
 *
 * The head of a chain stays locked from here to the end of the transaction, and everybody who adds
 * to this chain waits for it. So call it once, last, and commit at once. Chains are taken in the order of their
 * codes, a statement each.
 *
 * @param client in a transaction with the isolation `read committed`
 * @param entries at least one
 * @returns a place in each chain, by code
 * @throws what Postgres says; the transaction is then to be rolled back
 */
export async function appendEntries(
  client: PoolClient,
  keys: Pick<KeyRing, 'entryDigest'>,
  entries: readonly NewEntry[],
  recordedAt: Date = new Date(),
): Promise<Appended[]> {
  if (entries.length === 0) throw new Error('Nothing to add to the chain.');
  const chains = Map.groupBy(entries, ({ municipality }) => municipality);
  const appended: Appended[] = [];
  for (const [municipality, own] of [...chains].sort(([one], [other]) => (one < other ? -1 : 1)))
    appended.push(await appendTo(client, keys, municipality, own, recordedAt));
  return appended;
}

async function appendTo(
  client: PoolClient,
  keys: Pick<KeyRing, 'entryDigest'>,
  municipality: string,
  entries: readonly NewEntry[],
  recordedAt: Date,
): Promise<Appended> {
  const digests = entries.map(
    (entry) => digestOf(keys, entryVersion, { ...entry, recordedAt }) as Buffer,
  );
  const values = [
    municipality,
    Buffer.from([entryVersion]),
    Buffer.concat(digests),
    entries.length,
    recordedAt,
    entries.map((entry) => entry.provider),
    entries.map((entry) => entry.clientId),
    entries.map((entry) => entry.toewijzingNummer),
    entries.map((entry) => entry.kind),
    entries.map((entry) => entry.messageId),
    entries.map((entry) => entry.classPath),
    entries.map((entry) => entry.effectiveDate),
    entries.map(({ amountCents }) => (amountCents === null ? null : centsText(amountCents))),
    entries.map((entry) => entry.sealed && Buffer.from(entry.sealed)),
  ];
  const append = async () =>
    (await client.query<{ last: string }>({ name: 'append-entries', text: statement, values }))
      .rows[0];
  let appended = await append();
  if (!appended) {
    // The first entry of this gemeente. Who makes the row at the same moment is waited for.
    await client.query(
      `insert into chain_head (municipality, number, hash) values ($1, 0, $2)
      on conflict (municipality) do nothing`,
      [municipality, genesis],
    );
    appended = await append();
  }
  if (!appended) throw new Error('The head of the chain is gone.');
  const last = Number(appended.last);
  return { municipality, first: last - entries.length + 1, last };
}

// Postgres makes the hashes of the chain (chainHash of hash.ts) once it holds the head, so that the
// head is locked for one question and the commit, and no process that is busy makes others wait. What
// grows with the content of an entry is in its digest, made before.
const statement = `
  with recursive head as materialized (
    select number, hash from chain_head where municipality = $1 for update
  ), chain (ordinal, number, previous_hash, hash) as (
    select 0, number, hash, hash from head
    union all
    select ordinal + 1, number + 1, hash,
      sha256($2::bytea || hash || int8send(number + 1)
        || substring($3::bytea from ordinal * 32 + 1 for 32))
    from chain where ordinal < $4::integer
  ), added as (
    insert into ledger_entry (municipality, chain_number, version, provider, client_id,
      toewijzing_nummer, kind, message_id, class_path, effective_date, recorded_at, amount_cents,
      sealed, previous_hash, hash)
    select $1, chain.number, get_byte($2::bytea, 0), entry.provider, entry.client_id,
      entry.toewijzing_nummer, entry.kind, entry.message_id, entry.class_path,
      entry.effective_date, $5::timestamptz, entry.amount_cents, entry.sealed,
      chain.previous_hash, chain.hash
    from chain join unnest($6::text[], $7::uuid[], $8::text[], $9::text[], $10::uuid[],
      $11::text[], $12::text[], $13::bigint[], $14::bytea[]) with ordinality as entry (provider,
      client_id, toewijzing_nummer, kind, message_id, class_path, effective_date, amount_cents,
      sealed, ordinal) on entry.ordinal = chain.ordinal
  )
  update chain_head set number = chain.number, hash = chain.hash
  from chain where municipality = $1 and chain.ordinal = $4::integer
  returning chain_head.number as last`;
