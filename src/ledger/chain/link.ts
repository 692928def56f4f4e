import type { Pool } from 'pg';
import { readCents } from '../../standard/money.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import { statement } from '../../store/statement.ts';
import { chainHash, digestOf, isoOf } from './hash.ts';

/**
 * What can be wrong with a chain:
 * - `changed`: the entry has other content than when it was added;
 * - `missing`: there is no entry of this number, though later ones are there;
 * - `reordered`: the entry had another number in the chain;
 * - `rewritten`: the entry was replaced, hash and all; with `to`, one or more of these were;
 * - `cut-off`: the chain ends before this number, which existed;
 * - `beyond-head`: the number of this entry is above that of the head: the head was set back, or the entry was added
 *   without it;
 * - `downgraded`: the entry has an unkeyed hash, as earlier versions made them, and did not exist when chains with such
 *   hashes were closed;
 * - `checkpoint`: the entries are right, but a checkpoint of this number was forged or removed.
 */
export interface Fault {
  readonly kind:
    | 'changed'
    | 'missing'
    | 'reordered'
    | 'rewritten'
    | 'cut-off'
    | 'beyond-head'
    | 'downgraded'
    | 'checkpoint';
  /** Of the first entry that is wrong. */
  readonly number: number;
  readonly to?: number;
}

/** The entry that was verified last. */
export interface Link {
  readonly number: number;
  readonly hash: Buffer;
}

/** An entry as the database has it, not verified yet. */
export interface LinkRow extends Link {
  /** The version of the way in which the entry is hashed. */
  readonly version: number;
  readonly previousHash: Buffer;
  /** Undefined when the gateway cannot have written the entry. */
  readonly digest: Buffer | undefined;
}

const linksBetween = statement<{ municipality: string; after: number; upTo: number }>(
  'ledger-links',
  `select chain_number, version, provider, client_id, toewijzing_nummer, kind, message_id,
    class_path, effective_date, recorded_at, amount_cents, sealed, previous_hash, hash
  from ledger_entry where municipality = $municipality and chain_number > $after and chain_number <= $upTo
  order by chain_number`,
);

/** The entries of a chain after one number up to another, in order. */
export async function rowsAfter(
  pool: Pool,
  keys: KeyRing,
  municipality: string,
  after: number,
  upTo: number,
): Promise<LinkRow[]> {
  const { rows } = await pool.query(linksBetween({ municipality, after, upTo }));
  return rows.map((row) => ({
    number: Number(row.chain_number),
    version: row.version,
    previousHash: row.previous_hash,
    hash: row.hash,
    digest:
      isoOf(row.recorded_at) === undefined
        ? undefined
        : digestOf(keys, row.version, {
            municipality,
            provider: row.provider,
            clientId: row.client_id,
            toewijzingNummer: row.toewijzing_nummer,
            kind: row.kind,
            messageId: row.message_id,
            classPath: row.class_path,
            effectiveDate: row.effective_date,
            recordedAt: row.recorded_at,
            amountCents: row.amount_cents === null ? null : readCents(row.amount_cents),
            sealed: row.sealed,
          }),
  }));
}

/**
 * The fault of an entry, given the one before it; undefined when it is right.
 *
 * @param oldUpTo the last number that may be of version 1
 */
export function faultOf(row: LinkRow, before: Link, oldUpTo: number): Fault | undefined {
  const number = before.number + 1;
  if (row.number !== number) return { kind: 'missing', number };
  if (row.version === 1 && number > oldUpTo) return { kind: 'downgraded', number };
  if (!row.digest) return { kind: 'changed', number };
  const follows = row.previousHash.equals(before.hash);
  const whole = chainHash(row.version, row.previousHash, number, row.digest).equals(row.hash);
  if (follows && whole) return undefined;
  if (follows) return { kind: 'changed', number };
  // The entry is unchanged, but was made after another entry than the one before it now.
  if (whole) return { kind: 'rewritten', number: Math.max(before.number, 1) };
  return { kind: hadOtherNumber(row, row.digest) ? 'reordered' : 'changed', number };
}

/** How far from its number an entry is searched for its old number; beyond that it counts as changed. */
const around = 10_000;

function hadOtherNumber({ number, version, previousHash, hash }: LinkRow, digest: Buffer): boolean {
  for (let other = Math.max(1, number - around); other <= number + around; other++)
    if (chainHash(version, previousHash, other, digest).equals(hash)) return true;
  return false;
}
