import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { kindOf } from '../../parties/directory/codes.ts';
import type { Principal } from '../../parties/principal.ts';
import { Problem } from '../../problem.ts';
import { type Bericht, berichten } from '../../standard/catalogue.ts';
import { posterOf, recipientOf, templateOf } from '../../standard/templates.ts';
import { anyRole } from '../server/access.ts';
import type { AppParts, RouteApp } from '../server/parts.ts';
import {
  Berichttype,
  GemeenteOrAanbieder,
  List,
  OneOf,
  problems,
  SelfLink,
} from '../server/schemas.ts';
import { sendXml } from '../server/xml-body.ts';

const tags = ['Standard'];
const kinds = ['gemeente', 'aanbieder'] as const;
const example = {
  type: 'JW315',
  name: 'Verzoek om toewijzing',
  postedBy: 'aanbieder',
  goesTo: 'gemeente',
  yours: true,
  links: { self: { href: '/v1/templates/JW315' } },
};
const ListedTemplate = Type.Object(
  {
    type: Berichttype,
    name: Type.String({ description: 'Its Dutch name' }),
    postedBy: OneOf(kinds, 'Who posts it; a retour is posted by who received its heenbericht'),
    goesTo: OneOf(kinds, 'Who gets it in its mailbox'),
    yours: Type.Boolean({ description: 'You may post it: the template has your code' }),
    links: SelfLink,
  },
  { title: 'ListedTemplate', description: 'A message type', examples: [example] },
);
const Templates = Type.Object(
  { items: List(ListedTemplate), next: Type.Null() },
  {
    title: 'TemplateList',
    description: 'All message types',
    examples: [{ items: [example], next: null }],
  },
);
const TemplateContent = Type.Unsafe<unknown>({
  description: 'The message',
  content: {
    'application/xml': {
      schema: { type: 'string', description: 'A message of iJw 3.2' },
      examples: {
        JW315: {
          summary: 'A JW315',
          value: '<Bericht xmlns="http://www.istandaarden.nl/ijw/3_2/jw315/schema">...</Bericht>',
        },
      },
    },
  },
});

/** The routes for an example of each message. They need a key, because an example has the code of the caller. */
export const templates: FastifyPluginAsyncTypebox<AppParts> = async (app, parts) => {
  listTemplates(app, parts);
  showTemplate(app);
};

function listTemplates(app: RouteApp, { publicAddress }: AppParts): void {
  app.get(
    '/templates',
    {
      config: { access: anyRole, dutch: 'De soorten berichten, elk met een voorbeeld' },
      schema: {
        tags,
        summary: 'List the message types, each with a template',
        description: 'The 14 messages of iJw 3.2, and which of them are yours to post.',
        response: { 200: Templates, ...problems('invalid-request', 'unauthorized', 'forbidden') },
      },
    },
    async ({ principal }) => ({
      items: berichten.map((bericht) => ({
        type: bericht.type,
        name: bericht.naam,
        postedBy: posterOf(bericht),
        goesTo: recipientOf(bericht),
        yours: ownCode(principal, bericht) !== undefined,
        links: { self: { href: publicAddress.at(`/v1/templates/${bericht.type}`) } },
      })),
      next: null,
    }),
  );
}

function showTemplate(app: RouteApp): void {
  app.get(
    '/templates/:type',
    {
      config: { access: anyRole, dutch: 'Een voorbeeld van een bericht, om mee te beginnen' },
      schema: {
        tags,
        summary: 'An example of a message, to begin from',
        description:
          'A whole message about an invented child (its BSN is of the range for tests). It satisfies the XSD and the rules within a message. Where you may post the type your own code is in it: as Afzender, or in a retour, which has the Header of its heenbericht, as Ontvanger. Give each message that you make of it an Identificatie, dates, a Bsn and a ReferentieAanbieder (or ToewijzingNummer) of its own. A retour approves; to refuse, write `<RetourCodes><RetourCode>0001</RetourCode></RetourCodes>` (or the code of another fault) as the last element of its Header.',
        params: Type.Object({
          type: Type.String({
            description: 'The message type, see `GET /v1/templates`',
            examples: ['JW315'],
          }),
        }),
        querystring: Type.Object(
          {
            recipient: Type.Optional(
              Type.Unsafe<string>({
                ...GemeenteOrAanbieder,
                description:
                  'To whom it goes; of the kind that the type goes to. Absent: one that is invented, and need not be connected. See `GET /v1/parties`',
                examples: ['0363'],
              }),
            ),
          },
          { additionalProperties: false },
        ),
        response: {
          200: TemplateContent,
          ...problems(
            'invalid-request',
            'recipient-kind',
            'unauthorized',
            'forbidden',
            'not-listed',
          ),
        },
      },
    },
    async (request, reply) => {
      const { type } = request.params;
      const { recipient } = request.query;
      const bericht = berichten.find((one) => one.type === type);
      if (!bericht) throw new Problem('not-listed', { params: { list: '/v1/templates' } });
      const kind = recipientOf(bericht);
      if (recipient !== undefined && kindOf(recipient) !== kind)
        throw new Problem('recipient-kind', {
          params: { type: bericht.type, kind, digits: kind === 'gemeente' ? 4 : 8 },
        });
      const poster = ownCode(request.principal, bericht);
      const parties = {
        ...(poster !== undefined && { poster }),
        ...(recipient !== undefined && { recipient }),
      };
      return sendXml(reply, templateOf(bericht, parties));
    },
  );
}

/** The caller's code, when it is of the kind that posts the message. */
function ownCode({ party }: Principal, bericht: Bericht): string | undefined {
  return party !== undefined && kindOf(party) === posterOf(bericht) ? party : undefined;
}
