import type { Role } from '../../parties/principal.ts';
import type { Language } from '../problem-text.ts';

// Words for the documentation of the API, which src/http/pages/ makes from the OpenAPI description.

/** Words for the page with all calls. */
export const apiWords = {
  nl: {
    title: 'API',
    about: `# De API

Een programma verstuurt berichten van iJw 3.2 met \`POST /v1/messages\`. De ontvanger haalt ze op met
\`GET /v1/inbox\`, leest de inhoud van elk bericht en bevestigt de ontvangst. Een bericht uitproberen zonder het te
versturen kan met \`POST /v1/validations\`.

- Stuur bij elke aanroep uw sleutel mee: \`Authorization: Bearer ...\`. Die krijgt u van de beheerder van deze gateway.
- Een fout zegt wat u kunt doen, in het Nederlands of (met \`Accept-Language: en\`) in het Engels: zie
  [alle fouten](/docs/problems). Waaraan berichten moeten voldoen, staat bij [de regels](/docs/rules).
- Elk antwoord heeft de koppen \`API-Version\` en \`Request-Id\`. Wat er per versie verandert, staat bij
  [versies](/docs/versions).
- Begin met [het voorbeeld van tien regels](/docs/example). Voor programma’s is er
  [de beschrijving in OpenAPI](/v1/openapi.json); wat in JSON heen en weer gaat, staat bij [gegevens](/docs/schemas).

De uitleg bij aanroepen en velden komt uit die beschrijving, en is in het Engels.`,
    contents: 'Onderdelen',
    noScript:
      'Met JavaScript kunt u op deze pagina elke aanroep proberen. Zonder kunt u alles lezen.',
    key: 'Sleutel invullen',
    hasNone: 'Er is nog geen sleutel ingevuld.',
    keyTitle: 'Uw sleutel',
    keyAbout:
      'De sleutel gaat mee met elke aanroep die u op deze pagina probeert. De sleutel wordt nergens opgeslagen: als u de pagina herlaadt of sluit, is de sleutel weg. Aanroepen gaan naar deze gateway zelf, dus een bericht dat u hier verstuurt is echt verstuurd.',
    keyLabel: 'API-sleutel of token',
    use: 'Gebruiken',
    forget: 'Wissen',
    close: 'Sluiten',
  },
  en: {
    title: 'API',
    about: `# The API

A program posts messages of iJw 3.2 with \`POST /v1/messages\`. The recipient polls \`GET /v1/inbox\`, reads the
content of each message and acknowledges it. \`POST /v1/validations\` tries a message out without sending it.

- Send your key with each call: \`Authorization: Bearer ...\`. The administrator of this gateway gives it to you.
- A problem says what to do, in Dutch or (with \`Accept-Language: en\`) in English: see
  [all problems](/docs/problems). [The rules](/docs/rules) are those by which messages are checked.
- Every answer has the headers \`API-Version\` and \`Request-Id\`. [Versions](/docs/versions)
  shows what changes in each version.
- Begin with [the example of ten lines](/docs/example). For programs there is
  [the description in OpenAPI](/v1/openapi.json); [data](/docs/schemas) shows the JSON that is exchanged.`,
    contents: 'Parts',
    noScript: 'With JavaScript you can try each call on this page. Without it you can read it all.',
    key: 'Enter a key',
    hasNone: 'No key was entered yet.',
    keyTitle: 'Your key',
    keyAbout:
      'The key goes with each call that you try on this page. It is kept nowhere: reloading or closing the page forgets it. Calls go to this gateway itself, so a message that you post here is really posted.',
    keyLabel: 'API key or token',
    use: 'Use it',
    forget: 'Forget it',
    close: 'Close',
  },
} as const;

