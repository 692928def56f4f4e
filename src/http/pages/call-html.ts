import { type Caller, callersOf } from '../access.ts';
import type { Language } from '../problem-text.ts';
import { callNames } from './call-names.ts';
import { type Call, exampleText, type Response } from './described.ts';
import { escapeHtml, langOf } from './html.ts';
import type { Reader } from './reader.ts';
import { fieldsOf, kindOf, told } from './schema-html.ts';
import { tryForm } from './try-form.ts';

const words = {
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
    old: 'Deprecated: something comes in its place.',
    link: 'Link to this call',
  },
} as const;

const callerNames: Readonly<Record<Caller, Readonly<Record<Language, string>>>> = {
  party: { nl: 'een partij', en: 'a party' },
  itself: { nl: 'de partij zelf', en: 'the party itself' },
  operator: { nl: 'een operator', en: 'an operator' },
  auditor: { nl: 'een auditor', en: 'an auditor' },
  administrator: { nl: 'een beheerder', en: 'an administrator' },
};

/** Who may make a call: the part of its description that is told apart here. */
const callersInDescription = /\n*For: [^\n]*$/;

/** A call, closed until somebody opens it; it opens by itself for who comes by its address. */
export function callHtml(call: Call, reader: Reader): string {
  const { method, path, operationId, summary, description, deprecated } = call;
  const { language } = reader;
  const say = words[language];
  const dutch = language === 'nl' ? callNames[operationId] : undefined;
  const name = dutch ? dutch : `<span${langOf('en', language)}>${escapeHtml(summary)}</span>`;
  const callers = callersOf(method.toUpperCase(), path.replace(/\{(\w+)\}/g, ':$1'));
  const who =
    callers === 'anyone'
      ? say.anyone
      : `${say.with}${callers.map((caller) => callerNames[caller][language]).join(', ')}.`;
  return `<details>
<summary><h3><span class="method ${method}">${method.toUpperCase()}</span> <code>${breakable(path)}</code> <span class="summary">${name}</span></h3></summary>
<div class="inside" id="${operationId}">
${deprecated ? `<p><strong>${say.old}</strong></p>` : ''}
${told(description?.replace(callersInDescription, ''), reader)}
<p><strong>${say.callers}</strong> ${who}</p>
${parametersOf(call, reader)}
${bodyOf(call, reader)}
${tryForm(call, callers !== 'anyone', reader)}
<h4>${say.answers}</h4>
<dl class="answers">
${Object.entries(call.responses)
  .map(([status, response]) => answerOf(status, response, reader))
  .join('\n')}
</dl>
<p><a href="#${operationId}">${say.link}</a></p>
</div>
</details>`;
}

/** An address that may go on on the next line after each step. */
const breakable = (path: string) => escapeHtml(path).replaceAll('/', '<wbr>/');

function parametersOf({ parameters = [] }: Call, reader: Reader): string {
  if (parameters.length === 0) return '';
  const say = words[reader.language];
  const rows = parameters.map(({ name, in: place, required, description, schema }) => {
    const where = say.places[place as keyof typeof say.places];
    const must = required ? `, <strong>${say.required}</strong>` : '';
    return `<dt><code>${escapeHtml(name)}</code></dt>
<dd><span class="soft">${where}, ${kindOf(schema, reader)}${must}</span>${told(description ?? schema.description, reader)}</dd>`;
  });
  return `<h4>${say.parameters}</h4>\n<dl>\n${rows.join('\n')}\n</dl>`;
}

function bodyOf({ requestBody, described }: Call, reader: Reader): string {
  if (!requestBody) return '';
  const say = words[reader.language];
  const [content] = Object.values(requestBody.content);
  if (!content) return '';
  const types = Object.keys(requestBody.content).map((type) => `<code>${type}</code>`);
  const name =
    String(content.schema.$ref ?? '')
      .split('/')
      .at(-1) ?? '';
  const fields = fieldsOf(described.components.schemas[name] ?? content.schema, reader);
  const what = name ? `: ${kindOf(content.schema, reader)}` : '';
  return `<h4>${say.body}</h4>
<p>${types.join(', ')}${what}. ${requestBody.required === false ? say.bodyOptional : ''}</p>
${fields}
${exampleHtml(exampleText(content), reader)}`;
}

function answerOf(status: string, response: Response, reader: Reader): string {
  const { description, content = {}, headers = {} } = response;
  const { language, to } = reader;
  const bodies = Object.entries(content).map(([type, body]) => {
    if (Number(status) >= 400)
      return `<p>${Object.keys(body.examples ?? {})
        .map((code) => `<a href="${to(`/docs/problems/${code}`)}"><code>${code}</code></a>`)
        .join(', ')}</p>`;
    const what = body.schema.$ref ? `: ${kindOf(body.schema, reader)}` : '';
    return `<p><code>${type}</code>${what}</p>${exampleHtml(exampleText(body), reader)}`;
  });
  // What every answer has is told at the top of the page.
  const own = Object.entries(headers).filter(([, header]) => !header.$ref);
  const told = own.map(
    ([name, header]) =>
      `<code>${escapeHtml(name)}</code> (<span${langOf('en', language)}>${escapeHtml(header.description ?? '')}</span>)`,
  );
  return `<dt>${status}</dt>
<dd><span${langOf('en', language)}>${escapeHtml(description)}</span>
${told.length > 0 ? `<p>${words[language].headers}${told.join(', ')}</p>` : ''}
${bodies.join('\n')}</dd>`;
}

function exampleHtml(text: string | undefined, { language }: Reader): string {
  if (text === undefined) return '';
  return `<details class="example"><summary>${words[language].example}</summary>\n<pre>${escapeHtml(text)}</pre></details>`;
}
