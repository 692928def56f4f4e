import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { Problem } from '../../problem.ts';
import type { AppParts } from '../server/parts.ts';
import { Berichttype, List, Nullable, problems, SelfLink } from '../server/schemas.ts';

const tags = ['Standard'];
const example = {
  file: 'JW315.xsd',
  message: 'JW315',
  bytes: 5249,
  links: { self: { href: '/v1/schemas/JW315.xsd' } },
};
const ListedSchema = Type.Object(
  {
    file: Type.String({ description: 'Its name' }),
    message: Nullable(Berichttype),
    bytes: Type.Integer({ description: 'How large it is, in bytes' }),
    links: SelfLink,
  },
  {
    title: 'ListedSchema',
    description: 'An XSD; `message` is null for what all messages share',
    examples: [example],
  },
);
const Schemas = Type.Object(
  { items: List(ListedSchema), next: Type.Null() },
  { title: 'SchemaList', description: 'All schemas', examples: [{ items: [example], next: null }] },
);
const headers = {
  ETag: { type: 'string', description: 'Changes when the schema changes' },
};
const SchemaContent = Type.Unsafe<unknown>({
  headers,
  description: 'The XSD, byte for byte as the gateway has it',
  content: {
    'application/xml': {
      schema: { type: 'string', description: 'An XSD' },
      examples: {
        schema: {
          summary: 'An XSD',
          value: '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">...</xs:schema>',
        },
      },
    },
  },
});

/** The routes for the XSDs. Names are looked up in a table, never in a folder. */
export const schemaFiles: FastifyPluginAsyncTypebox<AppParts> = async (app, parts) => {
  const { schemas } = parts.reference;
  const items = [...schemas.values()].map(({ file, message, bytes }) => ({
    ...{ file, message, bytes: bytes.length },
    links: { self: { href: parts.publicAddress.at(`/v1/schemas/${file}`) } },
  }));
  app.get(
    '/schemas',
    {
      config: { access: 'anyone', dutch: 'De schema’s van de berichten' },
      schema: {
        tags,
        summary: 'List the schemas of the messages',
        description:
          'Fetch all of them into one folder: the schema of each message refers to `basisschema.xsd` beside it.',
        response: { 200: Schemas, ...problems('invalid-request') },
      },
    },
    async () => ({ items, next: null }),
  );

  app.get(
    '/schemas/:file',
    {
      config: { access: 'anyone', dutch: 'Een schema (XSD)' },
      schema: {
        tags,
        summary: 'A schema (XSD)',
        description:
          'If you have it already, send its `ETag` as `If-None-Match`: you get 304 as long as it is the same.',
        params: Type.Object({
          file: Type.String({
            description: 'Its name, see `GET /v1/schemas`',
            examples: ['JW315.xsd'],
          }),
        }),
        response: {
          200: SchemaContent,
          304: Type.Unsafe<undefined>({
            type: 'null',
            description: 'It is still the same',
            headers,
          }),
          ...problems('invalid-request', 'not-listed'),
        },
      },
    },
    async (request, reply) => {
      const found = schemas.get(request.params.file);
      if (!found) throw new Problem('not-listed', { params: { list: '/v1/schemas' } });
      const tag = `"${found.sha256}"`;
      reply.header('ETag', tag);
      if (names(request.headers['if-none-match'], tag)) return reply.code(304).send();
      return reply.header('Content-Type', 'application/xml').send(found.bytes);
    },
  );
};

/** Whether If-None-Match names this tag (RFC 9110, 13.1.2). */
function names(header: string | undefined, tag: string): boolean {
  return (header ?? '')
    .split(',')
    .map((one) => one.trim().replace(/^W\//, ''))
    .some((one) => one === tag || one === '*');
}
