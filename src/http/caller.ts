import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Waits } from '../exchange/waiting.ts';
import type { Call } from '../parties/principal.ts';

/** Aborted when the caller has gone away without its answer, so that nobody waits for nobody. */
export function callerGone({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController();
  raw.once('close', () => {
    // The error that an abort makes would be the dearest thing that a poll does in this process.
    if (!raw.writableFinished) controller.abort();
  });
  return controller.signal;
}

/** Lets others have the turn of a request while that waits for news. */
export function waitsOf({ turns }: FastifyRequest, reply: FastifyReply): Waits {
  return {
    signal: callerGone(reply),
    wait: () => turns.wait(),
    waited: () => turns.waited(),
  };
}

/** Who calls, and from where, for the access log. */
export function callOf({ principal, address, id }: FastifyRequest): Call {
  return { principal, address, requestId: id };
}
