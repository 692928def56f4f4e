import type { Pool } from 'pg';
import { contractsBetween, hasContracts } from '../../ledger/contracts/between.ts';
import { checkContract } from '../../ledger/contracts/check.ts';
import type { MessageEvent } from '../../ledger/model/events.ts';
import type { ClientState } from '../../ledger/model/state.ts';
import { dutchDate } from '../../standard/calendar.ts';
import type { RowMacs } from '../../store/keys/row-mac.ts';
import type { NewFinding } from '../lifecycle/deliver.ts';
import { withoutRule } from '../without-rule.ts';

/** VerzoekAntwoord: the request is refused (WJ760). */
const refused = '1';
/** RedenAfwijzingVerzoek: no contract, or outside of it (WJ759). */
const forTheContract: ReadonlySet<string | undefined> = new Set(['3', '4']);

/**
 * Compares a JW319 that refuses a request for the contract with the contracts that the gateway knows. Says nothing where
 * these cannot tell: a JW317, a line with bounds, help that a court ordered, a gemeente of which none are known.
 *
 * @param events of the JW319
 * @param state of the child at the aanbieder, with the request
 * @throws {NotBelieved} where a contract is not as it was written
 */
export async function contractAdvice(
  { pool, macs }: { readonly pool: Pool; readonly macs: RowMacs },
  parties: { readonly gemeente: string; readonly aanbieder: string },
  events: readonly MessageEvent[],
  state: ClientState,
): Promise<NewFinding[]> {
  const answered = events.find(({ kind }) => kind === 'answered');
  if (answered?.kind !== 'answered') return [];
  const { referentieAanbieder, verzoekAntwoord, redenAfwijzingVerzoek } = answered.content;
  if (verzoekAntwoord !== refused || !forTheContract.has(redenAfwijzingVerzoek)) return [];
  const { product, begin } = state.requests.get(referentieAanbieder) ?? {};
  if (!product || begin === undefined) return [];
  const today = dutchDate(new Date());
  const found = await contractsBetween({ db: pool, macs }, { ...parties, today });
  const { outcome } = checkContract({ ...parties, product, begin }, found);
  if (outcome === 'unknown') return [];
  // Who keeps no contracts here is not confirmed in having none.
  if (found.contracts.length === 0 && !(await hasContracts(pool, parties.gemeente))) return [];
  const rule = outcome === 'no' ? withoutRule.contractRefuses : withoutRule.contractAllows;
  return [{ rule, path: 'Antwoord/RedenAfwijzingVerzoek' }];
}
