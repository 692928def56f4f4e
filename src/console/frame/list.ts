import { listWords } from '../../texts/console/frame-words.ts';
import type { Language } from '../../texts/problem-text.ts';
import { type Html, html } from './html.ts';
import { sentence } from './sentence.ts';

/** Rows on a page of a list. */
export const pageRows = 50;

/** The filters that stand in the address of a list; one that is absent or empty filters nothing. */
export type Filters = Readonly<Record<string, string | undefined>>;

/** Whether any filter is set. */
export function isFiltered(filters: Filters): boolean {
  return Object.values(filters).some(Boolean);
}

/**
 * The links to the pages before and after this one. The lists have cursors that go one way, so the way back is to where
 * the list begins; a browser's own way back goes page by page.
 *
 * @param options.cursor the parameters of this page besides its filters; none is set on the first page
 * @param options.next those of the next page; undefined when this is the last
 * @param options.newestFirst whether the next page has older rows
 */
export function pager(
  options: {
    readonly filters: Filters;
    readonly cursor: Filters;
    readonly next: Filters | undefined;
    readonly newestFirst?: boolean;
  },
  language: Language,
): Html | undefined {
  const { filters, cursor, next, newestFirst } = options;
  const isFirst = !isFiltered(cursor);
  if (isFirst && !next) return undefined;
  const first = newestFirst ? listWords.newest : listWords.first;
  const onward = newestFirst ? listWords.older : listWords.next;
  return html`<nav class="pager" aria-label="${listWords.pages[language]}">
${!isFirst && html`<a href="${hrefOf(filters)}" rel="first">${first[language]}</a>\n`}${
  next && html`<a href="${hrefOf({ ...filters, ...next })}" rel="next">${onward[language]}</a>`
}
</nav>
`;
}

/** What stands where a list has no rows: why, and what to do. */
export function emptyList(text: string): Html {
  return html`<p class="empty">${sentence(text)}</p>\n`;
}

/** The form with the filters of a list; its fields are `field`s. It works by the address alone. */
export function filterForm(fields: readonly Html[], filters: Filters, language: Language): Html {
  const clear = html`<p class="field"><a href="?">${listWords.noFilter[language]}</a></p>`;
  return html`<form class="filters" role="search" aria-label="${listWords.filters[language]}">
${fields}<p class="buttons"><button>${listWords.filter[language]}</button></p>${isFiltered(filters) && clear}
</form>
`;
}

/** The end of the address of a list: its filters, and a place in it. */
export function hrefOf(asked: Filters): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(asked)) if (value) parameters.set(name, value);
  return `?${parameters}`;
}
