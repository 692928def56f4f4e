import type { PoolClient } from 'pg';
import { forgetConversions } from '../ledger/conversion/row-state.ts';
import { forgetGoals } from '../ledger/goals/keep.ts';
import { lockChildren } from '../ledger/projection/children.ts';
import {
  activityAbout,
  beforeFirstChild,
  childrenOver,
  forgetClient,
  hasChild,
  hashOfChild,
} from '../ledger/projection/forget.ts';
import { forgetDrafts } from '../messages/drafts/keep.ts';
import { entryOf } from '../parties/access-log/entry.ts';
import { noteAccess } from '../parties/access-log/note.ts';
import { type Call, localCall } from '../parties/principal.ts';
import type { RowMacs } from '../store/keys/row-mac.ts';
import { unnamed } from '../store/statement.ts';
import { inTransaction } from '../store/transaction.ts';
import { lockHolds } from './holds-in-force.ts';
import type { MessageRound } from './messages.ts';
import { signedForgetting } from './signed.ts';

/** The outcome for a child that was to be forgotten. */
export type ChildOutcome =
  /** How many entries about it stay. */
  | { readonly outcome: 'forgotten'; readonly entries: number }
  /** Nothing changed: no child has this id, a legal hold keeps it, or its term is not over. */
  | { readonly outcome: 'unknown' | 'under-hold' | 'not-over' };

/**
 * Forgets a child (`ledger/projection/forget.ts`), its goals and what drafts say of it, unless a legal hold keeps it, within a
 * transaction of the caller in which nothing is locked yet. The access log has a row for each gemeente and aanbieder that had to do with it.
 *
 * When it runs twice, the second run changes nothing, and is in the access log too.
 *
 * @param call who does so
 * @param clientId random id of the child, as UUID in lower case
 * @param before only when it has no entries since
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
  await forgetDrafts(client, clientId, await hashOfChild(client, clientId));
  await forgetConversions(client, macs, clientId);
  await forgetGoals(client, clientId);
  const entries = await forgetClient(client, clientId);
  if (entries === undefined) return { outcome: 'unknown' };
  const about = { clientIds: [clientId] };
  const wishes = judged.map((one) => ({ ...about, ...one }));
  for (const wish of wishes.length > 0 ? wishes : [about])
    await noteAccess(client, macs, entryOf(call, 'forget-client', wish));
  return { outcome: 'forgotten', entries };
}

/** A gemeente and an aanbieder of a child, as the access log names them. */
interface Concerned {
  readonly party: string;
  readonly counterparty: string;
}

/** @returns the parties of a child that may be forgotten; the child and the holds are then locked */
async function judgeChild(
  client: PoolClient,
  macs: RowMacs,
  clientId: string,
  before?: Date,
): Promise<Concerned[] | 'unknown' | 'under-hold' | 'not-over'> {
  const holds = await lockHolds(client, macs);
  // Adding an entry about the child locks it too, so that none comes after this.
  await lockChildren(client, [clientId]);
  // Another process was first. A call by hand may repeat it.
  if (before && !(await hasChild(client, clientId))) return 'unknown';
  const activity = await activityAbout(client, clientId);
  const concerned = activity.map(({ municipality, provider }) => ({
    party: municipality,
    counterparty: provider,
  }));
  const underHold = concerned.some((one) =>
    holds.parties.some((code) => code === one.party || code === one.counterparty),
  );
  if (underHold || holds.clients.includes(clientId)) return 'under-hold';
  if (before && activity.some(({ last }) => last >= before)) return 'not-over';
  return concerned;
}

/** Children in a page. */
const pageSize = 500;

/**
 * Forgets children without entries since the cut-off, one commit for each.
 *
 * @returns how many, and how many are over and under a legal hold
 */
export async function forgetChildren(
  round: MessageRound,
): Promise<{ over: number; underHold: number }> {
  const { cutOffs, day, signal } = round;
  const sum = { over: 0, underHold: 0 };
  for (let after = beforeFirstChild; ; ) {
    const page = await childrenOver(round.pool, cutOffs.ledger, after, pageSize);
    for (const { id } of page) {
      if (signal?.aborted) return sum;
      const outcome = await forgetOne(round, id, cutOffs.ledger, day);
      if (outcome === 'forgotten') sum.over += 1;
      if (outcome === 'under-hold') sum.underHold += 1;
    }
    const last = page.at(-1);
    if (!last) return sum;
    after = last;
  }
}

const reportClient = unnamed<{ day: string; id: string }>(`
  with reported as (
    insert into forgotten (day, id, kind) values ($day, $id, 'client')
  )
  update forgetting set clients = clients + 1 where day = $day`);

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
        client.query(reportClient({ day, id })),
      );
    return outcome;
  });
}
