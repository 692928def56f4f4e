import { randomUUIDv7 } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { hasReadableChild } from '../ledger/projection/clients.ts';
import { messageTable } from '../messages/views/message-table.ts';
import { entryOf } from '../parties/access-log/entry.ts';
import { noteAccess } from '../parties/access-log/note.ts';
import { partyTable } from '../parties/directory/party-table.ts';
import type { Call } from '../parties/principal.ts';
import { Problem } from '../problem.ts';
import { type Proof, proofOf, type RowMacs } from '../store/keys/row-mac.ts';
import { unnamed } from '../store/statement.ts';
import { inTransaction } from '../store/transaction.ts';
import { askInOrder } from '../store/walk.ts';
import { signedHold } from './signed.ts';

/** The target of a hold: the id of a message, the id of a child in the ledger, or the code of a party. */
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

const insertHold = unnamed<{
  id: string;
  message: string | null;
  client: string | null;
  party: string | null;
  reason: string;
  placedBy: string;
}>(`
  insert into legal_hold (id, message_id, client_id, party_code, reason, placed_by)
  select $id, $message, $client, $party, $reason, $placedBy
  where $party::text is null or exists (select from ${partyTable} party where code = $party)
  returning ${columns}`);

/**
 * Places a hold, and logs it in the access log. A hold on a message keeps that message; on a child its part of the ledger
 * and the messages about it; on a party all that it sent or received, and the children that it has to do with. It also
 * keeps months of the access log with rows about these. A forgetting at the same moment happens entirely before or after
 * it: what exists when this returns stays.
 *
 * Parties do not see the row in the log, because an inquiry may be about one of them.
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
    // Inserted first, so that nothing is forgotten from here until this commits (`lockHolds`).
    const { rows } = await client.query<LegalHold>(
      insertHold({
        id,
        message: on.message,
        client: on.client,
        party: on.party,
        reason,
        placedBy: call.principal.credential.name,
      }),
    );
    const hold = rows[0];
    if (!hold || !(await isThere(client, hold))) throw new Problem('nothing-to-hold');
    await macs.sign(client, signedHold, id);
    await noteHold(client, macs, call, 'place-hold', hold);
    return hold;
  });
}

const thereIs = unnamed<{ message: string | null; client: string | null; party: string | null }>(`
  select where $party::text is not null
    or exists (select from ${messageTable} message where id = $message and forgotten_at is null)
    or ${hasReadableChild('$client')}`);

/** A statement of its own, after the lock, so that it sees what was forgotten just before. */
async function isThere(client: PoolClient, hold: LegalHold): Promise<boolean> {
  const { rowCount } = await client.query(
    thereIs({ message: hold.message, client: hold.client, party: hold.party }),
  );
  return rowCount === 1;
}

const liftOne = unnamed<{ id: string; liftedBy: string }>(`
  update legal_hold set lifted_by = $liftedBy, lifted_at = now(), revision = revision + 1, mac = null
  where id = $id and lifted_at is null returning ${columns}`);

const findHold = unnamed<{ id: string }>(`select ${columns} from legal_hold where id = $id`);

/**
 * Lifts a hold: what is over is forgotten at the next run, unless another hold keeps it. Repeating it is harmless: the
 * first moment stays.
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
      liftOne({ id, liftedBy: call.principal.credential.name }),
    );
    const [hold] = lifted;
    if (hold) {
      await macs.sign(client, signedHold, id);
      await noteHold(client, macs, call, 'lift-hold', hold);
      return hold;
    }
    const { rows } = await client.query<LegalHold>(findHold({ id }));
    if (!rows[0]) throw new Problem('not-found');
    return rows[0];
  });
}

function noteHold(
  client: PoolClient,
  macs: RowMacs,
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
  return noteAccess(client, macs, entry);
}

// Holds in force and lifted holds have an index each, which sorts nulls last, though there are none.
const allHolds = holdsBefore('', '');
const holdsInForce = holdsBefore('and lifted_at is null', 'nulls last');
const liftedHolds = holdsBefore('and lifted_at is not null', 'nulls last');

function holdsBefore(which: string, order: string) {
  return unnamed<{ before: string | null; most: number }>(`
    select ${columns}, ${proofOf(signedHold, 'legal_hold')} as proof from legal_hold
    where id < coalesce($before::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff') ${which}
    order by id desc ${order} limit $most`);
}

/**
 * Holds, newest first.
 *
 * @param page.before the id at which the previous page ended
 */
export async function listHolds(
  pool: Pool,
  macs: RowMacs,
  page: { readonly limit: number; readonly before?: string; readonly inForce?: boolean },
): Promise<{ items: LegalHold[]; next: string | null }> {
  const { inForce, before = null, limit } = page;
  const cursor = { before, most: limit + 1 };
  const holds = inForce === undefined ? allHolds : inForce ? holdsInForce : liftedHolds;
  const rows = await askInOrder<LegalHold & { proof: Proof }>(pool, holds(cursor));
  const items = rows.slice(0, page.limit).map(({ proof, ...hold }) => {
    macs.check(signedHold, proof);
    return hold;
  });
  return { items, next: rows.length > page.limit ? (items.at(-1)?.id ?? null) : null };
}
