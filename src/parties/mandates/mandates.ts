import { sql } from 'kysely';
import { Problem } from '../../problem.ts';
import type { BerichtType } from '../../standard/catalogue.ts';
import type { Database } from '../../store/database.ts';
import type { RowMacs } from '../../store/keys/row-mac.ts';
import { givePermission } from '../permissions/give.ts';
import { listPermissions, type PermissionPage, type PermissionQuery } from '../permissions/list.ts';
import type { Listed, Permission, PermissionPeriod } from '../permissions/permission.ts';
import { withdrawPermission } from '../permissions/withdraw.ts';
import type { Call } from '../principal.ts';
import { mandateTable } from './mandate-table.ts';

/** A mandate: one party lets another act for it, with messages. */
export interface Mandate extends Permission {
  /** Who gives it: a gemeente or aanbieder. */
  readonly party: string;
  /** Who may act for it. */
  readonly mandatary: string;
  /** For which messages, sent and received; sorted. */
  readonly messageTypes: readonly BerichtType[];
}

/** A mandate as it is asked for. */
export interface MandateWish extends PermissionPeriod {
  readonly mandatary: string;
  readonly messageTypes: readonly BerichtType[];
}

/** A mandate in the list of one of its parties. */
export interface ListedMandate extends Mandate, Listed {}

/**
 * Lets another party act for a party, with messages of these types: see {@link givePermission}.
 *
 * @param call who gives it: the party, or an administrator for it
 * @returns the mandate, and whether it is new
 * @throws {Problem} `not-found` when there is no such party, `unknown-party` when there is no such
 *   mandatary, `party-ended` when one of the two has, `mandate-to-itself`, `mandate-to-regional-office`, `mandate-period`
 */
export async function giveMandate(
  db: Database,
  rows: RowMacs,
  call: Call,
  party: string,
  { mandatary, messageTypes, ...period }: MandateWish,
): Promise<{ mandate: Mandate; created: boolean }> {
  if (mandatary === party) throw new Problem('mandate-to-itself');
  const types = [...new Set(messageTypes)].sort();
  const { given, created } = await givePermission<Mandate>(
    db,
    rows,
    call,
    mandateTable,
    {
      ...period,
      giver: party,
      receiver: mandatary,
      own: { message_types: sql`${types}::text[]` },
      detail: { messageTypes: types },
    },
    (_giver, receiver) => {
      // Its people read no messages, whoever lets them.
      if (receiver.kind === 'regional-office') throw new Problem('mandate-to-regional-office');
    },
  );
  return { mandate: given, created };
}

/**
 * The mandates that a party gave, and those that it may act by: see {@link listPermissions}.
 *
 * @throws {Problem} `not-found` when there is no such party
 */
export function listMandates(
  db: Database,
  rows: RowMacs,
  party: string,
  query: PermissionQuery,
): Promise<PermissionPage<ListedMandate>> {
  return listPermissions<ListedMandate>(db, rows, mandateTable, party, query);
}

/**
 * Ends a mandate for good, by either of its parties: see {@link withdrawPermission}. When this returns, no message comes
 * in by it any more: it waits for a message that is being stored by it.
 *
 * @param party the party that gave it, or its mandatary
 * @throws {Problem} `not-found`, also for a mandate of others
 */
export function withdrawMandate(
  db: Database,
  rows: RowMacs,
  call: Call,
  party: string,
  id: string,
): Promise<ListedMandate> {
  return withdrawPermission<ListedMandate>(db, rows, call, mandateTable, party, id);
}
