import AjvCompiler from '@fastify/ajv-compiler';
import type { RequestFault } from '../problem.ts';

/** What ajv says of one fault. */
export interface AjvFault {
  readonly keyword: string;
  readonly instancePath: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Faults of one request that are named. */
const mostFaults = 100;
/** Values of a request of which all faults are looked for; of more only the first: each costs. */
const mostValues = 1000;

/** Compiles the schema of a part of a route into what checks it. */
type Compile = (route: unknown) => Check;

/** Of Fastify: schemas that others refer to, and the options of ajv. */
interface AjvSettings {
  readonly customOptions?: object;
}

/**
 * Checks requests as Fastify does by itself, and names all that is wrong at once. A request that is right
 * costs no more; one with very many values is told its first fault only.
 */
export function buildValidator(externalSchemas: object, settings: AjvSettings): Compile {
  const build = AjvCompiler() as unknown as (schemas: object, settings: AjvSettings) => Compile;
  const first = build(externalSchemas, settings);
  const all = build(externalSchemas, {
    ...settings,
    customOptions: { ...settings.customOptions, allErrors: true },
  });
  return (route) => {
    const quick = first(route);
    // Made when the first request is wrong: most never are.
    let whole: Check | undefined;
    const check: Check = (data) => {
      if (quick(data)) return true;
      let { errors } = quick;
      if (hasFewValues(data)) {
        whole ??= all(route);
        if (!whole(data)) errors = whole.errors;
      }
      check.errors = (errors ?? []).slice(0, mostFaults);
      return false;
    };
    return check;
  };
}

interface Check {
  (data: unknown): boolean;
  errors?: readonly AjvFault[] | null;
}

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
 * What ajv found, in our words: where, and what was asked there. Holds no value of the request; a name
 * that we do not know only when it is a word written as ours are: no name of a person, and no number.
 *
 * @param part of the request, as `querystring`
 */
export function faultsOf(part: string, found: readonly AjvFault[]): RequestFault[] {
  const those = found.filter(({ keyword, params }) => {
    // Of something that may be null, what is asked of it otherwise says more.
    return keyword !== 'anyOf' && !(keyword === 'type' && params.type === 'null');
  });
  return (those.length > 0 ? those : found).map(({ keyword, instancePath, params }) => {
    const names = instancePath.split('/').slice(1);
    const { missingProperty: missing, additionalProperty: unknown } = params;
    const told = names.map(safeName);
    if (typeof missing === 'string') told.push(safeName(missing));
    if (typeof unknown === 'string')
      told.push(/^[a-z][A-Za-z]{0,39}$/.test(unknown) ? unknown : unnamed);
    const element = [part, ...told].join('/');
    return { element, rule: keyword, params: asked(params) };
  });
}

/** What stands in a path for a name that is no plain word. */
const unnamed = '*';

function safeName(name: string): string {
  return /^(?:[A-Za-z][A-Za-z0-9]{0,39}|\d{1,6})$/.test(name) ? name : unnamed;
}

/** What our schema asks for: limits, a format, a pattern, words. */
function asked(params: AjvFault['params']): NonNullable<RequestFault['params']> {
  const known = ['limit', 'format', 'pattern', 'type', 'allowedValues', 'allowedValue'];
  return Object.fromEntries(
    known
      .filter((name) => params[name] !== undefined)
      .map((name) => [name, [params[name]].flat().join(', ')]),
  );
}
