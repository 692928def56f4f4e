import { apiStyle } from './api-style.ts';
import { callHtml } from './call-html.ts';
import { tagNames } from './call-names.ts';
import { callsOf, type Described } from './described.ts';
import { escapeHtml, langOf, type Page, page } from './html.ts';
import { htmlOf } from './markdown.ts';
import type { Reader } from './reader.ts';

const words = {
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
  [all problems](/docs/problems). What messages are held against stands with [the rules](/docs/rules).
- Every answer has the headers \`API-Version\` and \`Request-Id\`. What changes in each version stands with
  [versions](/docs/versions).
- Begin with [the example of ten lines](/docs/example). For programs there is
  [the description in OpenAPI](/v1/openapi.json); what goes to and fro as JSON stands with [data](/docs/schemas).`,
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

/**
 * The API for people: each call with what goes in and out, and who may make it; with a script, a call can
 * be tried.
 *
 * @param script the address of `browser/try.js`
 */
export function apiPage(described: Described, script: string, reader: Reader): Page {
  const { language } = reader;
  const say = words[language];
  const calls = callsOf(described);
  const parts = described.tags.map(({ name, description }) => {
    const dutch = language === 'nl' ? tagNames[name] : undefined;
    const [title, about] = dutch ?? [name, description];
    const lang = dutch ? '' : langOf('en', language);
    const id = name.toLowerCase().replaceAll(' ', '-');
    return {
      link: `<li><a href="#${id}"${lang}>${escapeHtml(title)}</a></li>`,
      section: `<section aria-labelledby="${id}">
<h2 id="${id}"${lang}>${escapeHtml(title)}</h2>
<p class="soft"${lang}>${escapeHtml(about)}.</p>
${calls
  .filter(({ tags }) => tags.includes(name))
  .map((call) => callHtml(call, reader))
  .join('\n')}
</section>`,
    };
  });
  const about = htmlOf(say.about, (target) =>
    target.startsWith('/docs') ? reader.to(target) : reader.at(target),
  );
  return page({
    reader,
    title: say.title,
    style: apiStyle,
    script,
    body: `${about}
<noscript><p>${say.noScript}</p></noscript>
<p class="buttons" id="key-state" hidden><button type="button" class="key">${say.key}</button> <span role="status">${say.hasNone}</span></p>
<div class="parts">
<nav aria-label="${say.contents}"><ul>
${parts.map(({ link }) => link).join('\n')}
</ul></nav>
<div>
${parts.map(({ section }) => section).join('\n')}
</div>
</div>
<dialog id="key-dialog" aria-labelledby="key-title" aria-describedby="key-about">
<form method="dialog">
<h2 id="key-title">${say.keyTitle}</h2>
<p id="key-about">${say.keyAbout}</p>
<p class="field"><label for="key">${say.keyLabel}</label><input id="key" type="password" autocomplete="off" spellcheck="false"></p>
<p class="buttons"><button type="submit" class="use">${say.use}</button> <button type="button" class="forget">${say.forget}</button> <button type="button" class="close">${say.close}</button></p>
</form>
</dialog>`,
  });
}
