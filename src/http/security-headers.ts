/**
 * What every answer tells browsers, by the Dutch API Design Rules and a little more: an answer is no page,
 * loads nothing, stands in nobody's frame, and is shared with no other origin (there is no CORS). Pages
 * of the documentation come with a policy of their own.
 */
export const securityHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy':
    "default-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  // It counts behind a proxy with TLS; of the names below ours we know nothing.
  'Strict-Transport-Security': 'max-age=31536000',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  // Routes whose answers may be kept say so.
  'Cache-Control': 'no-store',
};
