import { sql } from 'kysely';
import { Problem } from '../../problem.ts';
import type { Database } from '../../store/database.ts';
import type { RowMacs } from '../../store/keys/row-mac.ts';
import { entryOf } from '../access-log/entry.ts';
import { noteAccess } from '../access-log/note.ts';
import type { Call } from '../principal.ts';
import { type Listed, type Permission, type PermissionTable, shownColumns } from './permission.ts';

/**
 * Ends a permission for good, by either of its parties. It waits for a transaction that holds the row, because of what it
 * does by this permission: when this returns, nothing more is done by it. It is in the access log. Repeating it is
 * harmless: the first moment stays.
 *
 * @param party the party that gave it, or that may act by it
 * @throws {Problem} `not-found`, also for a permission of others
 * @throws {NotBelieved}
 */
export async function withdrawPermission<T extends Permission & Listed>(
  db: Database,
  rows: RowMacs,
  call: Call,
  table: PermissionTable,
  party: string,
  id: string,
): Promise<T> {
  const { signed, log } = table;
  const [giver, receiver] = [sql.ref(table.giver), sql.ref(table.receiver)];
  const name = sql.table(signed.name);
  return db.transaction().execute(async (tx) => {
    const found = await sql<{ giver: string; receiver: string; withdrawn: boolean }>`
      select ${giver} as giver, ${receiver} as receiver, withdrawn_at is not null as withdrawn
      from ${name} where id = ${id} and ${party} in (${giver}, ${receiver}) for update`.execute(tx);
    const [sides] = found.rows;
    if (!sides) throw new Problem('not-found');
    await rows.lock(tx, signed, id);
    if (!sides.withdrawn) {
      const about = { party: sides.giver, counterparty: sides.receiver, detail: { [log.id]: id } };
      await noteAccess(tx, rows, entryOf(call, log.withdraw, about));
      // By the clock, not by the moment at which this began: what was waited for came in before.
      await sql`
        update ${name} set withdrawn_at = clock_timestamp(), revision = revision + 1, mac = null,
          withdrawn_by = ${call.principal.credential.name}
        where id = ${id}`.execute(tx);
      await rows.sign(tx, signed, id);
    }
    const role: Listed['role'] = sides.giver === party ? 'given' : 'received';
    const { rows: shown } = await sql<T>`
      select ${sql.raw(shownColumns(table))}, ${role}::text as role
      from ${name} where id = ${id}`.execute(tx);
    return shown[0] as T;
  });
}
