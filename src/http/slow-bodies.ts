import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ConnectionAnswers } from './connection-errors.ts';

/** A body brings at least so many bytes in each span, on average of the span. */
const leastPerSecond = 4096;
const spanMs = 10_000;
const lookMs = 1000;

/** After its answer a request may send so many bytes more, which are thrown away. */
const mostAfterwards = 100 * 1024 * 1024;

interface Arrival {
  readonly response: ServerResponse;
  /** When the span began, and how many bytes had come on the connection then. */
  at: number;
  bytes: number;
  /** How many bytes had come when the answer was sent. */
  answeredAt?: number;
}

/**
 * Keeps the connection of a request that is answered before all of its body came, where Fastify would close
 * it. A proxy that still writes would see the close and not the answer, and tell its caller that we are
 * broken (502). What comes after the answer is thrown away; `cutSlowBodies` ends it when it is too much.
 */
export function keepUntilRead(request: FastifyRequest, reply: FastifyReply): void {
  if (!request.raw.complete) reply.removeHeader('connection');
}

/**
 * Cuts off, with 408, requests whose body comes too slowly to be of use: each holds a connection, and what
 * it sent so far. Who has nothing to send any more, or is not read from, is left alone. Who goes on sending
 * long after the answer is cut off without a word.
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
      // Not yet read from: it is we who are slow.
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
