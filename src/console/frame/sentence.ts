import { type Html, html } from './html.ts';

/** A sentence of ours, in which `words between backticks` are code. */
export function sentence(text: string): Html {
  const parts = text.split(/`([^`]+)`/);
  return html`${parts.map((part, index) => (index % 2 ? html`<code>${part}</code>` : part))}`;
}
