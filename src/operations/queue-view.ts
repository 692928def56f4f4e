import type { Pool } from 'pg';
import { type Cause, causeOf } from '../messages/views/cause.ts';
import { holderOf, messageTable } from '../messages/views/message-table.ts';
import { stepsOf } from '../queue/outbox.ts';
import type { Depth, Queue } from '../queue/queue.ts';
import type { RedisTrouble } from '../queue/redis-state.ts';
import { countedAtMost } from './overview.ts';
import { listWorkers, type Worker } from './workers.ts';

/** A line that waits behind a failed message. */
export interface HeldLine {
  /** The failed message. */
  readonly heldBy: string;
  readonly errorCode: string | null;
  /** When it failed. */
  readonly since: Date;
  /** Messages behind it. */
  readonly waiting: number;
}

/** The queue and the workers. Counts stop at `countedAtMost`: there may be more. */
export interface QueueView {
  /** Messages that need their step, those in held lines included. */
  readonly depth: number;
  /** When the oldest message outside held lines was received; null when none is found. */
  readonly oldestWaitingSince: Date | null;
  /** Messages in held lines, and the lines: those held longest first, at most a hundred. */
  readonly heldMessages: number;
  readonly heldLineCount: number;
  readonly heldLines: readonly HeldLine[];
  /** Error codes of failed steps, the code of most messages first; at most twenty. */
  readonly waitingErrors: readonly WaitingError[];
  readonly workers: readonly Worker[];
  /** Replays and redeliveries that are not finished. */
  readonly unfinishedOperations: number;
  readonly redis: 'not-used' | 'reachable' | 'away';
  /** The announcements in Redis; null when Redis is away or not used. */
  readonly announced: Depth | null;
  /** Why steps may wait although Redis can be reached, with what to do. */
  readonly redisTroubles: readonly RedisTrouble[];
}

/** Messages whose step failed with the same code, and is tried again. */
export interface WaitingError {
  readonly cause: Cause;
  readonly lastError: string;
  readonly count: number;
  /** The tries of the message that was tried most often. */
  readonly tries: number;
  /** When the first of them is tried again. */
  readonly nextTryAt: Date;
}

type Held = Pick<QueueView, 'heldMessages' | 'heldLineCount' | 'heldLines'>;

/** @param redisQueue the queue, if it is on Redis */
export async function viewQueue(
  pool: Pool,
  redisQueue?: Pick<Queue, 'depth' | 'troubles'>,
): Promise<QueueView> {
  // An error here is not a failure of the view: the view shows that Redis is away.
  const announced = (await redisQueue?.depth().catch(() => null)) ?? null;
  const { rows } = await pool.query<
    Pick<QueueView, 'depth' | 'oldestWaitingSince' | 'unfinishedOperations'>
  >(`
    with received as materialized (
      select m.* from ${messageTable} m where status = 'received'
      order by id nulls first limit ${countedAtMost}
    )
    select (select count(*) from (select from ${stepsOf('message')} step limit ${countedAtMost}) due)::integer as depth,
      (select received_at from received m where ${holderOf('m')} is null
        order by acceptance limit 1) as "oldestWaitingSince",
      (select count(*) from (
        select from operation where finished_at is null limit ${countedAtMost}) open)::integer
        as "unfinishedOperations"`);
  const view = rows[0] as (typeof rows)[0];
  return {
    ...view,
    ...(await viewHeld(pool)),
    waitingErrors: await viewErrors(pool),
    workers: await listWorkers(pool),
    redis: announced ? 'reachable' : redisQueue ? 'away' : 'not-used',
    announced,
    redisTroubles: (announced && (await redisQueue?.troubles())) ?? [],
  };
}

async function viewErrors(pool: Pool): Promise<WaitingError[]> {
  const { rows } = await pool.query<Omit<WaitingError, 'cause'>>(`
    select last_error as "lastError", count(*)::integer as count, max(attempts) as tries,
      min(next_announce_at) as "nextTryAt"
    from (select * from ${stepsOf('message')} step where last_error is not null limit ${countedAtMost}) failing
    group by last_error order by count(*) desc, last_error limit 20`);
  return rows.map((row) => ({ cause: causeOf(row.lastError), ...row }));
}

async function viewHeld(pool: Pool): Promise<Held> {
  const { rows } = await pool.query<HeldLine & { lines: number; messages: number }>(`
    with held as (
      select holder, count(*) as waiting from (
        select ${holderOf('m')} as holder from (
          select line, acceptance from ${messageTable} message where status = 'received'
          order by id nulls first limit ${countedAtMost}
        ) m
      ) behind where holder is not null group by holder
    )
    select id as "heldBy", error_code as "errorCode", changed_at as since,
      waiting::integer as waiting, (count(*) over ())::integer as lines,
      (sum(waiting) over ())::integer as messages
    from held join ${messageTable} message on message.id = holder order by changed_at, id limit 100`);
  return {
    heldMessages: rows[0]?.messages ?? 0,
    heldLineCount: rows[0]?.lines ?? 0,
    heldLines: rows.map(({ lines: _, messages: __, ...line }) => line),
  };
}
