// Words for the other pages of src/http/pages/.

/** Words for the first page. */
export const homeWords = {
  nl: {
    about: 'Dit is een gateway voor berichten van iJw 3.2, tussen zorgaanbieders en gemeenten.',
    todo: 'Programma’s roepen de API aan met een sleutel. Vraag de beheerder van deze gateway om een sleutel voor uw organisatie.',
    console: 'De pagina’s voor mensen: de console',
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
    console: 'The pages for people: the console',
    documentation: 'The documentation of the API, in which you can try each call',
    example: 'An example of ten lines: post a message, fetch it and answer it',
    openapi: 'The description of the API (OpenAPI), for programs',
    rules: 'The rules by which messages are checked',
    problems: 'The problems that the gateway reports',
    versions: 'Versions of the API, and what changed',
    health: 'Whether the gateway takes messages now, for programs',
    version: 'Version',
  },
} as const;

/** Words around each page. */
export const frameWords = {
  nl: {
    skip: 'Naar de inhoud',
    pages: 'Documentatie',
    other: { language: 'en', name: 'English' },
    '/docs': 'API',
    '/docs/example': 'Voorbeeld',
    '/docs/rules': 'Regels',
    '/docs/problems': 'Fouten',
    '/docs/versions': 'Versies',
    '/console': 'Console',
  },
  en: {
    skip: 'To the content',
    pages: 'Documentation',
    other: { language: 'nl', name: 'Nederlands' },
    '/docs': 'API',
    '/docs/example': 'Example',
    '/docs/rules': 'Rules',
    '/docs/problems': 'Problems',
    '/docs/versions': 'Versions',
    '/console': 'Console',
  },
} as const;

/** Words for the pages about problems. */
export const problemPageWords = {
  nl: {
    title: 'Fouten die de gateway meldt',
    about:
      'Elke fout komt als `application/problem+json` (RFC 9457). Het laatste deel van `type` is de code van de fout.',
    caption: 'Alle fouten',
    code: 'Code',
    status: 'Status',
    what: 'Wat er is',
    todo: 'Wat u kunt doen',
    example: 'Zo ziet het antwoord eruit',
    invented: 'Nummers, codes en datums op deze pagina zijn verzonnen.',
    all: 'Alle fouten',
  },
  en: {
    title: 'Problems that the gateway reports',
    about:
      'Every problem comes as `application/problem+json` (RFC 9457). The last part of `type` is the code of the problem.',
    caption: 'All problems',
    code: 'Code',
    status: 'Status',
    what: 'What it is',
    todo: 'What to do',
    example: 'How the answer reads',
    invented: 'Numbers, codes and dates on this page are invented.',
    all: 'All problems',
  },
} as const;

/** Words for the page with the rules. */
export const rulesPageWords = {
  nl: {
    title: 'Regels van iJw 3.2',
    about: (count: number) =>
      `De gateway legt elk bericht dat aan de XSD voldoet naast deze ${count} regels. Niveau 2 gaat over het bericht zelf, niveau 3 over wat er eerder is gezegd, niveau 4 over de klok en over lijsten van anderen. Bij elke regel staat wat er in het bericht moet veranderen, en met welke RetourCode het anders wordt afgekeurd.`,
    software: 'Voor software:',
    try: 'Een bericht proberen: <code>POST /v1/validations</code> of <code>npx ijw validate</code>.',
    perMessage: 'Regels per bericht',
    all: 'Alle regels',
    only: (count: number) => `${count} regels.`,
    just: 'Alleen',
    showAll: 'Toon alle regels',
    caption: 'Alle regels, in de volgorde waarin de gateway ze meldt.',
    columns: ['Regel', 'Niveau', 'RetourCode', 'Berichten', 'Berichtklasse', 'Wat u moet doen'],
    reading: 'Zo gelezen:',
  },
  en: {
    title: 'Rules of iJw 3.2',
    about: (count: number) =>
      `The gateway checks every message that satisfies its XSD by these ${count} rules. Level 2 is about the message itself, level 3 about earlier messages, level 4 about the clock and external lists. Each rule says what to change in the message, and the RetourCode with which it is refused otherwise.`,
    software: 'For software:',
    try: 'To try a message: <code>POST /v1/validations</code> or <code>npx ijw validate</code>.',
    perMessage: 'Rules by message',
    all: 'All rules',
    only: (count: number) => `${count} rules.`,
    just: 'Only',
    showAll: 'Show all rules',
    caption: 'All rules, in the order in which the gateway reports them.',
    columns: ['Rule', 'Level', 'RetourCode', 'Messages', 'Berichtklasse', 'What to do'],
    reading: 'Our reading:',
  },
} as const;

/** Words for the pages that show files of the project. */
export const textPageWords = {
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
    prints: `The file is in the folder of this project, as \`examples/conversation.sh\`. The aanbieder and the
gemeente in the message must be connected: here 12345678 and 0363, with \`retourBy\` of the gemeente \`party\`. The script
shows the answers of the gateway: the request is taken, the retour is taken, the receipt is acknowledged, and in the
mailbox of the aanbieder is a JW316 with \`"outcome":"approved"\`. [The API](/docs) shows all calls.`,
  },
} as const;
