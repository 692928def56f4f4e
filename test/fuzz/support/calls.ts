import { asCalled } from '../../support/openapi.ts';
import { must, type OpenTarget } from '../engine/target.ts';
import { checkAnswer, useWorld, type World } from './world.ts';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'] as const;

/** Who calls: names of keys of {@link World}. */
export const callers = [
  ...['party', 'gemeente', 'token', 'operator', 'auditor', 'administrator', 'nobody'],
] as const;

/**
 * Calls as text: a line with who calls, a method and an address, and then a body of JSON if there is one;
 * `operator GET /v1/operations/messages?limit=1`.
 */
export class Calls implements OpenTarget {
  readonly seeds: readonly string[];
  readonly #world: World;

  private constructor(world: World, seeds: readonly string[]) {
    this.#world = world;
    this.seeds = seeds;
  }

  /** @param seedsIn makes seeds of the description of the API, as its routes give it */
  static async open(seedsIn: (paths: Paths) => string[]): Promise<Calls> {
    const world = await useWorld();
    const { text = '' } = await world.ask({ url: '/v1/openapi.json' });
    return new Calls(world, seedsIn(asCalled(JSON.parse(text)).paths));
  }

  async run(input: Buffer): Promise<string | undefined> {
    const [line = '', ...rest] = input.toString('latin1').split('\n');
    const [, name, verb, path = ''] = /^(\S*) (\S*) (.*)$/.exec(line) ?? [];
    const who = callers.find((one) => one === name) ?? 'party';
    const method = methods.find((one) => one === verb) ?? 'GET';
    const url = this.#world.fillIn(path);
    if (!URL.canParse(url, 'http://localhost') || !url.startsWith('/')) return undefined;
    // What is there must stay what it is: only other parties are made and changed.
    if (who === 'administrator' && method !== 'GET' && !url.startsWith('/v1/parties/9'))
      return undefined;
    const body = Buffer.from(this.#world.fillIn(rest.join('\n')), 'latin1');
    const authorization = this.#world.fillIn(`{${who}}`);
    // Who waits for news is gone soon.
    const gone = AbortSignal.timeout(100);
    const answer = await this.#world
      .ask({
        method,
        url,
        headers: { authorization, ...(body.length > 0 && { 'content-type': 'application/json' }) },
        ...(body.length > 0 && { body }),
        ...(/wait/i.test(url) && { signal: gone }),
      })
      .catch((error: unknown) => {
        if (gone.aborted) return undefined;
        throw error;
      });
    if (!answer) return undefined;
    const label = `${who} ${method} ${checkAnswer(this.#world, answer)}`;
    if (!['party', 'gemeente', 'token'].includes(who)) return label;
    // What the caller named itself may be repeated.
    const asked = this.#world.fillIn(input.toString('latin1'));
    // Who is connected everybody may know. Letters of the path may be written as %61.
    if (method === 'GET' && /^\/v1\/parties(?:\/\d+)?$/.test(pathOf(url))) return label;
    const strange = this.#world.foreign.find((one) => answer.text?.includes(one));
    must(!strange || asked.includes(strange), 'something of another party is shown');
    return label;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#world[Symbol.asyncDispose]();
  }
}

/** The path of an address, its encoded letters read as the router reads them. */
function pathOf(url: string): string {
  const { pathname } = new URL(url, 'http://localhost');
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
}

/** What a description of the API (OpenAPI) says of its routes, as far as it is looked at. */
export type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

interface Operation {
  readonly parameters?: readonly { name: string; in: string; schema?: Schema }[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, { schema?: Schema }>> };
}

export interface Schema {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
}

/** Who may call a route, and an address of it where something is. */
export function beginningOf(method: string, path: string): string {
  const who = path.includes('/operations/')
    ? 'operator'
    : path.includes('/parties')
      ? 'administrator'
      : path.includes('/ledger/')
        ? 'auditor'
        : 'party';
  const kind = /\/(allocations|replays|redeliveries)\//.exec(path)?.[1] ?? 'messages';
  const names: Record<string, string> = {
    ...{ allocations: 'allocation', replays: 'replay', redeliveries: 'redelivery' },
    messages: method === 'post' ? 'failed' : 'message',
  };
  const code = method === 'get' ? '12345678' : '90000001';
  return `${who} ${method.toUpperCase()} ${path.replace('{id}', `{${names[kind]}}`).replace('{code}', code)}`;
}

/** Values that a schema allows, at its borders too, or nearly allows; the first one is ordinary. */
export function valuesOf(schema: Schema): unknown[] {
  const { type, format, pattern, minimum, maximum } = schema;
  if (typeof type === 'object') return type.flatMap((one) => valuesOf({ ...schema, type: one }));
  if (schema.anyOf) return schema.anyOf.flatMap((one) => valuesOf(one).slice(0, 2));
  if (schema.enum) return schema.enum.slice(0, 2);
  if (schema.properties) return [exampleOf(schema)];
  if (schema.items) return [[valuesOf(schema.items)[0]], []];
  if (type === 'null') return [null];
  if (type === 'integer') return [1, minimum ?? 0, maximum ?? 1000];
  if (type === 'boolean') return [true, false];
  if (format === 'date') return ['2024-02-29', '9999-12-31'];
  if (format === 'date-time') return ['2024-02-05T10:00:00Z', '2099-12-31T23:59:60-23:59'];
  if (format === 'uuid') return ['{message}'];
  if (pattern?.includes('{9}')) return ['999901254'];
  if (pattern?.includes('{8}')) return ['12345678', '0363'];
  if (pattern?.includes('{4}')) return ['0363'];
  return ['{message-cursor}', 'x'];
}

/** An object with all its properties. */
export function exampleOf({ properties = {} }: Schema): object {
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, valuesOf(schema)[0]]),
  );
}
