import { escapeHtml } from './html.ts';

/** Gives the address of a link; undefined: there is no such page for the reader. */
type Way = (target: string) => string | undefined;

/**
 * Converts our own Markdown to HTML: headings, paragraphs, lists, tables, code between backticks, strong
 * words between two asterisks, and links.
 * It supports nothing else.
 *
 * @param way gives the address of links that do not begin with `https:`; by default these become plain text
 */
export function htmlOf(markdown: string, way: Way = () => undefined): string {
  return markdown
    .trim()
    .split(/\n{2,}/)
    .map((block) => blockOf(block, way))
    .join('\n');
}

function blockOf(block: string, way: Way): string {
  const heading = /^(#{1,3}) (.*)$/.exec(block);
  if (heading) {
    const [, marks = '', words = ''] = heading;
    return `<h${marks.length}>${inline(words, way)}</h${marks.length}>`;
  }
  if (block.startsWith('|')) return tableOf(block.split('\n'), way);
  if (block.startsWith('- ')) return `<ul>${itemsOf(block, /^- /, way)}</ul>`;
  if (/^\d+\. /.test(block)) return `<ol>${itemsOf(block, /^\d+\. /, way)}</ol>`;
  return `<p>${inline(block, way)}</p>`;
}

function itemsOf(block: string, mark: RegExp, way: Way): string {
  const items: string[] = [];
  for (const line of block.split('\n'))
    if (mark.test(line)) items.push(line.replace(mark, ''));
    else items.push(`${items.pop() ?? ''} ${line.trim()}`);
  return items.map((item) => `<li>${inline(item, way)}</li>`).join('');
}

function tableOf([head = '', , ...rows]: readonly string[], way: Way): string {
  const cells = (row: string) =>
    row
      .slice(1, -1)
      .split('|')
      .map((cell) => inline(cell.trim(), way));
  const headings = cells(head).map((cell) => `<th scope="col">${cell}</th>`);
  const body = rows.map((row) => {
    const [first = '', ...others] = cells(row);
    return `<tr><th scope="row">${first}</th>${others.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
  });
  return `<div class="table"><table><thead><tr>${headings.join('')}</tr></thead><tbody>${body.join('')}</tbody></table></div>`;
}

function inline(text: string, way: Way): string {
  return escapeHtml(text.replaceAll('\n', ' '))
    .replace(/`([^`]+)`|\*\*([^*]+)\*\*/g, (_, code?: string, strong?: string) =>
      code === undefined ? `<strong>${strong}</strong>` : `<code>${code}</code>`,
    )
    .replace(/\[([^\]]+)\]\(([^)\s]+)\)/g, (_, words: string, target: string) => {
      const href = target.startsWith('https:') ? target : way(target);
      return href === undefined ? words : `<a href="${href}">${words}</a>`;
    });
}
