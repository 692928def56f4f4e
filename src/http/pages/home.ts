import type { FastifyPluginAsync } from 'fastify';
import type { AppParts } from '../parts.ts';
import { escapeHtml, type Page, page } from './html.ts';
import { type Reader, sendPage } from './reader.ts';

const places = {
  documentation: '/docs',
  example: '/docs/example',
  openapi: '/v1/openapi.json',
  rules: '/docs/rules',
  problems: '/docs/problems',
  versions: '/docs/versions',
  health: '/health/ready',
} as const;
type Place = keyof typeof places;
const names = Object.keys(places) as Place[];

/** Where things are, for who comes in at the front: a page for people, JSON for programs. */
export const home: FastifyPluginAsync<AppParts> = async (app, { version, publicAddress }) => {
  const links = Object.fromEntries(
    names.map((name) => [name, { href: publicAddress.at(places[name]) }]),
  );
  app.get('/', { schema: { hide: true } }, (request, reply) => {
    // Browsers ask for HTML by name.
    if (request.headers.accept?.includes('text/html'))
      return sendPage(request, reply, (reader) => homePage(reader, version), vary);
    return reply.header('Vary', vary).send({ title: 'ijw-gateway', version, links });
  });
};

const vary = 'Accept, Accept-Language';

const words = {
  nl: {
    about: 'Dit is een gateway voor berichten van iJw 3.2, tussen zorgaanbieders en gemeenten.',
    todo: 'Programma’s roepen de API aan met een sleutel. Vraag de beheerder van deze gateway om een sleutel voor uw organisatie.',
    documentation: 'De documentatie van de API, waarin u elke aanroep kunt proberen',
    example: 'Een voorbeeld van tien regels: een bericht versturen, ophalen en beantwoorden',
    openapi: 'De beschrijving van de API (OpenAPI), voor programma’s',
    rules: 'De regels waaraan berichten voldoen',
    problems: 'De fouten die de gateway meldt',
    versions: 'Versies van de API, en wat er veranderde',
    health: 'Of de gateway nu berichten aanneemt, voor programma’s',
    version: 'Versie',
  },
  en: {
    about: 'This is a gateway for messages of iJw 3.2, between care providers and municipalities.',
    todo: 'Programs call the API with a key. Ask the administrator of this gateway for a key for your organisation.',
    documentation: 'The documentation of the API, in which you can try each call',
    example: 'An example of ten lines: post a message, fetch it and answer it',
    openapi: 'The description of the API (OpenAPI), for programs',
    rules: 'The rules that messages are held against',
    problems: 'The problems that the gateway tells of',
    versions: 'Versions of the API, and what changed',
    health: 'Whether the gateway takes messages now, for programs',
    version: 'Version',
  },
} as const;

function homePage(reader: Reader, version: string): Page {
  const say = words[reader.language];
  const link = (place: string) => (place.startsWith('/docs') ? reader.to(place) : reader.at(place));
  const items = names.map((name) => `<li><a href="${link(places[name])}">${say[name]}</a></li>`);
  return page({
    reader,
    title: 'Start',
    body: `<h1>ijw-gateway</h1>
<p>${say.about} ${say.todo}</p>
<ul>
${items.join('\n')}
</ul>
<p class="soft">${say.version} ${escapeHtml(version)}</p>`,
  });
}
