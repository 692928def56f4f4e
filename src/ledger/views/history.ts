import { setImmediate as turn } from 'node:timers/promises';
import type { PoolClient } from 'pg';
import { joinKey } from '../../store/keys/data-keys.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import { statement } from '../../store/statement.ts';
import { entryEvent, UnreadableEntry } from '../chain/entries.ts';
import type { LedgerEvent } from '../model/events.ts';
import { prestatieKindsSql } from '../model/prestaties.ts';

/** One child at one aanbieder. */
export interface ChildAtProvider {
  readonly clientId: string;
  readonly provider: string;
}

/** What one entry of the ledger says, and when it was added. Personal data. */
export interface HistoryEntry extends ChildAtProvider {
  readonly municipality: string;
  readonly chainNumber: number;
  readonly event: LedgerEvent;
  /** The message that reported it; null for what was imported. */
  readonly messageId: string | null;
  readonly recordedAt: Date;
}

/** The histories of some children, each at an aanbieder. */
export interface Histories {
  /** In the order of the chains, gemeente by gemeente. */
  readonly entries: readonly HistoryEntry[];
  /** Those that have an entry that cannot be read; none of their entries is here. */
  readonly unreadable: readonly (ChildAtProvider & { readonly entry: UnreadableEntry })[];
}

/** Entries that are decrypted before others have their turn in this process. */
const turnAfter = 200;

interface EntryRow extends ChildAtProvider {
  readonly municipality: string;
  readonly chainNumber: string;
  readonly version: number;
  readonly kind: string;
  readonly messageId: string | null;
  readonly recordedAt: Date;
  readonly sealed: Buffer | null;
}

const keysOfThose = statement<{ clients: readonly string[] }>(
  'history-keys',
  `select client.id, wrapped from unnest($clients::uuid[]) asked (id)
  cross join lateral (select id from client where id = asked.id offset 0) client
  ${joinKey('client.id')}`,
);

const entriesOfThose = statement<{ clients: readonly string[]; providers: readonly string[] }>(
  'history-entries',
  `select asked.client_id as "clientId", asked.provider, e.municipality, e.chain_number as "chainNumber",
    e.version, e.kind, e.message_id as "messageId", e.recorded_at as "recordedAt", e.sealed
  from unnest($clients::uuid[], $providers::text[]) asked (client_id, provider)
  cross join lateral (
    select * from ledger_entry
    where client_id = asked.client_id and provider = asked.provider
      and kind not in ${prestatieKindsSql}
    order by client_id, municipality, provider, chain_number offset 0
  ) e`,
);

/**
 * What the ledger has of some children, each at one aanbieder, for any gemeente, but for what was declared. For a reader that follows the ledger
 * and shows nothing of it to anybody; nothing is written in the access log.
 *
 * @param client in a transaction
 * @param asked each once; nothing comes of those that were forgotten
 */
export async function historiesOf(
  client: PoolClient,
  keys: Pick<KeyRing, 'openClientKey'>,
  asked: readonly ChildAtProvider[],
): Promise<Histories> {
  if (asked.length === 0) return { entries: [], unreadable: [] };
  const clients = [...new Set(asked.map(({ clientId }) => clientId))];
  const { rows: wrapped } = await client.query<{ id: string; wrapped: Buffer }>(
    keysOfThose({ clients }),
  );
  const keyOf = new Map(wrapped.map((row) => [row.id, keys.openClientKey(row.id, row.wrapped)]));
  const { rows } = await client.query<EntryRow>(
    entriesOfThose({
      clients: asked.map(({ clientId }) => clientId),
      providers: asked.map(({ provider }) => provider),
    }),
  );
  const entries: HistoryEntry[] = [];
  const unreadable: Histories['unreadable'][number][] = [];
  let turns = 1;
  for (const own of Map.groupBy(rows, caseKey).values()) {
    const { clientId, provider } = own[0] as EntryRow;
    const key = keyOf.get(clientId);
    if (!key) continue;
    if (entries.length >= turnAfter * turns) {
      turns += 1;
      await turn();
    }
    try {
      const read = own.map(({ sealed, version, kind, ...row }) => {
        const chainNumber = Number(row.chainNumber);
        const event = entryEvent(key, { ...row, chainNumber, sealed, version, kind });
        return { ...row, chainNumber, event };
      });
      entries.push(...read);
    } catch (error) {
      if (!(error instanceof UnreadableEntry)) throw error;
      unreadable.push({ clientId, provider, entry: error });
    }
  }
  return { entries, unreadable };
}

function caseKey({ clientId, provider }: ChildAtProvider): string {
  return `${clientId} ${provider}`;
}