/** Words for each call. */
export const callWords = {
  nl: {
    callers: 'Wie mag dit?',
    anyone: 'Iedereen, ook zonder sleutel.',
    with: 'Met een sleutel van: ',
    parameters: 'Parameters',
    places: { path: 'in het adres', query: 'achter het vraagteken', header: 'HTTP-header' },
    required: 'verplicht',
    body: 'Wat u meestuurt',
    bodyOptional: 'Mag ontbreken.',
    answers: 'Antwoorden',
    headers: 'HTTP-headers: ',
    example: 'Voorbeeld',
    old: 'Verouderd: er komt iets anders voor in de plaats.',
    link: 'Link naar deze aanroep',
  },
  en: {
    callers: 'Who may call it?',
    anyone: 'Anyone, without a key too.',
    with: 'With a key of: ',
    parameters: 'Parameters',
    places: { path: 'in the path', query: 'in the query', header: 'header' },
    required: 'required',
    body: 'What to send',
    bodyOptional: 'May be left out.',
    answers: 'Answers',
    headers: 'Headers: ',
    example: 'Example',
    old: 'Deprecated: it will be replaced.',
    link: 'Link to this call',
  },
} as const;

/** Words for the fields of schemas. */
export const schemaWords = {
  nl: {
    or: ' of ',
    list: 'lijst van ',
    byName: 'per naam een ',
    oneOf: 'een van ',
    always: 'altijd ',
    anything: 'wat dan ook',
    least: 'minstens ',
    most: 'hoogstens ',
    characters: ' tekens',
    items: ' items',
    pattern: 'patroon ',
    noControls: 'zonder stuurtekens',
    standard: 'standaard ',
    optional: 'mag ontbreken',
  },
  en: {
    or: ' or ',
    list: 'list of ',
    byName: 'by name a ',
    oneOf: 'one of ',
    always: 'always ',
    anything: 'anything',
    least: 'at least ',
    most: 'at most ',
    characters: ' characters',
    items: ' items',
    pattern: 'pattern ',
    noControls: 'no control characters',
    standard: 'default ',
    optional: 'may be absent',
  },
} as const;

/** Words for the page with the data of the API. */
export const schemasPageWords = {
  nl: {
    title: 'Gegevens van de API',
    about:
      'Wat in JSON heen en weer gaat, met elk veld. De uitleg erbij komt uit de beschrijving voor programma’s, en is in het Engels.',
    names: 'Alle gegevens',
    example: 'Voorbeeld',
  },
  en: {
    title: 'Data of the API',
    about: 'The JSON that is exchanged, with each field.',
    names: 'All data',
    example: 'Example',
  },
} as const;

/** Words for the form to try a call. */
export const tryFormWords = {
  nl: {
    title: 'Proberen',
    required: '(verplicht)',
    none: '(niets)',
    type: 'Soort inhoud',
    body: 'Inhoud',
    paste: 'Plak hier een bericht (XML), of kies hieronder een bestand.',
    from: 'Een bericht om mee te beginnen geeft',
    file: 'Of kies een bestand',
    fileUsed: 'Dit bestand wordt verstuurd, niet de tekst hierboven.',
    dropFile: 'Toch de tekst versturen',
    key: 'Sleutel invullen',
    send: 'Versturen',
    headers: 'HTTP-headers van het antwoord',
    answer: 'Inhoud van het antwoord',
    save: 'Antwoord opslaan',
    explain: 'Uitleg bij deze fout',
  },
  en: {
    title: 'Try it',
    required: '(required)',
    none: '(nothing)',
    type: 'Content type',
    body: 'Content',
    paste: 'Paste a message (XML) here, or choose a file below.',
    from: 'A message to begin from comes from',
    file: 'Or choose a file',
    fileUsed: 'This file is sent, and not the text above.',
    dropFile: 'Send the text after all',
    key: 'Enter a key',
    send: 'Send',
    headers: 'Headers of the answer',
    answer: 'Content of the answer',
    save: 'Save the answer',
    explain: 'About this problem',
  },
} as const;

/** Who may make a call. */
export const callerNames: Readonly<Record<Role | 'itself', Readonly<Record<Language, string>>>> = {
  party: { nl: 'een partij', en: 'a party' },
  itself: { nl: 'de partij zelf', en: 'the party itself' },
  'contract-manager': { nl: 'een contractbeheerder', en: 'a contract manager' },
  operator: { nl: 'een operator', en: 'an operator' },
  auditor: { nl: 'een auditor', en: 'an auditor' },
  administrator: { nl: 'een beheerder', en: 'an administrator' },
};
