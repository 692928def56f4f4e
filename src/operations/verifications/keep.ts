import { randomUUIDv7 } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { Problem } from '../../problem.ts';
import { errorCode } from '../../store/errors.ts';
import type { RowMacs } from '../../store/keys/row-mac.ts';
import type { VerifiedKind } from '../../store/verification-tables.ts';
import type { Conclusion } from './model.ts';
import {
  type Beginning,
  beginVerification,
  type End,
  endVerification,
  keepAlive,
  type Wish,
} from './records.ts';

/** How often a verification says that it is alive, in milliseconds. */
const beatMs = 5000;
/** How long it rests at most between two batches, in milliseconds. */
const restMs = 500;

/** What a walk gets, whatever it walks. */
export interface WalkOptions {
  readonly onProgress: (done: number, total: number) => void;
  readonly signal: AbortSignal;
  readonly rest?: () => Promise<void>;
}

/** Where results are kept. */
export interface Keeping {
  readonly pool: Pool;
  readonly macs: RowMacs;
  /** Called when one has ended and was kept. */
  readonly onEnd: (ended: Ended) => void;
  /** A sign of life or a result could not be kept; gets the code. */
  readonly onNotKept: (code: string) => void;
}

/** A verification that has ended. */
export interface Ended {
  readonly id: string;
  readonly what: VerifiedKind;
  readonly end: End;
}

/** A verification of what, of which chain, and by whom. */
export type Asked = Omit<Wish, 'id'>;

/** A verification that has begun; it is to be carried out at once. */
export interface Begun {
  readonly id: string;
  readonly what: VerifiedKind;
}

/** Begins one, see {@link beginVerification}. */
export async function begin(
  { pool, macs }: Keeping,
  asked: Asked,
): Promise<Begun | Exclude<Beginning, 'begins'>> {
  const id = randomUUIDv7();
  const beginning = await beginVerification(pool, macs, { id, ...asked });
  return beginning === 'begins' ? { id, what: asked.what } : beginning;
}

/** What ends a verification whose record says that it does not run: its process seemed to be gone. */
class Overtaken extends Error {
  override readonly name = 'AbortError';
  readonly code = 'verification-overtaken';
}

/**
 * Carries out a verification that has begun, says how far it is, and keeps what was found. When its process dies halfway
 * there are no signs of life any more, and the next that begins ends it as stopped.
 *
 * @param how.signal stops it
 * @param how.gently rests after each batch for as long as that took, because nobody waits for it
 * @returns what the walk found
 * @throws the reason of the signal, and what the walk throws
 */
export async function carryOut<Result>(
  keeping: Keeping,
  { id, what }: Begun,
  walk: (options: WalkOptions) => Promise<Result>,
  conclude: (result: Result) => Conclusion,
  how: {
    readonly signal?: AbortSignal;
    readonly onProgress?: (done: number, total: number) => void;
    readonly gently?: boolean;
  } = {},
): Promise<Result> {
  const { onProgress, gently } = how;
  const overtaken = new AbortController();
  const signal = how.signal ? AbortSignal.any([how.signal, overtaken.signal]) : overtaken.signal;
  const place = { done: 0, total: 0 };
  const beating = setInterval(() => void beat(), beatMs);
  const beat = () =>
    keepAlive(keeping.pool, id, place).then(
      (runs) => runs || overtaken.abort(new Overtaken()),
      (error) => keeping.onNotKept(errorCode(error)),
    );
  const ended = async (end: End) => {
    clearInterval(beating);
    try {
      const kept = await endVerification(keeping.pool, keeping.macs, id, place.total, end);
      if (kept) keeping.onEnd({ id, what, end });
      else keeping.onNotKept('verification-overtaken');
    } catch (error) {
      keeping.onNotKept(errorCode(error));
      // What is wrong is said, also where it cannot be kept.
      if (end.state === 'faulty') keeping.onEnd({ id, what, end });
    }
  };
  try {
    const result = await walk({
      signal,
      onProgress: (done, total) => {
        Object.assign(place, { done, total });
        onProgress?.(done, total);
      },
      ...(gently && { rest: restingOf(signal) }),
    });
    const conclusion = conclude(result);
    await ended({ ...conclusion, state: conclusion.fault ? 'faulty' : 'sound' });
    return result;
  } catch (error) {
    const state = signal.aborted ? 'stopped' : 'failed';
    const code = error instanceof Problem ? error.code : errorCode(error);
    await ended({ state, done: place.done, code });
    throw error;
  } finally {
    clearInterval(beating);
  }
}

/** Half of the time is for others. */
function restingOf(signal: AbortSignal): () => Promise<void> {
  let began = performance.now();
  return async () => {
    const ms = Math.min(performance.now() - began, restMs);
    await sleep(ms, undefined, { signal, ref: false }).catch(() => signal.throwIfAborted());
    began = performance.now();
  };
}
