import { readFile } from 'node:fs/promises';
import type { FastifyPluginAsync } from 'fastify';
import type { AppParts } from '../parts.ts';
import { escapeHtml, langOf, page } from './html.ts';
import { htmlOf } from './markdown.ts';
import { keptPage, type Reader, sendPage } from './reader.ts';

/** Pages that show files of the project: versions of the API, what changed, and an example that runs. */
export const textPages: FastifyPluginAsync<AppParts> = async (app) => {
  const [dutch, english, changelog, script] = (await Promise.all(
    ['docs/versions.nl.md', 'docs/versions.md', 'CHANGELOG.md', 'examples/conversation.sh'].map(
      (file) => readFile(new URL(`../../../${file}`, import.meta.url), 'utf8'),
    ),
  )) as [string, string, string, string];
  const pages = {
    '/docs/versions': (reader: Reader) =>
      page({
        reader,
        title: words[reader.language].versions,
        body: markdown(reader.language === 'nl' ? dutch : english, reader),
      }),
    '/docs/changelog': (reader: Reader) =>
      page({
        reader,
        title: words[reader.language].changes,
        body: `<div${langOf('en', reader.language)}>${markdown(changelog, reader)}</div>`,
      }),
    '/docs/example': (reader: Reader) => {
      const { example, run, prints } = words[reader.language];
      return page({
        reader,
        title: example,
        body: `${markdown(words[reader.language].about, reader)}
<pre${langOf('en', reader.language)}>${escapeHtml(script)}</pre>
<h2>${run}</h2>
<pre>bash examples/conversation.sh ${escapeHtml(words[reader.language].arguments)} fixtures/conversation/01-JW315.xml</pre>
${markdown(prints, reader)}`,
      });
    },
  };
  for (const [path, write] of Object.entries(pages)) {
    const kept = keptPage(write);
    app.get(path, { schema: { hide: true } }, (request, reply) => sendPage(request, reply, kept));
  }
};

/** Where the files of the project stand among the pages. */
const places: Readonly<Record<string, string>> = {
  '../CHANGELOG.md': '/docs/changelog',
  'docs/versions.md': '/docs/versions',
};

function markdown(text: string, { to }: Reader): string {
  return htmlOf(text, (target) => {
    const place = target.startsWith('/') ? target : places[target];
    return place && to(place);
  });
}

const words = {
  nl: {
    versions: 'Versies van de API',
    changes: 'Wijzigingen van de API',
    example: 'Voorbeeld',
    about: `# Een heel gesprek in tien regels

Een aanbieder verstuurt een verzoek om toewijzing (JW315). De gemeente haalt het op, beantwoordt het met een
retour (JW316) en bevestigt dat zij het heeft. De aanbieder haalt de retour op. U hebt alleen \`bash\` en \`curl\`
nodig (7.76 of nieuwer; op Windows werkt het in Git Bash).

1. \`call\` roept de API aan met een sleutel. Weigert de gateway iets, dan stopt het script en ziet u waarom.
2. \`field\` haalt een veld uit het opgehaalde bericht. In een echt programma doet u dat met JSON.
3. De aanbieder verstuurt de JW315 met een eigen Identificatie: het script kan zo vaker draaien.
4. De gemeente wacht met \`waitSeconds\` tot er iets in haar postbus zit.
5. De retour begint met het voorbeeld van de gateway, en neemt Identificatie en Dagtekening van het verzoek over.
6. Na de bevestiging gaat het bericht uit de postbus. Bevestig pas als u het bericht bewaard hebt.`,
    run: 'Zo draait u het',
    arguments: 'http://127.0.0.1:8080 "$sleutel_aanbieder" "$sleutel_gemeente"',
    prints: `Het bestand staat in de map van dit project, als \`examples/conversation.sh\`. De aanbieder en de gemeente
in het bericht moeten zijn aangesloten: in het voorbeeld 12345678 en 0363, met \`retourBy\` van de gemeente op \`party\`. Het
script toont de antwoorden van de gateway: het verzoek is aangenomen, de retour is aangenomen, de ontvangst is
bevestigd, en in de postbus van de aanbieder ligt een JW316 met \`"outcome":"approved"\`. Alle aanroepen staan bij
[de API](/docs).`,
  },
  en: {
    versions: 'Versions of the API',
    changes: 'Changes of the API',
    example: 'Example',
    about: `# A whole conversation in ten lines

An aanbieder posts a request (JW315). The gemeente polls, answers it with a retour (JW316) and acknowledges it.
The aanbieder polls its retour. You need \`bash\` and \`curl\` only (7.76 or later; on Windows: Git Bash).

1. \`call\` calls the API with a key. Where the gateway refuses, the script stops and shows why.
2. \`field\` takes a field out of what was polled. A real program reads the JSON.
3. The aanbieder posts the JW315 with an Identificatie of its own, so that the script can run more than once.
4. With \`waitSeconds\` the gemeente waits until something is in its mailbox.
5. The retour begins as the example of the gateway, and takes Identificatie and Dagtekening from the request.
6. What is acknowledged leaves the mailbox. Acknowledge only what you have kept.`,
    run: 'How to run it',
    arguments: 'http://127.0.0.1:8080 "$key_of_aanbieder" "$key_of_gemeente"',
    prints: `The file stands in the folder of this project, as \`examples/conversation.sh\`. The aanbieder and the
gemeente in the message must be connected: here 12345678 and 0363, with \`retourBy\` of the gemeente \`party\`. The script
shows the answers of the gateway: the request is taken, the retour is taken, the receipt is acknowledged, and in the
mailbox of the aanbieder is a JW316 with \`"outcome":"approved"\`. All calls stand with [the API](/docs).`,
  },
} as const;
