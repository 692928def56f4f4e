import type { FastifyInstance, FastifyReply, FastifyRequest, preParsingHookHandler } from 'fastify';
import { type TSchema, Type } from 'typebox';
import { Problem } from '../problem.ts';
import { messageExample } from './message-example.ts';
import type { AppParts } from './parts.ts';

/** What plugins need whose routes take messages. */
export interface XmlParts extends AppParts {
  /** Bounds what all of these routes hold at one time. */
  readonly uploads: preParsingHookHandler;
}

/** Lets the routes of a plugin take a message as it came, byte for byte, up to so many bytes. */
export function takeXml(
  app: Pick<FastifyInstance, 'addContentTypeParser'>,
  maxMessageBytes: number,
): void {
  app.addContentTypeParser(
    ['application/xml', 'text/xml'],
    { parseAs: 'buffer', bodyLimit: maxMessageBytes },
    (_request, body, done) => done(null, body),
  );
}

/** What a route that takes a message has besides its schema. */
export function xmlRoute({ maxMessageBytes, uploads }: XmlParts) {
  return {
    bodyLimit: maxMessageBytes,
    preParsing: uploads,
    // The body is XML: it is not judged by the compiler of JSON schemas.
    validatorCompiler: () => () => true,
    onRequest: async (request: FastifyRequest) => {
      const encoding = request.headers['content-encoding'];
      if (encoding && encoding.toLowerCase() !== 'identity')
        throw new Problem('unsupported-content-encoding');
      if (!isUtf8Xml(request.headers['content-type'])) throw new Problem('unsupported-media-type');
    },
  };
}

/** What the schema of such a route says of its body. */
export const xmlBody = {
  consumes: ['application/xml'],
  body: Type.Unsafe<unknown>({
    content: {
      'application/xml': {
        schema: { type: 'string', format: 'binary', examples: [messageExample] },
      },
    },
  }) as TSchema,
};

/** What the schema of a route says that sends a message. */
export const xmlAnswer = Type.Unsafe<unknown>({
  description: 'The message',
  content: { 'application/xml': { schema: { type: 'string', examples: [messageExample] } } },
});

/** Sends a message, byte for byte. No cache may keep it. */
export function sendXml(reply: FastifyReply, content: Buffer): FastifyReply {
  return reply
    .header('Content-Type', 'application/xml')
    .header('Cache-Control', 'private, no-store')
    .send(content);
}

/** The bytes that such a route was sent; none without a body. */
export function bytesOf(body: unknown): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

function isUtf8Xml(contentType: string | undefined): boolean {
  const [media = '', ...params] = (contentType ?? '').toLowerCase().split(';');
  if (!['application/xml', 'text/xml'].includes(media.trim())) return false;
  return params.every((param) => {
    const [name, value] = param.split('=').map((part) => part.trim());
    return name !== 'charset' || /^"?utf-8"?$/.test(value ?? '');
  });
}
