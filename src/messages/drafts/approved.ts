import type { Pool } from 'pg';
import { type Proof, proofOf, type RowMacs } from '../../store/keys/row-mac.ts';
import { unnamed } from '../../store/statement.ts';
import { factsOf, signedMessage } from '../signed.ts';

const retourOf = unnamed<{ id: string }>(`
  select ${proofOf(signedMessage, 'answer')} as proof, answer.accepted_at is not null as accepted
  from message answer
  where answer.heenbericht_id = $id::uuid and answer.status <> 'refused'
  limit 1`);

/**
 * What the retour of a message says: `none` as long as there is none, `approving` until an approval is with its
 * recipient, and true by that.
 *
 * @throws {NotBelieved}
 */
export async function retourOn(
  pool: Pool,
  macs: RowMacs,
  id: string,
): Promise<'none' | 'approving' | 'approved' | 'refused'> {
  const { rows } = await pool.query<{ proof: Proof; accepted: boolean }>(retourOf({ id }));
  const [row] = rows;
  if (!row) return 'none';
  macs.check(signedMessage, row.proof);
  if (factsOf(row.proof).refuses) return 'refused';
  return row.accepted ? 'approved' : 'approving';
}
