import type { FastifyPluginAsync } from 'fastify';
import { escapeHtml, type Page, page } from './html.ts';
import type { AppParts } from './parts.ts';
import { sendPage } from './problem-pages.ts';
import type { Language } from './problem-text.ts';

/** Where things are, for who comes in at the front: a page for people, JSON for programs. */
export const home: FastifyPluginAsync<AppParts> = async (app, { version, publicAddress }) => {
  const links = {
    documentation: publicAddress.at('/docs'),
    openapi: publicAddress.at('/v1/openapi.json'),
    rules: publicAddress.at('/docs/rules'),
    problems: publicAddress.at('/docs/problems'),
    versions: publicAddress.at('/docs/versions'),
    health: publicAddress.at('/health/ready'),
  };
  app.get('/', { schema: { hide: true } }, (request, reply) => {
    // Browsers ask for HTML by name.
    if (request.headers.accept?.includes('text/html'))
      return sendPage(request, reply, (language) => homePage(language, version, links), vary);
    const hrefs = Object.entries(links).map(([name, href]) => [name, { href }]);
    return reply
      .header('Vary', vary)
      .send({ title: 'ijw-gateway', version, links: Object.fromEntries(hrefs) });
  });
};

const vary = 'Accept, Accept-Language';

type Links = Readonly<
  Record<'documentation' | 'openapi' | 'rules' | 'problems' | 'versions' | 'health', string>
>;

const words = {
  nl: {
    about: 'Dit is een gateway voor berichten van iJw 3.2, tussen zorgaanbieders en gemeenten.',
    todo: 'Programma’s roepen de API aan met een sleutel. Vraag de beheerder van deze gateway om een sleutel voor uw organisatie.',
    documentation: 'De documentatie van de API',
    openapi: 'De beschrijving van de API (OpenAPI), voor programma’s',
    rules: 'De regels waaraan berichten voldoen',
    problems: 'De fouten die de gateway meldt',
    versions: 'Versies van de API, en wat er veranderde (in het Engels)',
    health: 'Of de gateway nu berichten aanneemt, voor programma’s',
    version: 'Versie',
  },
  en: {
    about: 'This is a gateway for messages of iJw 3.2, between care providers and municipalities.',
    todo: 'Programs call the API with a key. Ask the administrator of this gateway for a key for your organisation.',
    documentation: 'The documentation of the API',
    openapi: 'The description of the API (OpenAPI), for programs',
    rules: 'The rules that messages are held against',
    problems: 'The problems that the gateway tells of',
    versions: 'Versions of the API, and what changed',
    health: 'Whether the gateway takes messages now, for programs',
    version: 'Version',
  },
} as const;

function homePage(language: Language, version: string, links: Links): Page {
  const say = words[language];
  const items = (Object.keys(links) as (keyof Links)[]).map(
    (name) => `<li><a href="${escapeHtml(links[name])}">${say[name]}</a></li>`,
  );
  return page({
    language,
    title: 'Start',
    body: `<h1>ijw-gateway</h1>
<p>${say.about} ${say.todo}</p>
<ul>
${items.join('\n')}
</ul>
<p>${say.version} ${escapeHtml(version)}</p>`,
  });
}
