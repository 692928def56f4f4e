import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { DeclarationItem, DeclarationSeen } from '../../messages/views/declarations.ts';
import type { Reference } from '../../standard/reference.ts';
import { findingSentence } from '../../texts/finding-texts.ts';
import type { Language } from '../../texts/problem-text.ts';
import { callOf } from '../server/caller.ts';
import type { AppParts, RouteApp } from '../server/parts.ts';
import { languageOf } from '../server/problems.ts';
import type { PublicAddress } from '../server/public-address.ts';
import {
  Cursor,
  GemeenteOrAanbieder,
  IdParams,
  Limit,
  languageHeader,
  problems,
} from '../server/schemas.ts';
import { DeclarationPage, DeclarationView, Month, State } from './declaration-schemas.ts';

const access = ['party'] as const;
const tags = ['Declarations'];

/** What became of declarations. They are about children: no cache may keep them. */
export const declarations: FastifyPluginAsyncTypebox<AppParts> = async (app, parts) => {
  app.addHook('onSend', async (_request, reply) => {
    reply.header('Cache-Control', 'private, no-store');
  });
  list(app, parts);
  show(app, parts);
};

function list(app: RouteApp, parts: AppParts): void {
  app.get(
    '/declarations',
    {
      config: { access: [...access], load: 'heavy', dutch: 'Uw declaraties, met wat ervan werd' },
      schema: {
        tags,
        summary: "List one's declarations, with what became of them",
        description:
          'Of an aanbieder the JW323 that it sent, of a gemeente those that it received; the one that changed last first. Sums are in whole euro cents, and a credit counts below nothing; they are null for a declaration of before the gateway kept what becomes of Prestaties. Of children that were forgotten nothing is in them.',
        querystring: Type.Object(
          {
            counterparty: Type.Optional(
              Type.Unsafe<string>({
                ...GemeenteOrAanbieder,
                description: 'The gemeente or aanbieder on the other side',
              }),
            ),
            month: Type.Optional(Month),
            state: Type.Optional(State),
            limit: Limit,
            cursor: Cursor,
          },
          { additionalProperties: false },
        ),
        response: {
          200: DeclarationPage,
          ...problems('invalid-request', 'cursor-invalid', 'unauthorized', 'forbidden'),
        },
      },
    },
    async (request) => {
      const { principal, query } = request;
      const { cursor, ...filter } = query;
      const after = parts.cursors.read<[string, string]>('declarations', principal, cursor);
      const { items, next } = await parts.declarations.list(callOf(request), {
        ...filter,
        ...(after && { after: { changedAt: after[0], id: after[1] } }),
      });
      return {
        items: items.map((item) => presentItem(item, parts.publicAddress.at)),
        next: parts.cursors.write('declarations', principal, next && [next.changedAt, next.id]),
      };
    },
  );
}

function show(app: RouteApp, parts: AppParts): void {
  const words = retourCodesOf(parts.reference);
  app.get(
    '/declarations/:id',
    {
      config: {
        access: [...access],
        load: 'heavy',
        dutch: 'Een declaratie naast haar antwoord: wat er van elke prestatie werd',
      },
      schema: {
        tags,
        summary: 'Look up a declaration beside its answer',
        description:
          'Each Prestatie of a JW323 with what its JW325 decided: granted, also where the JW325 does not return it, or refused, and why. For both sides. `explained` is false where no rule that the gateway found broken explains a RetourCode.',
        params: IdParams,
        response: {
          200: { ...DeclarationView, headers: { 'Content-Language': languageHeader } },
          ...problems('invalid-request', 'unauthorized', 'forbidden', 'not-found', 'forgotten'),
        },
      },
    },
    async (request, reply) => {
      const language = languageOf(request.headers['accept-language']);
      reply.header('Content-Language', language).header('Vary', 'Accept-Language');
      const id = request.params.id.toLowerCase();
      const seen = await parts.declarations.get(callOf(request), id);
      return presentSeen(seen, { language, words, at: parts.publicAddress.at });
    },
  );
}

/** What RetourCodes mean, in Dutch, by code. */
function retourCodesOf({ codeLists }: Reference): ReadonlyMap<string, string | null> {
  const found = [...codeLists.values()].find(({ elements }) => elements.includes('RetourCode'));
  return new Map(found?.codes.map(({ code, description }) => [code, description]));
}

function linksOf(
  { id, answerId }: Pick<DeclarationItem, 'id' | 'answerId'>,
  at: PublicAddress['at'],
) {
  return {
    self: { href: at(`/v1/declarations/${id}`) },
    message: { href: at(`/v1/messages/${id}`) },
    ...(answerId !== null && { answer: { href: at(`/v1/messages/${answerId}`) } }),
  };
}

function presentItem(item: DeclarationItem, at: PublicAddress['at']) {
  return { ...item, links: linksOf(item, at) };
}

function presentSeen(
  seen: DeclarationSeen,
  {
    language,
    words,
    at,
  }: {
    readonly language: Language;
    readonly words: ReadonlyMap<string, string | null>;
    readonly at: PublicAddress['at'];
  },
) {
  return {
    ...seen,
    prestaties: seen.prestaties.map((one) => ({
      ...one,
      refusedBecause: one.refusedBecause.map(({ retourCode, rules, explained }) => ({
        ...{ retourCode, description: words.get(retourCode) ?? null, explained },
        rules: rules.map((rule) => ({ rule, message: findingSentence(rule, language) })),
      })),
    })),
    links: linksOf(seen, at),
  };
}
