import { setTimeout as sleep } from 'node:timers/promises';
import { findOperation, type Operation } from '../exchange/operations/record.ts';
import { listWorkers } from '../exchange/operations/workers.ts';
import type { Store } from '../store/database.ts';
import { bar } from './bar.ts';
import { endings } from './ending.ts';

const lookMs = 300;
/** A worker that starts shows itself at once; so this many looks without one is enough. */
const looksWithoutWorker = 10;

/**
 * Waits until a replay or redelivery has finished, with a bar on standard error when that is a
 * terminal. Whoever ends the command does not end the replay.
 *
 * @returns the record at its end; or as it is, when no worker runs that could carry it out
 */
export async function watch(store: Store, operation: Operation): Promise<Operation> {
  let alone = 0;
  for (let now = operation; ; ) {
    drawBar(now);
    if (now.finishedAt) return endBar(now);
    alone = (await listWorkers(store.pool)).length > 0 ? 0 : alone + 1;
    if (alone >= looksWithoutWorker) {
      endBar(now);
      console.error('No worker runs now: it is kept, and begins when a gateway is started.');
      return now;
    }
    await sleep(lookMs);
    now = await findOperation(store.pool, now.kind, now.id);
  }
}

/** 0; 1 when it ended and not every message went well. */
export function outcomeOf({ finishedAt, count, progress }: Operation): number {
  return finishedAt && progress.succeeded < count ? endings.notAllWell : 0;
}

function drawBar(operation: Operation): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${barOf(operation)}\x1b[K`);
}

function endBar(operation: Operation): Operation {
  if (process.stderr.isTTY) process.stderr.write('\n');
  return operation;
}

/** `[#####-----] 50% of 200 messages, 3 failed`. */
export function barOf({ count, progress }: Operation): string {
  const done = count - progress.pending - progress.running;
  const failed = progress.failed > 0 ? `, ${progress.failed} failed` : '';
  return `${bar(count === 0 ? 1 : done / count)} of ${count} messages${failed}`;
}
