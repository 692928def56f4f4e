import { tryFormWords } from '../../texts/pages/api-words.ts';
import type { Schema } from '../documentation/openapi-schemas.ts';
import { type Call, exampleText, type Parameter } from './described.ts';
import { escapeHtml } from './html.ts';
import type { Reader } from './reader.ts';

/** The form with which `browser/try.js` makes a call. It stays hidden without that script. */
export function tryForm(call: Call, needsKey: boolean, reader: Reader): string {
  const { method, path, operationId: id, parameters = [], described } = call;
  const say = tryFormWords[reader.language];
  const fields = parameters.map((parameter) =>
    fieldHtml(`${id}-${parameter.name}`, parameter, say, described.components.schemas),
  );
  return `<form class="try" hidden data-method="${method.toUpperCase()}" data-path="${reader.at(path)}">
<h4>${say.title}</h4>
${fields.join('\n')}
${bodyHtml(call, reader)}
<p class="buttons">${needsKey ? `<button type="button" class="key">${say.key}</button> ` : ''}<button type="submit">${say.send}</button></p>
<p class="said" role="status"></p>
<div class="answer" hidden>
<p><a class="explain" hidden>${say.explain}</a></p>
<h5>${say.answer}</h5>
<pre class="body" tabindex="0" role="group" aria-label="${say.answer}"></pre>
<p><a class="save">${say.save}</a></p>
<h5>${say.headers}</h5>
<pre class="headers"></pre>
</div>
</form>`;
}

type Words = (typeof tryFormWords)[keyof typeof tryFormWords];

function fieldHtml(
  id: string,
  { name, in: place, required, schema }: Parameter,
  say: Words,
  schemas: Readonly<Record<string, Schema>>,
): string {
  const whole =
    schemas[
      String(schema.$ref ?? '')
        .split('/')
        .at(-1) ?? ''
    ] ?? schema;
  const choices = whole.type === 'boolean' ? [true, false] : whole.enum;
  const own = `id="${id}" name="${escapeHtml(name)}" data-in="${place}"${required ? ' required' : ''}`;
  const empty = required ? '' : `<option value="">${say.none}</option>`;
  const field = choices
    ? `<select ${own}>${empty}${choices.map((one) => `<option>${escapeHtml(String(one))}</option>`).join('')}</select>`
    : `<input ${own} autocomplete="off" spellcheck="false">`;
  return `<p class="field"><label for="${id}"><code>${escapeHtml(name)}</code>${required ? ` ${say.required}` : ''}</label>${field}</p>`;
}

function bodyHtml({ requestBody, operationId: id }: Call, { language }: Reader): string {
  if (!requestBody) return '';
  const say = tryFormWords[language];
  const types = Object.keys(requestBody.content);
  const [content] = Object.values(requestBody.content);
  const isXml = types.includes('application/xml');
  const required = requestBody.required === false ? '' : ` ${say.required}`;
  const type =
    types.length > 1
      ? `<p class="field"><label for="${id}-type">${say.type}</label><select id="${id}-type" class="type">${types.map((one) => `<option>${one}</option>`).join('')}</select></p>`
      : `<input type="hidden" class="type" value="${types[0]}">`;
  const hint = isXml
    ? `<span id="${id}-hint" class="soft">${say.paste} ${say.from} <a href="#getTemplate"><code>GET /v1/templates/{type}</code></a>.</span>`
    : '';
  const text = isXml || !content ? '' : escapeHtml(exampleText(content) ?? '');
  const file = isXml
    ? `<p class="field"><label for="${id}-file">${say.file}</label><input type="file" id="${id}-file" class="file"></p>
<p class="file-used" hidden>${say.fileUsed} <button type="button">${say.dropFile}</button></p>`
    : '';
  return `${type}
<p class="field"><label for="${id}-body">${say.body}${required}</label>${hint}<textarea id="${id}-body" class="text" rows="10" spellcheck="false"${isXml ? ` aria-describedby="${id}-hint"` : ''}>${text}</textarea></p>
${file}`;
}
