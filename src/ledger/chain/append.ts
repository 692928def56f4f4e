import type { PoolClient } from 'pg';
import { centsText } from '../../standard/money.ts';
import { mapInTurns } from '../../store/in-turns.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import { statement, unnamed } from '../../store/statement.ts';
import { digestOf, type EntryContent, entryVersion, genesis } from './hash.ts';

/** An entry before it has its number in a chain. */
export type NewEntry = Omit<EntryContent, 'recordedAt'>;

/** The numbers that new entries got in the chain of a gemeente. */
export interface Appended {
  readonly municipality: string;
  readonly first: number;
  readonly last: number;
}

/**
 * Adds entries to the chains of their gemeenten, in this order, within the transaction of the caller: a rollback
 * leaves no gap in the numbers.
 *
 * The head of a chain stays locked from here to the end of the transaction, and every other transaction that adds to
 * this chain waits for it. So call it once, last, and commit at once. Chains are locked in the order of their codes,
 * a statement each, or a few where there are thousands of entries. What grows with the content of an entry is done before
 * its chain is locked.
 *
 * @param client in a transaction with the isolation `read committed`
 * @param entries at least one
 * @returns the numbers in each chain, by code
 * @throws the error of Postgres; the transaction must then be rolled back
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
  for (const [municipality, own] of [...chains].sort(([one], [other]) => (one < other ? -1 : 1))) {
    const digests = await mapInTurns(
      own,
      (entry) => digestOf(keys, entryVersion, { ...entry, recordedAt }) as Buffer,
    );
    let first: number | undefined;
    let last = 0;
    for (let at = 0; at < own.length; at += together) {
      const some = {
        entries: own.slice(at, at + together),
        digests: digests.slice(at, at + together),
      };
      const added = await appendTo(client, municipality, some, recordedAt);
      first ??= added.first;
      last = added.last;
    }
    appended.push({ municipality, first: first ?? last, last });
  }
  return appended;
}

/** Entries of one statement: to write more as its parameters holds the process for longer than others should wait. */
const together = 5000;

const makeHead = unnamed<{ municipality: string; genesis: Buffer }>(`
  insert into chain_head (municipality, number, hash) values ($municipality, 0, $genesis)
  on conflict (municipality) do nothing`);

async function appendTo(
  client: PoolClient,
  municipality: string,
  {
    entries,
    digests,
  }: { readonly entries: readonly NewEntry[]; readonly digests: readonly Buffer[] },
  recordedAt: Date,
): Promise<Omit<Appended, 'municipality'>> {
  const addition = addToChain({
    municipality,
    version: Buffer.from([entryVersion]),
    digests: Buffer.concat(digests),
    count: entries.length,
    recordedAt,
    providers: entries.map((entry) => entry.provider),
    clients: entries.map((entry) => entry.clientId),
    numbers: entries.map((entry) => entry.toewijzingNummer),
    kinds: entries.map((entry) => entry.kind),
    messages: entries.map((entry) => entry.messageId),
    classPaths: entries.map((entry) => entry.classPath),
    effectiveDates: entries.map((entry) => entry.effectiveDate),
    amounts: entries.map(({ amountCents }) =>
      amountCents === null ? null : centsText(amountCents),
    ),
    sealed: entries.map((entry) => entry.sealed && Buffer.from(entry.sealed)),
  });
  const append = async () => (await client.query<{ last: string }>(addition)).rows[0];
  let appended = await append();
  if (!appended) {
    // The first entry of this gemeente. This waits for a transaction that makes the row at the same moment.
    await client.query(makeHead({ municipality, genesis }));
    appended = await append();
  }
  if (!appended) throw new Error('The head of the chain is gone.');
  const last = Number(appended.last);
  return { first: last - entries.length + 1, last };
}

// Postgres computes the hashes of the chain (chainHash of hash.ts) once it holds the head, so that the head is locked
// for one statement and the commit only, and a process that is busy does not make others wait. The work that grows with
// the content of an entry is in its digest, which is made before.
const addToChain = statement<{
  municipality: string;
  version: Buffer;
  digests: Buffer;
  count: number;
  recordedAt: Date;
  providers: readonly string[];
  clients: readonly string[];
  numbers: readonly (string | null)[];
  kinds: readonly string[];
  messages: readonly (string | null)[];
  classPaths: readonly string[];
  effectiveDates: readonly (string | null)[];
  amounts: readonly (string | null)[];
  sealed: readonly (Buffer | null)[];
}>(
  'append-entries',
  `
  with recursive head as materialized (
    select number, hash from chain_head where municipality = $municipality for update
  ), chain (ordinal, number, previous_hash, hash) as (
    select 0, number, hash, hash from head
    union all
    select ordinal + 1, number + 1, hash,
      sha256($version::bytea || hash || int8send(number + 1)
        || substring($digests::bytea from ordinal * 32 + 1 for 32))
    from chain where ordinal < $count::integer
  ), added as (
    insert into ledger_entry (municipality, chain_number, version, provider, client_id,
      toewijzing_nummer, kind, message_id, class_path, effective_date, recorded_at, amount_cents,
      sealed, previous_hash, hash)
    select $municipality, chain.number, get_byte($version::bytea, 0), entry.provider, entry.client_id,
      entry.toewijzing_nummer, entry.kind, entry.message_id, entry.class_path,
      entry.effective_date, $recordedAt::timestamptz, entry.amount_cents, entry.sealed,
      chain.previous_hash, chain.hash
    from chain join unnest($providers::text[], $clients::uuid[], $numbers::text[], $kinds::text[],
      $messages::uuid[], $classPaths::text[], $effectiveDates::text[], $amounts::bigint[],
      $sealed::bytea[]) with ordinality as entry (provider, client_id,
      toewijzing_nummer, kind, message_id, class_path, effective_date, amount_cents, sealed,
      ordinal) on entry.ordinal = chain.ordinal
  )
  update chain_head set number = chain.number, hash = chain.hash
  from chain where municipality = $municipality and chain.ordinal = $count::integer
  returning chain_head.number as last`,
);
