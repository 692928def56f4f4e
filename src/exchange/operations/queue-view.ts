import type { Pool } from 'pg';
import type { Depth, Queue } from '../../queue/queue.ts';
import type { RedisTrouble } from '../../queue/redis-state.ts';
import { type Cause, causeOf } from '../cause.ts';
import { holderOf } from './filter.ts';
import { countedAtMost } from './overview.ts';
import { listWorkers, type Worker } from './workers.ts';

/** A line that stands still behind a failed message. */
export interface HeldLine {
  /** The failed message. */
  readonly heldBy: string;
  readonly errorCode: string | null;
  /** When it failed. */
  readonly since: Date;
  /** Messages behind it. */
  readonly waiting: number;
}

/** What is to be done, and who does it. Counts end at `countedAtMost`: so many, or more. */
export interface QueueView {
  /** Messages that need their step, those in held lines included. */
  readonly depth: number;
  /** When the oldest message outside held lines was received; null when none waits, or it is behind more. */
  readonly oldestWaitingSince: Date | null;
  /** Messages in held lines, and the lines: those held longest first, a hundred at most. */
  readonly heldMessages: number;
  readonly heldLineCount: number;
  readonly heldLines: readonly HeldLine[];
  /** What steps failed by, the code of most messages first; twenty at most. */
  readonly waitingErrors: readonly WaitingError[];
  readonly workers: readonly Worker[];
  /** Replays and redeliveries that are not finished. */
  readonly unfinishedOperations: number;
  readonly redis: 'not-used' | 'reachable' | 'away';
  /** What was announced on Redis; null when it is away or not used. */
  readonly announced: Depth | null;
  /** Why steps may wait though Redis can be reached, with what to do. */
  readonly redisTroubles: readonly RedisTrouble[];
}

/** Messages whose step failed by the same code the last time, and is to be tried again. */
export interface WaitingError {
  readonly cause: Cause;
  readonly lastError: string;
  readonly count: number;
  /** Of the one that was tried most. */
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
  // Not a failure of the view: that it is away is what the view says.
  const announced = (await redisQueue?.depth().catch(() => null)) ?? null;
  const { rows } = await pool.query<
    Pick<QueueView, 'depth' | 'oldestWaitingSince' | 'unfinishedOperations'>
  >(`
    with received as materialized (
      select m.* from message m where status = 'received'
      order by id nulls first limit ${countedAtMost}
    )
    select (select count(*) from (select from outbox where kind = 'message' limit ${countedAtMost}) due)::integer as depth,
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
    from (select * from outbox where kind = 'message' and last_error is not null limit ${countedAtMost}) failing
    group by last_error order by count(*) desc, last_error limit 20`);
  return rows.map((row) => ({ cause: causeOf(row.lastError), ...row }));
}

async function viewHeld(pool: Pool): Promise<Held> {
  const { rows } = await pool.query<HeldLine & { lines: number; messages: number }>(`
    with held as (
      select holder, count(*) as waiting from (
        select ${holderOf('m')} as holder from (
          select line, acceptance from message where status = 'received'
          order by id nulls first limit ${countedAtMost}
        ) m
      ) behind where holder is not null group by holder
    )
    select id as "heldBy", error_code as "errorCode", changed_at as since,
      waiting::integer as waiting, (count(*) over ())::integer as lines,
      (sum(waiting) over ())::integer as messages
    from held join message on message.id = holder order by changed_at, id limit 100`);
  return {
    heldMessages: rows[0]?.messages ?? 0,
    heldLineCount: rows[0]?.lines ?? 0,
    heldLines: rows.map(({ lines: _, messages: __, ...line }) => line),
  };
}
