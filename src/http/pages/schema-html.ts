import { schemaWords } from '../../texts/pages/api-words.ts';
import type { Language } from '../../texts/problem-text.ts';
import type { Schema } from '../documentation/openapi-schemas.ts';
import { escapeHtml, langOf } from './html.ts';
import { htmlOf } from './markdown.ts';
import type { Reader } from './reader.ts';

/** The type of value that a schema expects, and its bounds, in one line of HTML. */
export function kindOf(schema: Schema, reader: Reader): string {
  const { language } = reader;
  return [nameOf(schema, reader), ...boundsOf(schema, language)].join(', ');
}

function nameOf(schema: Schema, reader: Reader): string {
  const say = schemaWords[reader.language];
  if (typeof schema.$ref === 'string') return linkTo(schema.$ref, reader);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.map((one) => kindOf(one, reader)).join(say.or);
  if ('const' in schema) return say.always + value(schema.const);
  if (schema.enum) return say.oneOf + schema.enum.map(value).join(', ');
  if (schema.type === 'array')
    return say.list + (schema.items ? kindOf(schema.items, reader) : say.anything);
  const byName = schema.additionalProperties;
  if (typeof byName === 'object' && byName !== null && !schema.properties)
    return say.byName + kindOf(byName as Schema, reader);
  const types = [schema.type ?? []].flat();
  if (types.length === 0) return say.anything;
  const format = schema.format ? ` (${escapeHtml(schema.format)})` : '';
  return types.map((type) => `<code>${type}</code>`).join(say.or) + format;
}

/** The link to the description of a schema with a name. */
function linkTo(reference: string, { to }: Reader): string {
  const name = reference.split('/').at(-1) ?? '';
  return `<a href="${to(`/docs/schemas#${name}`)}">${escapeHtml(name)}</a>`;
}

const value = (one: unknown) =>
  `<code>${escapeHtml(JSON.stringify(one).replace(/^"|"$/g, ''))}</code>`;

/** A pattern that the page shows in words. */
const noControls = '^[^\\u0000-\\u001f]+$';

function boundsOf(schema: Schema, language: Language): string[] {
  const say = schemaWords[language];
  const span = (least: unknown, most: unknown, what: string): string[] => {
    if (least === undefined && most === undefined) return [];
    if (least === undefined) return [`${say.most}${most}${what}`];
    if (most === undefined || most === Number.MAX_SAFE_INTEGER)
      return [`${say.least}${least}${what}`];
    return [least === most ? `${least}${what}` : `${least}–${most}${what}`];
  };
  const { pattern } = schema;
  return [
    ...span(schema.minLength, schema.maxLength, say.characters),
    ...span(schema.minimum, schema.maximum, ''),
    ...span(schema.minItems, schema.maxItems, say.items),
    // A format is clearer than its pattern.
    ...(pattern === undefined || schema.format ? [] : [patternOf(pattern, language)]),
    ...('default' in schema ? [say.standard + value(schema.default)] : []),
  ];
}

function patternOf(pattern: unknown, language: Language): string {
  const say = schemaWords[language];
  return pattern === noControls ? say.noControls : say.pattern + value(pattern);
}

/** The fields of an object, each with its description; fields of an inner object are listed below it. */
export function fieldsOf(schema: Schema, reader: Reader): string {
  const { properties, required = [] } = schema;
  if (!properties) return '';
  const fields = Object.entries(properties).map(([name, field]) => {
    const optional = required.includes(name) ? '' : `, ${schemaWords[reader.language].optional}`;
    const within = field.type === 'array' && field.items ? field.items : field;
    const kind = `<span class="soft">${kindOf(field, reader)}${optional}</span>`;
    return `<dt><code>${escapeHtml(name)}</code></dt>
<dd>${kind}${descriptionHtml(field.description, reader)}${fieldsOf(within, reader)}</dd>`;
  });
  return `<dl>\n${fields.join('\n')}\n</dl>`;
}

/** A text of the OpenAPI description, which is English, as HTML. */
export function descriptionHtml(text: string | undefined, { language, to }: Reader): string {
  if (!text) return '';
  const html = htmlOf(text, (target) => (target.startsWith('/') ? to(target) : undefined));
  return `<div${langOf('en', language)}>${html}</div>`;
}
