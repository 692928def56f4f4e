import { readFileSync } from 'node:fs';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyBaseLogger } from 'fastify';
import type { ConnectionAnswers } from './connection-errors.ts';

/** File descriptors reserved for everything but connections of callers: Postgres, Redis, files, threads. */
const reserve = 96;
const fewest = 16;
/** More connections would take too much memory, even if the system allows them. */
const most = 10_000;
/** A connection without a request for this long is closed before connections that had one. */
const silentMs = 1000;
/** At most one log line in this time. */
const quietMs = 60_000;

/**
 * How many connections of callers the process can have, by its limit of file descriptors.
 *
 * @param descriptors undefined when the system does not say
 * @throws when that is too few to work with
 */
export function connectionsFor(descriptors: number | undefined): number {
  if (descriptors === undefined) return most;
  if (descriptors < reserve + fewest)
    throw new Error(
      `The process may open ${descriptors} files and connections, and needs ${reserve + fewest} at least. Raise the limit (ulimit -n, LimitNOFILE).`,
    );
  return Math.min(most, descriptors - reserve);
}

/** How many file descriptors the process may open; undefined when there is no limit or it is not known. */
export function descriptorLimit(): number | undefined {
  const soft = softLimit();
  return Number.isSafeInteger(soft) ? soft : undefined;
}

function softLimit(): number {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8');
    return Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1]);
  } catch {
    // Not Linux. With network details the report would be slow: it looks up names.
    const report = process.report as typeof process.report & { excludeNetwork: boolean };
    report.excludeNetwork = true;
    const { userLimits } = report.getReport() as {
      userLimits?: { open_files?: { soft?: unknown } };
    };
    return Number(userLimits?.open_files?.soft);
  }
}

/**
 * Keeps the number of connections below the limit of file descriptors. When all are taken, a new connection replaces
 * one without activity: first one that has sent no request yet, then the one that has been idle longest between two
 * requests. When all are busy, the new one gets 503 and is closed.
 */
export function capConnections(
  server: Server,
  cap: number,
  { refuse }: Pick<ConnectionAnswers, 'refuse'>,
  logger: FastifyBaseLogger,
): void {
  /** Connections without a request yet, with the moment at which they were opened; the oldest first. */
  const silent = new Map<Socket, number>();
  const idle = new Set<Socket>();
  const atWork = new Map<Socket, number>();
  const log = logAtIntervals(logger);
  // A second limit, should the code below ever miss a connection.
  server.maxConnections = cap + fewest;
  server.on('drop', () => log('refused'));
  // An error while accepting a connection; without a listener it would end the process.
  server.on('error', (error: NodeJS.ErrnoException) => {
    if (server.listening) logger.error({ part: 'door', code: error.code }, 'a connection failed');
  });
  server.on('connection', (socket: Socket) => {
    if (silent.size + idle.size + atWork.size >= cap) {
      const victim = nextToGo();
      log(victim ? 'cut' : 'refused');
      if (!victim) {
        refuse(socket);
        return;
      }
      forget(victim);
      victim.destroy();
    }
    silent.set(socket, performance.now());
    socket.once('close', () => forget(socket));
  });
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    silent.delete(socket);
    idle.delete(socket);
    atWork.set(socket, (atWork.get(socket) ?? 0) + 1);
    response.once('close', () => {
      const left = (atWork.get(socket) ?? 0) - 1;
      if (left > 0) atWork.set(socket, left);
      else if (atWork.delete(socket) && !socket.destroyed) idle.add(socket);
    });
  });

  function nextToGo(): Socket | undefined {
    const [oldest] = silent;
    const [longestIdle] = idle;
    if (oldest && performance.now() - oldest[1] > silentMs) return oldest[0];
    return longestIdle ?? oldest?.[0];
  }

  function forget(socket: Socket): void {
    silent.delete(socket);
    idle.delete(socket);
    atWork.delete(socket);
  }
}

/** Logs counts at most once in a while, so that many connections do not give as many lines. */
function logAtIntervals(logger: FastifyBaseLogger): (what: 'cut' | 'refused') => void {
  const counts = { cut: 0, refused: 0 };
  let silentUntil = 0;
  return (what) => {
    counts[what] += 1;
    const now = performance.now();
    if (now < silentUntil) return;
    silentUntil = now + quietMs;
    logger.warn({ part: 'door', ...counts }, 'there are as many connections as there may be');
    Object.assign(counts, { cut: 0, refused: 0 });
  };
}
