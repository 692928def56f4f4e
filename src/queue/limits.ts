import { setTimeout as sleep } from 'node:timers/promises';

/**
 * For stopping: how long steps in hand are waited for, in milliseconds. A pause for load balancers
 * comes before that and connections are closed after it, and all together stays below the 10 seconds
 * after which a process is killed.
 */
export const stopStepsMs = 4000;

/**
 * Waits for something, but not longer than this.
 *
 * @param work must not reject: nobody may be left to hear it
 * @returns whether it was done in time
 */
export async function within(work: Promise<unknown>, ms: number): Promise<boolean> {
  const timer = new AbortController();
  const late = sleep(ms, false, { signal: timer.signal }).catch(() => false); // Was in time.
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    timer.abort();
  }
}
