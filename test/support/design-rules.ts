import { type Description, everyObject, followed, operationsOf } from './openapi.ts';

/**
 * The checks of the linter of the Dutch REST-API Design Rules 2.2, errors and warnings alike, as it is
 * published: each by the name that it has there. Whether the description is valid, and whether examples fit,
 * is for a validator of OpenAPI.
 *
 * @returns what is wrong, by rule and place
 */
export function designFaults(description: Description): string[] {
  return Object.entries(rules).flatMap(([rule, check]) =>
    check(description).map((fault) => `${rule}: ${fault}`),
  );
}

type Rule = (description: Description) => string[];

const responsesOf = (description: Description) =>
  operationsOf(description).flatMap(({ name, operation }) =>
    Object.entries<Description>(operation.responses).map(([status, response]) => ({
      name: `${name} ${status}`,
      status,
      response,
    })),
  );

/** Places that hold a list of what does not satisfy a test. */
function unless<T>(
  all: readonly T[],
  holds: (one: T) => boolean,
  nameOf: (one: T) => string,
): string[] {
  return all.filter((one) => !holds(one)).map(nameOf);
}

/** Properties of all schemas, with their names and places. */
function propertiesOf(description: Description) {
  const found: { name: string; property: Description; way: string }[] = [];
  everyObject(description, (object, way) => {
    if (way.at(-1) !== 'properties' || way.at(-2) === 'properties') return;
    for (const [name, property] of Object.entries(object))
      found.push({ name, property, way: [...way, name].join('/') });
  });
  return found;
}

const isDate = (name: string) =>
  name === 'date' || name === 'datum' || /(\w+D|_[dD])(ate|atum)/.test(name);

const rules: Readonly<Record<string, Rule>> = {
  openapi3: ({ openapi }) => unless([openapi], (one) => /^3(.\d+){1,2}$/.test(one), String),
  'operation-operationId-unique': (description) => {
    const ids = operationsOf(description).map(({ operation }) => operation.operationId);
    return unless(ids, (id) => id && ids.indexOf(id) === ids.lastIndexOf(id), String);
  },
  'path-params': (description) =>
    operationsOf(description).flatMap(({ path, name, operation }) => {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, one]) => one);
      const parameters = (operation.parameters ?? []).filter(
        (one: Description) => one.in === 'path',
      );
      const names = parameters.map((one: Description) => one.name);
      const same = inPath.toSorted().join() === names.toSorted().join();
      const required = parameters.every((one: Description) => one.required === true);
      return same && required ? [] : [name];
    }),
  'openapi-tags-uniqueness': ({ tags }) => {
    const names = tags.map((tag: Description) => tag.name);
    return unless(names, (name) => names.indexOf(name) === names.lastIndexOf(name), String);
  },
  'oas3-api-servers': ({ servers }) => (servers?.length > 0 ? [] : ['no servers']),
  'include-major-version-in-uri': ({ servers }) =>
    unless<Description>(servers, ({ url }) => /\/v[\d+]/.test(url), String),
  'servers-use-https': (description) => {
    const all = [...description.servers];
    for (const item of Object.values<Description>(description.paths))
      all.push(...(item.servers ?? []));
    return unless<Description>(
      all,
      ({ url }) => url.startsWith('https://'),
      ({ url }) => url,
    );
  },
  'missing-header': (description) =>
    unless(
      responsesOf(description).filter(({ status }) => /^[23]/.test(status)),
      ({ response }) => Boolean(response.headers?.['API-Version']),
      ({ name }) => name,
    ),
  'path-keys-no-trailing-slash': ({ paths }) =>
    unless(Object.keys(paths), (path) => !/.+\/$/.test(path), String),
  'info-contact-fields-exist': ({ info }) =>
    unless(['name', 'email', 'url'], (field) => Boolean(info.contact?.[field]), String),
  'http-methods': (description) =>
    unless(
      operationsOf(description),
      ({ method }) => ['get', 'put', 'post', 'delete', 'patch'].includes(method),
      ({ name }) => name,
    ),
  'paths-kebab-case': ({ paths }) =>
    unless(
      Object.keys(paths),
      (path) => /^(\/|(\/([a-z0-9-]+|\{[^}]+\}))(\/([a-z0-9\-.]+|\{[^}]+\}))*)$/.test(path),
      String,
    ),
  'query-keys-camel-case': (description) =>
    unless(
      operationsOf(description)
        .flatMap(({ operation }) => operation.parameters ?? [])
        .filter((parameter) => parameter.in === 'query'),
      ({ name }) => /^\$?[a-z][a-z\d]*([A-Z][a-z\d]*)*$/.test(name),
      ({ name }) => name,
    ),
  'schema-camel-case': ({ components }) =>
    unless(Object.keys(components.schemas), (name) => /^[A-Z][A-Za-z\d]*$/.test(name), String),
  'property-casing': (description) =>
    unless(
      propertiesOf(description),
      ({ name }) => /^[a-z][a-z\d]*([A-Z][a-z\d]*)*$/.test(name),
      ({ way }) => way,
    ),
  'use-problem-schema': (description) =>
    unless(
      responsesOf(description).filter(({ status }) => /^[45]/.test(status)),
      ({ response }) => Boolean(response.content?.['application/problem+json']),
      ({ name }) => name,
    ),
  'problem-schema-members': (description) =>
    unless(
      responsesOf(description).filter(({ status }) => /^[45]/.test(status)),
      ({ response }) => {
        const { schema } = response.content['application/problem+json'];
        const { properties } = followed(description, schema);
        return ['status', 'title', 'detail'].every((member) => properties[member]);
      },
      ({ name }) => name,
    ),
  'problem-invalid-input': (description) =>
    unless(
      operationsOf(description).filter(
        ({ method, operation }) =>
          !['get', 'delete'].includes(method) || operation.parameters?.length > 0,
      ),
      ({ operation }) => Boolean(operation.responses['400']),
      ({ name }) => name,
    ),
  'date-time-ensure-timezone, time-without-timezone': (description) =>
    unless(
      propertiesOf(description),
      ({ property }) => !['date-time-local', 'time'].includes(property.format),
      ({ way }) => way,
    ),
  'specify-format-for-date-and-time, use-date-instead-of-datetime': (description) =>
    unless(
      propertiesOf(description).filter(({ name }) => isDate(name)),
      ({ property }) => property.format === 'date',
      ({ way }) => way,
    ),
  semver: ({ info }) =>
    unless(
      [info.version],
      (version) => /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/.test(version),
      String,
    ),
};
