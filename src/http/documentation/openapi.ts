import type { ProblemCode } from '../../problem.ts';
import { problemTexts } from '../../texts/problem-texts.ts';
import { exampleDetails } from '../server/problem-examples.ts';
import { problemBody } from '../server/problems.ts';
import type { PublicAddress } from '../server/public-address.ts';
import { problemCodes } from '../server/schemas.ts';
import { exampleOf } from './openapi-examples.ts';
import { commonHeaders, headerRefs } from './openapi-headers.ts';
import { nameSchemas, type Schema } from './openapi-schemas.ts';

/** The parts of an OpenAPI description that are used here. */
export interface Description {
  tags?: readonly { readonly name: string; readonly description: string }[];
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
 * The address of the API, with the version in it, as the Dutch rules require. Without PUBLIC_URL it is relative to the
 * address of the description, so that it is right for every reader: the address that the process listens on
 * may not be reachable for others.
 */
export function serversOf({ url, at }: PublicAddress): { url: string }[] {
  return [{ url: `${url ?? at('')}${version}` }];
}

/**
 * Completes the description: ids of operations, headers, examples, the texts of problems, and a name for
 * each schema with a title.
 *
 * @throws when two schemas of one name differ
 */
export function finish(description: Description, address: PublicAddress): Description {
  const paths: Description['paths'] = {};
  for (const [path, item] of Object.entries(description.paths)) {
    for (const [method, operation] of Object.entries(item))
      finishOperation(operation as Operation, method, path);
    if (path.startsWith(`${version}/`)) paths[path.slice(version.length)] = item;
    // Paths without a version, such as health checks, get a server of their own.
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
      // The response has the description already.
      if (!isProblem) media.schema = withoutDescription(media.schema);
      const codes = media[problemCodes];
      if (codes) media.examples = referencesTo(codes);
      delete media[problemCodes];
      showExample(media);
    }
  }
}

/** A property with a default is always in an answer, but may be left out of a request. */
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

/** An example of each problem, in English. */
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
 * /v1/messages/{id}/content. Generated clients use it as the name of a function.
 */
export function operationIdOf(method: string, path: string): string {
  const steps = path
    .replace(/^\/v\d+/, '')
    .split('/')
    .filter(Boolean);
  const nouns = steps
    .map((step, index) => {
      const next = steps[index + 1];
      // Singular when the path names one item, or when one is made.
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
