import { randomUUIDv7 } from 'node:crypto';
import { type RawBuilder, sql } from 'kysely';
import { Problem } from '../../problem.ts';
import type { Database } from '../../store/database.ts';
import type { RowMacs } from '../../store/keys/row-mac.ts';
import { entryOf } from '../access-log/entry.ts';
import { noteAccess } from '../access-log/note.ts';
import { type Ending, endingOf, refuseEnded } from '../directory/ending.ts';
import type { Call } from '../principal.ts';
import {
  holdsNow,
  type Permission,
  type PermissionPeriod,
  type PermissionTable,
  shownColumns,
} from './permission.ts';

/** A permission as it is asked for. */
export interface PermissionWish extends PermissionPeriod {
  readonly giver: string;
  readonly receiver: string;
  /** Its values in columns that other tables of permissions have not, by the names of these. */
  readonly own?: Readonly<Record<string, RawBuilder<unknown>>>;
  /** What the access log tells of it, besides its id and its period. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

/**
 * Lets another party act for a party. The same permission given twice (to the same party, for the same time and with the
 * same values of its own) is one, so that withdrawing it ends it. It is in the access log.
 *
 * When it runs twice, the second run finds the permission of the first. When it dies halfway, nothing has changed.
 *
 * @param call who gives it: the party, or an administrator for it
 * @param check refuses parties that cannot give or receive it; both are there, and have not ended
 * @returns the permission, and whether it is new
 * @throws {Problem} `not-found` when there is no such giver, `unknown-party` when there is no such receiver,
 *   `party-ended` when one of the two has, what `check` throws, and the `neverHolds` of the table
 */
export async function givePermission<T extends Permission>(
  db: Database,
  rows: RowMacs,
  call: Call,
  table: PermissionTable,
  wish: PermissionWish,
  check: (giver: Ending, receiver: Ending) => void,
): Promise<{ given: T; created: boolean }> {
  return db.transaction().execute(async (tx) => {
    await checkParties(tx, rows, wish, check);
    const same = await findSame<T>(tx, table, wish);
    if (same) {
      await rows.lock(tx, table.signed, same.id);
      return { given: same, created: false };
    }
    const given = await insert<T>(tx, table, wish, call.principal.credential.name);
    if (!given) throw new Problem(table.neverHolds);
    await rows.sign(tx, table.signed, given.id);
    const { from, until } = given;
    const detail = { [table.log.id]: given.id, ...wish.detail, from, until };
    const about = { party: wish.giver, counterparty: wish.receiver, detail };
    await noteAccess(tx, rows, entryOf(call, table.log.give, about));
    return { given, created: true };
  });
}

async function checkParties(
  tx: Database,
  rows: RowMacs,
  wish: PermissionWish,
  check: (giver: Ending, receiver: Ending) => void,
): Promise<void> {
  // One at a time, so that two equal requests at once give one permission.
  await tx
    .selectFrom('party')
    .select('code')
    .where('code', '=', wish.giver)
    .forNoKeyUpdate()
    .executeTakeFirst();
  const giver = await endingOf(tx, rows, wish.giver);
  if (!giver) throw new Problem('not-found');
  refuseEnded(giver);
  const receiver = await endingOf(tx, rows, wish.receiver);
  if (!receiver) throw new Problem('unknown-party', { params: { party: wish.receiver } });
  refuseEnded(receiver);
  check(giver, receiver);
}

async function findSame<T>(
  tx: Database,
  table: PermissionTable,
  { giver, receiver, from, until, own = {} }: PermissionWish,
): Promise<T | undefined> {
  const begun = from ? sql`valid_from = ${from}` : sql.raw(`(${holdsNow(table)})`);
  const equal = [
    sql`${sql.ref(table.receiver)} = ${receiver}`,
    sql`${sql.ref(table.giver)} = ${giver}`,
    ...Object.entries(own).map(([column, value]) => sql`${sql.ref(column)} = ${value}`),
    sql`valid_until is not distinct from ${until ?? null}::timestamptz`,
    sql`withdrawn_at is null`,
    begun,
  ];
  const { rows } = await sql<T>`
    select ${sql.raw(shownColumns(table))} from ${sql.table(table.signed.name)}
    where ${sql.join(equal, sql` and `)}
    order by id limit 1`.execute(tx);
  return rows[0];
}

/** @returns undefined when it would never hold */
async function insert<T>(
  tx: Database,
  table: PermissionTable,
  { giver, receiver, from, until, own = {} }: PermissionWish,
  by: string,
): Promise<T | undefined> {
  const names = ['id', table.receiver, table.giver, ...Object.keys(own)];
  const values = [sql`${randomUUIDv7()}::uuid`, sql`${receiver}`, sql`${giver}`];
  const { rows } = await sql<T>`
    with wish as (
      select coalesce(${from ?? null}::timestamptz,
          date_trunc('milliseconds', statement_timestamp())) as begin,
        ${until ?? null}::timestamptz as stop
    )
    insert into ${sql.table(table.signed.name)}
      (${sql.join(names.map((name) => sql.ref(name)))}, valid_from, valid_until, given_by)
    select ${sql.join([...values, ...Object.values(own)])}, begin, stop, ${by}
    from wish where stop is null or stop > greatest(begin, statement_timestamp())
    returning ${sql.raw(shownColumns(table))}`.execute(tx);
  return rows[0];
}
