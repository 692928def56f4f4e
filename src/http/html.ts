import { createHash } from 'node:crypto';
import type { Language } from './problem-text.ts';

/** A page that loads nothing and runs nothing: its own style is all that its policy lets through. */
export interface Page {
  readonly html: string;
  /** The Content-Security-Policy to send with it. */
  readonly policy: string;
}

/**
 * A page.
 *
 * @param parts.style CSS, besides what all pages have
 * @param parts.body HTML; what came from elsewhere is escaped
 */
export function page(parts: {
  readonly language: Language;
  readonly title: string;
  readonly style?: string;
  readonly body: string;
}): Page {
  const style = commonStyle + (parts.style ?? '');
  const hash = createHash('sha256').update(style).digest('base64');
  return {
    html: `<!doctype html>
<html lang="${parts.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(parts.title)} - ijw-gateway</title>
<style>${style}</style>
</head>
<body>
<main>
${parts.body}
</main>
</body>
</html>
`,
    policy: [
      "default-src 'none'",
      `style-src 'sha256-${hash}'`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
  };
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

const commonStyle = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 75rem; padding: 1rem; }
.table { overflow-x: auto; }
table { border-collapse: collapse; }
caption { padding: .5rem; text-align: left; }
th, td { border-top: 1px solid GrayText; padding: .5rem; text-align: left; vertical-align: top; }
pre { border: 1px solid GrayText; overflow-x: auto; padding: .5rem; }
`;
