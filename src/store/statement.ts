import type { QueryConfig } from 'pg';

/** A statement with its values, for `query()` of pg. */
export interface Query extends QueryConfig<unknown[]> {
  values: unknown[];
}

/** Makes the query of a statement with values. */
export type Statement<Values extends object> = (values: Values) => Query;

/**
 * A prepared statement, which Postgres parses once for each connection. Its text has named parameters:
 * `where party = $party and (day < $today or until < $today)`.
 *
 * The text is compiled once, when its module is loaded: Postgres gets `$1, $2, ...`, in the order of the names. Parts
 * from other files (`heldFor(...)`) document the parameters that they expect.
 *
 * A list is written with its type: `id = any($ids::uuid[])`. See {@link hideLength}.
 *
 * @param name of the prepared statement
 * @throws where a parameter is not named like `$party`, or a list has no type
 */
export function statement<Values extends object>(name: string, text: string): Statement<Values> {
  return queryOf(compile(hideLength(text, name), name), { name });
}

/**
 * Lets lists come from a subquery, so that Postgres does not see their length when it plans. Otherwise it finds that a
 * plan for a list of one is cheaper than a plan for any list, and plans anew at each call, which may take ten times as
 * long as the statement itself.
 */
function hideLength(text: string, called: string): string {
  const untyped = /\b(?:any|all|unnest|cardinality)\(\$\w+(?!\w|::\w+\[\])/.exec(text);
  if (untyped) throw new Error(`Statement ${called} has a list without its type: ${untyped[0]})`);
  return text.replace(/(\$\w+)(::\w+\[\])/g, '(select $1$2)$2');
}

/** A {@link statement} that Postgres parses each time, for queries that are rare. */
export function unnamed<Values extends object>(text: string): Statement<Values> {
  return queryOf(compile(text, `"${text.trim().split('\n')[0]}"`), {});
}

/**
 * Statements that differ in a part with few forms (a table, a side): each is made at its first use, and cached.
 */
export function oncePer<Part, Made>(make: (part: Part) => Made): (part: Part) => Made {
  const made = new Map<Part, Made>();
  return (part) => {
    const before = made.get(part);
    if (before !== undefined) return before;
    const now = make(part);
    made.set(part, now);
    return now;
  };
}

interface Compiled {
  readonly text: string;
  readonly names: readonly string[];
  /** Names the statement in errors. */
  readonly called: string;
}

function queryOf<Values extends object>(
  { text, names, called }: Compiled,
  named: { readonly name?: string },
): Statement<Values> {
  return (given) => {
    const values = names.map((name) => {
      if (!Object.hasOwn(given, name))
        throw new Error(`Statement ${called} lacks a value: ${name}`);
      return given[name as keyof Values] as unknown;
    });
    const more = Object.keys(given);
    if (more.length > names.length)
      throw new Error(
        `Statement ${called} has no such parameter: ${more.find((name) => !names.includes(name))}`,
      );
    return { ...named, text, values };
  };
}

/** The tokens of a text: those that may contain a `$` that is no parameter are tried before those that begin with one. */
const token = new RegExp(
  [
    String.raw`\b[eE]'(?:[^'\\]|''|\\[^])*'`,
    `'(?:[^']|'')*'`,
    `"(?:[^"]|"")*"`,
    String.raw`--[^\n]*`,
    String.raw`/\*[^]*?\*/`,
    // A word may have a `$` in it, and a number be followed by one.
    String.raw`[\p{L}\p{N}_][\p{L}\p{N}_$]*`,
    String.raw`\$(?<tag>[\p{L}\p{N}_]*)(?<quotes>\$)?`,
    `(?<open>['"]|/\\*)`,
  ].join('|'),
  'gu',
);

function compile(source: string, called: string): Compiled {
  const names: string[] = [];
  const wrong = (what: string) => new Error(`Statement ${called} has ${what}`);
  const text = source.replace(token, (found, ...rest) => {
    const { tag, quotes, open } = rest.at(-1) as Record<string, string | undefined>;
    if (open !== undefined) throw wrong(`no end of its ${open}`);
    if (found.startsWith('/*') && found.includes('/*', 2)) throw wrong('a comment in a comment');
    if (tag === undefined) return found;
    if (quotes !== undefined) throw wrong(`a string in dollars: ${found}`);
    if (!/^[a-z][A-Za-z0-9]*$/.test(tag)) throw wrong(`a parameter that has no name: ${found}`);
    if (!names.includes(tag)) names.push(tag);
    return `$${names.indexOf(tag) + 1}`;
  });
  return { text, names, called };
}
