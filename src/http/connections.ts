import { readFileSync } from 'node:fs';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyBaseLogger } from 'fastify';
import type { ConnectionAnswers } from './connection-errors.ts';

/** Descriptors for all that is no connection of a caller: Postgres, Redis, files, threads. */
const reserve = 96;
const fewest = 16;
/** More takes memory that is better used, whatever the system allows. */
const most = 10_000;
/** Who says nothing for so long after it connected goes before those who asked something before. */
const silentMs = 1000;
/** Between two lines of the log about the same. */
const quietMs = 60_000;

/**
 * How many connections of callers the process can have, by the descriptors that it may open.
 *
 * @param descriptors absent where the system does not tell
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

/** How many descriptors the process may open; undefined where that has no end, or is not told. */
export function descriptorLimit(): number | undefined {
  const soft = softLimit();
  return Number.isSafeInteger(soft) ? soft : undefined;
}

function softLimit(): number {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8');
    return Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1]);
  } catch {
    // Not Linux. A report takes long when it looks up names in the network.
    const report = process.report as typeof process.report & { excludeNetwork: boolean };
    report.excludeNetwork = true;
    const { userLimits } = report.getReport() as {
      userLimits?: { open_files?: { soft?: unknown } };
    };
    return Number(userLimits?.open_files?.soft);
  }
}

/**
 * Keeps the connections of a server below the descriptors that there are. Who comes when all are taken gets
 * the place of one on which nothing happens: first of who does not say what it wants, then of who has waited
 * longest between two requests. When all are at work who comes is told so, and sent away.
 */
export function capConnections(
  server: Server,
  cap: number,
  { refuse }: Pick<ConnectionAnswers, 'refuse'>,
  logger: FastifyBaseLogger,
): void {
  /** Those on which nothing happens, the one that goes first in front. */
  const silent = new Map<Socket, number>();
  const idle = new Set<Socket>();
  const atWork = new Map<Socket, number>();
  const tell = tellNowAndThen(logger);
  // Should a connection ever come past what stands below.
  server.maxConnections = cap + fewest;
  server.on('drop', () => tell('refused'));
  // Of taking a connection: an error that nobody listens to would end the process.
  server.on('error', (error: NodeJS.ErrnoException) => {
    if (server.listening) logger.error({ part: 'door', code: error.code }, 'a connection failed');
  });
  server.on('connection', (socket: Socket) => {
    if (silent.size + idle.size + atWork.size >= cap) {
      const victim = nextToGo();
      tell(victim ? 'cut' : 'refused');
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

/** A flood of connections is no reason for a flood of lines. */
function tellNowAndThen(logger: FastifyBaseLogger): (what: 'cut' | 'refused') => void {
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
