import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Waits } from '../../messages/waiting.ts';
import type { Call } from '../../parties/principal.ts';

/** Aborted when the caller closes the connection before its answer, so that no poll waits for a caller that is gone. */
export function callerGone({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController();
  raw.once('close', () => {
    // Only then: an abort creates an error, which would cost more than the rest of a poll.
    if (!raw.writableFinished) controller.abort();
  });
  return controller.signal;
}

/** How a request waits: while it does, it gives its turn to others. */
export function waitsOf({ turns }: FastifyRequest, reply: FastifyReply): Waits {
  return {
    signal: callerGone(reply),
    wait: () => turns.wait(),
    waited: () => turns.waited(),
  };
}

/** The caller and its address, for the access log. */
export function callOf({ principal, address, id }: FastifyRequest): Call {
  return { principal, address, requestId: id };
}
