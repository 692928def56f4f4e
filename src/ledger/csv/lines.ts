import { CsvError, parse } from 'csv-parse/sync';

/** A line of a CSV file that holds something. */
export interface Line {
  /** The first line of the file is 1; that of a row that runs over more lines is its first. */
  readonly line: number;
  /** Trimmed. */
  readonly cells: readonly string[];
}

export type Separator = ',' | ';' | '\t';

/** What separates the cells: the first line decides, and a tab only when it has no other. */
export function separatorOf(content: string): Separator {
  const header = /[^\r\n]+/.exec(content)?.[0] ?? '';
  const separators = [';', ',', '\t'] as const;
  return separators.find((separator) => header.includes(separator)) ?? ',';
}

/**
 * Cuts a CSV file into lines and cells.
 *
 * @param content without a byte order mark
 * @returns the lines that hold something and, when a double quote is where it cannot be, the line at which
 *   the row with that quote begins: nothing from there on was read
 */
export function linesOf(
  content: string,
  separator: Separator,
): { readonly lines: Line[]; readonly brokenAt?: number } {
  const lines: Line[] = [];
  const bytes = Buffer.from(content);
  let line = 1;
  let begin = 0;
  try {
    parse(bytes, {
      delimiter: separator,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      on_record: (record, { bytes: end }) => {
        const cells = record.map((cell) => cell.trim());
        if (cells.some((cell) => cell !== '')) lines.push({ line, cells });
        // The parser counts CR LF in a cell as two lines.
        line += newlinesIn(bytes.toString('utf8', begin, end));
        begin = end;
        return null;
      },
    });
  } catch (error) {
    // The sentence of the parser quotes the file. With these options, quotes are the only thing it refuses.
    if (error instanceof CsvError) return { lines, brokenAt: line };
    throw error;
  }
  return { lines };
}

function newlinesIn(text: string): number {
  return text.match(/\r\n|\n|\r/g)?.length ?? 0;
}
