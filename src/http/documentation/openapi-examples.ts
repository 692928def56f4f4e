import type { Schema } from './openapi-schemas.ts';

/** Marks a text without an example; a test finds it. */
export const noExample = '(?)';

const ofFormats: Readonly<Record<string, string>> = {
  uuid: '01a20563-607e-7aa1-b735-07c007c906ff',
  'date-time': '2026-11-02T09:30:00.000Z',
  date: '2026-11-02',
};

/** An example that fits a schema: its own, or composed of the examples of its parts. */
export function exampleOf(schema: Schema): unknown {
  if (schema.examples?.length) return schema.examples[0];
  if ('example' in schema) return schema.example;
  if ('const' in schema) return schema.const;
  if (schema.enum) return schema.enum[0];
  if ('default' in schema) return schema.default;
  const [first] = schema.anyOf ?? schema.oneOf ?? [];
  if (first) return exampleOf(first);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  switch (type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, one]) => [name, exampleOf(one)]),
      );
    case 'array':
      return schema.items ? [exampleOf(schema.items)] : [];
    case 'integer':
    case 'number':
      return schema.minimum ?? 1;
    case 'boolean':
      return false;
    case 'null':
      return null;
    default:
      return ofFormats[schema.format ?? ''] ?? noExample;
  }
}
