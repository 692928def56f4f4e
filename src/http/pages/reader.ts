import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Language } from '../problem-text.ts';
import { languageOf } from '../problems.ts';
import type { Page } from './html.ts';

/** For whom a page is written. */
export interface Reader {
  readonly language: Language;
  /** Which page is read, as the routes have it. */
  readonly path: string;
  /**
   * Where a page of the gateway is, as the reader reaches it, in the language that the reader chose.
   *
   * @param path as the routes have it, as in `/docs/rules`
   */
  readonly to: (path: string) => string;
  /** The same, as programs and the browser ask for it: without a language. */
  readonly at: (path: string) => string;
}

/**
 * Sends a page in the language of the reader: what `?lang=` says, else what `Accept-Language` says, else
 * Dutch. Links keep a language that was chosen by `?lang=`.
 *
 * @param write makes the page; it is asked again for each request
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

/** A page that costs something to make, made once for each kind of reader. */
export function keptPage(write: (reader: Reader) => Page): (reader: Reader) => Page {
  const kept = new Map<string, Page>();
  return (reader) => {
    // Languages and whether one was chosen: four at most.
    const kind = reader.to('') + reader.language;
    const page = kept.get(kind) ?? write(reader);
    kept.set(kind, page);
    return page;
  };
}

function readerOf(request: FastifyRequest): Reader {
  const chosen = (request.query as { readonly lang?: unknown }).lang;
  const { at } = request.server.publicAddress;
  // The address that was asked, without what somebody wrote behind it.
  const path = request.url.split('?')[0] ?? '/';
  if (chosen !== 'nl' && chosen !== 'en')
    return { language: languageOf(request.headers['accept-language']), path, to: at, at };
  return {
    language: chosen,
    path,
    at,
    to: (target) => {
      const [page = '', place] = target.split('#');
      return at(`${page}?lang=${chosen}${place === undefined ? '' : `#${place}`}`);
    },
  };
}
