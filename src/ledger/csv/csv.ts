import { type Line, linesOf, separatorOf } from './lines.ts';

/** A line of a CSV file: its number in the file, and the text in each column, trimmed. */
export interface CsvRow<Column extends string> {
  /** The first line of the file is 1; that of a row that runs over more lines is its first. */
  readonly line: number;
  /** '' where there is nothing. */
  readonly cells: Readonly<Record<Column, string>>;
}

/** What is wrong in a CSV file, and where. The sentence never quotes the file. */
export class CsvFault extends Error {
  override readonly name = 'CsvFault';

  /**
   * @param column absent when it is about the line as a whole
   * @param advice what is wrong and what to do, as a sentence. No value of the file: it may be personal
   */
  constructor(line: number, column: string | undefined, advice: string) {
    super(`Line ${line}${column === undefined ? '' : `, column ${column}`}: ${advice}`);
  }
}

/**
 * Reads CSV as spreadsheets write it: a header line with the names of the columns in any order, commas,
 * semicolons or tabs (the header decides), and double quotes around a cell that needs them, doubled within.
 * A byte order mark is skipped, and so are lines with nothing in them. All columns must be there, and
 * no others; a cell may be empty.
 *
 * @param text the whole file
 * @param optional columns that may be left out: their cells are empty then
 * @returns the rows below the header
 * @throws CsvFault for the first line that is not so
 */
export function readCsv<Column extends string>(
  text: string,
  columns: readonly Column[],
  optional: readonly Column[] = [],
): CsvRow<Column>[] {
  const content = text.replace(/^\uFEFF/, '');
  const read = linesOf(content, separatorOf(content));
  if (read.brokenAt !== undefined) throw new CsvFault(read.brokenAt, undefined, quoteAdvice);
  const [header, ...lines] = read.lines;
  const names = header?.cells ?? [];
  const there = columns.filter((name) => !optional.includes(name) || names.includes(name));
  const indexes = indexesOf(header, there);
  if (lines.length === 0) throw new CsvFault(2, undefined, 'there is nothing below the header.');
  return lines.map(({ line, cells }) => {
    if (cells.length !== there.length) {
      const found = `there are ${cells.length} cells, and ${there.length} columns`;
      throw new CsvFault(
        line,
        undefined,
        `${found}. Put double quotes around a cell that holds a separator.`,
      );
    }
    const pairs = columns.map((name) => {
      const index = indexes[there.indexOf(name)];
      return [name, index === undefined ? '' : cells[index]];
    });
    return { line, cells: Object.fromEntries(pairs) as Record<Column, string> };
  });
}

/** The index of each column in the header. */
function indexesOf(header: Line | undefined, columns: readonly string[]): number[] {
  const names = header?.cells ?? [];
  const indexes = columns.map((column) => names.indexOf(column));
  const missing = columns.filter((_, index) => indexes[index] === -1);
  // The sentence does not quote the first line: without a header that is data.
  if (missing.length > 0 || names.length !== columns.length) {
    const wanted = `the first line must name these columns, each once: ${columns.join(', ')}.`;
    const lacking = missing.length > 0 ? ` Missing: ${missing.join(', ')}.` : '';
    throw new CsvFault(header?.line ?? 1, undefined, `${wanted}${lacking}`);
  }
  return indexes;
}

const quoteAdvice =
  'a double quote is where it cannot be. Put double quotes around the whole cell, double each one within it, and close it.';
