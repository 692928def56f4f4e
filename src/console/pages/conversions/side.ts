import type { Side } from '../../../ledger/conversion/row.ts';
import { Problem } from '../../../problem.ts';
import { conversionRoles } from '../../../region/conversion/viewer.ts';
import type { Viewer } from '../../viewer.ts';

/** Who may see the pages of conversions. */
export const roles = conversionRoles;

/** The side for which a viewer speaks; undefined for an administrator, who speaks for none. */
export function sideOf({ chosen }: Viewer): Side | undefined {
  if (chosen.role === 'contract-manager') return 'gemeente';
  if (chosen.role !== 'party') return undefined;
  return chosen.party?.kind === 'aanbieder' ? 'aanbieder' : 'gemeente';
}

/** The address of a conversion, or of a part of it. */
export function pathOf(number: number, more = ''): string {
  return `/console/conversions/${number}${more}`;
}

/** A sentence with values in the places of their names. */
export function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place);
}

/** Who is designated by no gemeente any more sees no conversion. @throws {Problem} `not-found` */
export async function orNotFound<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    throw isUndesignated(error) ? new Problem('not-found') : error;
  }
}

/** Whether a contract manager acts for no gemeente. */
export function isUndesignated(error: unknown): boolean {
  return error instanceof Problem && error.code === 'not-designated';
}
