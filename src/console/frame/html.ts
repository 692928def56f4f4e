import { escapeHtml } from '../../http/pages/html.ts';

/** HTML that was made by {@link html}: whatever came from outside is escaped in it. */
export class Html {
  readonly #text: string;

  private constructor(text: string) {
    this.#text = text;
  }

  /** For {@link html}, and for what a test has shown to be made of nothing from outside. */
  static trusted(text: string): Html {
    return new Html(text);
  }

  toString(): string {
    return this.#text;
  }
}

/** What may stand in a template: text and numbers are escaped, HTML stands as it is, nothing is nothing. */
export type Part = Html | string | number | null | undefined | false | readonly Part[];

/**
 * A template: `html`<p>${text}</p>``. Text is escaped for elements and for attributes in double quotes; only {@link Html}
 * is taken as it is, so that the types say what is safe and no mark in a template can be wrong.
 */
export function html(literals: TemplateStringsArray, ...parts: readonly Part[]): Html {
  let text = literals[0] ?? '';
  for (const [index, part] of parts.entries()) text += textOf(part) + (literals[index + 1] ?? '');
  return Html.trusted(text);
}

function textOf(part: Part): string {
  if (part === null || part === undefined || part === false) return '';
  if (part instanceof Html) return part.toString();
  if (typeof part === 'object') return part.map(textOf).join('');
  return escapeHtml(String(part));
}
