import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { Problem } from '../../problem.ts';
import type { AppParts } from '../server/parts.ts';
import { List, Nullable, PlainDate, problems, SelfLink } from '../server/schemas.ts';

const tags = ['Standard'];
const list = {
  list: Type.String({ description: 'Its name in the address' }),
  description: Nullable(Type.String({ description: 'What the codes mean, in Dutch' })),
  elements: List(Type.String(), {
    description: 'The elements of messages that have one of these codes',
  }),
};
const exampleOfList = {
  list: 'reden-van-verzoek',
  description: 'Waarom een aanbieder om wijziging vraagt.',
  elements: ['RedenVerzoek'],
};
const exampleInLists = {
  ...exampleOfList,
  codeCount: 2,
  links: { self: { href: '/v1/code-lists/reden-van-verzoek' } },
};
const ListedCodeList = Type.Object(
  {
    ...list,
    codeCount: Type.Integer({ description: 'How many codes it has' }),
    links: SelfLink,
  },
  { title: 'ListedCodeList', description: 'A code list', examples: [exampleInLists] },
);
const CodeLists = Type.Object(
  { items: List(ListedCodeList), next: Type.Null() },
  {
    title: 'CodeLists',
    description: 'All code lists',
    examples: [{ items: [exampleInLists], next: null }],
  },
);

const exampleOfCode = {
  code: '1',
  description: 'De situatie van de cliënt is veranderd',
  from: null,
  until: null,
  successor: null,
};
const Code = Type.Object(
  {
    code: Type.String({ description: 'As a message has it' }),
    description: Nullable(Type.String({ description: 'In Dutch; null: not in our list' })),
    from: Nullable(PlainDate('First day; null: no first day is known')),
    until: Nullable(PlainDate('Last day; null: it goes on')),
    successor: Nullable(Type.String({ description: 'The code that took over' })),
  },
  { title: 'Code', description: 'A value of a code list', examples: [exampleOfCode] },
);
const CodeList = Type.Object(
  { ...list, codes: List(Code) },
  {
    title: 'CodeList',
    description: 'The code list, whole',
    examples: [{ ...exampleOfList, codes: [exampleOfCode] }],
  },
);

/** The routes for the code lists of the standard, for builders of software. */
export const codeLists: FastifyPluginAsyncTypebox<AppParts> = async (app, parts) => {
  const { codeLists: all } = parts.reference;
  const items = [...all.values()].map(({ codes, ...list }) => ({
    ...list,
    codeCount: codes.length,
    links: { self: { href: parts.publicAddress.at(`/v1/code-lists/${list.list}`) } },
  }));
  app.get(
    '/code-lists',
    {
      config: { access: 'anyone', dutch: 'De codelijsten van de standaard' },
      schema: {
        tags,
        summary: 'List the code lists of the standard',
        description:
          'The lists by which the gateway judges messages: those of its schemas, and the gemeenten of the CBS. They come at once.',
        response: { 200: CodeLists, ...problems('invalid-request') },
      },
    },
    async () => ({ items, next: null }),
  );

  app.get(
    '/code-lists/:list',
    {
      config: { access: 'anyone', dutch: 'Een codelijst met alle codes' },
      schema: {
        tags,
        summary: 'A code list with all its codes',
        description: 'Codes that are dated hold from `from` until `until`, both days included.',
        params: Type.Object({
          list: Type.String({
            description: 'Its name, see `GET /v1/code-lists`',
            examples: ['reden-van-verzoek'],
          }),
        }),
        response: { 200: CodeList, ...problems('invalid-request', 'not-listed') },
      },
    },
    async (request) => {
      const found = all.get(request.params.list);
      if (!found) throw new Problem('not-listed', { params: { list: '/v1/code-lists' } });
      return found;
    },
  );
};
