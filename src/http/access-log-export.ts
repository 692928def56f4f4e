import type { LogItem } from '../parties/access-log/read.ts';
import { csvCell } from './csv-cell.ts';

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

/** Rows as CSV (RFC 4180), with a heading. Lines end with CR LF; several ids are joined by spaces. */
export async function* csvOf(items: AsyncIterable<LogItem>): AsyncGenerator<string> {
  yield `${columns.join(',')}\r\n`;
  for await (const item of items) yield `${columns.map((name) => cell(item[name])).join(',')}\r\n`;
}

/** Rows as an array in JSON, one to a line. */
export async function* jsonArrayOf(items: AsyncIterable<LogItem>): AsyncGenerator<string> {
  let before = '[\n';
  for await (const item of items) {
    yield before + JSON.stringify(item);
    before = ',\n';
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}

function cell(value: LogItem[keyof LogItem]): string {
  if (value === null) return '';
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.join(' ');
  return csvCell(typeof value === 'object' ? JSON.stringify(value) : String(value));
}
