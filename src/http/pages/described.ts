import type { Schema } from '../documentation/openapi-schemas.ts';
import type { Access, RouteTable } from '../server/access.ts';

/** The parts of the OpenAPI description that the pages show. */
export interface Described {
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly headers: Readonly<Record<string, Header>>;
  };
}

type PathItem = Readonly<Record<string, Operation>> & { readonly servers?: unknown };

export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly deprecated?: boolean;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: {
    readonly required?: boolean;
    readonly content: Readonly<Record<string, Content>>;
  };
  readonly responses: Readonly<Record<string, Response>>;
}

export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: Schema;
}

export interface Content {
  readonly schema: Schema;
  readonly example?: unknown;
  readonly examples?: Readonly<
    Record<string, { readonly value?: unknown; readonly $ref?: string }>
  >;
}

export interface Response {
  readonly description: string;
  readonly headers?: Readonly<Record<string, Header>>;
  readonly content?: Readonly<Record<string, Content>>;
}

export interface Header {
  readonly description?: string;
  readonly schema?: Schema;
  readonly $ref?: string;
}

/** An operation with its method and path. */
export interface Call extends Operation {
  /** In lower case. */
  readonly method: string;
  /** With the version, and `{names}`. */
  readonly path: string;
  /** Who may call it. */
  readonly access: Access;
  /** Its purpose, in Dutch. */
  readonly dutch: string | undefined;
  /** The description that it is part of. */
  readonly described: Described;
}

/** All operations, in the order of the description, with the config of their routes. */
export function callsOf(described: Described, routes: RouteTable): Call[] {
  return Object.entries(described.paths).flatMap(([path, { servers, ...item }]) =>
    Object.entries(item).map(([method, operation]) => {
      // A path with its own servers has no version in it.
      const whole = servers ? path : `/v1${path}`;
      const route = `${method.toUpperCase()} ${whole.replace(/\{(\w+)\}/g, ':$1')}`;
      const config = routes.get(route);
      if (!config) throw new Error(`${route} is described, and no route`);
      const { access, dutch } = config;
      return { ...operation, method, path: whole, access, dutch, described };
    }),
  );
}

/** The example of a body, as text. */
export function exampleText({ example, examples }: Content): string | undefined {
  const value = example ?? Object.values(examples ?? {})[0]?.value;
  if (value === undefined) return undefined;
  return typeof value === 'string' ? value.trimEnd() : JSON.stringify(value, null, 2);
}
