import type { Schema } from '../openapi-schemas.ts';

/** What of the finished OpenAPI description the pages show. */
export interface Described {
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly tags: readonly { readonly name: string; readonly description: string }[];
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

/** An operation with the address at which it is called. */
export interface Call extends Operation {
  /** In small letters. */
  readonly method: string;
  /** With the version, and `{names}`. */
  readonly path: string;
  /** The description that it stands in. */
  readonly described: Described;
}

/** Every operation, in the order of the description. */
export function callsOf(described: Described): Call[] {
  return Object.entries(described.paths).flatMap(([path, { servers, ...item }]) =>
    Object.entries(item).map(([method, operation]) => ({
      ...operation,
      method,
      described,
      // What has servers of its own stands beside the version.
      path: servers ? path : `/v1${path}`,
    })),
  );
}

/** A body as an example shows it, as text. */
export function exampleText({ example, examples }: Content): string | undefined {
  const value = example ?? Object.values(examples ?? {})[0]?.value;
  if (value === undefined) return undefined;
  return typeof value === 'string' ? value.trimEnd() : JSON.stringify(value, null, 2);
}
