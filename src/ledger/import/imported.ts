import type { Pool } from 'pg';
import { type Proof, proofOf, type RowMacs, type SignedTable } from '../../store/keys/row-mac.ts';
import { unnamed } from '../../store/statement.ts';

// Keyed hashes of lines and messages that were imported, so that none is imported twice.

/** A source that was imported. */
export const signedImport: SignedTable = {
  name: 'ledger_import',
  columns: ['source_hash', 'at'],
  version: 1,
  part: 'records',
};

const takenAmong = unnamed<{ hashes: readonly Buffer[] }>(`
  select encode(source_hash, 'hex') as hash, ${proofOf(signedImport, 'taken')} as proof
  from ledger_import taken where source_hash = any($hashes::bytea[])`);

/**
 * Which of these hashes were imported before, in hexadecimal.
 *
 * @throws {NotBelieved}
 */
export async function hashesTaken(
  pool: Pool,
  macs: RowMacs,
  hashes: readonly Buffer[],
): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<{ hash: string; proof: Proof }>(takenAmong({ hashes }));
  macs.check(signedImport, ...rows.map(({ proof }) => proof));
  return new Set(rows.map(({ hash }) => hash));
}

const countBefore = unnamed<{ before: Date }>(
  'select count(*)::integer as count from ledger_import where at < $before',
);

/** How many hashes there are of sources that were imported before a moment. */
export async function importsBefore(pool: Pool, before: Date): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(countBefore({ before }));
  return rows[0]?.count ?? 0;
}

/**
 * SQL: forgets the oldest hashes of what was imported, as a part of the statement that reports it. Returns a row for
 * each.
 *
 * @param before a moment, in SQL: newer ones stay
 * @param most how many at most
 */
export function dropImports(before: string, most: number): string {
  return `delete from ledger_import where source_hash in (
          select source_hash from ledger_import where at < ${before} order by at limit ${most}
        )
        returning source_hash`;
}
