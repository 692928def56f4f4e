import type { FastifyReply, FastifyRequest } from 'fastify';
import { languageOf } from '../server/problems.ts';
import type { Page, ReadAs } from './html.ts';

/** The reader of a page. */
export interface Reader extends ReadAs {
  /** Same as `to`, but without the language: for calls by programs and the browser. */
  readonly at: (path: string) => string;
}

/** The options of a route that sends a page: anyone may read it, and it is not part of the API. */
export const pageRoute = { config: { access: 'anyone' }, schema: { hide: true } } as const;

/**
 * Sends a page in the language of the reader: by `?lang=`, otherwise by `Accept-Language`, otherwise
 * Dutch. Links keep a language that was chosen with `?lang=`.
 *
 * @param write makes the page; it is called for each request
 * @param vary the headers of the request on which the answer depends
 */
export function sendPage(
  request: FastifyRequest,
  reply: FastifyReply,
  write: (reader: Reader) => Page,
  vary = 'Accept-Language',
): FastifyReply {
  const reader = readerOf(request);
  const { html, policy } = write(reader);
  return reply
    .header('Content-Security-Policy', policy)
    .header('Content-Language', reader.language)
    .header('Vary', vary)
    .type('text/html; charset=utf-8')
    .send(html);
}

/** Caches a page that is slow to make, for each kind of reader. */
export function keptPage(write: (reader: Reader) => Page): (reader: Reader) => Page {
  const kept = new Map<string, Page>();
  return (reader) => {
    // Two languages, chosen with `?lang=` or not: at most four.
    const kind = reader.to('') + reader.language;
    const page = kept.get(kind) ?? write(reader);
    kept.set(kind, page);
    return page;
  };
}

function readerOf(request: FastifyRequest): Reader {
  const chosen = (request.query as { readonly lang?: unknown }).lang;
  const { at } = request.server.publicAddress;
  // Without the query, which may hold anything.
  const path = request.url.split('?')[0] ?? '/';
  if (chosen !== 'nl' && chosen !== 'en')
    return { language: languageOf(request.headers['accept-language']), path, to: at, at };
  return {
    language: chosen,
    path,
    at,
    to: (target) => {
      const [page = '', anchor] = target.split('#');
      return at(`${page}?lang=${chosen}${anchor === undefined ? '' : `#${anchor}`}`);
    },
  };
}
