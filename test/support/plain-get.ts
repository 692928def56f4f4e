import { type IncomingMessage, request } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** Gets an address as it is: no redirect is followed and no coding is undone. */
export async function get(address: string, headers: Readonly<Record<string, string>>) {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  request(address, { headers }, resolve).on('error', reject).end();
  const answer = await promise;
  const bytes = await buffer(answer);
  return {
    status: answer.statusCode ?? 0,
    headers: answer.headers,
    bytes,
    text: bytes.toString('utf8'),
  };
}
