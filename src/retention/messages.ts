import type { Pool } from 'pg';
import {
  type JudgedOver,
  judgeOver,
  keptBefore,
  lockOver,
  refusedBefore,
} from '../messages/lifecycle/over.ts';
import type { KeyRing } from '../store/keys/keys.ts';
import { inTransaction } from '../store/transaction.ts';
import { LinesUnderHold, lockHolds } from './holds-in-force.ts';
import { forgetMessages } from './reports.ts';
import { signedForgetting } from './signed.ts';
import type { CutOffs } from './terms.ts';

/** The result of a round, in numbers of messages. */
export interface MessageTally {
  /** Forgotten; in a dry run those that would be. */
  readonly over: number;
  /** Over, and under a legal hold. */
  readonly underHold: number;
  /** Old enough, but not finished. */
  readonly waiting: number;
}

/** The parameters of a round. */
export interface MessageRound {
  readonly pool: Pool;
  readonly keys: KeyRing;
  readonly cutOffs: CutOffs;
  /** The day of the report; null for a dry run, which only counts. */
  readonly day: string | null;
  /** Stops after the current batch. */
  readonly signal?: AbortSignal;
}

/** Messages in a transaction. */
const batchSize = 500;
const first = '00000000-0000-0000-0000-000000000000';

/**
 * Forgets messages that were finished before the cut-off: delivered, rejected or dismissed, in no mailbox any more, and
 * needed for no answer.
 *
 * Reads the data keys up to the age of the cut-off: forgotten messages have no key, and an id has the moment at which its
 * message came in. So a day costs only what is forgotten, and what waits.
 */
export async function forgetDone(round: MessageRound): Promise<MessageTally> {
  const { pool, keys, cutOffs, day, signal } = round;
  const lines = new LinesUnderHold(keys);
  const sum = { over: 0, underHold: 0, waiting: 0 };
  for (let after = first; !signal?.aborted; ) {
    const rows = await keptBefore(pool, cutOffs.payload, { after, limit: batchSize });
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
    const ids = await refusedBefore(pool, cutOffs.refused, { after, limit: batchSize });
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
 * Forgets those of these messages that are over, in one commit. When it runs twice, or in two processes at once, one of
 * them locks a message and the other skips it; it skips any message that is locked. When it dies halfway, nothing has
 * changed.
 */
async function forgetBatch(
  pool: Pool,
  { keys, lines, cutOffs, day, ids }: Batch,
): Promise<MessageTally> {
  if (ids.length === 0) return { over: 0, underHold: 0, waiting: 0 };
  return inTransaction(pool, async (client) => {
    const holds = await lockHolds(client, keys.rows);
    const linesUnderHold = await lines.of(client, holds.clients);
    const locked = await lockOver(client, ids, cutOffs);
    // A statement of its own, begun after they were locked, so that it sees an answer or redelivery that committed
    // before. A later one finds them forgotten.
    const judged = await judgeOver(client, locked, holds);
    const isUnderHold = ({ underHold, line }: JudgedOver) =>
      underHold || (line !== null && linesUnderHold.has(line));
    const waiting = judged.filter(({ waits }) => waits);
    const done = judged.filter(({ waits }) => !waits);
    const over = done.filter((one) => !isUnderHold(one)).map(({ id }) => id);
    if (day !== null && over.length > 0)
      await keys.rows.rewrite(client, signedForgetting, day, () =>
        client.query(forgetMessages({ messageIds: over, day })),
      );
    return {
      over: over.length,
      underHold: done.length - over.length,
      waiting: waiting.length,
    };
  });
}
