import { CompiledQuery } from 'kysely';
import { Problem } from '../../problem.ts';
import { asked } from '../../store/conditions.ts';
import type { Database } from '../../store/database.ts';
import { type Proof, proofOf, type RowMacs } from '../../store/keys/row-mac.ts';
import { pageOf, type Walked, walkSql, wayOf } from '../../store/walk.ts';
import { findParty } from '../directory/parties.ts';
import {
  holdsNow,
  type Listed,
  type Permission,
  type PermissionTable,
  permissionRoles,
  shownColumns,
} from './permission.ts';

export interface PermissionQuery {
  readonly role?: Listed['role'];
  /** Only those that hold now, or only the others. */
  readonly active?: boolean;
  readonly limit: number;
  /** Id of the permission with which the previous page ended. */
  readonly after?: string;
}

export interface PermissionPage<T> {
  readonly items: T[];
  /** The id after which the next page begins; undefined when this is all. */
  readonly next: string | undefined;
}

/**
 * The permissions that a party gave, and those that it may act by; in the order in which they were given, including those
 * that have ended or were withdrawn.
 *
 * @throws {Problem} `not-found` when there is no such party
 * @throws {NotBelieved}
 */
export async function listPermissions<T extends Permission & Listed>(
  db: Database,
  rows: RowMacs,
  table: PermissionTable,
  party: string,
  query: PermissionQuery,
): Promise<PermissionPage<T>> {
  if (!(await findParty(db, rows, party))) throw new Problem('not-found');
  const { signed, giver, receiver } = table;
  const { name } = signed;
  const { values, value, given } = asked();
  const own = value(party);
  const after = given(query.after, (id) => `id > ${id}::uuid`);
  const { limit, active } = query;
  const order = 'id nulls first';
  // An ordered scan of an index for each side, so that a page costs the same for a party that has thousands.
  const way = (role: Listed['role']) => {
    const mine = `${role === 'given' ? giver : receiver} = ${own}`;
    return wayOf(`*, '${role}'::text as role`, name, [mine, ...after], { order, limit });
  };
  const ways = (query.role ? [query.role] : permissionRoles).map(way);
  const holding = holdsNow(table).replaceAll(`${name}.`, '');
  const conditions = active === undefined ? [] : [active ? `(${holding})` : `not (${holding})`];
  const walk = walkSql({ ways, order, conditions, limit });
  const { rows: found } = await db.executeQuery<Walked & T & { proof: Proof }>(
    CompiledQuery.raw(
      `select ${shownColumns(table)}, role, fits, ends, ${proofOf(signed, name)} as proof
      from (${walk}) ${name}`,
      values,
    ),
  );
  const { items, last } = pageOf(found, limit);
  rows.check(signed, ...items.map((item) => item.proof));
  return { items: items.map(withoutWalk<T>), next: last?.id };
}

function withoutWalk<T>({ fits: _, ends: __, proof: ___, ...item }: Walked & { proof: Proof }): T {
  return item as T;
}
