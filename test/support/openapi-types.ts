import type { Description } from './openapi.ts';

/**
 * The named schemas of a description as types of TypeScript, as software that is made of it has them. (The
 * package openapi-typescript would bring a second TypeScript; what it gives is alike.)
 */
export function typesOf(description: Description): string {
  return Object.entries<Description>(description.components.schemas)
    .map(([name, schema]) => `export type ${name} = ${typeOf(schema)};`)
    .join('\n');
}

function typeOf(schema: Description): string {
  if (schema.$ref) return schema.$ref.replace('#/components/schemas/', '');
  if ('const' in schema) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((one: unknown) => JSON.stringify(one)).join(' | ');
  if (schema.anyOf) return `(${schema.anyOf.map(typeOf).join(' | ')})`;
  if (Array.isArray(schema.type))
    return `(${schema.type.map((type: string) => typeOf({ ...schema, type })).join(' | ')})`;
  switch (schema.type) {
    case 'object':
      return objectOf(schema);
    case 'array':
      return `readonly ${typeOf(schema.items)}[]`.replace(
        /^readonly (.* \| .*)\[\]$/,
        'readonly ($1)[]',
      );
    case 'integer':
    case 'number':
      return 'number';
    case 'string':
    case 'boolean':
    case 'null':
      return schema.type;
    default:
      throw new Error(`There is no type of a schema with ${Object.keys(schema).join(', ')}.`);
  }
}

function objectOf({ properties, required = [], additionalProperties }: Description): string {
  if (!properties || Object.keys(properties).length === 0) {
    if (additionalProperties === false) return 'Record<string, never>';
    const more =
      typeof additionalProperties === 'object' ? typeOf(additionalProperties) : 'unknown';
    return `Readonly<Record<string, ${more}>>`;
  }
  const fields = Object.entries<Description>(properties).map(
    ([name, one]) => `readonly ${name}${required.includes(name) ? '' : '?'}: ${typeOf(one)};`,
  );
  return `{ ${fields.join(' ')} }`;
}
