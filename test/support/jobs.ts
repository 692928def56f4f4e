import type { Job } from '../../src/queue/queue.ts';

/** The step of a message, as it is announced. */
export function stepOf(id: string): Job {
  return { kind: 'message', id };
}