/** An entry that was added after a position in its chain. */
export interface AddedEntry extends ChildAtProvider {
  readonly municipality: string;
  readonly chainNumber: number;
}

/**
 * Whether a chain may have more than was read by {@link entriesAfter}: it got its whole part of the limit.
 *
 * @param limit that of the reading
 */
export function isFull(added: readonly AddedEntry[], limit: number): boolean {
  const counts = [...Map.groupBy(added, ({ municipality }) => municipality).values()];
  return counts.some((entries) => entries.length >= Math.floor(limit / counts.length));
}

const entriesBehind = statement<{
  municipalities: readonly string[];
  numbers: readonly string[];
  limit: number;
}>(
  'entries-behind',
  `with behind as materialized (
    select head.municipality, coalesce(seen.number, 0) as number
    from chain_head head
    left join unnest($municipalities::text[], $numbers::bigint[]) seen (municipality, number)
      on seen.municipality = head.municipality
    where head.number > coalesce(seen.number, 0)
  )
  select e.municipality, e.chain_number as "chainNumber", e.client_id as "clientId", e.provider
  from behind cross join lateral (
    select * from ledger_entry
    where municipality = behind.municipality and chain_number > behind.number
    order by chain_number limit (select greatest(1, $limit::integer / count(*)) from behind)
  ) e
  order by e.municipality, e.chain_number`,
);

/**
 * The entries that were added to each chain after a position, in order. A reader that goes on from the last ones gets
 * each entry once, because the numbers of a chain have no gaps.
 *
 * @param seen the last number that was read of each chain; of others it reads from the first
 * @param limit entries at most, in equal parts for the chains that have more; one of each at least
 */
export async function entriesAfter(
  client: PoolClient,
  seen: ReadonlyMap<string, number>,
  limit: number,
): Promise<AddedEntry[]> {
  const { rows } = await client.query<Omit<AddedEntry, 'chainNumber'> & { chainNumber: string }>(
    entriesBehind({
      municipalities: [...seen.keys()],
      numbers: [...seen.values()].map(String),
      limit,
    }),
  );
  return rows.map((row) => ({ ...row, chainNumber: Number(row.chainNumber) }));
}

const holdThose = statement<{ ids: readonly string[] }>(
  'hold-children',
  `select from client where id = any($ids::uuid[]) order by id
  -- Postgres expects few then, and looks up each.
  limit (select cardinality($ids::uuid[])) for key share`,
);

/** Keeps children from being forgotten until the end of the transaction. Others may add entries about them. */
export async function holdChildren(client: PoolClient, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await client.query(holdThose({ ids }));
}

const childByHash = statement<{ hashes: readonly Buffer[] }>(
  'children-by-hash',
  `select client.id, asked.hash as "bsnHash" from unnest($hashes::bytea[]) asked (hash)
  cross join lateral (select id from client where bsn_hash = asked.hash offset 0) client`,
);

/**
 * The random ids of children that the ledger knows, by the keyed hash of their BSN in hexadecimal.
 *
 * @param hashes keyed (`KeyRing.clientHash`)
 */
export async function childrenByHash(
  client: PoolClient,
  hashes: readonly Buffer[],
): Promise<ReadonlyMap<string, string>> {
  if (hashes.length === 0) return new Map();
  const { rows } = await client.query<{ id: string; bsnHash: Buffer }>(childByHash({ hashes }));
  return new Map(rows.map(({ id, bsnHash }) => [bsnHash.toString('hex'), id]));
}

const childrenAsking = statement<{ providers: readonly string[]; hashes: readonly Buffer[] }>(
  'children-by-reference',
  `select asked.provider, asked.hash, made.client_id as "clientId"
  from unnest($providers::text[], $hashes::bytea[]) asked (provider, hash)
  cross join lateral (
    select client_id from request
    where provider = asked.provider and reference_hash = asked.hash and owns_reference offset 0
  ) made`,
);

/**
 * The random ids of the children for whom requests were made, by aanbieder and the hexadecimal keyed hash of their
 * reference, with a space between them.
 */
export async function childrenByReference(
  client: PoolClient,
  references: readonly { readonly provider: string; readonly hash: Buffer }[],
): Promise<ReadonlyMap<string, string>> {
  if (references.length === 0) return new Map();
  const { rows } = await client.query<{ provider: string; hash: Buffer; clientId: string }>(
    childrenAsking({
      providers: references.map(({ provider }) => provider),
      hashes: references.map(({ hash }) => hash),
    }),
  );
  return new Map(rows.map((row) => [`${row.provider} ${row.hash.toString('hex')}`, row.clientId]));
}
