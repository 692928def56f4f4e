import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { styleSheet } from './style.ts';

/** The addresses of what pages load besides themselves; a new content has a new address. */
export interface Loaded {
  readonly style: string;
  readonly keys: string;
  /** Only for pages with parts that move by themselves. */
  readonly htmx: string;
  /** Only for "Controleren". */
  readonly check: string;
  /** A plain square, so that browsers do not ask for `/favicon.ico`. */
  readonly icon: string;
}

declare module 'fastify' {
  interface FastifyInstance {
    /** What pages of the console load. */
    loaded: Loaded;
  }
}

/**
 * Serves the style and scripts, for anyone and to be kept for ever.
 *
 * @param options.tokens CSS of the region, see `CONSOLE_TOKENS_FILE`
 */
export const staticFiles = fastifyPlugin<{ readonly tokens: string | undefined }>(
  async (app, { tokens }) => {
    const read = (place: URL) => readFileSync(place, 'utf8');
    const keys = read(new URL('./browser/keys.js', import.meta.url));
    const check = read(new URL('./browser/check.js', import.meta.url));
    const htmx = read(new URL(import.meta.resolve('htmx.org/dist/htmx.min.js')));
    app.decorate('loaded', {
      style: serve(app, 'console', 'css', styleSheet(tokens)),
      keys: serve(app, 'keys', 'js', keys),
      htmx: serve(app, 'htmx', 'js', htmx),
      check: serve(app, 'check', 'js', check),
      icon: serve(app, 'icon', 'svg', icon),
    });
  },
);

const types = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml; charset=utf-8',
} as const;

const icon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#0b5394"/></svg>';

/** Adds the route of a text. @returns its path, which has a hash of it */
function serve(
  app: FastifyInstance,
  name: string,
  extension: keyof typeof types,
  text: string,
): string {
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
  const path = `/console/static/${name}.${hash}.${extension}`;
  const identity = Buffer.from(text);
  const bodies = { br: brotliCompressSync(identity), gzip: gzipSync(identity), identity };
  const options = { config: { access: 'anyone' }, schema: { hide: true } } as const;
  app.get(path, options, async ({ headers }, reply) => {
    const coding = codingOf(headers['accept-encoding']);
    if (coding !== 'identity') reply.header('Content-Encoding', coding);
    return reply
      .header('Cache-Control', 'public, max-age=31536000, immutable')
      .header('Vary', 'Accept-Encoding')
      .type(types[extension])
      .send(bodies[coding]);
  });
  return path;
}

/** The smallest coding that the browser takes. */
function codingOf(accepted: string | undefined): 'br' | 'gzip' | 'identity' {
  const taken = new Set(
    (accepted ?? '')
      .toLowerCase()
      .split(',')
      .map((one) => one.trim().split(/\s*;\s*q=/))
      .flatMap(([name = '', quality = '1']) => (Number(quality) > 0 ? [name] : [])),
  );
  return taken.has('br') ? 'br' : taken.has('gzip') ? 'gzip' : 'identity';
}
