import type { ProblemCode } from '../problem.ts';
import { exampleOf } from './openapi-examples.ts';
import { commonHeaders, headerRefs } from './openapi-headers.ts';
import { nameSchemas, type Schema } from './openapi-schemas.ts';
import { exampleDetails } from './problem-examples.ts';
import { problemTexts } from './problem-texts.ts';
import { problemBody } from './problems.ts';
import type { PublicAddress } from './public-address.ts';
import { problemCodes } from './schemas.ts';

/** What of an OpenAPI description is looked at here. */
export interface Description {
  paths: Record<string, PathItem>;
  components?: { schemas?: Record<string, Schema>; headers?: object };
}
type PathItem = Record<string, unknown>;
interface Operation {
  operationId?: string;
  parameters?: { schema?: Schema; required?: boolean }[];
  requestBody?: { required?: boolean; content: Record<string, Media> };
  responses: Record<string, Response>;
}
interface Response {
  headers?: Record<string, unknown>;
  content?: Record<string, Media>;
}
export interface Media {
  schema: Schema;
  example?: unknown;
  examples?: Record<string, unknown>;
  [problemCodes]?: readonly ProblemCode[];
}

const version = '/v1';

/**
 * Where the API is. The version stands in the address of the server, as the Dutch rules want it. Without
 * PUBLIC_URL that is relative to the address of the description: so it is right wherever somebody reads
 * it, while the address that the process listens on may be one that nobody else reaches.
 */
export function serversOf({ url, at }: PublicAddress): { url: string }[] {
  return [{ url: `${url ?? at('')}${version}` }];
}

/**
 * Makes the description whole: ids of operations, headers, examples, the problems in words, and a name
 * for each schema with a title.
 *
 * @throws when two schemas of one name differ
 */
export function finish(description: Description, address: PublicAddress): Description {
  const paths: Description['paths'] = {};
  for (const [path, item] of Object.entries(description.paths)) {
    for (const [method, operation] of Object.entries(item))
      finishOperation(operation as Operation, method, path);
    if (path.startsWith(`${version}/`)) paths[path.slice(version.length)] = item;
    // What machines ask has no version, and stands beside it.
    else paths[path] = { ...item, servers: [{ url: address.url ?? (address.at('') || '/') }] };
  }
  const components = {
    ...description.components,
    headers: commonHeaders,
    examples: problemExamples(address),
  };
  return nameSchemas({ ...description, paths, components });
}

function finishOperation(operation: Operation, method: string, path: string): void {
  operation.operationId ??= operationIdOf(method, path);
  const { requestBody, parameters = [] } = operation;
  for (const parameter of parameters)
    if (parameter.schema && 'default' in parameter.schema) parameter.required = false;
  if (requestBody) {
    for (const media of Object.values(requestBody.content)) {
      if (media.schema.anyOf?.some(({ type }) => type === 'null')) {
        requestBody.required = false;
        media.schema = media.schema.anyOf.find(({ type }) => type !== 'null') as Schema;
      }
      media.schema = withDefaultsLeftOut(media.schema);
      showExample(media);
    }
  }
  for (const [status, response] of Object.entries(operation.responses)) {
    const isProblem = Number(status) >= 400;
    response.headers = { ...headerRefs(Number(status), isProblem), ...response.headers };
    for (const media of Object.values(response.content ?? {})) {
      // It stands with the response.
      if (!isProblem) media.schema = withoutDescription(media.schema);
      const codes = media[problemCodes];
      if (codes) media.examples = referencesTo(codes);
      delete media[problemCodes];
      showExample(media);
    }
  }
}

/** For who reads an answer what has a default is always there; who asks may leave it out. */
function withDefaultsLeftOut(schema: Schema): Schema {
  const { required, properties = {} } = schema;
  if (!required) return schema;
  const names = required.filter((name) => !('default' in (properties[name] ?? {})));
  return { ...schema, required: names };
}

function withoutDescription({ description: _, ...schema }: Schema): Schema {
  return schema;
}

function showExample(media: Media): void {
  if (media.example === undefined && media.examples === undefined)
    media.example = exampleOf(media.schema);
}

function referencesTo(codes: readonly ProblemCode[]) {
  return Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }]));
}

/** How each problem reads, in English. */
function problemExamples({ problem }: PublicAddress) {
  return Object.fromEntries(
    (Object.keys(problemTexts) as ProblemCode[]).map((code) => {
      const value = problemBody(code, exampleDetails(code), 'en', problem);
      return [code, { summary: value.title, value }];
    }),
  );
}

const verbs: Readonly<Record<string, string>> = {
  get: 'get',
  post: 'create',
  put: 'put',
  patch: 'update',
  delete: 'delete',
};

/**
 * The id of an operation, a verb first: `createMessage` for POST /v1/messages, `getMessageContent` for GET
 * /v1/messages/{id}/content. Software that is made of the description names its functions so.
 */
export function operationIdOf(method: string, path: string): string {
  const steps = path
    .replace(/^\/v\d+/, '')
    .split('/')
    .filter(Boolean);
  const nouns = steps
    .map((step, index) => {
      const next = steps[index + 1];
      // One of them, as named or made.
      const isOne = next ? next.startsWith('{') : method === 'post';
      return isOne ? singular(step) : step;
    })
    .filter((step) => !step.startsWith('{'));
  const camel = nouns
    .join('-')
    .replace(/(?:^|[-.])(\w)/g, (_, letter: string) => letter.toUpperCase());
  return `${verbs[method] ?? method}${camel}`;
}

function singular(noun: string): string {
  return noun
    .replace(/ies$/, 'y')
    .replace(/(ch|sh|x)es$/, '$1')
    .replace(/([^s])s$/, '$1');
}
