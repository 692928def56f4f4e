import type { KeptConversion } from '../../ledger/conversion/records.ts';
import type { Side } from '../../ledger/conversion/row.ts';
import type { RowsSeen } from '../../ledger/conversion/row-query.ts';
import { designatedBy } from '../../parties/designations/acting.ts';
import { kindOf } from '../../parties/directory/codes.ts';
import { forbidden, type Principal } from '../../parties/principal.ts';
import { Problem } from '../../problem.ts';
import type { Database } from '../../store/database.ts';
import type { RowMacs } from '../../store/keys/row-mac.ts';

/** The roles that have to do with conversions. */
export const conversionRoles = ['party', 'contract-manager', 'administrator'] as const;

/**
 * For whom a caller acts: gemeenten (itself, or a contract manager for those that designate it now), an aanbieder, or all
 * (an administrator).
 */
export type ConversionViewer =
  | { readonly as: Side; readonly codes: readonly string[]; readonly office: string | null }
  | { readonly as: 'all' };

/**
 * For whom a caller acts now.
 *
 * @throws {Problem} `forbidden` for other roles; `not-designated` for a contract manager of no gemeente
 * @throws {NotBelieved}
 */
export async function conversionViewerOf(
  db: Database,
  macs: RowMacs,
  { role, party, actsFor }: Principal,
): Promise<ConversionViewer> {
  if (role === 'administrator') return { as: 'all' };
  if (role === 'party' && party !== undefined) {
    const kind = kindOf(party);
    if (kind === 'gemeente' || kind === 'aanbieder')
      return { as: kind, codes: actsFor, office: null };
  }
  if (role !== 'contract-manager' || party === undefined) throw forbidden(role, conversionRoles);
  const codes = [...(await designatedBy(db, macs, party))];
  if (codes.length === 0) throw new Problem('not-designated');
  return { as: 'gemeente', codes, office: party };
}

/** The rows of a preview that a caller sees. */
export function rowsSeenBy(
  viewer: ConversionViewer,
  { sharedGemeenten }: Pick<KeptConversion, 'sharedGemeenten'>,
): RowsSeen {
  if (viewer.as === 'all') return null;
  const { codes } = viewer;
  return viewer.as === 'gemeente'
    ? { side: 'gemeente', codes }
    : { side: 'aanbieder', codes, shared: sharedGemeenten };
}

/** The gemeenten of a preview for which a caller acts. */
export function ownGemeenten(
  viewer: ConversionViewer,
  { gemeenten }: Pick<KeptConversion, 'gemeenten'>,
): readonly string[] {
  if (viewer.as === 'all') return gemeenten;
  if (viewer.as === 'aanbieder') return [];
  return gemeenten.filter((code) => viewer.codes.includes(code));
}
