import type { Pool, PoolClient } from 'pg';
import type { KeyRing } from '../../store/keys.ts';
import { lowestIdAt } from '../../store/lowest-id.ts';
import { inTransaction } from '../../store/transaction.ts';
import { forgetAll } from '../lifecycle/forget.ts';
import { signedForgetting } from '../signed.ts';
import { type HoldsInForce, LinesUnderHold, lockHolds } from './holds-in-force.ts';
import type { CutOffs } from './terms.ts';

/** What came of messages that were looked at. */
export interface MessageTally {
  /** Forgotten; or that would be, where nothing is done. */
  readonly over: number;
  /** Over, and under a legal hold. */
  readonly underHold: number;
  /** Old enough, and not done with. */
  readonly waiting: number;
}

/** What messages are held against. */
export interface MessageRound {
  readonly pool: Pool;
  readonly keys: KeyRing;
  readonly cutOffs: CutOffs;
  /** Under which day it is told what was forgotten; null: nothing is done, only counted. */
  readonly day: string | null;
  /** Ends it after the batch in hand. */
  readonly signal?: AbortSignal;
}

/** Messages in a transaction. */
const batchSize = 500;
const first = '00000000-0000-0000-0000-000000000000';
const dayMs = 86_400_000;

/**
 * Forgets messages that were done with before the cut-off: delivered, rejected or dismissed, in no mailbox
 * any more, and needed for no answer.
 *
 * Reads the keys that there are, up to the age of the cut-off: those of what was forgotten are gone, and
 * an id tells when its message came in. So a day costs what is to be forgotten, and what waits.
 */
export async function forgetDone(round: MessageRound): Promise<MessageTally> {
  const { pool, keys, cutOffs, day, signal } = round;
  const lines = new LinesUnderHold(keys);
  const sum = { over: 0, underHold: 0, waiting: 0 };
  for (let after = first; !signal?.aborted; ) {
    const { rows } = await pool.query<{ id: string; old: boolean; done: boolean }>({
      text: `select data_key.id, coalesce(changed_at < $3, false) as old,
          status in ('delivered', 'rejected', 'dismissed') as done
        from data_key left join message on message.id = data_key.id and message.status <> 'refused'
        where data_key.id > $1 and data_key.id < $2
        order by data_key.id limit $4`,
      // An id is made by another clock than the one that tells when it changed.
      values: [after, lowestIdAt(cutOffs.payload.getTime() + dayMs), cutOffs.payload, batchSize],
    });
    const old = rows.filter((row) => row.old);
    const ids = old.filter(({ done }) => done).map(({ id }) => id);
    sum.waiting += old.length - ids.length;
    add(sum, await forgetBatch(pool, { keys, lines, cutOffs, day, ids }));
    const last = rows.at(-1);
    if (!last) break;
    after = last.id;
  }
  return sum;
}

/** Forgets refused messages that were refused for the last time before the cut-off. */
export async function forgetRefused(round: MessageRound): Promise<MessageTally> {
  const { pool, keys, cutOffs, day, signal } = round;
  const lines = new LinesUnderHold(keys);
  const sum = { over: 0, underHold: 0, waiting: 0 };
  for (let after = first; !signal?.aborted; ) {
    const { rows } = await pool.query<{ id: string }>({
      text: `select id from message
        where status = 'refused' and forgotten_at is null and id > $1 and id < $2 and changed_at < $3
        order by id limit $4`,
      values: [after, lowestIdAt(cutOffs.refused.getTime() + dayMs), cutOffs.refused, batchSize],
    });
    const ids = rows.map(({ id }) => id);
    add(sum, await forgetBatch(pool, { keys, lines, cutOffs, day, ids }));
    const last = ids.at(-1);
    if (!last) break;
    after = last;
  }
  return sum;
}

function add(sum: { -readonly [K in keyof MessageTally]: number }, more: MessageTally): void {
  sum.over += more.over;
  sum.underHold += more.underHold;
  sum.waiting += more.waiting;
}

interface Batch extends Pick<MessageRound, 'keys' | 'cutOffs' | 'day'> {
  readonly lines: LinesUnderHold;
  readonly ids: readonly string[];
}

/**
 * Forgets those of these messages that are over, in one commit. Runs twice, or in two processes at once:
 * a message is locked by one of them, and the others pass it over; so does this with one that somebody
 * else has locked. Dies halfway: nothing happened.
 */
async function forgetBatch(
  pool: Pool,
  { keys, lines, cutOffs, day, ids }: Batch,
): Promise<MessageTally> {
  if (ids.length === 0) return { over: 0, underHold: 0, waiting: 0 };
  return inTransaction(pool, async (client) => {
    const holds = await lockHolds(client, keys.rows);
    const linesUnderHold = await lines.of(client, holds.clients);
    const locked = await lock(client, ids, cutOffs);
    // A statement of its own, begun when they were locked: what an answer or a redelivery committed
    // before that is seen by it, and what comes later finds them forgotten.
    const judged = await judge(client, locked, holds);
    const isUnderHold = ({ underHold, line }: Judged) =>
      underHold || (line !== null && linesUnderHold.has(line));
    const waiting = judged.filter(({ waits }) => waits);
    const done = judged.filter(({ waits }) => !waits);
    const over = done.filter((one) => !isUnderHold(one)).map(({ id }) => id);
    if (day !== null && over.length > 0)
      await keys.rows.rewrite(client, signedForgetting, day, () => forgetAll(client, over, day));
    return {
      over: over.length,
      underHold: done.length - over.length,
      waiting: waiting.length,
    };
  });
}

/** An answer that is being kept holds its message too: such a one is left for another day. */
async function lock(
  client: PoolClient,
  ids: readonly string[],
  { payload, refused }: CutOffs,
): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `select id from message
    where id = any($1) and forgotten_at is null and case status
      when 'refused' then changed_at < $3
      else status in ('delivered', 'rejected', 'dismissed') and changed_at < $2 end
    order by id for update skip locked`,
    [ids, payload, refused],
  );
  return rows.map(({ id }) => id);
}

interface Judged {
  readonly id: string;
  /** In hexadecimal; null of a refused message. */
  readonly line: string | null;
  /** It is in a mailbox (again), or an answer to it is not done with: that may ask for its content. */
  readonly waits: boolean;
  readonly underHold: boolean;
}

async function judge(
  client: PoolClient,
  ids: readonly string[],
  { messages, clients, parties }: HoldsInForce,
): Promise<Judged[]> {
  const { rows } = await client.query<Judged>(
    `select m.id, encode(m.line, 'hex') as line,
      exists (select from mailbox_entry where message_id = m.id and acknowledged_at is null)
        or exists (select from message answer where answer.heenbericht_id = m.id
          and answer.status in ('received', 'failed')) as waits,
      m.id = any($2::uuid[]) or m.sender = any($4) or coalesce(m.recipient = any($4), false)
        or m.id in (select message_id from ledger_entry
          where client_id = any($3::uuid[]) and message_id is not null) as "underHold"
    from message m where m.id = any($1) order by m.id`,
    [ids, messages, clients, parties],
  );
  return rows;
}
