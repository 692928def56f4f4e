import { callerNames, callWords } from '../../texts/pages/api-words.ts';
import { type Call, exampleText, type Response } from './described.ts';
import { escapeHtml, langOf } from './html.ts';
import type { Reader } from './reader.ts';
import { descriptionHtml, fieldsOf, kindOf } from './schema-html.ts';
import { tryForm } from './try-form.ts';

/** The sentence of a description that says who may call; the page shows it separately. */
const callersInDescription = /\n*For: [^\n]*$/;

/** A call as HTML, collapsed until the reader opens it, or follows a link to it. */
export function callHtml(call: Call, reader: Reader): string {
  const { method, path, operationId, summary, description, deprecated, access } = call;
  const { language } = reader;
  const say = callWords[language];
  const dutch = language === 'nl' ? call.dutch : undefined;
  const name = dutch ? dutch : `<span${langOf('en', language)}>${escapeHtml(summary)}</span>`;
  const who =
    access === 'anyone'
      ? say.anyone
      : `${say.with}${access.map((caller) => callerNames[caller][language]).join(', ')}.`;
  return `<details>
<summary><h3><span class="method ${method}">${method.toUpperCase()}</span> <code>${breakable(path)}</code> <span class="summary">${name}</span></h3></summary>
<div class="inside" id="${operationId}">
${deprecated ? `<p><strong>${say.old}</strong></p>` : ''}
${descriptionHtml(description?.replace(callersInDescription, ''), reader)}
<p><strong>${say.callers}</strong> ${who}</p>
${parametersOf(call, reader)}
${bodyOf(call, reader)}
${tryForm(call, access !== 'anyone', reader)}
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

/** A path that may break into lines after each slash. */
const breakable = (path: string) => escapeHtml(path).replaceAll('/', '<wbr>/');

function parametersOf({ parameters = [] }: Call, reader: Reader): string {
  if (parameters.length === 0) return '';
  const say = callWords[reader.language];
  const rows = parameters.map(({ name, in: place, required, description, schema }) => {
    const where = say.places[place as keyof typeof say.places];
    const must = required ? `, <strong>${say.required}</strong>` : '';
    return `<dt><code>${escapeHtml(name)}</code></dt>
<dd><span class="soft">${where}, ${kindOf(schema, reader)}${must}</span>${descriptionHtml(description ?? schema.description, reader)}</dd>`;
  });
  return `<h4>${say.parameters}</h4>\n<dl>\n${rows.join('\n')}\n</dl>`;
}

function bodyOf({ requestBody, described }: Call, reader: Reader): string {
  if (!requestBody) return '';
  const say = callWords[reader.language];
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
  // Headers of every answer are described at the top of the page.
  const own = Object.entries(headers).filter(([, header]) => !header.$ref);
  const ownHeaders = own.map(
    ([name, header]) =>
      `<code>${escapeHtml(name)}</code> (<span${langOf('en', language)}>${escapeHtml(header.description ?? '')}</span>)`,
  );
  return `<dt>${status}</dt>
<dd><span${langOf('en', language)}>${escapeHtml(description)}</span>
${ownHeaders.length > 0 ? `<p>${callWords[language].headers}${ownHeaders.join(', ')}</p>` : ''}
${bodies.join('\n')}</dd>`;
}

function exampleHtml(text: string | undefined, { language }: Reader): string {
  if (text === undefined) return '';
  return `<details class="example"><summary>${callWords[language].example}</summary>\n<pre>${escapeHtml(text)}</pre></details>`;
}
