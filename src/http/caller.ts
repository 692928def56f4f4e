import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Call } from '../parties/principal.ts';

/** Aborted when the caller has gone away, so that nobody waits for nobody. */
export function callerGone(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => controller.abort());
  return controller.signal;
}

/** Who calls, and from where, for the access log. */
export function callOf({ principal, ip, id }: FastifyRequest): Call {
  // Who has hung up has no address any more.
  return { principal, address: ip || null, requestId: id };
}
