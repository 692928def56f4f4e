import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Html, html } from './html.ts';

/** What a page says; the frame adds the rest. */
export interface PageContent {
  /** Stands in the title of the window, and above the page. */
  readonly title: string;
  readonly main: Html;
}

const policy = [
  ...["default-src 'none'", "style-src 'self'", "script-src 'self'", "img-src 'self'"],
  ...["connect-src 'self'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"],
].join('; ');

/** Sends a page of the console in its frame. @param status of HTTP */
export function sendPage(
  _request: FastifyRequest,
  reply: FastifyReply,
  { title, main }: PageContent,
  status = 200,
): FastifyReply {
  const page = html`<!doctype html>
<html lang="nl"><head><meta charset="utf-8"><title>${title} - ijw-gateway</title></head>
<body><main><h1>${title}</h1>${main}</main></body></html>
`;
  return reply
    .status(status)
    .header('Content-Security-Policy', policy)
    .type('text/html; charset=utf-8')
    .send(page.toString());
}
