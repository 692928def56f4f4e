import { escapeHtml } from './html.ts';

/**
 * Markdown of our own as HTML: headings, paragraphs, lists, tables, code between backticks, and links to the
 * web. A link to another file of the project is its text only. Nothing else is known.
 */
export function htmlOf(markdown: string): string {
  return markdown
    .trim()
    .split(/\n{2,}/)
    .map(blockOf)
    .join('\n');
}

function blockOf(block: string): string {
  const heading = /^(#{1,3}) (.*)$/.exec(block);
  if (heading) {
    const [, marks = '', words = ''] = heading;
    return `<h${marks.length}>${inline(words)}</h${marks.length}>`;
  }
  if (block.startsWith('|')) return tableOf(block.split('\n'));
  if (block.startsWith('- ')) return `<ul>${itemsOf(block, /^- /)}</ul>`;
  if (/^\d+\. /.test(block)) return `<ol>${itemsOf(block, /^\d+\. /)}</ol>`;
  return `<p>${inline(block)}</p>`;
}

function itemsOf(block: string, mark: RegExp): string {
  const items: string[] = [];
  for (const line of block.split('\n'))
    if (mark.test(line)) items.push(line.replace(mark, ''));
    else items.push(`${items.pop() ?? ''} ${line.trim()}`);
  return items.map((item) => `<li>${inline(item)}</li>`).join('');
}

function tableOf([head = '', , ...rows]: readonly string[]): string {
  const cells = (row: string) =>
    row
      .slice(1, -1)
      .split('|')
      .map((cell) => inline(cell.trim()));
  const headings = cells(head).map((cell) => `<th scope="col">${cell}</th>`);
  const body = rows.map((row) => {
    const [first = '', ...others] = cells(row);
    return `<tr><th scope="row">${first}</th>${others.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
  });
  return `<div class="table"><table><thead><tr>${headings.join('')}</tr></thead><tbody>${body.join('')}</tbody></table></div>`;
}

function inline(text: string): string {
  return escapeHtml(text.replaceAll('\n', ' '))
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replace(/\[([^\]]+)\]\((https:[^)\s]+)\)/g, '<a href="$2">$1</a>')
    .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1');
}
