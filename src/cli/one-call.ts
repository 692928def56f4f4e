import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { text } from 'node:stream/consumers';

/** The answer to a call. */
export interface CallAnswer {
  readonly status: number;
  /** Seconds after which to try again, if the answer has them. */
  readonly retryAfter?: number;
  readonly text: string;
}

/**
 * Makes one call over its own connection, without following redirects. It uses `http` of Node and not `fetch`, which
 * takes longer to load than the rest of a command. An `import` of `http` would load that too, for its WebSocket, so
 * it uses `getBuiltinModule`.
 *
 * @param options with `signal`, which aborts the call
 * @throws what Node throws when there is no connection, or when it breaks
 */
export async function oneCall(
  url: URL,
  options: RequestOptions,
  body?: Uint8Array | string,
): Promise<CallAnswer> {
  const { request } =
    url.protocol === 'https:'
      ? process.getBuiltinModule('node:https')
      : process.getBuiltinModule('node:http');
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const call: ClientRequest = request(url, { ...options, agent: false }, resolve);
    call.on('error', reject);
    call.end(body);
  });
  const { statusCode = 0, headers } = answer;
  const after = Number(headers['retry-after'] ?? Number.NaN);
  return {
    status: statusCode,
    ...(Number.isFinite(after) && { retryAfter: after }),
    text: await text(answer),
  };
}
