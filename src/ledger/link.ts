import type { Pool } from 'pg';
import { readCents } from '../standard/money.ts';
import type { KeyRing } from '../store/keys.ts';
import { chainHash, digestOf, isoOf } from './hash.ts';

/**
 * What can be wrong with a chain:
 * - `changed`: the entry says something else than when it was added;
 * - `missing`: there is no entry of this number, though later ones are there;
 * - `reordered`: the entry stood elsewhere in the chain;
 * - `rewritten`: the entry was replaced, hash and all; with `to`, one or more of these were;
 * - `cut-off`: the chain ends before this number, which was there;
 * - `beyond-head`: the head of the chain does not know of this entry: it was set back, or the entry
 *   was added past it;
 * - `downgraded`: the entry has a hash without a key, as earlier versions made them, and was not there when the
 *   chains of those were closed;
 * - `checkpoint`: the entries are right, a checkpoint of this number is not the gateway's, or was taken away.
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

/** The end of what was walked. */
export interface Link {
  readonly number: number;
  readonly hash: Buffer;
}

/** An entry as it stands in the database, whoever wrote it there. */
export interface LinkRow extends Link {
  /** Of the way in which it is hashed. */
  readonly version: number;
  readonly previousHash: Buffer;
  /** Undefined when it cannot be one that the gateway wrote. */
  readonly digest: Buffer | undefined;
}

/** The entries of a chain after one number up to another, in order. */
export async function rowsAfter(
  pool: Pool,
  keys: KeyRing,
  municipality: string,
  after: number,
  upTo: number,
): Promise<LinkRow[]> {
  const { rows } = await pool.query({
    name: 'ledger-links',
    text: `select chain_number, version, provider, client_id, toewijzing_nummer, kind, message_id,
        class_path, effective_date, recorded_at, amount_cents, sealed, previous_hash, hash
      from ledger_entry where municipality = $1 and chain_number > $2 and chain_number <= $3
      order by chain_number`,
    values: [municipality, after, upTo],
  });
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
 * What is wrong when this entry follows that one.
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
  // It is as it was, and followed another entry than the one that now stands before it.
  if (whole) return { kind: 'rewritten', number: Math.max(before.number, 1) };
  return { kind: stoodElsewhere(row, row.digest) ? 'reordered' : 'changed', number };
}

/** How far around its place an entry is held to have stood; farther off it counts as changed. */
const around = 10_000;

function stoodElsewhere({ number, version, previousHash, hash }: LinkRow, digest: Buffer): boolean {
  for (let place = Math.max(1, number - around); place <= number + around; place++)
    if (chainHash(version, previousHash, place, digest).equals(hash)) return true;
  return false;
}
