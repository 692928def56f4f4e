import { setTimeout as sleep } from 'node:timers/promises';
import { Unreachable } from './ending.ts';
import { Refused } from './gateway.ts';
import { codeOf } from './problem-words.ts';

/** Tries at most: a gateway that is busy says when to come back. */
const mostTries = 20;
/** A connection that broke is tried again after these, in milliseconds. */
const pausesMs = [1000, 2000, 4000];

/** Asks a gateway what may be asked again without harm, and waits with one that is busy. */
export class Patience {
  #reached = false;

  /** @throws {Refused} @throws {Unreachable} at once when the gateway was never there */
  async ask<T>(call: () => Promise<T>): Promise<T> {
    const pauses = this.#reached ? [...pausesMs] : [];
    for (let tries = 1; ; tries++) {
      try {
        const answer = await call();
        this.#reached = true;
        return answer;
      } catch (error) {
        const pause = pauseAfter(error, pauses);
        if (pause === undefined || tries === mostTries) throw error;
        await sleep(pause);
      }
    }
  }
}

function pauseAfter(error: unknown, pauses: number[]): number | undefined {
  if (error instanceof Refused && error.retryAfter !== undefined)
    return Math.max(1, error.retryAfter) * 1000;
  return error instanceof Unreachable ? pauses.shift() : undefined;
}

/** Whether this is about one message: the next may go better, with the same key and at the same moment. */
export function isOfOne(error: unknown): error is Refused {
  return (
    error instanceof Refused &&
    error.retryAfter === undefined &&
    !['unauthorized', 'forbidden'].includes(codeOf(error.problem))
  );
}
