import { designatedBy } from '../../parties/designations/acting.ts';
import { gemeente } from '../../parties/directory/codes.ts';
import { forbidden, type Principal, type Role } from '../../parties/principal.ts';
import { Problem } from '../../problem.ts';
import type { Database } from '../../store/database.ts';
import type { RowMacs } from '../../store/keys/row-mac.ts';

/**
 * Whose terms a caller may see. A party: those that it has to meet or waits for, as one of its codes. A contract
 * manager: those of gemeenten with these codes. An operator: all.
 */
export type TermViewer =
  | { readonly as: 'party' | 'contract-manager'; readonly codes: readonly string[] }
  | { readonly as: 'operator' };

/** The roles that may see terms. */
export const termRoles = ['party', 'contract-manager', 'operator', 'administrator'] as const;

/**
 * What a caller may see now. An administrator is an operator here.
 *
 * @throws {Problem} `forbidden` for other roles; `not-designated` for a contract manager of no gemeente
 * @throws {NotBelieved}
 */
export async function termViewerOf(
  db: Database,
  macs: RowMacs,
  { role, party, actsFor }: Principal,
): Promise<TermViewer> {
  if (role === 'party') return { as: 'party', codes: actsFor };
  if (role === 'operator' || role === 'administrator') return { as: 'operator' };
  if (role !== 'contract-manager' || party === undefined) throw forbidden(role, termRoles);
  const codes = [...(await designatedBy(db, macs, party))];
  if (codes.length === 0) throw new Problem('not-designated');
  return { as: 'contract-manager', codes };
}

/**
 * Refuses a gemeente that a contract manager names and does not act for: an empty answer would look as if all were well.
 *
 * @throws {Problem} `not-designated`
 */
export function refuseUndesignated(
  viewer: TermViewer,
  named: readonly (string | undefined)[],
): void {
  if (viewer.as !== 'contract-manager') return;
  const isOthers = (code: string | undefined) =>
    code !== undefined && gemeente.test(code) && !viewer.codes.includes(code);
  if (named.some(isOthers)) throw new Problem('not-designated');
}

const ofParties = ['side', 'counterparty'];
const ofOthers = ['party', 'municipality', 'provider'];

/**
 * Refuses filters that say nothing for this caller: a party looks at its own terms from one side, others name whose.
 *
 * @param given the names of the filters that were given
 * @param ofAll those that are for everybody here
 * @throws {Problem} `filter-not-for-role`
 */
export function refuseFilters(
  viewer: TermViewer,
  role: Role,
  given: readonly string[],
  ofAll: readonly string[] = [],
): void {
  const wrong = viewer.as === 'party' ? ofOthers : ofParties;
  const filter = given.find((name) => wrong.includes(name) && !ofAll.includes(name));
  if (filter !== undefined) throw new Problem('filter-not-for-role', { params: { filter, role } });
}

/** Whether this caller may see a term of these two. */
export function maySee(
  viewer: TermViewer,
  { municipality, provider }: { readonly municipality: string; readonly provider: string },
): boolean {
  if (viewer.as === 'operator') return true;
  const { codes } = viewer;
  return codes.includes(municipality) || (viewer.as === 'party' && codes.includes(provider));
}
