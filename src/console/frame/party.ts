import { type Html, html } from './html.ts';

/** A party by its name, with its code: names are what parties call themselves, and two may be the same. */
export function partyHtml(code: string, names: ReadonlyMap<string, string>): Html {
  const name = names.get(code);
  return name === undefined
    ? html`${code}`
    : html`<span class="wraps">${name}</span> <span class="soft">${code}</span>`;
}
