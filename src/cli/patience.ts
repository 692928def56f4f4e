import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf } from '../texts/cli/problem-words.ts';
import { Unreachable } from './ending.ts';
import { Refused } from './gateway.ts';

/** The most tries; a busy gateway says when to try again. */
const mostTries = 20;
/** Pauses before a broken connection is tried again, in milliseconds. */
const pausesMs = [1000, 2000, 4000];

/** Retries calls that can be repeated without harm, when the gateway is busy or the connection breaks. */
export class Patience {
  #reached = false;

  /** @throws {Refused} @throws {Unreachable} at once when no call reached the gateway yet */
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

/** Whether an error concerns one message only: others with the same key may still succeed. */
export function isOfOne(error: unknown): error is Refused {
  return (
    error instanceof Refused &&
    error.retryAfter === undefined &&
    !['unauthorized', 'forbidden'].includes(codeOf(error.problem))
  );
}
