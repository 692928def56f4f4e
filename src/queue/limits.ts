import { setTimeout as sleep } from 'node:timers/promises';

/**
 * How long stopping waits for running steps, in milliseconds. Before it comes a pause for load balancers, and after it
 * connections are closed; together that stays below the 10 seconds after which a process is killed.
 */
export const stopStepsMs = 4000;

/**
 * Waits for work, at most this long.
 *
 * @param work must not reject, because after the time limit nothing would catch that
 * @returns whether it was done in time
 */
export async function within(work: Promise<unknown>, ms: number): Promise<boolean> {
  const timer = new AbortController();
  const late = sleep(ms, false, { signal: timer.signal }).catch(() => false); // The work was done in time.
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    timer.abort();
  }
}
