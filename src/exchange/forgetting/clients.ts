import type { Pool, PoolClient } from 'pg';
import { lockChildren } from '../../ledger/children.ts';
import { forgetClient } from '../../ledger/forget.ts';
import { entryOf } from '../../parties/access-log/entry.ts';
import { noteAccess } from '../../parties/access-log/note.ts';
import { type Call, localCall } from '../../parties/principal.ts';
import type { RowMacs } from '../../store/row-mac.ts';
import { inTransaction } from '../../store/transaction.ts';
import { signedForgetting } from '../signed.ts';
import { lockHolds } from './holds-in-force.ts';
import type { MessageRound } from './messages.ts';

/** What came of a child that was to be forgotten. */
export type ChildOutcome =
  /** How many entries about it stay. */
  | { readonly outcome: 'forgotten'; readonly entries: number }
  /** Nothing was done: no child has this id, a legal hold keeps it, or its term is not over. */
  | { readonly outcome: 'unknown' | 'under-hold' | 'not-over' };

/**
 * Forgets a child (`ledger/forget.ts`), unless a legal hold keeps it, within a transaction of the caller
 * in which nothing is locked yet. The access log tells each gemeente and aanbieder that had to do with it.
 *
 * Runs twice: the second changes nothing, and is in the access log too.
 *
 * @param call who does so
 * @param clientId random id of the child, as UUID in lower case
 * @param before only when nothing was said of it since
 */
export async function forgetChild(
  client: PoolClient,
  macs: RowMacs,
  call: Call,
  clientId: string,
  before?: Date,
): Promise<ChildOutcome> {
  const judged = await judgeChild(client, macs, clientId, before);
  if (!Array.isArray(judged)) return { outcome: judged };
  const entries = await forgetClient(client, clientId);
  if (entries === undefined) return { outcome: 'unknown' };
  const about = { clientIds: [clientId] };
  const wishes = judged.map((one) => ({ ...about, ...one }));
  for (const wish of wishes.length > 0 ? wishes : [about])
    await noteAccess(client, entryOf(call, 'forget-client', wish));
  return { outcome: 'forgotten', entries };
}

/** A gemeente and an aanbieder that have to do with a child, as the access log names them. */
interface Concerned {
  readonly party: string;
  readonly counterparty: string;
}

/** @returns whom it concerns when it may be forgotten; the child is then locked, and the holds are */
async function judgeChild(
  client: PoolClient,
  macs: RowMacs,
  clientId: string,
  before?: Date,
): Promise<Concerned[] | 'unknown' | 'under-hold' | 'not-over'> {
  const holds = await lockHolds(client, macs);
  // Who adds an entry about it locks it too: none comes after this.
  await lockChildren(client, [clientId]);
  const { rowCount } = await client.query('select from client where id = $1', [clientId]);
  // Another process was first. By hand it may be done again.
  if (before && rowCount === 0) return 'unknown';
  const { rows } = await client.query<Concerned & { last: Date }>(
    `select municipality as party, provider as counterparty, max(recorded_at) as last
    from ledger_entry where client_id = $1 group by 1, 2 order by 1, 2`,
    [clientId],
  );
  const concerned = rows.map(({ party, counterparty }) => ({ party, counterparty }));
  const underHold = concerned.some((one) =>
    holds.parties.some((code) => code === one.party || code === one.counterparty),
  );
  if (underHold || holds.clients.includes(clientId)) return 'under-hold';
  if (before && rows.some(({ last }) => last >= before)) return 'not-over';
  return concerned;
}

/** Children in a page. */
const pageSize = 500;

/**
 * Forgets children about whom nothing was said since the cut-off, one commit for each.
 *
 * @returns how many, and how many are over and under a legal hold
 */
export async function forgetChildren(
  round: MessageRound,
): Promise<{ over: number; underHold: number }> {
  const { cutOffs, day, signal } = round;
  const sum = { over: 0, underHold: 0 };
  for (let after: Place = ['-infinity', '00000000-0000-0000-0000-000000000000']; ; ) {
    const page = await childrenOver(round.pool, cutOffs.ledger, after);
    for (const { id } of page) {
      if (signal?.aborted) return sum;
      const outcome = await forgetOne(round, id, cutOffs.ledger, day);
      if (outcome === 'forgotten') sum.over += 1;
      if (outcome === 'under-hold') sum.underHold += 1;
    }
    const last = page.at(-1);
    if (!last) return sum;
    after = [last.created, last.id];
  }
}

/** `created_at` as Postgres writes it, to the microsecond, and the id. */
type Place = readonly [created: string, id: string];

/** A child that is older than the cut-off has an entry or two to be looked at, or has been forgotten. */
async function childrenOver(
  pool: Pool,
  before: Date,
  after: Place,
): Promise<{ id: string; created: string }[]> {
  const { rows } = await pool.query<{ id: string; created: string }>(
    `select id, created_at::text as created from client
    where created_at < $1 and (created_at, id) > ($2::timestamptz, $3::uuid)
      and not exists (select from ledger_entry where client_id = client.id and recorded_at >= $1)
    order by created_at, id limit $4`,
    [before, ...after, pageSize],
  );
  return rows;
}

function forgetOne(
  { pool, keys }: MessageRound,
  id: string,
  before: Date,
  day: string | null,
): Promise<ChildOutcome['outcome']> {
  return inTransaction(pool, async (client) => {
    if (day === null) {
      const judged = await judgeChild(client, keys.rows, id, before);
      return Array.isArray(judged) ? 'forgotten' : judged;
    }
    const { outcome } = await forgetChild(client, keys.rows, localCall('gateway'), id, before);
    if (outcome === 'forgotten')
      await keys.rows.rewrite(client, signedForgetting, day, () =>
        client.query(
          `with told as (
            insert into forgotten (day, id, kind) values ($1, $2, 'client')
          )
          update forgetting set clients = clients + 1 where day = $1`,
          [day, id],
        ),
      );
    return outcome;
  });
}
