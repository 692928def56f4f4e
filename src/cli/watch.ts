import { setTimeout as sleep } from 'node:timers/promises';
import { findOperation, type Operation } from '../operations/operation-records.ts';
import { listWorkers } from '../operations/workers.ts';
import type { Store } from '../store/database.ts';
import { ProgressBar } from './bar.ts';
import { endings } from './ending.ts';

const lookMs = 300;
/** A worker registers as soon as it starts, so after this many checks without one there is none. */
const looksWithoutWorker = 10;

/**
 * Waits until a replay or redelivery has finished, with a bar on standard error when that is a
 * terminal. Ending the command does not end the replay.
 *
 * @returns the record at its end, or its present state when no worker runs that could carry it out
 */
export async function watch(store: Store, operation: Operation): Promise<Operation> {
  const { end } = await watchUntil(
    store,
    () => findOperation(store.pool, operation.kind, operation.id),
    (now) => ({ done: now.finishedAt !== null, bar: progressOf(now) }),
  );
  return end;
}

/** How far something is that a gateway does: whether it is done, and the parts of its progress bar. */
export interface Progress {
  readonly done: boolean;
  readonly bar: readonly [done: number, total: number, what: string];
}

/**
 * Waits until a gateway has done something, with a bar on standard error when that is a terminal. When no worker runs that
 * could do it, it says so. Ending the command does not end what it waits for.
 *
 * @param look reads how it is now
 * @returns how it is at the end, or as soon as it is clear that no worker runs: then `alone` is true
 */
export async function watchUntil<T>(
  store: Store,
  look: () => Promise<T>,
  progressOf: (now: T) => Progress,
): Promise<{ readonly end: T; readonly alone: boolean }> {
  const ended = await untilItsEnd(store, look, progressOf);
  if (ended.alone)
    console.error('No worker runs now: it is kept, and begins when a gateway is started.');
  return ended;
}

async function untilItsEnd<T>(
  store: Store,
  look: () => Promise<T>,
  progressOf: (now: T) => Progress,
): Promise<{ readonly end: T; readonly alone: boolean }> {
  using progress = new ProgressBar();
  let looksAlone = 0;
  for (;;) {
    const now = await look();
    const { done, bar } = progressOf(now);
    progress.draw(...bar);
    if (done) return { end: now, alone: false };
    looksAlone = (await listWorkers(store.pool)).length > 0 ? 0 : looksAlone + 1;
    if (looksAlone >= looksWithoutWorker) return { end: now, alone: true };
    await sleep(lookMs);
  }
}

/** The exit code: 1 when it ended and not every message succeeded, otherwise 0. */
export function outcomeOf({ finishedAt, count, progress }: Operation): number {
  return finishedAt && progress.succeeded < count ? endings.notAllWell : 0;
}

/** The parts of the progress bar `[#####-----] 50% of 200 messages, 3 failed`. */
export function progressOf({
  count,
  progress,
}: Pick<Operation, 'count' | 'progress'>): [done: number, total: number, what: string] {
  const failed = progress.failed > 0 ? `, ${progress.failed} failed` : '';
  return [count - progress.pending - progress.running, count, `messages${failed}`];
}
