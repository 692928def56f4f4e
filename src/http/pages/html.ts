import { createHash } from 'node:crypto';
import { frameWords } from '../../texts/pages/page-words.ts';
import type { Language } from '../../texts/problem-text.ts';
import { commonStyle } from './style.ts';

/** What a page depends on: the language of the reader, and how links to other pages are made. */
export interface ReadAs {
  readonly language: Language;
  /** The path of the page, as in its route. */
  readonly path: string;
  /**
   * The link to a page of the gateway, in the language that the reader chose.
   *
   * @param path of its route, as in `/docs/rules`
   */
  readonly to: (path: string) => string;
}

/** A page that loads nothing from other servers: its policy allows only its own style and script. */
export interface Page {
  readonly html: string;
  /** The Content-Security-Policy to send with it. */
  readonly policy: string;
}

/**
 * A whole page: links to the other pages and to the other language, and the body.
 *
 * @param parts.style CSS, added to that of all pages
 * @param parts.body HTML; texts from outside must be escaped already
 * @param parts.script the address of our script, which may call the gateway only
 */
export function page(parts: {
  readonly reader: ReadAs;
  readonly title: string;
  readonly style?: string;
  readonly body: string;
  readonly script?: string;
}): Page {
  const { reader, title, body, script } = parts;
  const style = commonStyle + (parts.style ?? '');
  const hash = createHash('sha256').update(style).digest('base64');
  const say = frameWords[reader.language];
  return {
    html: `<!doctype html>
<html lang="${reader.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} - ijw-gateway</title>
<link rel="alternate" hreflang="nl" href="?lang=nl">
<link rel="alternate" hreflang="en" href="?lang=en">
<style>${style}</style>${script ? `\n<script src="${escapeHtml(script)}" defer></script>` : ''}
</head>
<body>
<a class="skip" href="#main">${say.skip}</a>
<header>
<a class="name" href="${reader.to('/')}">ijw-gateway</a>
<nav aria-label="${say.pages}"><ul>
${pages.map((path) => `<li>${linkTo(path, reader)}</li>`).join('\n')}
</ul></nav>
<a class="language" href="?lang=${say.other.language}" hreflang="${say.other.language}" lang="${say.other.language}">${say.other.name}</a>
</header>
<main id="main" tabindex="-1">
${body}
</main>
</body>
</html>
`,
    policy: [
      "default-src 'none'",
      `style-src 'sha256-${hash}'`,
      ...(script ? ["script-src 'self'", "connect-src 'self'"] : []),
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
  };
}

const pages = [
  '/docs',
  '/docs/example',
  '/docs/rules',
  '/docs/problems',
  '/docs/versions',
  '/console',
] as const;

function linkTo(path: (typeof pages)[number], { to, path: here, language }: ReadAs): string {
  const current = here.replace(/\/$/, '') === path ? ' aria-current="page"' : '';
  return `<a href="${to(path)}"${current}>${frameWords[language][path]}</a>`;
}

/** Escapes text for HTML. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** Escapes text; `words between backticks` become code. */
export function htmlWithCode(text: string): string {
  return escapeHtml(text).replace(/`([^`]+)`/g, '<code>$1</code>');
}

/** The `lang` attribute of a part, when its language is not that of the page. */
export function langOf(part: Language, page: Language): string {
  return part === page ? '' : ` lang="${part}"`;
}
