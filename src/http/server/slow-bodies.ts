import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ConnectionAnswers } from './connection-errors.ts';

/** A body has to come in at least this fast, on average over a span. */
const leastPerSecond = 4096;
const spanMs = 10_000;
const lookMs = 1000;

/** After its answer a request may send this many bytes more, which are discarded. */
const mostAfterwards = 100 * 1024 * 1024;

interface Arrival {
  readonly response: ServerResponse;
  /** When the span began, and how many bytes the connection had read then. */
  at: number;
  bytes: number;
  /** How many bytes the connection had read when the answer was sent. */
  answeredAt?: number;
}

/**
 * Keeps the connection of a request that is answered before all of its body came in, where Fastify would close it. A
 * proxy that is still writing would see the close and not the answer, and answer 502 to its caller. The bytes
 * after the answer are discarded; `cutSlowBodies` ends the connection when there are too many.
 */
export function keepUntilRead(request: FastifyRequest, reply: FastifyReply): void {
  if (!request.raw.complete) reply.removeHeader('connection');
}

/**
 * Ends requests whose body comes in too slowly with 408: each holds a connection, and memory for what it sent so far.
 * Requests that have sent everything, or that the server is not reading from, are left alone. A caller that keeps
 * sending long after the answer is disconnected without another one.
 */
export function cutSlowBodies(
  server: Server,
  { answerError }: Pick<ConnectionAnswers, 'answerError'>,
): void {
  const arriving = new Map<IncomingMessage, Arrival>();
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { headers, socket } = request;
    if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined)
      return;
    arriving.set(request, { response, at: performance.now(), bytes: socket.bytesRead });
    const over = () => arriving.delete(request);
    request.once('end', over).once('close', over);
  });
  const timer = setInterval(() => {
    const now = performance.now();
    for (const [request, arrival] of arriving) {
      const { bytesRead } = request.socket;
      if (arrival.response.writableFinished) {
        arrival.answeredAt ??= bytesRead;
        if (bytesRead - arrival.answeredAt > mostAfterwards) request.socket.destroy();
      }
      // The server is not reading from it, so the caller is not slow.
      if (!request.readableFlowing) Object.assign(arrival, { at: now, bytes: bytesRead });
      if (now - arrival.at < spanMs) continue;
      const least = (leastPerSecond * (now - arrival.at)) / 1000;
      if (bytesRead - arrival.bytes < least) {
        arriving.delete(request);
        if (arrival.response.writableFinished) request.socket.destroy();
        else answerError({ code: 'ERR_HTTP_REQUEST_TIMEOUT' }, request.socket);
      } else Object.assign(arrival, { at: now, bytes: bytesRead });
    }
  }, lookMs).unref();
  server.once('close', () => clearInterval(timer));
}
