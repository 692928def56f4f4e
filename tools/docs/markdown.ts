/** A table of Markdown; a cell may hold Markdown too. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cellOf).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function cellOf(text: string): string {
  return text.replaceAll('\n', ' ').replaceAll('|', '\\|');
}

/** Words that a reader types, as code. */
export function code(text: string): string {
  return `\`${text}\``;
}

/** What is no Markdown, such that it shows as it is. */
export function plain(text: string): string {
  return text.replace(/<(?=\w)/g, '&lt;').replaceAll('*', '\\*');
}

/** A document, of parts with an empty line between them. */
export function documentOf(title: string, parts: readonly string[]): string {
  return `${[`# ${title}`, madeBy, ...parts].join('\n\n')}\n`;
}

const madeBy = '<!-- Made by `npm run docs`. Change the program, and make it again. -->';
