import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { text } from 'node:stream/consumers';

/** What came back of a call. */
export interface Came {
  readonly status: number;
  /** When to ask again, in seconds; absent when the answer does not say so. */
  readonly retryAfter?: number;
  readonly text: string;
}

/**
 * Makes one call over a connection of its own, and follows it nowhere else. By Node's `http` and not by `fetch`,
 * which takes longer to load than the rest of a command. An `import` of it would load that too, for its export
 * of WebSocket.
 *
 * @param options with `signal`, which ends it
 * @throws what Node throws when there is no connection, or it breaks
 */
export async function oneCall(
  url: URL,
  options: RequestOptions,
  body?: Uint8Array | string,
): Promise<Came> {
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
