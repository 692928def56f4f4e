import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type TSchema, Type } from 'typebox';
import { Problem } from '../../problem.ts';
import { messageExample } from './message-example.ts';
import type { RouteParts } from './parts.ts';

/** Lets the routes of a plugin take the bytes of a message unchanged, up to a number of bytes. */
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

/** The options of a route that takes a message, besides its schema. */
export function xmlRoute({ maxMessageBytes, uploads }: RouteParts) {
  return {
    bodyLimit: maxMessageBytes,
    preParsing: uploads,
    // The body is XML: it is not validated with a JSON schema.
    validatorCompiler: () => () => true,
    onRequest: async (request: FastifyRequest) => {
      const encoding = request.headers['content-encoding'];
      if (encoding && encoding.toLowerCase() !== 'identity')
        throw new Problem('unsupported-content-encoding');
      if (!isUtf8Xml(request.headers['content-type'])) throw new Problem('unsupported-media-type');
    },
  };
}

/** The part of the schema for the body of such a route. */
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

/** The response schema of a route that sends a message. */
export const xmlAnswer = Type.Unsafe<unknown>({
  description: 'The message',
  content: { 'application/xml': { schema: { type: 'string', examples: [messageExample] } } },
});

/** Sends the bytes of a message unchanged. No cache may keep it. */
export function sendXml(reply: FastifyReply, content: Buffer): FastifyReply {
  return reply
    .header('Content-Type', 'application/xml')
    .header('Cache-Control', 'private, no-store')
    .send(content);
}

/** The body of a request to such a route; empty when there is none. */
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
