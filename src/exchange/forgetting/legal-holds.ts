import { randomUUIDv7 } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { entryOf } from '../../parties/access-log/entry.ts';
import { noteAccess } from '../../parties/access-log/note.ts';
import type { Call } from '../../parties/principal.ts';
import { Problem } from '../../problem.ts';
import { type Proof, proofOf, type RowMacs } from '../../store/row-mac.ts';
import { inTransaction } from '../../store/transaction.ts';
import { askInOrder } from '../../store/walk.ts';
import { signedHold } from '../signed.ts';

/** What a hold is on: the id of a message, the id of a child in the ledger, or the code of a party. */
export type HoldTarget =
  | { readonly message: string }
  | { readonly client: string }
  | { readonly party: string };

/** Something that is not forgotten, whatever its term, until the hold is lifted. */
export interface LegalHold {
  readonly id: string;
  /** One of these three. */
  readonly message: string | null;
  readonly client: string | null;
  readonly party: string | null;
  readonly reason: string;
  /** As in the access log. */
  readonly placedBy: string;
  readonly placedAt: Date;
  readonly liftedBy: string | null;
  readonly liftedAt: Date | null;
}

const columns = `id, message_id as message, client_id as client, party_code as party, reason,
  placed_by as "placedBy", placed_at as "placedAt", lifted_by as "liftedBy", lifted_at as "liftedAt"`;

/**
 * Places a hold, and tells the access log. Of a message it keeps that one; of a child its part of the
 * ledger and the messages about it; of a party all that it sent or received, and the children that it has
 * to do with; and months of the access log with rows about these. Whatever is being forgotten at that
 * moment comes before or after it as a whole: what was there when this returns stays.
 *
 * The row in the log is not told to parties: an inquiry may be about one of them.
 *
 * @param call who does so
 * @throws {Problem} `nothing-to-hold` when it is not there, or was forgotten already
 */
export async function placeHold(
  pool: Pool,
  macs: RowMacs,
  call: Call,
  target: HoldTarget,
  reason: string,
): Promise<LegalHold> {
  const id = randomUUIDv7();
  const on = { message: null, client: null, party: null, ...target };
  return inTransaction(pool, async (client) => {
    // First: from here on nothing is forgotten until this commits (`lockHolds`).
    const { rows } = await client.query<LegalHold>(
      `insert into legal_hold (id, message_id, client_id, party_code, reason, placed_by)
      select $1, $2, $3, $4, $5, $6
      where $4::text is null or exists (select from party where code = $4)
      returning ${columns}`,
      [id, on.message, on.client, on.party, reason, call.principal.credential.name],
    );
    const hold = rows[0];
    if (!hold || !(await isThere(client, hold))) throw new Problem('nothing-to-hold');
    await macs.sign(client, signedHold, id);
    await tell(client, call, 'place-hold', hold);
    return hold;
  });
}

/** A statement of its own, after the lock: what was forgotten just before is seen by it. */
async function isThere(client: PoolClient, hold: LegalHold): Promise<boolean> {
  const { rowCount } = await client.query(
    `select where $3::text is not null
      or exists (select from message where id = $1 and forgotten_at is null)
      or exists (select from client join data_key on data_key.id = client.id where client.id = $2)`,
    [hold.message, hold.client, hold.party],
  );
  return rowCount === 1;
}

/**
 * Lifts a hold: what is over is forgotten the next time, unless another hold keeps it. Repeating it is
 * harmless: the first moment stays.
 *
 * @throws {Problem} `not-found`
 */
export async function liftHold(
  pool: Pool,
  macs: RowMacs,
  call: Call,
  id: string,
): Promise<LegalHold> {
  return inTransaction(pool, async (client) => {
    await macs.lock(client, signedHold, id);
    const { rows: lifted } = await client.query<LegalHold>(
      `update legal_hold set lifted_by = $2, lifted_at = now(), revision = revision + 1, mac = null
      where id = $1 and lifted_at is null returning ${columns}`,
      [id, call.principal.credential.name],
    );
    const [hold] = lifted;
    if (hold) {
      await macs.sign(client, signedHold, id);
      await tell(client, call, 'lift-hold', hold);
      return hold;
    }
    const { rows } = await client.query<LegalHold>(
      `select ${columns} from legal_hold where id = $1`,
      [id],
    );
    if (!rows[0]) throw new Problem('not-found');
    return rows[0];
  });
}

function tell(
  client: PoolClient,
  call: Call,
  action: 'place-hold' | 'lift-hold',
  hold: LegalHold,
): Promise<void> {
  const entry = entryOf(call, action, {
    messageId: hold.message,
    clientIds: hold.client ? [hold.client] : [],
    detail: { hold: hold.id, ...(hold.party && { party: hold.party }) },
    reason: hold.reason,
  });
  return noteAccess(client, entry);
}

/**
 * Holds, newest first.
 *
 * @param page.before the id at which the page before ended
 */
export async function listHolds(
  pool: Pool,
  macs: RowMacs,
  page: { readonly limit: number; readonly before?: string; readonly inForce?: boolean },
): Promise<{ items: LegalHold[]; next: string | null }> {
  // Those in force, and the others, have an index each; its order has nulls, of which there are none, last.
  const { inForce } = page;
  const which = inForce === undefined ? '' : `and lifted_at is ${inForce ? 'null' : 'not null'}`;
  const rows = await askInOrder<LegalHold & { proof: Proof }>(pool, {
    text: `select ${columns}, ${proofOf(signedHold, 'legal_hold')} as proof from legal_hold
    where id < coalesce($1::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff') ${which}
    order by id desc ${which && 'nulls last'} limit $2`,
    values: [page.before ?? null, page.limit + 1],
  });
  const items = rows.slice(0, page.limit).map(({ proof, ...hold }) => {
    macs.check(signedHold, proof);
    return hold;
  });
  return { items, next: rows.length > page.limit ? (items.at(-1)?.id ?? null) : null };
}
