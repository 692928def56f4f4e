import type { Pool, PoolClient } from 'pg';
import { dutchDate } from '../../standard/calendar.ts';
import type { Store } from '../../store/database.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import { lengthPrefixedAll } from '../../store/keys/length-prefixed.ts';
import { Recurring } from '../../store/recurring.ts';
import { unnamed } from '../../store/statement.ts';
import { isoOf } from './hash.ts';

/**
 * The length and last hash of the chain of a gemeente on a day. It is signed with a key that is not in the database.
 * A copy elsewhere proves that a chain was cut off or rewritten since, or that a checkpoint is gone. Holds nothing
 * personal.
 */
export interface Checkpoint {
  readonly municipality: string;
  /** Plain date, in the Netherlands. */
  readonly day: string;
  /** Of the last entry. */
  readonly number: number;
  /** Of the last entry, in hexadecimal. */
  readonly hash: string;
  /** ISO 8601, in UTC to the millisecond. */
  readonly at: string;
  /** The signature, in hexadecimal. */
  readonly mac: string;
  /** Absent for the checkpoint of a day. The others were made when hashes became keyed (`closing.ts`). */
  readonly kind?: 'closing' | 'closed';
}

/** Whether the gateway made this checkpoint with this key, and it was not changed since. */
export function isGenuine(checkpoint: Checkpoint, keys: KeyRing): boolean {
  return sign(checkpoint, keys) === checkpoint.mac;
}

/**
 * HMAC-SHA-256 over a version byte and municipality, day, number (decimal), hash (hexadecimal)
 * and at, each as its length in bytes (4 bytes, big-endian) and its bytes in UTF-8. The version is `01` of a
 * checkpoint of a day; of the others it is `02`, and their kind goes before the rest.
 */
export function sign(checkpoint: Omit<Checkpoint, 'mac'>, keys: KeyRing): string {
  const { municipality, day, number, hash, at, kind } = checkpoint;
  const version = Buffer.from([kind === undefined ? 1 : 2]);
  const fields = lengthPrefixedAll([
    ...(kind === undefined ? [] : [kind]),
    ...[municipality, day, String(number), hash, at],
  ]);
  return keys.signCheckpoint(Buffer.concat([version, fields])).toString('hex');
}

const headsWithout = unnamed<{ day: string }>(`
  select municipality, number, hash from chain_head
  where number > 0 and not exists (select from ledger_checkpoint made
    where made.municipality = chain_head.municipality and made.kind = 'day' and made.day = $day)
  order by municipality`);

/**
 * Makes today's checkpoint for each chain that has none yet. When it runs twice, or in two processes at once, the
 * first counts.
 *
 * @returns those that were made now, in the order of the codes of gemeenten
 */
export async function makeCheckpoints(
  pool: Pool,
  keys: KeyRing,
  now: Date = new Date(),
): Promise<Checkpoint[]> {
  const day = dutchDate(now);
  const { rows: heads } = await pool.query<{ municipality: string; number: string; hash: Buffer }>(
    headsWithout({ day }),
  );
  const made: Checkpoint[] = [];
  for (const { municipality, number, hash } of heads) {
    const unsigned = {
      municipality,
      day,
      number: Number(number),
      hash: hash.toString('hex'),
      at: now.toISOString(),
    };
    const checkpoint = { ...unsigned, mac: sign(unsigned, keys) };
    if (await insertCheckpoint(pool, checkpoint)) made.push(checkpoint);
  }
  return made;
}

const addCheckpoint = unnamed<{
  municipality: string;
  kind: string;
  day: string;
  number: number;
  hash: Buffer;
  at: string;
  mac: Buffer;
}>(`
  insert into ledger_checkpoint (municipality, kind, day, number, hash, at, mac)
  values ($municipality, $kind, $day, $number, $hash, $at, $mac) on conflict do nothing`);

/** @returns whether there was none yet */
export async function insertCheckpoint(
  database: Pool | PoolClient,
  { municipality, kind, day, number, hash, at, mac }: Checkpoint,
): Promise<boolean> {
  const { rowCount } = await database.query(
    addCheckpoint({
      municipality,
      kind: kind ?? 'day',
      day,
      number,
      hash: Buffer.from(hash, 'hex'),
      at,
      mac: Buffer.from(mac, 'hex'),
    }),
  );
  return rowCount === 1;
}

const checkpointsOf = unnamed<{ municipality: string | null }>(`
  select municipality, day, number, hash, at, mac, kind from ledger_checkpoint
  where $municipality::text is null or municipality = $municipality order by municipality, day, kind`);

/**
 * The checkpoints in the database, by gemeente and day.
 *
 * @param municipality only those of this gemeente
 */
export async function listCheckpoints(
  database: Pool | PoolClient,
  municipality?: string,
): Promise<Checkpoint[]> {
  const { rows } = await database.query<{
    municipality: string;
    day: string;
    number: string;
    hash: Buffer;
    at: unknown;
    mac: Buffer;
    kind: string;
  }>(checkpointsOf({ municipality: municipality ?? null }));
  return rows.map(({ number, hash, at, mac, kind, ...rest }) => ({
    ...rest,
    number: Number(number),
    hash: hash.toString('hex'),
    at: isoOf(at) ?? '',
    mac: mac.toString('hex'),
    ...(kind !== 'day' && { kind: kind as Checkpoint['kind'] }),
  }));
}

const lookMs = 600_000;

/**
 * Makes the checkpoints of each day, for as long as the process runs.
 *
 * @param onMade gets each checkpoint, to write it to the log: a copy outside the database
 * @param onError gets the code of a failure; it is tried again after ten minutes
 */
export function dailyCheckpoints(
  store: Store,
  keys: KeyRing,
  onMade: (checkpoint: Checkpoint) => void,
  onError: (code: string) => void,
): Recurring {
  return new Recurring(
    lookMs,
    async () => {
      for (const made of await makeCheckpoints(store.pool, keys)) onMade(made);
    },
    onError,
  );
}
