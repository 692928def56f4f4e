import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { SearchCursor } from '../../operations/search.ts';
import {
  fewestCharacters,
  mostCharacters,
  readSought,
  type SearchFault,
  type SearchWish,
  type Sought,
  searchedBy,
} from '../../operations/sought.ts';
import { Problem } from '../../problem.ts';
import { callOf } from '../server/caller.ts';
import type { AppParts } from '../server/parts.ts';
import { languageOf } from '../server/problems.ts';
import { Cursor, Limit, List, Next, OneOf, problems } from '../server/schemas.ts';
import { filterQuery, OperatorMessage } from './operation-schemas.ts';
import { filterOf, presentMessage } from './operations.ts';

const SearchWishBody = Type.Object(
  {
    by: OneOf(
      searchedBy,
      `What the text is. identificatie, toewijzingNummer: how it begins, ${fewestCharacters} characters or more; referentie: whole, as the aanbieder wrote it; id: of a message`,
    ),
    text: Type.String({
      minLength: 1,
      maxLength: mostCharacters,
      pattern: '^[^\\u0000]*$',
      description: 'What is searched. Small letters count as capitals, but in a referentie',
      examples: ['VOT24000117'],
    }),
    aanbieder: Type.Optional(
      Type.String({
        pattern: '^[0-9]{8}$',
        description: 'AGB code of who wrote the referentie; with that alone',
        examples: ['12345678'],
      }),
    ),
    ...filterQuery,
    limit: Limit,
    cursor: Cursor,
  },
  {
    title: 'MessageSearch',
    additionalProperties: false,
    examples: [{ by: 'identificatie', text: 'VOT24', status: 'rejected', limit: 50 }],
  },
);

/** Looking up messages by what a person has at hand, for operators. */
export const searches: FastifyPluginAsyncTypebox<AppParts> = async (app, parts) => {
  app.post(
    '/operations/searches',
    {
      config: {
        load: 'heavy',
        access: ['operator', 'administrator'],
        dutch: 'Berichten zoeken op Identificatie, toewijzingsnummer of referentie',
      },
      schema: {
        tags: ['Operations'],
        summary: 'Find messages by Identificatie, allocation number or referentie',
        description:
          'What is searched is in the body, because URLs are logged. It is kept nowhere; that you searched, by what, and which children the answer is about stands in the access log. In the order of what was searched by, then of receipt. By toewijzingNummer are found the messages that the ledger has entries of; by referentie the requests that were made under it, and the answers to them.',
        body: SearchWishBody,
        response: {
          200: Type.Object(
            { items: List(OperatorMessage), next: Next },
            { title: 'FoundMessages', description: 'A page' },
          ),
          ...problems('invalid-request', 'cursor-invalid', 'unauthorized', 'forbidden'),
        },
      },
    },
    async (request) => {
      const { principal, headers, body } = request;
      const { by, text, aanbieder, limit, cursor, ...filter } = body;
      const sought = soughtOf({ by, text, aanbieder });
      const after = parts.cursors.read<SearchCursor>('found messages', principal, cursor);
      const page = { limit, ...(after && { after }) };
      const found = await parts.searches.find(callOf(request), sought, filterOf(filter), page);
      const language = languageOf(headers['accept-language']);
      return {
        items: found.items.map((item) => presentMessage(item, language)),
        next: parts.cursors.write('found messages', principal, found.next),
      };
    },
  );
};

const faults: Readonly<
  Record<SearchFault, { element: string; rule: string; params: Record<string, string> }>
> = {
  'too-short': {
    ...{ element: 'body/text', rule: 'minLength', params: { limit: String(fewestCharacters) } },
  },
  unfit: { element: 'body/text', rule: 'minLength', params: { limit: '1' } },
  'no-id': { element: 'body/text', rule: 'format', params: { format: 'uuid' } },
  'no-aanbieder': { element: 'body/aanbieder', rule: 'required', params: {} },
  'aanbieder-besides': {
    ...{ element: 'body/aanbieder', rule: 'onlyWith', params: { limit: 'by=referentie' } },
  },
};

/** @throws {Problem} `invalid-request` */
function soughtOf(wish: SearchWish): Sought {
  const read = readSought(wish);
  if (typeof read === 'object') return read;
  throw new Problem('invalid-request', { faults: [faults[read]] });
}
