import { Problem } from '../../problem.ts';
import type { Database } from '../../store/database.ts';
import type { RowMacs } from '../../store/keys/row-mac.ts';
import { givePermission } from '../permissions/give.ts';
import { listPermissions, type PermissionPage, type PermissionQuery } from '../permissions/list.ts';
import type { Listed, Permission, PermissionPeriod } from '../permissions/permission.ts';
import { withdrawPermission } from '../permissions/withdraw.ts';
import type { Call } from '../principal.ts';
import { designationTable } from './designation-table.ts';

/**
 * A designation: a gemeente lets a regional office act for it as its contract manager, and process its data for that
 * (Jeugdwet 7.4.0). It never shows a message.
 */
export interface Designation extends Permission {
  /** Who gives it. */
  readonly gemeente: string;
  /** The regional office that acts for it. */
  readonly office: string;
}

/** A designation as it is asked for. */
export interface DesignationWish extends PermissionPeriod {
  readonly office: string;
}

/** A designation in the list of one of its parties. */
export interface ListedDesignation extends Designation, Listed {}

/**
 * Lets a regional office act for a gemeente: see {@link givePermission}.
 *
 * @param call who gives it: the gemeente, or an administrator for it
 * @returns the designation, and whether it is new
 * @throws {Problem} `not-found` when there is no such gemeente, `unknown-party` when there is no such office,
 *   `party-ended` for a gemeente that has, `designation-kind` for parties of other kinds, `designation-period`
 */
export async function giveDesignation(
  db: Database,
  rows: RowMacs,
  call: Call,
  gemeente: string,
  { office, ...period }: DesignationWish,
): Promise<{ designation: Designation; created: boolean }> {
  const wish = { ...period, giver: gemeente, receiver: office };
  const { given, created } = await givePermission<Designation>(
    db,
    rows,
    call,
    designationTable,
    wish,
    (giver, receiver) => {
      const wrong = [
        ...(giver.kind === 'gemeente' ? [] : [giver]),
        ...(receiver.kind === 'regional-office' ? [] : [receiver]),
      ];
      for (const { code } of wrong)
        throw new Problem('designation-kind', { params: { party: code } });
    },
  );
  return { designation: given, created };
}

/**
 * The designations that a gemeente gave, or that a regional office has: see {@link listPermissions}.
 *
 * @throws {Problem} `not-found` when there is no such party
 */
export function listDesignations(
  db: Database,
  rows: RowMacs,
  party: string,
  query: PermissionQuery,
): Promise<PermissionPage<ListedDesignation>> {
  return listPermissions<ListedDesignation>(db, rows, designationTable, party, query);
}

/**
 * Ends a designation for good, by the gemeente or by the office: see {@link withdrawPermission}. The next question for
 * whom the office acts ({@link designatedBy}) has another answer.
 *
 * @param party the gemeente that gave it, or the office
 * @throws {Problem} `not-found`, also for a designation of others
 */
export function withdrawDesignation(
  db: Database,
  rows: RowMacs,
  call: Call,
  party: string,
  id: string,
): Promise<ListedDesignation> {
  return withdrawPermission<ListedDesignation>(db, rows, call, designationTable, party, id);
}
