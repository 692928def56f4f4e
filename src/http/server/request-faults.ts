import AjvCompiler, { type BuildCompilerFromPool } from '@fastify/ajv-compiler';
import type { RequestFault } from '../../problem.ts';

/** One fault as ajv reports it. */
export interface AjvFault {
  readonly keyword: string;
  readonly instancePath: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly parentSchema?: {
    readonly properties?: Readonly<Record<string, unknown>>;
    readonly oneOf?: readonly unknown[];
  };
}

/** The most faults that are listed for one request. */
const mostFaults = 100;
/** With more values than this only the first fault of a request is reported, to limit the cost. */
const mostValues = 1000;

/** How requests are checked. */
export const requestOptions = {
  // With `strictNumbers` ajv does not apply limits to text that it converts to an infinite number.
  removeAdditional: false,
  coerceTypes: 'array',
  strictNumbers: false,
  // Of schemas that a word tells apart, only the one that is meant is checked.
  discriminator: true,
} as const;

/** Compiles the schemas of one application once, also for another in the same process. */
const build = AjvCompiler();

/**
 * Checks requests as Fastify does, but reports all faults at once. A valid request costs no more. For a request with
 * very many values only the first fault is reported.
 */
export const buildValidator: BuildCompilerFromPool = (externalSchemas, options) => {
  // JSON Type Definition is another schema language, which is not used here.
  if (options?.mode === 'JTD') return build(externalSchemas, options);
  // `verbose`: a fault has its schema with it, which has the names that are allowed there.
  const customOptions = { ...options?.customOptions, verbose: true };
  const first = build(externalSchemas, { ...options, customOptions });
  const all = build(externalSchemas, {
    ...options,
    customOptions: { ...customOptions, allErrors: true },
  });
  return (route) => {
    const quick = first(route);
    // Compiled at the first invalid request: most routes never get one.
    let whole: typeof quick | undefined;
    const isRight = (data: unknown): data is unknown => {
      if (quick(data)) return true;
      let { errors } = quick;
      if (hasFewValues(data)) {
        whole ??= all(route);
        if (!whole(data)) errors = whole.errors;
      }
      check.errors = (errors ?? []).slice(0, mostFaults);
      return false;
    };
    const { schema, schemaEnv } = quick;
    const check: typeof quick = Object.assign(isRight, { schema, schemaEnv });
    return check;
  };
};

function hasFewValues(data: unknown): boolean {
  let count = 0;
  const left: unknown[] = [data];
  for (let value = left.pop(); value !== undefined; value = left.pop()) {
    count += 1;
    if (count > mostValues) return false;
    if (typeof value !== 'object' || value === null) continue;
    const inside = Object.values(value);
    if (count + left.length + inside.length > mostValues) return false;
    left.push(...inside);
  }
  return true;
}

/**
 * The faults that ajv found: where, and what is expected there. They hold no value of the request, and no
 * unknown name: it may be the name of a child.
 *
 * @param part of the request, as `querystring`
 */
export function faultsOf(part: string, found: readonly AjvFault[]): RequestFault[] {
  const those = found.filter(({ keyword, params }) => {
    // For a value that may be null, the fault of the other type is more useful.
    return keyword !== 'anyOf' && !(keyword === 'type' && params.type === 'null');
  });
  return (those.length > 0 ? those : found).map((fault) => {
    const { keyword, instancePath, params } = fault;
    const names = instancePath.split('/').slice(1).map(safeName);
    if (typeof params.missingProperty === 'string') names.push(safeName(params.missingProperty));
    if (params.additionalProperty !== undefined) names.push(unnamed);
    if (keyword === 'discriminator') names.push(safeName(String(params.tag)));
    return { element: [part, ...names].join('/'), rule: keyword, params: asked(fault) };
  });
}

/** Replaces a name in a path that is unknown, or no plain word. */
const unnamed = '*';

function safeName(name: string): string {
  return /^(?:[A-Za-z][A-Za-z0-9]{0,39}|\d{1,6})$/.test(name) ? name : unnamed;
}

/** What the schema expects: limits, a format, a pattern, words, names. */
function asked({ keyword, params, parentSchema }: AjvFault): NonNullable<RequestFault['params']> {
  const known = ['limit', 'format', 'pattern', 'type', 'allowedValues', 'allowedValue'];
  const values = known
    .filter((name) => params[name] !== undefined)
    .map((name) => [name, [params[name]].flat().join(', ')]);
  if (params.additionalProperty !== undefined)
    values.push(['names', Object.keys(parentSchema?.properties ?? {}).join(', ') || '-']);
  if (keyword === 'discriminator')
    values.push(['words', wordsOf(String(params.tag), parentSchema?.oneOf ?? []).join(', ')]);
  return Object.fromEntries(values);
}

/** The words by which schemas are told apart. */
function wordsOf(tag: string, schemas: readonly unknown[]): string[] {
  return schemas.flatMap((schema) => {
    const { properties } = schema as { properties?: Record<string, { const?: string }> };
    return properties?.[tag]?.const ?? [];
  });
}
