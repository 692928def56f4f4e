import type { Pool, PoolClient } from 'pg';
import { type Proof, proofOf, type RowMacs } from '../../store/keys/row-mac.ts';
import { statement } from '../../store/statement.ts';
import { signedCompleteDeclarations } from './signed.ts';

/**
 * SQL: an array of the {@link Proof} of the row that says whether all declarations between `$gemeente` and `$aanbieder` are
 * known; empty where there is none. For {@link completeBy}.
 */
export const completeFound = `coalesce((
    select json_agg(json_build_object('complete', complete,
      'proof', ${proofOf(signedCompleteDeclarations, 'complete_declarations')}))
    from complete_declarations where municipality = $gemeente and provider = $aanbieder
  ), '[]')`;

/** What {@link completeFound} gives. */
export type CompleteFound = readonly { readonly complete: boolean; readonly proof: Proof }[];

/**
 * Whether the ledger has all that was declared and granted between two parties. It has not, until somebody says so: what was
 * declared before the gateway kept a ledger of it is not there.
 *
 * @throws {NotBelieved} where the row is not as the gateway wrote it
 */
export function completeBy(macs: RowMacs, found: CompleteFound): boolean {
  macs.check(signedCompleteDeclarations, ...found.map(({ proof }) => proof));
  return found.some(({ complete }) => complete);
}

const standing = statement<{ gemeente: string; aanbieder: string }>(
  'complete-declarations',
  `select ${completeFound} as found`,
);

/** As {@link completeBy}, by itself. @throws {NotBelieved} */
export async function hasAllDeclarations(
  database: Pool | PoolClient,
  macs: RowMacs,
  between: { readonly gemeente: string; readonly aanbieder: string },
): Promise<boolean> {
  const { rows } = await database.query<{ found: CompleteFound }>(standing(between));
  return completeBy(macs, rows[0]?.found ?? []);
}
