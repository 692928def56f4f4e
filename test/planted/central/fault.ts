/** Something central of the program, broken on purpose. */
export interface Fault {
  /** By which it is chosen, and reported. */
  readonly name: string;
  /** From the root of the project. */
  readonly file: string;
  /** Stands in the file exactly once: a change of the program breaks this list, and not its meaning. */
  readonly before: string;
  readonly after: string;
  /** What would go wrong in the world, in a sentence. */
  readonly because: string;
  /** Of which one must fail. */
  readonly tests: readonly Place[];
}

/** A test by its file and a piece of its name; or all tests of the file. */
export type Place = readonly [file: string, name?: string];

/**
 * The source with its fault.
 *
 * @throws when the text is not there, or more than once
 */
export function broken({ name, file, before, after }: Fault, source: string): string {
  const [head, ...rest] = source.split(before);
  if (rest.length !== 1)
    throw new Error(`${name}: "${before}" is ${rest.length} times in ${file}, not once`);
  return head + after + rest[0];
}

/** An expression of the full names of these tests; undefined where some file is to run whole. */
export function namesOf(tests: readonly Place[]): RegExp | undefined {
  const names = tests.map(([, name]) => name);
  if (names.includes(undefined)) return undefined;
  const escaped = names.map((name) => (name as string).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp([...new Set(escaped)].join('|'));
}
