import { type Html, html, type Part } from './html.ts';

/** A column of a table. */
export interface Column<Row> {
  readonly head: string;
  readonly cell: (row: Row) => Part;
  /** Numbers stand at the right. */
  readonly numeric?: boolean;
}

/**
 * A table; on a narrow screen each row is a card with the same facts in the same order. The first column names the row.
 * Roles are written out, because browsers forget them for a row that is shown as a card.
 *
 * @param options.list whether `j` and `k` walk through the rows
 */
export function table<Row>(options: {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly list?: boolean;
}): Html {
  const { caption, columns, rows, list } = options;
  const numeric = ({ numeric }: Column<Row>) => numeric && html` class="numeric"`;
  const heads = columns.map(
    (column) => html`<th scope="col" role="columnheader"${numeric(column)}>${column.head}</th>`,
  );
  const row = (one: Row) =>
    columns.map((column, index) =>
      index === 0
        ? html`<th scope="row" role="rowheader">${column.cell(one)}</th>`
        : html`<td role="cell" data-label="${column.head}"${numeric(column)}>${column.cell(one)}</td>`,
    );
  return html`<table class="cards" role="table"><caption>${caption}</caption>
<thead role="rowgroup"><tr role="row">${heads}</tr></thead>
<tbody role="rowgroup"${list && html` data-rows`}>
${rows.map((one) => html`<tr role="row">${row(one)}</tr>\n`)}</tbody></table>
`;
}
