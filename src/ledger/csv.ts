/** A line of a CSV file: its number in the file, and what stands in each column, trimmed. */
export interface CsvRow<Column extends string> {
  /** The first line of the file is 1; that of a row that runs over more lines is its first. */
  readonly line: number;
  /** '' where there is nothing. */
  readonly cells: Readonly<Record<Column, string>>;
}

/** What is wrong in a CSV file, and where. The sentence never holds what stands in the file. */
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
 * Reads CSV as spreadsheets write it: a header line with the names of the columns in any order, commas
 * or semicolons (the header decides), and double quotes around a cell that needs them, doubled within.
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
  const [header, ...lines] = linesOf(content, separatorOf(content));
  const names = header?.cells ?? [];
  const there = columns.filter((name) => !optional.includes(name) || names.includes(name));
  const places = placesOf(header, there);
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
      const place = places[there.indexOf(name)];
      return [name, place === undefined ? '' : cells[place]];
    });
    return { line, cells: Object.fromEntries(pairs) as Record<Column, string> };
  });
}

interface Line {
  readonly line: number;
  readonly cells: readonly string[];
}

function separatorOf(content: string): ',' | ';' {
  const header = /[^\r\n]+/.exec(content)?.[0] ?? '';
  return header.includes(';') ? ';' : ',';
}

/** Where each column stands in the header. */
function placesOf(header: Line | undefined, columns: readonly string[]): number[] {
  const names = header?.cells ?? [];
  const places = columns.map((column) => names.indexOf(column));
  const missing = columns.filter((_, index) => places[index] === -1);
  // Not what stands there instead: without a header that is data.
  if (missing.length > 0 || names.length !== columns.length) {
    const wanted = `the first line must name these columns, each once: ${columns.join(', ')}.`;
    const lacking = missing.length > 0 ? ` Missing: ${missing.join(', ')}.` : '';
    throw new CsvFault(header?.line ?? 1, undefined, `${wanted}${lacking}`);
  }
  return places;
}

/** The lines that hold something, cut into cells. */
function linesOf(content: string, separator: ',' | ';'): Line[] {
  const cell = new RegExp(`"([^"]*(?:""[^"]*)*)"|([^"\\r\\n${separator}]*)`, 'y');
  const lines: Line[] = [];
  let cells: string[] = [];
  let [begin, line] = [1, 1];
  for (let at = 0; at < content.length || cells.length > 0; ) {
    cell.lastIndex = at;
    const found = cell.exec(content);
    const [whole = '', quoted] = found ?? [];
    cells.push((quoted?.replaceAll('""', '"') ?? whole).trim());
    line += newlinesIn(whole);
    at += whole.length;
    if (content[at] === separator) {
      at += 1;
      continue;
    }
    const end = /\r\n|\n|\r|$/y;
    end.lastIndex = at;
    const newline = end.exec(content)?.[0];
    if (newline === undefined) throw new CsvFault(begin, undefined, quoteAdvice);
    if (cells.some((text) => text !== '')) lines.push({ line: begin, cells });
    cells = [];
    at += newline.length;
    line += 1;
    begin = line;
  }
  return lines;
}

const quoteAdvice =
  'a double quote stands where it cannot. Put double quotes around the whole cell, double each one within it, and close it.';

function newlinesIn(text: string): number {
  return text.match(/\r\n|\n|\r/g)?.length ?? 0;
}
