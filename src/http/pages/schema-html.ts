import type { Schema } from '../openapi-schemas.ts';
import type { Language } from '../problem-text.ts';
import { escapeHtml, langOf } from './html.ts';
import { htmlOf } from './markdown.ts';
import type { Reader } from './reader.ts';

const words = {
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

/** What kind of value a schema asks, and its bounds: in one line of HTML. */
export function kindOf(schema: Schema, reader: Reader): string {
  const { language } = reader;
  return [nameOf(schema, reader), ...boundsOf(schema, language)].join(', ');
}

function nameOf(schema: Schema, reader: Reader): string {
  const say = words[reader.language];
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

/** Where a schema with a name is told of. */
function linkTo(reference: string, { to }: Reader): string {
  const name = reference.split('/').at(-1) ?? '';
  return `<a href="${to(`/docs/schemas#${name}`)}">${escapeHtml(name)}</a>`;
}

const value = (one: unknown) =>
  `<code>${escapeHtml(JSON.stringify(one).replace(/^"|"$/g, ''))}</code>`;

/** A pattern that says in a hard way what two words say. */
const noControls = '^[^\\u0000-\\u001f]+$';

function boundsOf(schema: Schema, language: Language): string[] {
  const say = words[language];
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
    // A format says more.
    ...(pattern === undefined || schema.format ? [] : [patternOf(pattern, language)]),
    ...('default' in schema ? [say.standard + value(schema.default)] : []),
  ];
}

function patternOf(pattern: unknown, language: Language): string {
  const say = words[language];
  return pattern === noControls ? say.noControls : say.pattern + value(pattern);
}

/** The fields of an object, each with what it is; those of an object within stand below it. */
export function fieldsOf(schema: Schema, reader: Reader): string {
  const { properties, required = [] } = schema;
  if (!properties) return '';
  const fields = Object.entries(properties).map(([name, field]) => {
    const optional = required.includes(name) ? '' : `, ${words[reader.language].optional}`;
    const within = field.type === 'array' && field.items ? field.items : field;
    const kind = `<span class="soft">${kindOf(field, reader)}${optional}</span>`;
    return `<dt><code>${escapeHtml(name)}</code></dt>
<dd>${kind}${told(field.description, reader)}${fieldsOf(within, reader)}</dd>`;
  });
  return `<dl>\n${fields.join('\n')}\n</dl>`;
}

/** Text of the description, which is English. */
export function told(text: string | undefined, { language, to }: Reader): string {
  if (!text) return '';
  const html = htmlOf(text, (target) => (target.startsWith('/') ? to(target) : undefined));
  return `<div${langOf('en', language)}>${html}</div>`;
}
