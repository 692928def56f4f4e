/** The parts of a JSON schema that are used here. */
export interface Schema {
  title?: string;
  description?: string;
  type?: string | readonly string[];
  format?: string;
  const?: unknown;
  default?: unknown;
  enum?: readonly unknown[];
  example?: unknown;
  examples?: readonly unknown[];
  minimum?: number;
  properties?: Readonly<Record<string, Schema>>;
  required?: readonly string[];
  items?: Schema;
  anyOf?: readonly Schema[];
  oneOf?: readonly Schema[];
  [keyword: string]: unknown;
}

/**
 * Moves every schema with a title to the components, under that title, and leaves a reference to it.
 *
 * @throws when two schemas of one title differ in more than their description and examples
 */
export function nameSchemas<T extends object>(description: T): T {
  const named = new Map<string, { readonly schema: Schema; readonly text: string }>();

  const name = (schema: Schema): unknown => {
    const { title, ...rest } = schema;
    if (title === undefined) return schema;
    const { description: own, example: _, examples: _more, ...same } = rest;
    const text = JSON.stringify(same);
    const known = named.get(title);
    if (known && known.text !== text)
      throw new Error(
        `Two schemas of the API have the title ${title}, and differ: ${known.text} and ${text}`,
      );
    // Keeps the examples of the first one that has any.
    if (!known || (!known.schema.examples && schema.examples))
      named.set(title, { schema: { ...rest, ...known?.schema, ...pick(schema) }, text });
    const first = named.get(title)?.schema.description;
    const $ref = `#/components/schemas/${title}`;
    return own === undefined || own === first ? { $ref } : { $ref, description: own };
  };

  // From the inside out, so that schemas with a name hold references too.
  const walk = (value: unknown, isSchema: boolean): unknown => {
    if (Array.isArray(value)) return value.map((one) => walk(one, isSchema));
    if (typeof value !== 'object' || value === null) return value;
    const walked = Object.fromEntries(
      Object.entries(value).map(([key, one]) => {
        if (valueKeys.has(key)) return [key, one];
        if (mapKeys.has(key) && isSchema)
          return [key, mapped(one as object, (inner) => walk(inner, true))];
        return [key, walk(one, isSchema || key === 'schema')];
      }),
    );
    return isSchema ? name(withNullAsType(walked)) : walked;
  };

  const paths = walk((description as { paths?: object }).paths, false);
  const { components = {} } = description as { components?: object };
  const schemas = Object.fromEntries(
    [...named].map(([title, { schema }]) => [title, schema] as const).sort(byName),
  );
  return { ...description, paths, components: { ...components, schemas } };
}

/** Keys whose values are data, not schemas. */
const valueKeys: ReadonlySet<string> = new Set(['example', 'examples', 'enum', 'const', 'default']);
/** Keys whose values are maps from names to schemas. */
const mapKeys: ReadonlySet<string> = new Set(['properties']);

function mapped(map: object, change: (value: unknown) => unknown): object {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}

function pick({ examples }: Schema): Pick<Schema, 'examples'> {
  return examples ? { examples } : {};
}

function byName([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1;
}

/** Turns `anyOf` a schema and null into one schema, so that its format is where programs look for it. */
function withNullAsType(schema: Schema): Schema {
  const { anyOf, ...rest } = schema;
  if (anyOf?.length !== 2) return schema;
  const other = anyOf.find(({ type }) => type !== 'null');
  if (!other || other === anyOf[1] || typeof other.type !== 'string') return schema;
  if (other.type === 'object' || other.enum || 'const' in other) return schema;
  return { ...other, ...rest, type: [other.type, 'null'] };
}
