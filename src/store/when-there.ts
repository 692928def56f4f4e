import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from './errors.ts';
import { faultAtStart, StartRefused } from './start-faults.ts';

/** The same line is logged again after this, in milliseconds. */
const sayAgainMs = 30_000;
const longestPauseMs = 5000;

/** How a start waits for Postgres. */
export interface Waiting {
  /** Ends the wait, which then throws the reason. Absent: it does not wait. */
  readonly signal?: AbortSignal | undefined;
  /** Called from time to time with what it waits for, and its code. */
  readonly onWait: (code: string, sentence: string) => void;
}

/**
 * Tries until Postgres answers, as long as its failure may pass by itself. It waits for ever: a process that gave up
 * would be started again to do the same, each time later.
 *
 * @param setting the name of the setting with the URL of Postgres
 * @throws {StartRefused} with a sentence, when the failure will not pass or it must not wait
 */
export async function whenThere<T>(
  ask: () => Promise<T>,
  setting: string,
  { signal, onWait }: Waiting,
): Promise<T> {
  let said = { code: '', at: 0 };
  for (let pauseMs = 250; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    signal?.throwIfAborted();
    try {
      return await ask();
    } catch (error) {
      const fault = faultAtStart(error, setting);
      if (!fault) throw error;
      const { sentence, heals } = fault;
      if (!heals || !signal) throw new StartRefused(sentence, { cause: error });
      const code = errorCode((error as Error).cause ?? error);
      if (code !== said.code || performance.now() - said.at > sayAgainMs) {
        onWait(code, sentence);
        said = { code, at: performance.now() };
      }
    }
    await sleep(pauseMs, undefined, { signal });
  }
}
