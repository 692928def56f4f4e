import { linesOf, separatorOf } from '../csv/lines.ts';
import { type Cell, type TableSpec, Unreadable } from './sheet.ts';
import { type Found, Table } from './table.ts';

/**
 * Reads the table of a CSV file: commas, semicolons or tabs, in UTF-8, in UTF-16 with its byte order mark, or
 * else in Windows-1252, in which spreadsheets save by default. A row may have fewer cells than the header:
 * Excel leaves out separators at the end.
 *
 * @throws {Unreadable} when it is no text
 */
export function readCsvTable<Column extends string>(
  bytes: Uint8Array,
  spec: TableSpec<Column>,
  found: Found<Column>,
): void {
  const text = textOf(bytes);
  const { lines, brokenAt } = linesOf(text, separatorOf(text));
  const table = new Table(null, spec, found);
  for (const { line, cells } of lines) table.add(line, cellsOf(cells));
  table.finish();
  if (brokenAt !== undefined)
    found.faults.push({ sheet: null, row: brokenAt, column: null, code: 'quote-broken' });
}

function cellsOf(texts: readonly string[]): ReadonlyMap<number, Cell> {
  const cells = new Map<number, Cell>();
  for (const [index, text] of texts.entries())
    if (text !== '') cells.set(index, { kind: 'text', text });
  return cells;
}

function textOf(bytes: Uint8Array): string {
  const text = decode(bytes);
  // What is no table may still have letters: a page, a document, a printed one.
  if (/^\s*(?:<|%PDF|\{\\rtf)/.test(text) || /[\0\uFFFD]/.test(text))
    throw new Unreadable('file-unknown');
  return text;
}

function decode(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
