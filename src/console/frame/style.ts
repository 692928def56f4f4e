import { readFileSync } from 'node:fs';

/**
 * The components of Utrecht that pages use. Those of plain elements come in a form that needs no classes
 * (`dist/html`); the others style the classes that the frame writes.
 */
const components = [
  import.meta.resolve('@utrecht/document-css/dist/html/index.min.css'),
  import.meta.resolve('@utrecht/heading-1-css/dist/html/index.min.css'),
  import.meta.resolve('@utrecht/heading-2-css/dist/html/index.min.css'),
  import.meta.resolve('@utrecht/paragraph-css/dist/html/index.min.css'),
  import.meta.resolve('@utrecht/link-css/dist/html/index.min.css'),
  import.meta.resolve('@utrecht/button-css/dist/html/index.min.css'),
  import.meta.resolve('@utrecht/form-label-css/dist/html/index.min.css'),
  import.meta.resolve('@utrecht/textbox-css/dist/html/index.min.css'),
  import.meta.resolve('@utrecht/select-css/dist/html/index.min.css'),
  import.meta.resolve('@utrecht/table-css/dist/html/index.min.css'),
  import.meta.resolve('@utrecht/ordered-list-css/dist/html/index.min.css'),
  import.meta.resolve('@utrecht/form-field-description-css/dist/index.min.css'),
  import.meta.resolve('@utrecht/form-field-error-message-css/dist/index.min.css'),
  import.meta.resolve('@utrecht/alert-css/dist/index.min.css'),
  import.meta.resolve('@utrecht/badge-status-css/dist/index.min.css'),
  import.meta.resolve('@utrecht/skip-link-css/dist/index.min.css'),
  import.meta.resolve('@utrecht/page-header-css/dist/index.min.css'),
  import.meta.resolve('@utrecht/page-footer-css/dist/index.min.css'),
  import.meta.resolve('@utrecht/nav-bar-css/dist/index.min.css'),
];

/** @param tokens of the region, which come after our own: what they do not set stays as it is */
export function styleSheet(tokens: string | undefined): string {
  const own = (name: string) => shortened(readFileSync(new URL(name, import.meta.url), 'utf8'));
  const parts = components.map((place) => readFileSync(new URL(place), 'utf8'));
  return [...parts, own('./tokens.css'), tokens ?? '', own('./frame.css'), own('./desk.css')].join(
    '\n',
  );
}

/** Our own CSS without what a browser has no use for: comments and space. No text in it has such. */
function shortened(css: string): string {
  return css
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/\n\s+/g, '\n')
    .replaceAll(/([{};,])\n/g, '$1')
    .replaceAll(': ', ':')
    .replaceAll(' {', '{');
}
