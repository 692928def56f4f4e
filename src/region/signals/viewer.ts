import { designatedBy } from '../../parties/designations/acting.ts';
import { forbidden, type Principal } from '../../parties/principal.ts';
import { Problem } from '../../problem.ts';
import type { Database } from '../../store/database.ts';
import type { RowMacs } from '../../store/keys/row-mac.ts';
import type { SignalFacts } from './signal.ts';

/**
 * Whose signals a caller may see. An aanbieder: those that it reported, as one of its codes. A gemeente and a contract
 * manager: those that concern gemeenten with these codes. An operator: all, coded.
 */
export type SignalViewer =
  | {
      readonly as: 'aanbieder' | 'gemeente' | 'contract-manager';
      readonly codes: readonly string[];
    }
  | { readonly as: 'operator' };

/** The roles that may see signals. */
export const signalRoles = ['party', 'contract-manager', 'operator', 'administrator'] as const;

/** The roles that may count them. */
export const countRoles = ['contract-manager', 'operator', 'administrator'] as const;

/**
 * What a caller may see now. An administrator is an operator here; a software house reports nothing, and sees nothing.
 *
 * @throws {Problem} `forbidden` for other roles; `not-designated` for a contract manager of no gemeente
 * @throws {NotBelieved}
 */
export async function signalViewerOf(
  db: Database,
  macs: RowMacs,
  { role, party, actsFor }: Principal,
): Promise<SignalViewer> {
  if (role === 'operator' || role === 'administrator') return { as: 'operator' };
  if (role === 'party' && party !== undefined)
    return { as: party.length === 4 ? 'gemeente' : 'aanbieder', codes: actsFor };
  if (role !== 'contract-manager' || party === undefined) throw forbidden(role, signalRoles);
  const codes = [...(await designatedBy(db, macs, party))];
  if (codes.length === 0) throw new Problem('not-designated');
  return { as: 'contract-manager', codes };
}

/** Whether this caller may see a signal. */
export function maySeeSignal(
  viewer: SignalViewer,
  { reporter, gemeenten }: Pick<SignalFacts, 'reporter' | 'gemeenten'>,
): boolean {
  if (viewer.as === 'operator') return true;
  if (viewer.as === 'aanbieder') return viewer.codes.includes(reporter);
  return gemeenten.some((code) => viewer.codes.includes(code));
}
