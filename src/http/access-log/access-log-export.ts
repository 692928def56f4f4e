import type { LogItem } from '../../parties/access-log/read.ts';
import { csvLines } from '../server/csv.ts';

const columns = [
  'at',
  'action',
  'actor',
  'role',
  'actorParty',
  'party',
  'counterparty',
  'mandateId',
  'messageId',
  'clientIds',
  'detail',
  'address',
  'requestId',
  'reason',
  'sealed',
  'id',
] as const satisfies (keyof LogItem)[];

/** The line of column names with which the CSV begins. */
export const csvExample = csvLines([columns]);

type Pieces = AsyncIterable<readonly LogItem[]>;

/** Rows as CSV (RFC 4180), with a line of column names. Lines end with CR LF; several ids are joined by spaces. */
export async function* csvOf(pieces: Pieces): AsyncGenerator<string> {
  yield csvExample;
  for await (const items of pieces)
    yield csvLines(items.map((item) => columns.map((name) => textOf(item[name]))));
}

/** Rows as a JSON array, one row to a line. */
export async function* jsonArrayOf(pieces: Pieces): AsyncGenerator<string> {
  let before = '[\n';
  for await (const items of pieces) {
    if (items.length === 0) continue;
    yield before + items.map((item) => JSON.stringify(item)).join(',\n');
    before = ',\n';
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}

function textOf(value: LogItem[keyof LogItem]): string {
  if (value === null) return '';
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.join(' ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
