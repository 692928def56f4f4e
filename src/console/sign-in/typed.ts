import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';

/** What somebody had typed in a form, or why it cannot be kept. */
export type Typed =
  | { readonly fields: readonly (readonly [name: string, value: string])[]; readonly token: string }
  | 'files'
  | 'too-large'
  | 'unreadable';

/** The most that is kept of a form, in bytes of its fields. */
const mostBytes = 256 * 1024;
/** The same on the wire, where each byte may take three, with what is of the page. */
const mostOnTheWire = 3 * mostBytes + 16 * 1024;

/** Names of fields that are of the page, and are not kept. */
const ofThePage = ['token', 'kept'];

/** The header in which a script, or a form with files, shows the token of a form. */
export const tokenHeader = 'x-form-token';

/** What a form said, whether its body was read before or not. */
export async function typedIn(request: FastifyRequest): Promise<Typed> {
  const type = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (type === 'multipart/form-data') return 'files';
  if (type !== 'application/x-www-form-urlencoded') return 'unreadable';
  const all = request.body === undefined ? await readFields(request.raw) : fieldsOf(request.body);
  if (all === 'too-large') return all;
  const fields = all.filter(([name]) => !ofThePage.includes(name));
  const bytes = fields.reduce((sum, pair) => sum + Buffer.byteLength(pair.join('=')), 0);
  if (bytes > mostBytes) return 'too-large';
  return { fields, token: tokenOf(request, Object.fromEntries(all)) };
}

/** The token that a form shows. @param body as it was parsed */
export function tokenOf({ headers }: FastifyRequest, body: unknown): string {
  const inHeader = headers[tokenHeader];
  if (typeof inHeader === 'string') return inHeader;
  const { token } = (body ?? {}) as { token?: unknown };
  return typeof token === 'string' ? token : '';
}

/** A field of a form; undefined when it is not there once. */
export function fieldOf(body: unknown, name: string): string | undefined {
  const value = (body as Record<string, unknown> | null | undefined)?.[name];
  return typeof value === 'string' ? value : undefined;
}

type Fields = [name: string, value: string][];

function fieldsOf(body: unknown): Fields {
  return Object.entries(body ?? {}).flatMap(
    ([name, value]): Fields => [value].flat().map((one) => [name, String(one)]),
  );
}

/** Reads all that comes, and keeps no more than may be. */
async function readFields(raw: IncomingMessage): Promise<Fields | 'too-large'> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of raw as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= mostOnTheWire) chunks.push(chunk);
    // Who sends so much is not filling in a form.
    else if (bytes > 10 * mostOnTheWire) break;
  }
  if (bytes > mostOnTheWire) return 'too-large';
  return [...new URLSearchParams(Buffer.concat(chunks).toString())];
}
