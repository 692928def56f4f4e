import { createHash } from 'node:crypto';
import type { Language } from '../problem-text.ts';
import type { Reader } from './reader.ts';
import { commonStyle } from './style.ts';

/** A page that loads nothing from elsewhere: its policy lets through what it says and no more. */
export interface Page {
  readonly html: string;
  /** The Content-Security-Policy to send with it. */
  readonly policy: string;
}

/**
 * A page: the way to the others, the way to the other language, and what it is about.
 *
 * @param parts.style CSS, besides what all pages have
 * @param parts.body HTML; what came from elsewhere is escaped
 * @param parts.script the address of a script of ours, that may call the gateway itself and nobody else
 */
export function page(parts: {
  readonly reader: Reader;
  readonly title: string;
  readonly style?: string;
  readonly body: string;
  readonly script?: string;
}): Page {
  const { reader, title, body, script } = parts;
  const style = commonStyle + (parts.style ?? '');
  const hash = createHash('sha256').update(style).digest('base64');
  const say = words[reader.language];
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
] as const;

const words = {
  nl: {
    skip: 'Naar de inhoud',
    pages: 'Documentatie',
    other: { language: 'en', name: 'English' },
    '/docs': 'API',
    '/docs/example': 'Voorbeeld',
    '/docs/rules': 'Regels',
    '/docs/problems': 'Fouten',
    '/docs/versions': 'Versies',
  },
  en: {
    skip: 'To the content',
    pages: 'Documentation',
    other: { language: 'nl', name: 'Nederlands' },
    '/docs': 'API',
    '/docs/example': 'Example',
    '/docs/rules': 'Rules',
    '/docs/problems': 'Problems',
    '/docs/versions': 'Versions',
  },
} as const;

function linkTo(path: (typeof pages)[number], { to, path: here, language }: Reader): string {
  const current = here.replace(/\/$/, '') === path ? ' aria-current="page"' : '';
  return `<a href="${to(path)}"${current}>${words[language][path]}</a>`;
}

/** Text as HTML. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** Text of ours as HTML, in which `words between backticks` are code. */
export function htmlWithCode(text: string): string {
  return escapeHtml(text).replace(/`([^`]+)`/g, '<code>$1</code>');
}

/** The attribute that says the language of a part, where that is not the language of its page. */
export function langOf(part: Language, page: Language): string {
  return part === page ? '' : ` lang="${part}"`;
}
