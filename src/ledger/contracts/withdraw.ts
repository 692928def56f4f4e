import type { Pool, PoolClient } from 'pg';
import type { Call } from '../../parties/principal.ts';
import { Problem } from '../../problem.ts';
import type { RowMacs } from '../../store/keys/row-mac.ts';
import { unnamed } from '../../store/statement.ts';
import { inTransaction } from '../../store/transaction.ts';
import { changeContracts } from './change.ts';
import { type KeptContract, lockContracts, standingContracts } from './keep.ts';
import type { Contract } from './model.ts';
import { refuseOthers, type Viewer } from './read.ts';

const providerOf = unnamed<{ id: string }>('select provider from contract where id = $id::uuid');
const idOf = unnamed<{ aanbieder: string; number: string }>(
  'select id from contract where provider = $aanbieder and number = $number',
);

/** The id of the contract of an aanbieder with this number; undefined when there is none. */
export async function contractId(
  pool: Pool,
  which: Pick<Contract, 'aanbieder' | 'number'>,
): Promise<string | undefined> {
  const { rows } = await pool.query<{ id: string }>(idOf(which));
  return rows[0]?.id;
}

/**
 * Withdraws a contract: from then on nothing is judged by it. Its versions stay, so that what was judged by it is
 * explained. Repeating it is harmless.
 *
 * @param viewer who may see it; for a change, it must be of none but these gemeenten
 * @returns the contract without parties and lines
 * @throws {Problem} `not-found`, also for one that the caller may not see; `not-your-contract` for one that it sees and may
 *   not change
 */
export async function withdrawContract(
  pool: Pool,
  macs: RowMacs,
  call: Call,
  viewer: Viewer,
  id: string,
): Promise<KeptContract> {
  return inTransaction(pool, async (client) => {
    await lockContracts(client);
    const contract = await standing(client, macs, id);
    const { aanbieder, gemeenten } = contract;
    if (viewer !== 'all') {
      const isTheirs = (code: string) => viewer.codes.includes(code);
      if (![aanbieder, ...gemeenten].some(isTheirs)) throw new Problem('not-found');
      refuseOthers(viewer, contract, [], gemeenten);
    }
    const gone: Contract = { ...contract, gemeenten: [], lines: [] };
    const [kept] = await changeContracts(client, macs, call, [gone]);
    return kept as KeptContract;
  });
}

async function standing(client: PoolClient, macs: RowMacs, id: string): Promise<Contract> {
  const { rows } = await client.query<{ provider: string }>(providerOf({ id }));
  const found = await standingContracts(
    client,
    macs,
    rows.map(({ provider }) => provider),
    [],
  );
  const one = found.find((contract) => contract.id === id);
  if (!one) throw new Problem('not-found');
  return one.contract;
}
