import type { PoolClient } from 'pg';
import { entryOf } from '../../parties/access-log/entry.ts';
import { noteAccess } from '../../parties/access-log/note.ts';
import { partyTable } from '../../parties/directory/party-table.ts';
import type { Call } from '../../parties/principal.ts';
import type { RowMacs } from '../../store/keys/row-mac.ts';
import { unnamed } from '../../store/statement.ts';
import {
  compareContracts,
  type KeptContract,
  keepContracts,
  nameOf,
  standingContracts,
} from './keep.ts';
import type { Contract } from './model.ts';

/** Contracts whose ids stand in one row of the access log, at most. */
const namedAtMost = 100;

/**
 * Keeps contracts as they are from now on, within a transaction that has called `lockContracts`; the access log of each
 * gemeente says which changed.
 *
 * @param call who changes them
 * @throws {NotBelieved} where what is there is not as it was written
 */
export async function changeContracts(
  client: PoolClient,
  macs: RowMacs,
  call: Call,
  contracts: readonly Contract[],
): Promise<KeptContract[]> {
  const providers = [...new Set(contracts.map(({ aanbieder }) => aanbieder))];
  const before = await standingContracts(client, macs, providers, []);
  const compared = compareContracts(contracts, before);
  await writeContracts(client, macs, call, compared);
  return compared;
}

/** Same as {@link changeContracts}, of contracts that were compared with what is there. */
export async function writeContracts(
  client: PoolClient,
  macs: RowMacs,
  call: Call,
  contracts: readonly KeptContract[],
): Promise<void> {
  await keepContracts(client, macs, contracts, call.principal.credential.name);
  for (const [party, ids] of idsByGemeente(contracts))
    for (let at = 0; at < ids.length; at += namedAtMost) {
      const detail = { contractIds: ids.slice(at, at + namedAtMost) };
      await noteAccess(client, macs, entryOf(call, 'load-contracts', { party, detail }));
    }
}

/** The contracts that changed, by gemeente, also one that it was with before: each reads what was done to its own. */
function idsByGemeente(contracts: readonly KeptContract[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { id, contract, before, change } of contracts)
    if (change !== 'same')
      for (const code of new Set([...contract.gemeenten, ...(before?.gemeenten ?? [])])) {
        const ids = found.get(code);
        if (ids) ids.push(id);
        else found.set(code, [id]);
      }
  return found;
}

/** Same as {@link changeContracts}, but those whose number an aanbieder has already stay as they are. */
export async function addContracts(
  client: PoolClient,
  macs: RowMacs,
  call: Call,
  contracts: readonly Contract[],
): Promise<KeptContract[]> {
  const providers = [...new Set(contracts.map(({ aanbieder }) => aanbieder))];
  const before = await standingContracts(client, macs, providers, []);
  const known = new Set(before.map(({ contract }) => nameOf(contract)));
  const added = contracts.filter((contract) => !known.has(nameOf(contract)));
  return changeContracts(client, macs, call, added);
}

const codesOfNobody = unnamed<{ codes: readonly string[] }>(`
  select code from unnest($codes::text[]) named (code)
  where code not in (select code from ${partyTable} party) order by code`);

/** The codes in contracts that no party has, in order. */
export async function unknownParties(
  client: PoolClient,
  contracts: readonly Contract[],
): Promise<string[]> {
  const codes = new Set(contracts.flatMap(({ aanbieder, gemeenten }) => [aanbieder, ...gemeenten]));
  const { rows } = await client.query<{ code: string }>(codesOfNobody({ codes: [...codes] }));
  return rows.map(({ code }) => code);
}
