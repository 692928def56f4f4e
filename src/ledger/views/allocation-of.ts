import type { Pool, PoolClient } from 'pg';
import { oncePer, unnamed } from '../../store/statement.ts';
import { sideOf } from './allocation-walk.ts';

/** Whose an allocation is. */
export interface AllocationParties {
  readonly municipality: string;
  readonly provider: string;
  /** Random id of the child. */
  readonly clientId: string;
}

const ofParty = oncePer((side: 'municipality' | 'provider') =>
  unnamed<{ id: string; codes: readonly string[] }>(`
    select municipality, provider, client_id as "clientId" from allocation
    where id = $id::uuid and ${side} = any($codes::text[]) and status <> 'forgotten'`),
);

/**
 * Whose an allocation is that a party may see; undefined for one of others, one that there is not, and one of a child that
 * was forgotten. Who shows it writes the row of the access log.
 *
 * @param actsFor the codes of the party, and of those that it succeeded
 */
export async function allocationOf(
  db: Pool | PoolClient,
  actsFor: readonly string[],
  id: string,
): Promise<AllocationParties | undefined> {
  const { rows } = await db.query<AllocationParties>(
    ofParty(sideOf(actsFor))({ id, codes: actsFor }),
  );
  return rows[0];
}
