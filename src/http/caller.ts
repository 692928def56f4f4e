import type { FastifyReply } from 'fastify';

/** Aborted when the caller has gone away, so that nobody waits for nobody. */
export function callerGone(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => controller.abort());
  return controller.signal;
}
