/**
 * The security headers of every answer, by the Dutch API Design Rules and a little more: an answer is no page,
 * loads nothing, may not be framed, and is not shared with other origins (there is no CORS). Pages of the
 * documentation have their own policy.
 */
export const securityHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy':
    "default-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  // It has effect behind a proxy with TLS. Without subdomains: those may belong to others.
  'Strict-Transport-Security': 'max-age=31536000',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  // Routes whose answers may be cached set another value.
  'Cache-Control': 'no-store',
};
