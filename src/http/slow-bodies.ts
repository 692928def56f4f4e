import type { IncomingMessage, Server } from 'node:http';
import type { ConnectionAnswers } from './connection-errors.ts';

/** A body brings at least so many bytes in each span, on average of the span. */
const leastPerSecond = 4096;
const spanMs = 10_000;
const lookMs = 1000;

interface Arrival {
  /** When the span began, and how many bytes had come on the connection then. */
  at: number;
  bytes: number;
}

/**
 * Cuts off, with 408, requests whose body comes too slowly to be of use: each holds a connection, and what
 * it sent so far. Who has nothing to send any more, or is not read from, is left alone.
 */
export function cutSlowBodies(
  server: Server,
  { answerError }: Pick<ConnectionAnswers, 'answerError'>,
): void {
  const arriving = new Map<IncomingMessage, Arrival>();
  server.on('request', (request: IncomingMessage) => {
    const { headers, socket } = request;
    if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined)
      return;
    arriving.set(request, { at: performance.now(), bytes: socket.bytesRead });
    const over = () => arriving.delete(request);
    request.once('end', over).once('close', over);
  });
  const timer = setInterval(() => {
    const now = performance.now();
    for (const [request, arrival] of arriving) {
      const { bytesRead } = request.socket;
      // Not yet read from: it is we who are slow.
      if (!request.readableFlowing) Object.assign(arrival, { at: now, bytes: bytesRead });
      if (now - arrival.at < spanMs) continue;
      const least = (leastPerSecond * (now - arrival.at)) / 1000;
      if (bytesRead - arrival.bytes < least) {
        arriving.delete(request);
        answerError({ code: 'ERR_HTTP_REQUEST_TIMEOUT' }, request.socket);
      } else Object.assign(arrival, { at: now, bytes: bytesRead });
    }
  }, lookMs).unref();
  server.once('close', () => clearInterval(timer));
}
