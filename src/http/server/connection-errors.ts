import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { AppParts } from './parts.ts';
import { type ProblemBody, problemBody } from './problems.ts';
import { securityHeaders } from './security-headers.ts';

/** Answers on connections where no HTTP request reached a route. */
export interface ConnectionAnswers {
  /** Answers that all connections are taken, and closes the connection. */
  readonly refuse: (socket: Duplex) => void;
  /**
   * Answers bytes that are no HTTP request, so that there is no route, no language and no known caller. Nothing is
   * logged, because the error holds the bytes that came in.
   *
   * The connection is closed a second later: closing it at once, with bytes unread, would discard the answer.
   */
  readonly answerError: (error: { readonly code?: string }, socket: Duplex) => void;
  /** Answers CONNECT, which asks for a proxy connection; Node would just close the connection. */
  readonly answerConnect: (request: unknown, socket: Duplex) => void;
}

/**
 * @param options.version of the API, a header of every answer
 * @param options.publicAddress gives the links to the documentation of problems
 */
export function connectionAnswers({
  version,
  publicAddress,
}: Pick<AppParts, 'version' | 'publicAddress'>): ConnectionAnswers {
  const typeOf = publicAddress.problem;
  const answerError = (error: { readonly code?: string }, socket: Duplex) => {
    if (error.code === 'ECONNRESET') socket.destroy();
    // It was answered already; these bytes came in after that.
    if (!socket.writable) return;
    const [status, message] = faults[error.code ?? ''] ?? notHttp;
    const problem: ProblemBody = {
      ...problemBody('invalid-request', {}, 'en', typeOf),
      status,
      violations: [{ element: 'request', rule: error.code ?? 'HTTP', message }],
    };
    send(socket, problem, { 'API-Version': version });
  };
  return {
    refuse: (socket) => {
      // The caller may close the connection first. Without a listener that error would end the process.
      socket.on('error', () => undefined);
      send(socket, problemBody('busy', {}, 'en', typeOf), {
        'API-Version': version,
        'Retry-After': '5',
      });
    },
    answerError,
    answerConnect: (_request, socket) => answerError({ code: 'CONNECT' }, socket),
  };
}

function send(
  socket: Duplex,
  problem: ProblemBody,
  headers: Readonly<Record<string, string>>,
): void {
  const body = JSON.stringify(problem);
  const all = {
    'Content-Type': 'application/problem+json',
    'Content-Language': 'en',
    'Content-Length': Buffer.byteLength(body),
    ...securityHeaders,
    ...headers,
    Connection: 'close',
  };
  socket.end(
    [
      `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
      ...Object.entries(all).map(([name, value]) => `${name}: ${value}`),
      '',
      body,
    ].join('\r\n'),
  );
  setTimeout(() => socket.destroy(), 1000).unref();
}

type Fault = readonly [status: number, message: string];

const notHttp: Fault = [
  400,
  'this is not an HTTP request; if a request came before it, that was longer than its Content-Length',
];

const faults: Readonly<Record<string, Fault>> = {
  CONNECT: [405, 'this is no proxy that connects to others'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'the request did not come in within the time for it'],
  HPE_HEADER_OVERFLOW: [431, 'the headers are too large'],
  HPE_INVALID_EOF_STATE: [400, 'the request ends before it is complete; see Content-Length'],
};
